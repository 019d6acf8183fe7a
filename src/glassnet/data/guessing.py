"""How well a label follows from a few numbers a picture: one simple classifier, judged on parts that split no group."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

PARTS = 5
_ONE_PIECE = 0.75  # of a class in one group, above which it cannot be judged whole
_ROUNDING = 1e-5  # of the largest square: what float32 sums of a thousand terms may be off
_ALIKE = 1 + 1e-6  # distances that differ by less are equal
_FEW = 8  # numbers a picture, up to which distances are summed one by one

Numbers = NDArray[np.floating]
Distances = NDArray[np.floating]
Rows = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Folds:
    """Which of the `count` parts each picture is judged in; it is judged by what the others teach.

    `units` `[N]`: pictures of one number count once when doubt is told. `cut` names the classes that lay nearly
    whole in one group, which was then cut into blocks of neighbours.
    """

    numbers: Rows
    count: int
    units: Rows
    cut: tuple[int, ...] = ()


def grouped_folds(labels: Rows, groups: Rows, draw: np.random.Generator, most: int = PARTS) -> Folds:
    """Parts that split no group and hold every class in even shares, as far as the groups allow.

    There are `most` parts, or fewer where a class has fewer groups. Large groups are placed first, each where its class
    has fewest pictures so far. A group of over three quarters of a class is cut into blocks of neighbours, for the rest
    of the class could not teach it.

    >>> labels, groups = np.repeat([0, 1], 4), np.array([0, 0, 1, 1, 2, 2, 3, 3])
    >>> found = grouped_folds(labels, groups, np.random.default_rng(0))
    >>> found.count, [len(set(found.numbers[groups == group])) for group in range(4)]
    (2, [1, 1, 1, 1])
    """
    units, cut = groups.copy(), []
    for label in range(int(labels.max()) + 1):
        large = _nearly_all(labels, groups, label)
        if len(large):
            units[large] = units.max() + 1 + _blocks(len(large), most)
            cut.append(label)
    names, units = np.unique(units, return_inverse=True)
    of_class = np.zeros((len(names), int(labels.max()) + 1), np.int64)
    np.add.at(of_class, (units, labels), 1)
    testable = (of_class > 0).sum(axis=0)
    count = max(2, min(most, int(testable[testable > 1].min(initial=most))))
    place = np.empty(len(names), np.int64)
    filled = np.zeros((count, of_class.shape[1]), np.int64)
    shuffled = draw.permutation(len(names))
    for unit in shuffled[np.argsort(-of_class.sum(axis=1)[shuffled], kind="stable")]:
        mine = int(of_class[unit].argmax())
        place[unit] = np.lexsort((filled.sum(axis=1), filled[:, mine]))[0]
        filled[place[unit]] += of_class[unit]
    return Folds(place[units], count, units, tuple(cut))


def block_folds(labels: Rows, *, alike: bool, most: int = PARTS) -> Folds:
    """Blocks of neighbours within each class: what keeps most of a burst together where no groups are known.

    `alike` says that neighbours look alike, so that a block counts once; else every picture does.

    >>> block_folds(np.repeat([0, 1], 5), alike=False).numbers.tolist()
    [0, 1, 2, 3, 4, 0, 1, 2, 3, 4]
    """
    numbers = np.empty(len(labels), np.int64)
    for number in np.unique(labels):
        mine = np.flatnonzero(labels == number)
        numbers[mine] = _blocks(len(mine), most)
    units = labels * most + numbers if alike else np.arange(len(labels))
    return Folds(numbers, most, units)


def guesses(numbers: "Numbers | Callable[[Rows], Numbers]", labels: Rows, folds: Folds) -> Rows:
    """For each picture the label guessed from its `numbers` `[N, D]` by those of the other parts; -1 where none teach.

    The guess is a vote of the k nearest, k the square root of the pictures a class that teach: few assumptions, and
    the same for one number or a thousand, so that cues compare. All that are as near as the k-th vote with it; a tie
    goes to the class of the nearest. A function gives the numbers when it is told which rows may teach, for cues that
    must themselves be chosen.

    >>> levels = np.array([[1], [2], [3], [11], [12], [13]], np.float32)
    >>> guesses(levels, np.repeat([0, 1], 3), block_folds(np.repeat([0, 1], 3), alike=False, most=3)).tolist()
    [0, 0, 0, 1, 1, 1]
    """
    classes = int(labels.max()) + 1
    answers = np.full(len(labels), -1)
    apart = _asked(numbers)
    for part in range(folds.count):
        tests, teachers = np.flatnonzero(folds.numbers == part), np.flatnonzero(folds.numbers != part)
        if not len(tests) or not len(teachers):
            continue
        distances = apart(teachers)[np.ix_(tests, teachers)]
        answers[tests] = _voted(distances, labels[teachers], classes)
    return answers


def _nearly_all(labels: Rows, groups: Rows, label: int) -> Rows:
    """The rows of a class's largest group, when the other pictures of the class are too few to teach it."""
    mine = np.flatnonzero(labels == label)
    names, counts = np.unique(groups[mine], return_counts=True)
    if len(mine) < 2 or counts.max() <= _ONE_PIECE * len(mine):
        return np.empty(0, np.int64)
    large: Rows = mine[groups[mine] == names[counts.argmax()]]
    return large


def _blocks(length: int, most: int) -> Rows:
    return np.arange(length) * most // max(length, 1)


def _asked(numbers: "Numbers | Callable[[Rows], Numbers]") -> Callable[[Rows], Distances]:
    """Distances by the rows that teach; computed once where those do not matter."""
    if callable(numbers):
        return lambda teachers: _distances(numbers(teachers))
    apart = _distances(numbers)
    return lambda _: apart


def _distances(numbers: Numbers) -> Distances:
    """Squared distances of all from all."""
    if numbers.shape[1] <= _FEW:
        wide = numbers.astype(np.float64)
        return np.asarray(np.square(wide[:, None, :] - wide[None, :, :]).sum(axis=-1))
    numbers = numbers - numbers.mean(axis=0)  # less is lost when large squares cancel
    squares = np.einsum("nd,nd->n", numbers, numbers)
    apart = squares[:, None] + squares[None, :] - 2 * numbers @ numbers.T
    # Equal pictures must lie 0 apart, whatever rounding has left of their squares.
    return np.where(apart > _ROUNDING * squares.max(), apart, 0)


def _voted(distances: Distances, labels: Rows, classes: int) -> Rows:
    k = max(1, min(distances.shape[1], round((distances.shape[1] / classes) ** 0.5)))
    reach = np.partition(distances, k - 1, axis=1)[:, k - 1 : k]
    shares = np.eye(classes, dtype=np.float32)[labels]
    votes = (distances <= reach * _ALIKE).astype(np.float32) @ shares
    return np.asarray((votes + 0.5 * shares[distances.argmin(axis=1)]).argmax(axis=1), np.int64)
