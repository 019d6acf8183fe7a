"""Photos chosen to be looked into, with what each was chosen for."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import DataError

Array = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Captured:
    """Photos chosen to look into. `fed` holds them as the network takes them, float32 `[N, ...]` by input name.

    `names` say where each is from, `why` what it was chosen for ("typical chi", "worst", "least sure", "wild"),
    `truth` its class where that is known. `rows` are their places in the pictures they were chosen from, None for wild
    ones.

    >>> print(Captured({"photo": np.zeros((2, 8, 8, 1))}, ("a", "b"), ("worst", "wild"), ("chi", None)))
    2 photos: a (worst), b (wild)
    """

    fed: Mapping[str, Array]
    names: tuple[str, ...]
    why: tuple[str, ...]
    truth: tuple[str | None, ...]
    rows: tuple[int | None, ...] = ()

    def __post_init__(self) -> None:
        if not self.rows:
            object.__setattr__(self, "rows", (None,) * len(self.names))
        lengths = {name: len(each) for name, each in self.fed.items()} | {"names": len(self.names)}
        if len({*lengths.values(), len(self.why), len(self.truth), len(self.rows)}) > 1:
            raise DataError(f"Each captured photo has a name, a reason and a truth; these are {lengths}.")

    def __len__(self) -> int:
        return len(self.names)

    def __str__(self) -> str:
        told = (f"{name} ({why})" for name, why in zip(self.names, self.why, strict=True))
        return f"{len(self)} photos: {', '.join(told)}"

    def one(self, photo: int) -> dict[str, Array]:
        """One of them, `[1, ...]` by input name, as `run.predict` takes it."""
        return {name: rows[photo : photo + 1] for name, rows in self.fed.items()}
