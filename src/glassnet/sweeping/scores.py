"""The test score: what the chosen network got right of pictures that nothing else has looked at."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glassnet.shares import Interval
from glassnet.sweeping.judging.averaging import mean_interval
from glassnet.sweeping.judging.ranking import Right


@dataclass(frozen=True, eq=False)
class TestScore:
    """The chosen network on the test pictures, which nothing else has looked at: what each seed got right of them."""

    key: str
    right: Right
    groups: NDArray[np.int64]

    @property
    def accuracy(self) -> float:
        return float(self.right.mean())

    @property
    def interval(self) -> Interval:
        return mean_interval(self.right, self.groups)

    @property
    def pictures(self) -> int:
        return int(self.right.shape[1])
