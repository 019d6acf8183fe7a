"""What is saved comes back: every number, every word, and the same answers in a process of its own."""

import errno
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from glassnet.errors import EnvironmentProblem, FileError
from glassnet.graph.network import Network
from glassnet.graph.structure import structure
from glassnet.layers.core import custom_layer, fully_connected, input_data
from glassnet.runs.run import Run
from glassnet.runs.saving import from_bytes, load, save, to_bytes

PIXELS = np.random.default_rng(5).integers(0, 256, (40, 8, 8, 1), dtype=np.uint8)
ANSWER = """
import sys, numpy as np
from glassnet.runs.saving import load
np.save(sys.argv[2], load(sys.argv[1]).predict(np.load(sys.argv[3], allow_pickle=False)))
"""


def test_all_of_a_run_comes_back(run: Run, tmp_path: Path) -> None:
    save(run, tmp_path / "a.glassnet")
    back = load(tmp_path / "a.glassnet")
    assert structure(back.network) == structure(run.network)
    assert (back.history, back.recipe, back.card, back.ended) == (run.history, run.recipe, run.card, run.ended)
    assert back.weights.keys() == run.weights.keys()
    assert all(np.array_equal(back.weights[name], run.weights[name]) for name in run.weights)
    assert run.checkpoint is not None
    assert back.checkpoint is not None
    assert (back.checkpoint.step, back.checkpoint.epoch) == (16, 2)
    assert back.checkpoint.of_weight("conv_1/W")["momentum"].tolist() == np.full((3, 3, 1, 3), 0.25).tolist()


def test_a_run_without_checkpoint_comes_back_without_one(run: Run) -> None:
    assert from_bytes(to_bytes(replace(run, checkpoint=None))).checkpoint is None


def test_saving_twice_and_saving_what_was_loaded_give_the_same_bytes(run: Run, good: bytes) -> None:
    assert to_bytes(run) == good
    assert to_bytes(from_bytes(good)) == good


def test_the_file_is_a_plain_stored_zip_that_any_tool_opens(run: Run, tmp_path: Path) -> None:
    save(run, tmp_path / "a.glassnet")
    with zipfile.ZipFile(tmp_path / "a.glassnet") as box:
        assert box.testzip() is None
        assert box.namelist() == ["network.json", "weights.safetensors", "card.json"]
        assert {entry.compress_type for entry in box.infolist()} == {zipfile.ZIP_STORED}
        assert box.infolist()[0].date_time == (1980, 1, 1, 0, 0, 0)


def test_a_fresh_process_predicts_the_same_bits(run: Run, tmp_path: Path) -> None:
    save(run, tmp_path / "a.glassnet")
    np.save(tmp_path / "pixels.npy", PIXELS)
    words = [str(tmp_path / name) for name in ("a.glassnet", "answers.npy", "pixels.npy")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", ANSWER, *words], check=True, env=environment)
    answers = np.load(tmp_path / "answers.npy", allow_pickle=False)
    assert answers.dtype == np.float32
    assert answers.tobytes() == run.predict(PIXELS).tobytes()


def test_a_layer_with_code_of_its_own_is_not_saved_and_the_old_file_stays(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.glassnet"
    save(run, path)
    before = path.read_bytes()
    network = Network(fully_connected(custom_layer(input_data([None, 4]), abs), 2))
    own = Run(network, {name: np.zeros(weight.shape, np.float32) for name, weight in network.weights.items()})
    with pytest.raises(FileError, match="was not saved: 'CustomLayer' cannot be written: it uses your own function"):
        save(own, path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_weight_that_is_no_number_is_not_saved(run: Run, bad: float, tmp_path: Path) -> None:
    weights = {name: array.copy() for name, array in run.weights.items()}
    weights["answer/b"][1] = bad
    with pytest.raises(FileError, match=rf"'answer/b' holds {bad} at \[1\], where a number belongs"):
        save(replace(run, weights=weights), tmp_path / "a.glassnet")
    assert list(tmp_path.iterdir()) == []


def test_weights_that_are_not_the_networks_are_not_saved(run: Run) -> None:
    weights = dict(run.weights)
    del weights["answer/b"]
    with pytest.raises(FileError, match="'answer/b' is missing"):
        to_bytes(replace(run, weights=weights, checkpoint=None))
    with pytest.raises(FileError, match=r"'answer/b' is an array of \[3\], the network's is \[2\]"):
        to_bytes(replace(run, weights={**run.weights, "answer/b": np.zeros(3)}, checkpoint=None))


def test_what_could_not_be_read_again_is_not_saved(run: Run) -> None:
    with pytest.raises(FileError, match="its number 1180591620717411303424 is beyond all range"):
        to_bytes(replace(run, recipe=replace(run.recipe, seed=2**70)))


def test_odd_names_and_values_survive(run: Run) -> None:
    card = replace(run.card, classes=("写真\n", os.fsdecode(b"caf\xe9")), maximum=float("inf"))
    back = from_bytes(to_bytes(replace(run, card=card, ended="Ctrl-C")))
    assert back.card == card
    assert back.ended == "Ctrl-C"


def test_no_such_file_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"^There is no file '.*nothing\.glassnet'\.$"):
        load(tmp_path / "nothing.glassnet")
    (tmp_path / "digits.glassnet").touch()
    with pytest.raises(FileError, match=r"no file '.*digits', but there is '.*digits\.glassnet': load that\."):
        load(tmp_path / "digits")


def test_a_file_one_may_not_read_is_said_in_a_sentence(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(*_: object) -> int:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    save(run, tmp_path / "a.glassnet")
    monkeypatch.setattr(os, "open", forbidden)
    with pytest.raises(EnvironmentProblem, match="could not be read: Permission denied"):
        load(tmp_path / "a.glassnet")
