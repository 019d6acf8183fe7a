import json
from datetime import UTC, datetime

import numpy as np
import pytest

from glassnet.errors import DataError, EnvironmentProblem
from glassnet.graph.ledger import ledger
from glassnet.graph.notation import from_text
from glassnet.report.folder import Latest, new_folder
from glassnet.runs.history import Epoch
from glassnet.runs.run import Run
from glassnet.runs.saving import load
from glassnet.training.events import EpochEnd

CONV, DENSE = "8x8x1 > conv 2@3 > dense 2 softmax", "8x8x1 > dense 2 softmax"


def untrained(text):
    network = from_text(text)
    return Run(network, {name: np.zeros(weight.shape, np.float32) for name, weight in network.weights.items()})


def test_a_folder_left_unsaid_is_named_by_date_time_and_data(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    noon = datetime(2026, 11, 22, 12, 30, 5, tzinfo=UTC)
    names = [str(new_folder(None, "digits", now=noon).path) for _ in range(2)]
    assert names == ["runs/2026-11-22-123005-digits", "runs/2026-11-22-123005-digits-2"]


def test_an_empty_folder_may_be_used_and_one_that_holds_a_file_may_not(tmp_path):
    assert new_folder(str(tmp_path), "x").path == tmp_path
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "mine.txt").write_text("kept")
    with pytest.raises(DataError) as told:
        new_folder(str(tmp_path), "x")
    assert "already holds 1 file, and a run is never written over" in str(told.value)
    assert f"{tmp_path}-2" in str(told.value)


def test_a_file_of_that_name_is_no_folder(tmp_path):
    (tmp_path / "run").touch()
    with pytest.raises(DataError, match="is a file"):
        new_folder(str(tmp_path / "run"), "x")
    with pytest.raises(EnvironmentProblem, match="could not be made: Not a directory"):
        new_folder(str(tmp_path / "run" / "below"), "x")


@pytest.mark.parametrize(("text", "pictures"), [(CONV, 1), (DENSE, 0)])
def test_a_run_is_kept_with_ledger_and_recipe_and_its_filters_where_it_has_any(text, pictures, tmp_path):
    folder, run = new_folder(str(tmp_path / "run"), "x"), untrained(text)
    folder.begin(ledger(run.network), {"command": "glassnet train x"})
    assert [path.name for path in folder.files()] == ["recipe.json", "ledger.txt"]
    folder.end(run, {"command": "glassnet train x"})
    assert load(folder.model).network.names == run.network.names
    assert folder.ledger.read_text() == f"{ledger(run.network)}\n"
    assert json.loads(folder.recipe.read_text())["command"] == "glassnet train x"
    assert sum(path.suffix == ".png" for path in folder.files()) == pictures


def test_the_model_of_a_long_training_is_kept_on_the_way(tmp_path, monkeypatch):
    now = 1000.0
    monkeypatch.setattr("glassnet.report.folder.perf_counter", lambda: now)
    latest = Latest(tmp_path / "model.glassnet")
    end = EpochEnd(Epoch(1, 8, 0.5), lambda: untrained(DENSE))
    assert latest.see(end) is False
    assert not (tmp_path / "model.glassnet").exists()
    now += 61
    latest.see(end)
    assert load(tmp_path / "model.glassnet").network.names == ("InputData", "FullyConnected")
