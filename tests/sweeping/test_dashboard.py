"""optuna-dashboard itself, started on the study.db of a sweep: what its page is given is what the study says."""

import json
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

import pytest
from tests.sweeping.conftest import SPACE

OPEN = build_opener(ProxyHandler({})).open  # this machine, whatever proxy it has


@pytest.fixture
def dashboard(study, tmp_path):
    """Its address. It is started as our documents say, on a port that was free a moment ago."""
    path = study.to_optuna(tmp_path / "study.db")
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [Path(sys.executable).with_name("optuna-dashboard"), f"sqlite:///{path}", "--port", str(port)]
    with (tmp_path / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        address = f"http://127.0.0.1:{port}"
        try:
            wait_for(address, process, tmp_path / "log")
            yield address
        finally:
            process.terminate()


def wait_for(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + 120
    while True:
        try:
            OPEN(f"{address}/api/meta", timeout=10).close()
        except URLError:
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)
        else:
            return


def asked(address: str, what: str):
    with OPEN(f"{address}/api/{what}", timeout=60) as answer:
        return json.load(answer)


def test_the_dashboard_shows_the_study_its_networks_and_the_best_of_them(study, dashboard):
    (listed,) = asked(dashboard, "studies")["study_summaries"]
    assert (listed["study_name"], listed["directions"]) == ("glassnet", ["maximize"])
    told = asked(dashboard, f"studies/{listed['study_id']}")
    rows = {row.key: row for row in study.results}
    assert len(told["trials"]) == len(rows) == 4
    for trial in told["trials"]:
        row = rows[network_of(trial)]
        assert trial["state"] == "Complete"
        assert trial["values"] == [pytest.approx(row.accuracy)]
        assert [step["value"] for step in trial["intermediate_values"]] == [
            pytest.approx(study.records[row.key, seed].accuracy) for seed in study.seeds
        ]
        assert {param["name"]: param["param_external_value"] for param in trial["params"]} == {
            name: str(value) for name, value in row.configuration.to_plain().items() if name in SPACE
        }
    (best,) = told["best_trials"]
    assert network_of(best) == study.results[0].key
    assert best["values"] == [pytest.approx(study.results[0].accuracy)]


def network_of(trial) -> str:
    (key,) = [each["value"] for each in trial["user_attrs"] if each["key"] == "network"]
    return key
