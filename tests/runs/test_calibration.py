"""A calibration comes back from a model file bit for bit; forged ones are refused; old files are read as before."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load as from_safetensors
from safetensors.numpy import save as as_safetensors

from glassnet.errors import DataError, FileError
from glassnet.graph.notation import from_text
from glassnet.runs import tensors
from glassnet.runs.calibration import Calibration
from glassnet.runs.model_file import CARD, WEIGHTS, peek
from glassnet.runs.run import Run
from glassnet.runs.saving import from_bytes, load, save, to_bytes

Refusal = Callable[[bytes], str]
PIXELS = np.random.default_rng(5).integers(0, 256, (40, 8, 8, 1), dtype=np.uint8)


def known(run: Run) -> Calibration:
    assert run.calibration is not None
    return run.calibration


def test_a_calibration_comes_back_bit_for_bit(calibrated: Run, tmp_path: Path) -> None:
    save(calibrated, tmp_path / "a.glassnet")
    back = load(tmp_path / "a.glassnet")
    assert known(back).to_plain() == known(calibrated).to_plain()
    for name, array in known(calibrated).arrays().items():
        other = known(back).arrays()[name]
        assert (other.dtype, other.tobytes()) == (array.dtype, array.tobytes())
    assert back.probabilities(PIXELS).tobytes() == calibrated.probabilities(PIXELS).tobytes()
    assert back.unfamiliarity(PIXELS).tobytes() == calibrated.unfamiliarity(PIXELS).tobytes()
    assert to_bytes(back) == to_bytes(calibrated)
    assert back.checkpoint is not None
    assert len(back.checkpoint.slots) == len(back.weights)


def test_a_run_without_calibration_is_saved_as_it_always_was(
    run: Run, parts_of: Callable[[bytes], dict[str, bytes]]
) -> None:
    """So that a Glassnet of before reads it, and files of before are read: they are the same bytes."""
    card = json.loads(parts_of(to_bytes(run))[CARD])
    assert card["format"] == 1
    assert "calibration" not in card
    assert from_bytes(to_bytes(run)).calibration is None


def test_peek_reads_a_calibrated_file_too(calibrated: Run, tmp_path: Path) -> None:
    save(calibrated, tmp_path / "a.glassnet")
    assert peek(tmp_path / "a.glassnet").card == calibrated.card


def test_it_says_what_it_was_measured_on(calibrated: Run) -> None:
    first, second = str(calibrated.calibration).splitlines()
    assert first == "Temperature 1.50 (95 %: 1.25-2.00), by 39 validation pictures, 4 of them wrong."
    # The 38th of 39 is the edge, so one lies beyond: a beta distribution of 2 and 38.
    assert second == "Refuses 5 % of familiar pictures (95 %: 0.6-13.5)."


def test_what_cannot_be_measured_is_said(calibrated: Run) -> None:
    few = replace(known(calibrated), samples=3, groups=3, wrong=0, temperature=1.0, false_refusals=0.25)
    *first, second = str(few).splitlines()
    assert first == [
        "Probabilities as they are: 3 validation pictures, 0 of them wrong, cannot tell",
        "  how sure to be.",
    ]
    assert second == "Refuses 25 % of familiar pictures (95 %: 0.8-70.8)."
    other = replace(few, temperature_interval=(1.0, 1.0))
    assert str(other).startswith("The network answers with numbers that are no probabilities")


def test_a_burst_counts_as_one_picture(calibrated: Run) -> None:
    joined = replace(known(calibrated), groups=19)
    assert str(joined).splitlines()[1:] == [
        "Refuses 5 % of familiar pictures (95 %: 0.1-17.6), by 39 validation pictures in",
        "  19 groups.",
    ]


def test_too_few_to_count_is_said(calibrated: Run) -> None:
    joined = replace(known(calibrated), groups=6)
    assert joined.is_extrapolated
    assert str(joined).splitlines()[1:] == [
        "Refuses 5 % of familiar pictures (95 %: 0.0-27.8), extrapolated: 39 validation",
        "  pictures in 6 groups are too few to count.",
    ]


def test_probabilities_are_tempered_and_the_answers_stay(calibrated: Run, run: Run) -> None:
    plain, told = run.probabilities(PIXELS), calibrated.probabilities(PIXELS)
    assert plain.tobytes() == run.predict(PIXELS).tobytes() == calibrated.predict(PIXELS).tobytes()
    odds = np.log(plain[:, 0] / plain[:, 1]) / 1.5
    np.testing.assert_allclose(told[:, 0], 1 / (1 + np.exp(-odds)), rtol=1e-5)
    assert (told.argmax(1) == plain.argmax(1)).all()


def test_without_a_calibration_nothing_is_called_unfamiliar(run: Run) -> None:
    with pytest.raises(DataError, match=r"not calibrated.\nDo that .* gn.calibrate\(run, splits\)"):
        run.is_familiar(PIXELS)


FORGED_NUMBERS: dict[str, tuple[dict[str, Any], str]] = {
    "a temperature of 0": ({"temperature": 0}, "calibration: a temperature of 0"),
    "a temperature below 0": ({"temperature": -1.5}, "calibration: a temperature of -1.5"),
    "a temperature of a million": (
        {"temperature": 1e6, "temperature_interval": [1, 1e6]},
        "a temperature of 1000000.0",
    ),
    "a temperature that is no number": ({"temperature": "nan"}, "a temperature of nan"),
    "a temperature in words": ({"temperature": "hot"}, "a number belongs here, not 'hot'"),
    "an interval of one": ({"temperature_interval": [1]}, "two numbers belong here"),
    "an interval elsewhere": ({"temperature_interval": [2, 3]}, "a temperature of 1.5, 2.0 to 3.0"),
    "no samples": ({"samples": 0}, "is no count"),
    "more groups than pictures": ({"groups": 40}, "39 pictures in 40 groups is no count"),
    "no group": ({"groups": 0}, "39 pictures in 0 groups is no count"),
    "a share next to nothing": ({"false_refusals": 1e-300}, "is no share that may be refused"),
    "more wrong than there are": ({"wrong": 40}, "40 wrong of 39 is no count"),
    "all refused": ({"false_refusals": 1.0}, "is no share that may be refused"),
    "a share of -1": ({"false_refusals": -1}, "is no share that may be refused"),
    "a share that is infinite": ({"false_refusals": "inf"}, "is no share that may be refused"),
    "a reach of 0": ({"reach": 0}, "are no distances"),
    "a reach without end": ({"look_reach": "inf"}, "are no distances"),
    "a reach too small to divide by": ({"reach": 5e-324}, "are no distances"),
    "a range too small to divide by": ({"low": 0, "high": 5e-324}, "are no range"),
    "a range beyond sense": ({"high": 1e300}, "are no range"),
    "a range upside down": ({"low": 1, "high": 0}, "are no range"),
    "a range without end": ({"low": "-inf"}, "are no range"),
    "no references": ({"references": 0}, "0 references and 2 marks"),
    "a million references": ({"references": 1_000_000}, "1,000,000 references and 2 marks are"),
    "other references than there are": ({"references": 4}, "'calibration/references' holds 'F32' of [3, 48]"),
    "a million million marks": ({"seen": 10**12}, "1,000,000,000,000 marks are"),
    "other marks than there are": ({"seen": 1}, "'calibration/seen' holds 'U64' of [2], and U64 of [1]"),
    "marks below 0": ({"seen": -1}, "-1 marks are"),
    "a field more": ({"code": "import os"}, "'code' is not known here"),
    "a field less": ({"samples": ...}, "'samples' is missing"),
}


@pytest.mark.parametrize("how", FORGED_NUMBERS)
def test_a_forged_calibration_is_refused(
    how: str, calibrated: Run, rebuilt: Callable[..., bytes], refusal: Refusal
) -> None:
    changes, told = FORGED_NUMBERS[how]
    plain = {name: value for name, value in (known(calibrated).to_plain() | changes).items() if value is not ...}
    assert told in refusal(rebuilt(of=to_bytes(calibrated), calibration=plain))


@pytest.mark.parametrize("plain", [None, [], "none", 7])
def test_a_calibration_that_is_none_is_refused(
    plain: object, calibrated: Run, rebuilt: Callable[..., bytes], refusal: Refusal
) -> None:
    assert "an object with named values belongs here" in refusal(rebuilt(of=to_bytes(calibrated), calibration=plain))


def test_a_calibration_without_its_format_is_refused(
    run: Run, calibrated: Run, rebuilt: Callable[..., bytes], refusal: Refusal
) -> None:
    assert "'calibration' is not known here" in refusal(rebuilt(of=to_bytes(calibrated), format=1))
    assert "'calibration' is missing" in refusal(rebuilt(of=to_bytes(run), format=2))


def changed(name: str, change: Callable[[Any], Any]) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda arrays: {**arrays, f"calibration/{name}": np.ascontiguousarray(change(arrays[f"calibration/{name}"]))}


FORGED_ARRAYS: dict[str, tuple[Callable[[dict[str, Any]], dict[str, Any]], str]] = {
    "references that are NaN": (changed("references", lambda each: each * np.float32(np.nan)), "holds nan at [0, 0]"),
    "references of double length": (changed("references", lambda each: each * 2), "rows longer than 1"),
    "references of another width": (
        changed("references", lambda each: each[:, :40]),
        "holds 'F32' of [3, 40], and F32",
    ),
    "references in doubles": (changed("references", lambda each: each.astype(np.float64)), "holds 'F64' of [3, 48]"),
    "an infinite mean": (changed("look_mean", lambda each: each + np.float32(np.inf)), "where a number belongs"),
    "a mean beyond sense": (changed("look_mean", lambda each: each + np.float32(1e30)), "are looks of nothing"),
    "a covariance beyond sense": (changed("look_covariance", lambda each: each * np.float32(1e-9)), "of nothing"),
    "a covariance of nothing": (changed("look_covariance", lambda each: -each), "is the covariance of nothing"),
    "a flat covariance": (changed("look_covariance", lambda each: each * 0), "is the covariance of nothing"),
    "a lopsided covariance": (
        changed("look_covariance", lambda each: each + np.eye(4, k=1, dtype=np.float32)),
        "is the covariance of nothing",
    ),
    "marks that fall": (changed("seen", lambda each: each[::-1]), "'seen' does not rise"),
    "one mark twice": (changed("seen", lambda each: each[[0, 0]]), "'seen' does not rise"),
    "marks that are no numbers of ours": (changed("seen", lambda each: each.view(np.int64)), "holds 'I64' of [2]"),
    "an array missing": (
        lambda arrays: {name: array for name, array in arrays.items() if name != "calibration/seen"},
        "'calibration/seen' is missing",
    ),
    "an array too many": (
        lambda arrays: {**arrays, "calibration/more": np.zeros(1, np.float32)},
        "the network has no array 'calibration/more'",
    ),
}


@pytest.mark.parametrize("how", FORGED_ARRAYS)
def test_forged_arrays_of_a_calibration_are_refused(
    how: str, calibrated: Run, rebuilt: Callable[..., bytes], parts_of: Any, refusal: Refusal
) -> None:
    make, told = FORGED_ARRAYS[how]
    data = to_bytes(calibrated)
    arrays = from_safetensors(parts_of(data)[WEIGHTS])
    assert told in refusal(rebuilt(of=data, weights=as_safetensors(make(arrays))))


def test_arrays_of_a_calibration_in_a_file_that_has_none_are_refused(
    calibrated: Run, run: Run, rebuilt: Callable[..., bytes], parts_of: Any, refusal: Refusal
) -> None:
    weights = parts_of(to_bytes(calibrated))[WEIGHTS]
    assert "the network has no array 'calibration/" in refusal(rebuilt(of=to_bytes(run), weights=weights))


def test_a_calibration_that_could_not_be_read_again_is_not_saved(calibrated: Run) -> None:
    with pytest.raises(FileError, match="a temperature of 99"):
        to_bytes(replace(calibrated, calibration=replace(known(calibrated), temperature=99.0)))
    narrow = replace(known(calibrated).familiarity, references=np.zeros((3, 5), np.float32))
    with pytest.raises(FileError, match="'calibration/references' holds 'F32' of \\[3, 5\\]"):
        to_bytes(replace(calibrated, calibration=replace(known(calibrated), familiarity=narrow)))


def test_a_layer_may_be_called_calibration() -> None:
    network = from_text("4 > dense 2 softmax")
    weights = {name: np.zeros(weight.shape, np.float32) for name, weight in network.weights.items()}
    with pytest.raises(FileError, match="'calibration/', where the calibration's arrays belong"):
        tensors.pack(
            network, {**weights, "calibration/seen": weights["FullyConnected/b"]}, {}, {"calibration/seen": np.zeros(1)}
        )
