"""Which photos a page carries: for each class a typical one, the worst errors, the least sure, and wild ones."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from glassnet.graph.network import Network
from glassnet.inside.answering import Said, said_of
from glassnet.inside.captured import Captured
from glassnet.inside.given_pictures import count_of, inputs_in, listed, names_of, picked, spread, truth_of
from glassnet.runs.run import Run

MOST, LEAST = 16, 4  # small networks: enough for one of each digit and its worst errors
_BYTES = 6_500_000  # what the maps of all photos of a page may take, in half precision, before they are packed
_SMALLEST = 1e-10
ENOUGH = 2_000  # pictures to choose from: more take minutes, and show nothing that these do not

_Chosen = tuple[int, str]


def capture(run: Run, images: Any, wild: Any = None, most: int | None = None) -> Captured:
    """The photos of `images` that show most of `run` in few: typical ones, the worst errors, the least sure.

    `images` are `Images`, or whatever `run.predict` takes, then nothing is known of their truth. `wild` are photos
    unlike those of the training: `WildPhotos`, `Images` or such an array. Typical of a class is the right answer of
    median sureness, worst the wrong answer whose truth got the least share. `most` is by default as many as a page of
    some megabytes can hold all maps of, 4 to 16. Of more than 2,000 images it is chosen among as many, evenly spread.

    >>> import glassnet as gn
    >>> digits = gn.datasets.digits.images()[:60]
    >>> net = gn.regression(gn.fully_connected(gn.input_data([None, 8, 8, 1]), 10, activation="softmax"))
    >>> run = gn.fit(net, digits, n_epoch=2, show=False)
    >>> found = capture(run, digits, most=12)
    >>> len(found), found.why[0]
    (12, 'typical 0')
    """
    most = fits(run.network) if most is None else max(1, most)
    outside = None if wild is None else _wild(run, wild)
    count = 0 if outside is None else min(len(outside), max(1, most // 6))
    given = listed(run, images)
    some = spread(count_of(given), ENOUGH)
    fed = inputs_in(run, given if len(some) == count_of(given) else picked(given, some))
    said = said_of(run, fed)
    truth, names = truth_of(given, count_of(given)), names_of(given, count_of(given))
    known = tuple(truth[row] for row in some)
    chosen = sorted(_chosen(said, known, most - count).items(), key=lambda each: _ORDER.index(each[1].split()[0]))
    at, why = [row for row, _ in chosen], tuple(why for _, why in chosen)
    rows = some[at].tolist()
    inside = Captured(
        {name: each[at] for name, each in fed.items()},
        tuple(names[row] for row in rows),
        why,
        tuple(truth[row] for row in rows),
        tuple(rows),
    )
    return inside if outside is None else _joined(inside, outside, count)


def fits(network: Network) -> int:
    """How many photos a page can hold all maps of.

    >>> from glassnet.graph.notation import from_text
    >>> fits(from_text("91x91x1 > conv 32@10 > pool 2 > conv 64@10 > pool 2 > dense 1024 > dense 2"))
    6
    """
    return max(LEAST, min(MOST, _BYTES // (2 * sum(node.shape.size for node in network.nodes))))


_ORDER = ("typical", "worst", "least", "photo", "wild")


def _chosen(said: Said, truth: tuple[str | None, ...], most: int) -> dict[int, str]:
    """The rows to show and what for, those of most worth first, each once."""
    found: dict[int, str] = {}
    for row, why in _by_worth(said, truth, most):
        if len(found) == most:
            break
        found.setdefault(row, why)
    return found


def _by_worth(said: Said, truth: tuple[str | None, ...], most: int) -> Iterator[_Chosen]:
    classes = _by_class(said, truth)
    first = [(_typical(said, rows), f"typical {name}") for name, rows in classes.items()]
    yield from first[: max(most // 2, most - 4)]
    wrong = _worst(said, truth)
    yield from ((row, "worst") for row in wrong[:2])
    yield from ((row, "least sure") for row in _least_sure(said)[:1])
    yield from ((row, "worst") for row in wrong[2:4])
    yield from ((_typical(said, rows, 0.25), f"typical {name}") for name, rows in classes.items())
    yield from ((row, "photo") for row in range(len(said.labels)))


def _by_class(said: Said, truth: tuple[str | None, ...]) -> dict[str, list[int]]:
    """Of each class that there is, in order, the photos that are rightly called it, or where none are, all of it."""
    found: dict[str, list[int]] = {}
    known = [label if true is None else true for label, true in zip(said.labels, truth, strict=True)]
    for name in dict.fromkeys([*said.classes, *(each for each in known if each is not None)]):
        mine = [row for row, each in enumerate(known) if each == name]
        right = [row for row in mine if said.labels[row] == name]
        if mine:
            found[name] = right or mine
    return found


def _typical(said: Said, rows: list[int], at: float = 0.5) -> int:
    """The photo that so many of `rows` are less sure than."""
    order = sorted(rows, key=lambda row: said.sure(row) or 0.0)
    return order[int(at * (len(order) - 1) + 0.5)]


def _worst(said: Said, truth: tuple[str | None, ...]) -> list[int]:
    wrong = [row for row, name in enumerate(truth) if name is not None and said.labels[row] != name]
    return sorted(wrong, key=lambda row: -_loss(said, row, truth[row]))


def _loss(said: Said, row: int, truth: str | None) -> float:
    """What the truth cost, -log of its share; without a number more than anything."""
    shares = said.probabilities(row)
    if said.shares is None:
        return 0.0
    if shares is None or truth not in said.classes:
        return float("inf")
    return -float(np.log(max(shares[said.classes.index(truth)], _SMALLEST)))


def _least_sure(said: Said) -> list[int]:
    known = [row for row in range(len(said.labels)) if said.sure(row) is not None]
    return sorted(known, key=lambda row: said.sure(row) or 0.0)


def _wild(run: Run, wild: Any) -> Captured:
    fed = wild.fed if isinstance(wild, Captured) else inputs_in(run, wild)
    count = len(next(iter(fed.values()), ()))
    return Captured(fed, names_of(wild, count), ("wild",) * count, truth_of(wild, count))


def _joined(one: Captured, other: Captured, count: int) -> Captured:
    """`one` and the first `count` of `other`, spread evenly over it."""
    rows = np.linspace(0, len(other) - 1, count).round().astype(int)
    return Captured(
        {name: np.concatenate([one.fed[name], other.fed[name][rows]]) for name in one.fed},
        one.names + tuple(other.names[row] for row in rows),
        one.why + ("wild",) * count,
        one.truth + tuple(other.truth[row] for row in rows),
        (*one.rows, *(None for _ in rows)),
    )
