"""What is done to every picture before a network sees it: TFLearn's `ImagePreprocessing`, as a list of steps.

Only the list is kept here. The steps become part of the network: `engine.preprocessing` has their arithmetic, and
what they know of the training data is measured by `data.statistics`.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from glassnet.data.steps import CUSTOM, Own, StepList
from glassnet.errors import DataError

__all__ = ("DataPreprocessing", "ImagePreprocessing")


class DataPreprocessing(StepList):
    """What to do to every sample, in training, validation, evaluation and prediction: `input_data(...,
    data_preprocessing=this)`.

    Steps are done in the order they are added. What is featurewise is measured on the training data at the first fit
    (behind the steps before it, without augmentation), is kept in the model as arrays of its input layer
    (`InputData/mean`), and goes with it into its file. `name` is taken for TFLearn's sake and not heeded.

    >>> steps = DataPreprocessing()
    >>> steps.add_featurewise_zero_center()
    >>> steps.add_featurewise_stdnorm(2.0)
    >>> steps
    <DataPreprocessing: featurewise_zero_center(per_channel=False), featurewise_stdnorm(per_channel=False, value=2.0)>
    """

    def __init__(self, name: str = "DataPreprocessing") -> None:
        super().__init__()

    def add_samplewise_zero_center(self) -> None:
        """Each sample less its own mean."""
        self._add("samplewise_zero_center")

    def add_samplewise_stdnorm(self) -> None:
        """Each sample divided by its own standard deviation (and 1e-8)."""
        self._add("samplewise_stdnorm")

    def add_featurewise_zero_center(self, mean: Any = None) -> None:
        """Each sample less one number: the mean of all numbers of the training data. `mean` gives it, or an array."""
        self._add_statistic("featurewise_zero_center", mean, "mean", per_channel=False)

    def add_featurewise_stdnorm(self, std: Any = None) -> None:
        """Each sample divided by one number (and 1e-8): the standard deviation of all numbers of the training data.
        `std` gives it, or an array.
        """
        self._add_statistic("featurewise_stdnorm", std, "std", per_channel=False)

    def add_zca_whitening(self, pc: Any = None) -> None:
        """Each sample, as a row of n numbers, times the n x n matrix that makes the numbers of the training data
        uncorrelated, each of variance 1, and changes the samples the least. Centre them before.

        The matrix is U diag(1 / sqrt(S + 1e-8)) U' for the covariance U diag(S) U' over the N samples. TFLearn divides
        by n in place of N and writes a pickle; both are mended. `pc` gives the matrix.
        """
        self._add_statistic("zca_whitening", pc, "pc")

    def add_custom_preprocessing(self, func: Callable[..., Any]) -> None:
        """Each batch behind `func(batch) -> batch`, NumPy arrays [N, ...] of float32.

        It works on a copy, and may change the size of the pictures to that of the input. A network with such a step
        works in this process and cannot be saved, for no file of ours holds code.
        """
        if not callable(func):
            raise DataError(f"add_custom_preprocessing takes a function of a batch, got {type(func).__name__}.")
        self._add(CUSTOM, code=Own(func))

    def _add_statistic(self, name: str, given: Any, word: str, **settings: Any) -> None:
        if given is None:
            self._add(name, **settings)
        elif np.ndim(given) == 0:
            self._add(name, **settings, value=float(given))
        else:
            values = np.array(given, np.float32)  # a copy: the user's array may change, the network must not
            if not np.isfinite(values).all():
                raise DataError(f"{word} holds numbers that are not finite.")
            self._add(name, values=values, **settings, sides=values.shape)


class ImagePreprocessing(DataPreprocessing):
    """`DataPreprocessing` for pictures [height, width, channels]: more steps, and some that go channel by channel.

    Where TFLearn's `per_channel` is not by channel (samplewise), or is the mean of the deviations of single pictures
    (featurewise), it is mended; and what is measured is measured behind the steps before it.

    >>> steps = ImagePreprocessing()
    >>> steps.add_image_normalization()
    >>> steps.add_crop_center([24, 24])
    >>> steps
    <ImagePreprocessing: image_normalization, crop_center(shape=(24, 24))>
    """

    def add_image_normalization(self) -> None:
        """Levels 0..255 divided by 255."""
        self._add("image_normalization")

    def add_crop_center(self, shape: int | Sequence[int]) -> None:
        """The middle piece of `shape` (height, width). The network's input has the size of the piece."""
        sides = (shape, shape) if isinstance(shape, int) else tuple(int(side) for side in shape)[:2]
        if len(sides) != 2 or min(sides) < 1:
            raise DataError(f"a crop has a height and a width of at least 1 pixel, got {shape!r}.")
        self._add("crop_center", shape=sides)

    def add_samplewise_zero_center(self, per_channel: bool = False) -> None:
        """Each picture less its own mean; with `per_channel`, each channel of it less its own."""
        self._add("samplewise_zero_center", per_channel=bool(per_channel))

    def add_samplewise_stdnorm(self, per_channel: bool = False) -> None:
        """Each picture divided by its own standard deviation (and 1e-8); with `per_channel`, each channel of it."""
        self._add("samplewise_stdnorm", per_channel=bool(per_channel))

    def add_featurewise_zero_center(self, mean: Any = None, per_channel: bool = False) -> None:
        """Each picture less the mean of the training data: one number, or with `per_channel` one a channel.

        `mean` gives a number, one a channel, or a whole picture instead.
        """
        self._add_statistic("featurewise_zero_center", mean, "mean", per_channel=bool(per_channel))

    def add_featurewise_stdnorm(self, std: Any = None, per_channel: bool = False) -> None:
        """Each picture divided by the standard deviation of the training data (and 1e-8): one number, or with
        `per_channel` one a channel. `std` gives a number, one a channel, or a whole picture instead.
        """
        self._add_statistic("featurewise_stdnorm", std, "std", per_channel=bool(per_channel))
