"""Holding a share of the samples out for validation: `validation_set=0.1`."""

import numpy as np

from glassnet.data.batches import take
from glassnet.errors import DataError
from glassnet.seeds import stream
from glassnet.training.samples import Samples


def hold_out(samples: Samples, share: float, seed: int) -> tuple[Samples, Samples]:
    """`(rest, held out)`: a `share` of the samples, drawn at random from `seed`.

    The same seed and number of samples hold out the same ones, so that a second fit does not train on what the first
    was judged by (TFLearn draws anew). Raises `DataError` when either part would be empty.

    >>> rest, held = hold_out(Samples({"X": np.arange(10.0)}, {}), 0.2, seed=0)
    >>> len(rest), len(held)
    (8, 2)
    """
    total = len(samples)
    count = int(total * share)
    if not 0 < count < total:
        raise DataError(
            f"validation_set={share:g} of {total} samples leaves {count} to validate and {total - count} to train on. "
            "Give a share between 0 and 1 that leaves both, or a pair (X, Y)."
        )
    order = np.random.default_rng(stream(seed, "validation")).permutation(total)
    return _part(samples, np.sort(order[count:])), _part(samples, np.sort(order[:count]))


def _part(samples: Samples, rows: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> Samples:
    return Samples(
        {name: take(array, rows) for name, array in samples.inputs.items()},
        {name: take(array, rows) for name, array in samples.targets.items()},
    )
