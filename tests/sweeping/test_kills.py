"""Twenty kills of one sweep, of its workers and of its parent: it ends with the table of a sweep that nobody broke."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.sweeping.test_crew import DOOR, workers_on
from tests.sweeping.test_faults import make_workers_meet, times
from tests.sweeping.test_sweeps import files

from glassnet.cli.main import main
from glassnet.runs.atomic import write_whole
from glassnet.sweeping.kept.folder import StudyFolder
from glassnet.sweeping.sweeps import study_in

pytestmark = pytest.mark.faults
FORTY = "sweep digits --conv-layers 1 --filters 2,3,4,5 --filter-size 3 --dense none,8 --epochs 3 --seeds 5"
RUNS, KILLS = 40, 20
# How many workers die before their parent does; the last parent lives. A job that three workers of one parent die over
# is given up, and rightly so: none has more than two.
SITTINGS = (2, 2, 2, 2, 2, 2, 1, 0)

# Workers begin no run while there are as many records as they were let have: however fast the machine is, the sweep is
# not through before its last kill.
GATE = """
import time
from pathlib import Path

def meet(seed):
    while len(list(Path({runs!r}).glob("*/record.json"))) >= int(Path({gate!r}).read_bytes()):
        time.sleep(0.01)
"""


@dataclass
class Broken:
    """A sweep in a process of its own, which we kill and start again."""

    folder: Path
    gate: Path
    starts: int = 0
    parent: "subprocess.Popen[bytes] | None" = None

    def let(self, runs: int) -> None:
        """Let it go on until so many runs have ended; one more may end, where two workers begin at once."""
        write_whole(self.gate, str(runs).encode())

    def start(self, *words: str) -> None:
        self.starts += 1
        with self._log().open("wb") as log:
            command = [sys.executable, "-c", DOOR, *words, "--workers", "2"]
            self.parent = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=log)

    def wait_for(self, ended: int) -> None:
        wait_until(lambda: self.lives() and len(times(self.folder)) >= ended, f"{ended} runs that have ended")

    def kill(self, victim: str, chance: random.Random) -> int:
        """Kill it, or one of its workers; who was killed."""
        assert self.lives()
        if victim == "parent":
            self.parent.kill()
            assert self.parent.wait() == -signal.SIGKILL
            return self.parent.pid
        wait_until(lambda: self.lives() and self.workers(), "a worker")
        worker = chance.choice(self.workers())
        os.kill(worker, signal.SIGKILL)
        wait_until(lambda: worker not in self.workers(), "the end of one that was killed")
        return worker

    def workers(self) -> list[int]:
        """Those that this parent has: what another left behind is about to go by itself."""
        return [worker for worker in workers_on(self.folder) if parent_of(worker) == self.parent.pid]

    def lives(self) -> bool:
        """True; a parent that has ended though nobody killed it fails the test by its last words."""
        assert self.parent.poll() is None, self._log().read_text()
        return True

    def end(self) -> None:
        assert self.parent.wait(timeout=120) == 0, self._log().read_text()

    def _log(self) -> Path:
        return self.gate.with_name("log")


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory):
    folder = tmp_path_factory.mktemp("unbroken")
    assert main([*FORTY.split(), "--out", str(folder), "--workers", "1"]) == 0
    return folder


@pytest.mark.parametrize("seed", [1, 2])
def test_twenty_kills_of_workers_and_parent_in_forty_runs_leave_the_table_of_an_unbroken_sweep(
    seed, unbroken, tmp_path, monkeypatch
):
    folder, gate = tmp_path / "broken", tmp_path / "gate"
    make_workers_meet(tmp_path, monkeypatch, GATE.format(runs=str(folder / "runs"), gate=str(gate)))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "site"), prepend=os.pathsep)
    chance = random.Random(seed)
    moments = sorted(chance.sample(range(1, RUNS - 3), KILLS))  # when so many runs have ended, and a little later
    broken, killed, ended = Broken(folder, gate), set(), {}
    broken.let(moments[0] + 2)
    broken.start(*FORTY.split(), "--out", str(folder))
    try:
        for victim, moment in zip(victims_by(chance), moments, strict=True):
            broken.let(moment + 2)
            broken.wait_for(moment)
            time.sleep(chance.uniform(0, 0.3))
            killed.add(broken.kill(victim, chance))
            now = times(folder)
            assert now.items() >= ended.items(), "a run that had ended was not done again"
            assert len(now) < RUNS, "it was at work when it was killed"
            ended = now
            if victim == "parent":
                broken.start("sweep", "--resume", str(folder))
        broken.let(RUNS)
        broken.end()
    finally:
        broken.parent.kill()
        broken.parent.wait()
    assert len(killed) == KILLS, "each kill was the end of another process"
    assert broken.starts == len(SITTINGS)
    assert times(folder).items() >= ended.items()
    assert len(times(folder)) == RUNS
    assert study_in(StudyFolder(folder)).missing == 0
    assert files(folder) == files(unbroken)


def victims_by(chance: random.Random) -> list[str]:
    """Whom each of the twenty kills is for."""
    return " parent ".join("worker " * workers for workers in chance.sample(SITTINGS, len(SITTINGS))).split()


def wait_until(is_so: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + 120
    while not is_so():
        assert time.monotonic() < deadline, f"waited two minutes for {what}"
        time.sleep(0.02)


def parent_of(process: int) -> int | None:
    try:
        return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return None
