"""Which samples an estimator keeps back to watch its training by: a share of each class, groups whole."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import DataError
from glassnet.seeds import stream


def held_back(
    labels: NDArray[np.int64], share: float, seed: int, groups: NDArray[Any] | None = None
) -> NDArray[np.bool_]:
    """A mask of the samples to keep back, drawn from `seed`: about `share` of each class, and never all of one.

    Samples of one number in `groups` stay on one side. Groups are visited in an order by chance, and kept back while
    their class (the one most of them are of) still wants some. Raises `DataError` for a share outside of 0 to 1, and
    where nothing can be kept back.

    >>> held_back(np.array([0, 0, 1, 1]), 0.5, seed=0).sum()
    np.int64(2)
    >>> held_back(np.array([0, 0, 0, 0, 1, 1]), 0.5, seed=0, groups=np.array([7, 7, 8, 8, 9, 9])).tolist()[4:]
    [False, False]
    """
    if not 0 < share < 1:
        raise DataError(f"validation={share!r}: the share to keep back lies between 0 and 1, or is None for nothing.")
    numbers = np.arange(len(labels)) if groups is None else np.unique(groups, return_inverse=True)[1].reshape(-1)
    classes = int(labels.max()) + 1
    members = np.zeros((int(numbers.max()) + 1, classes), np.int64)
    np.add.at(members, (numbers, labels), 1)
    wanted, left = np.rint(share * members.sum(axis=0)), members.sum(axis=0)
    kept = np.zeros(len(members), np.bool_)
    for group in np.random.default_rng(stream(seed, "validation")).permutation(len(members)):
        own = members[group]
        leaves_some = bool((left - own > 0)[own > 0].all())
        if leaves_some and own[own.argmax()] <= 2 * wanted[own.argmax()]:  # at most half a group too many
            kept[group] = True
            left, wanted = left - own, wanted - own
    if not kept.any():
        raise DataError(
            f"validation={share:g} of {len(labels)} samples keeps none back: there are too few of each class, or they "
            "are of too few groups. Give a larger share, more samples, or validation=None."
        )
    mask: NDArray[np.bool_] = kept[numbers]
    return mask
