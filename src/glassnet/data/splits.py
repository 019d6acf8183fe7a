"""A training, a validation and a test part of one set of pictures, drawn by chance class by class."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glassnet.data.images import Images
from glassnet.errors import DataError

_STREAM = 0x5311  # keeps this draw apart from other uses of the same seed


@dataclass(frozen=True, eq=False)
class Splits:
    """Three parts that share no picture: `train` to learn from, `validation` to choose by, `test` to report."""

    train: Images
    validation: Images
    test: Images

    def __str__(self) -> str:
        parts = f"{len(self.train):,} train, {len(self.validation):,} validation, {len(self.test):,} test"
        return f"{parts} pictures, split at random"

    def __repr__(self) -> str:
        return f"<Splits: {self}>"


def split(images: Images, seed: int = 0, validation: float = 0.15, test: float = 0.15) -> Splits:
    """Split `images` at random, each class in the same shares (fractions of 1; 0 gives an empty part).

    **Plain random**: pictures are drawn one by one, so near copies (a burst of one scene) may fall on both sides, and
    the test then looks better than life. Each class gives every part at least one picture where it has enough;
    with two, the validation part goes without; a single one is trained on and cannot be tested.
    15 % each leaves 70 % to learn from, and 15 % of 400 photos is a test of 60: enough to tell 80 % from 95 %.

    The same seed gives the same parts. Raises `DataError` for shares that leave nothing to train on.

    >>> images = Images(np.zeros((20, 2, 2, 1), np.uint8), np.arange(20) % 2, ("a", "b"))
    >>> print(split(images, validation=0.2, test=0.3))
    10 train, 4 validation, 6 test pictures, split at random
    """
    if not (validation >= 0 and test >= 0 and validation + test < 1):
        raise DataError(f"validation={validation} and test={test} must be shares of 1 that leave some to train on.")
    if seed < 0:
        raise DataError(f"seed={seed}: a seed is a whole number from 0 on.")
    draw = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, _STREAM])))
    parts: tuple[list[NDArray[np.intp]], ...] = ([], [], [])
    for number in range(len(images.classes)):
        members = draw.permutation(np.flatnonzero(images.labels == number))
        n_validation, n_test = shares(len(members), validation, test)
        cuts = [len(members) - n_validation - n_test, len(members) - n_test]
        for part, some in zip(parts, np.split(members, cuts), strict=True):
            part.append(some)
    train, chosen, held = (images[np.sort(np.concatenate(part))] for part in parts)
    return Splits(train, chosen, held)


def shares(count: int, validation: float, test: float) -> tuple[int, int]:
    """How many of `count` pictures of one class go to validation and to test; the rest is trained on.

    >>> shares(200, 0.15, 0.15), shares(3, 0.15, 0.15), shares(2, 0.15, 0.15), shares(1, 0.15, 0.15)
    ((30, 30), (1, 1), (0, 1), (0, 0))
    """
    n_test = min(max(int(count * test + 0.5), int(test > 0)), max(count - 1, 0))
    left = count - n_test
    n_validation = min(max(int(count * validation + 0.5), int(validation > 0)), max(left - 1, 0))
    return n_validation, n_test
