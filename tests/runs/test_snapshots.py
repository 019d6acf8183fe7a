"""Snapshots in a model file: they come back to the last bit, cost what they say, and forged ones are refused."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from tests.runs.conftest import make_calibration, make_run

from glassnet.errors import FileError
from glassnet.runs.run import Run
from glassnet.runs.saving import from_bytes, to_bytes
from glassnet.runs.snapshots import Snapshots, filter_names, from_plain, is_kept, sizes


@pytest.fixture(scope="module")
def kept() -> Run:
    """A run that went 5 passes and kept its filters."""
    run = make_run()
    snapshots = Snapshots()
    chance = np.random.default_rng(0)
    for epoch in (0, 1, 2, 3, 5):
        filters = {name: chance.standard_normal(run.weights[name].shape) for name in filter_names(run.network)}
        snapshots = snapshots.and_of(filters, epoch)
    return replace(run, snapshots=replace(snapshots, last=5))


def test_epochs_are_kept_in_the_steps_of_fibonacci() -> None:
    assert [epoch for epoch in range(100) if is_kept(epoch)] == [0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89]


def test_a_model_file_gives_back_what_was_kept_to_the_last_bit(kept: Run) -> None:
    again = from_bytes(to_bytes(kept)).snapshots
    assert again is not None
    assert kept.snapshots is not None
    assert list(again.by_epoch) == [0, 1, 2, 3, 5]
    assert again.last == 5
    for name, array in kept.snapshots.arrays().items():
        assert (again.arrays()[name].dtype, again.arrays()[name].tobytes()) == (array.dtype, array.tobytes())


def test_the_start_is_exact_and_later_epochs_are_halved(kept: Run) -> None:
    assert kept.snapshots is not None
    dtypes = {epoch: filters["conv_1/W"].dtype for epoch, filters in kept.snapshots.by_epoch.items()}
    assert dtypes == {0: np.float32, **dict.fromkeys((1, 2, 3, 5), np.float16)}
    assert kept.snapshots.nbytes == 27 * 4 + 4 * 27 * 2  # 3 filters of 3x3x1
    assert str(kept.snapshots) == "filters at epochs 0, 1, 2, 3, 5 (324 bytes)"


def test_weights_too_large_for_half_precision_are_cut_and_what_is_no_number_stays_none() -> None:
    array = np.array([1e9, -1e9, np.nan, 0.5], np.float32).reshape(2, 2, 1, 1)
    made = Snapshots().and_of({"conv_1/W": array}, 3).by_epoch[3]["conv_1/W"].ravel()
    assert made[[0, 1, 3]].tolist() == [65504, -65504, 0.5]
    assert np.isnan(made[2])


def test_a_file_with_a_calibration_may_have_snapshots_too(kept: Run) -> None:
    both = from_bytes(to_bytes(replace(kept, calibration=make_calibration())))
    assert both.calibration is not None
    assert both.snapshots is not None


def test_a_run_without_snapshots_is_written_as_before(run: Run) -> None:
    assert from_bytes(to_bytes(run)).snapshots is None


@pytest.mark.parametrize(
    ("plain", "told"),
    {
        "not rising": ({"epochs": [0, 2, 1], "last": 5}, "are no way through a training"),
        "twice": ({"epochs": [0, 0], "last": 5}, "are no way through a training"),
        "too many": ({"epochs": list(range(65)), "last": 99}, "are no way through a training"),
        "behind the last": ({"epochs": [0, 6], "last": 5}, "epoch 6 lies behind the last, 5"),
        "in words": ({"epochs": ["0"], "last": 5}, "a whole number belongs here"),
        "not a list": ({"epochs": 3, "last": 5}, "snapshots, 'epochs'"),
        "less": ({"epochs": [0]}, "'last' is missing"),
    }.values(),
)
def test_forged_epochs_are_refused(plain: Mapping[str, object], told: str, run: Run) -> None:
    with pytest.raises(FileError, match=told):
        sizes(plain, run.network)
    with pytest.raises(FileError, match=told):
        from_plain(plain, {}, run.network)


def test_arrays_of_another_shape_or_kind_are_refused(kept: Run) -> None:
    assert kept.snapshots is not None
    other = kept.snapshots.and_of({"conv_1/W": np.zeros((2, 2, 1, 3))}, 5)
    with pytest.raises(FileError, match=r"'snapshots/5/conv_1/W' holds 'F16' of \[2, 2, 1, 3\], and F16 of"):
        to_bytes(replace(kept, snapshots=other))
    whole = replace(kept.snapshots, by_epoch={0: kept.snapshots.by_epoch[1]})
    with pytest.raises(FileError, match="'snapshots/0/conv_1/W' holds 'F16'"):
        to_bytes(replace(kept, snapshots=whole))


def test_a_number_that_is_none_is_refused(kept: Run) -> None:
    assert kept.snapshots is not None
    spoilt = kept.snapshots.and_of({"conv_1/W": np.full((3, 3, 1, 3), np.nan)}, 5)
    with pytest.raises(FileError, match="'snapshots/5/conv_1/W' holds nan"):
        to_bytes(replace(kept, snapshots=spoilt))
