"""1,797 handwritten digits of 8x8 that come with scikit-learn: the data a fresh machine always has.

Source: E. Alpaydin, C. Kaynak, "Optical Recognition of Handwritten Digits", UCI repository, its test part.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.data.images import Images
from glassnet.data.preparation import Preparation
from glassnet.data.splits import split

_LEVELS = 16.0  # each value counts the dark cells of a 4x4 block


def images() -> Images:
    """All digits as `Images` of 8x8x1: float32 from 0 (paper) to 1 (ink), classes "0" to "9".

    >>> len(images())
    1797
    """
    from sklearn.datasets import load_digits

    bundle = load_digits()
    pixels = (bundle.images[..., None] / _LEVELS).astype(np.float32)
    names = tuple(f"digits[{number}]" for number in range(len(pixels)))
    return Images(pixels, bundle.target.astype(np.int64), tuple("0123456789"), names, Preparation(8, 8, 1))


def load_data(
    one_hot: bool = False, seed: int = 0, test: float = 0.2
) -> tuple[NDArray[np.float32], NDArray[Any], NDArray[np.float32], NDArray[Any]]:
    """X, Y, testX, testY: X float32 `[N, 8, 8, 1]` from 0 to 1; Y int64 `[N]`, or one-hot float32 `[N, 10]`.

    A share `test` of each class, a fifth by default, is held out at random by `seed`. Writers are not told apart in
    this data set, so some write in both parts.

    >>> X, Y, testX, testY = load_data(one_hot=True)
    >>> X.shape, testY.shape
    ((1438, 8, 8, 1), (359, 10))
    """
    parts = split(images(), seed=seed, validation=0, test=test, method="random")
    answers = [part.one_hot() if one_hot else part.labels for part in (parts.train, parts.test)]
    return parts.train.inputs(), answers[0], parts.test.inputs(), answers[1]
