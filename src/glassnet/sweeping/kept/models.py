"""How many trained networks stay where few are kept, and how many are trained again for that."""

from collections.abc import Sequence

from glassnet.sweeping.kept.folder import KeepModels

OTHERS = 3  # that may stand beside the chosen one on a page


def most_again(networks: int, seeds: int, keep: KeepModels) -> int:
    """How many runs are done again at most: all seeds of one network, the first of those beside it.

    >>> most_again(48, 5, "chosen"), most_again(2, 5, "chosen"), most_again(48, 5, "all")
    (8, 6, 0)
    """
    return 0 if keep == "all" or not networks else seeds + min(OTHERS, networks - 1)


def kept_bytes(models: Sequence[int], seeds: int, keep: KeepModels) -> int:
    """What trained networks of so many bytes each take on the disk in the end, at most.

    >>> kept_bytes([10, 40, 20, 5, 5], 3, "all"), kept_bytes([10, 40, 20, 5, 5], 3, "chosen")
    (240, 155)
    """
    if keep == "all":
        return seeds * sum(models)
    largest = sorted(models, reverse=True)[: 1 + OTHERS]
    return seeds * largest[0] + sum(largest[1:]) if largest else 0
