"""Running jobs on Ray: a cluster of many machines, or one that Ray starts here. The same study, the same table.

A job is a task that declares what it uses: one processor, for it trains on one thread, and no GPU, for it trains by a
plan counted for processors, so that the bits are the same on every node. GPUs would need a device that is part of the
question, a plan and a prediction of memory for it, and a share of a GPU declared here.

The pictures are put into Ray's object store once. What comes back is bytes, a record as JSON and a model file; they are
checked and written here, each whole, before the run counts. What a node takes along when it dies is run again.
"""

import json
import os
import secrets
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from glassnet.data.images import Images
from glassnet.errors import DataError, EnvironmentProblem, FileError
from glassnet.extras import needs
from glassnet.graph.shape import Shape
from glassnet.runs import strict_json
from glassnet.runs.atomic import write_whole
from glassnet.sweeping.kept import stored
from glassnet.sweeping.kept.folder import StudyFolder
from glassnet.sweeping.kept.question import Question, versions_here
from glassnet.sweeping.kept.record import LARGEST, Record
from glassnet.sweeping.running.events import Event, Job, Mine, RunBegin, RunEnd, everyone
from glassnet.sweeping.running.trial import Habits, tried
from glassnet.sweeping.running.trying import Tries
from glassnet.sweeping.space.networks import sides_of

RAY = "ray"
PATIENCE = 5.0  # seconds between looks at how many processors the cluster has now
TAKES = {"num_cpus": 1, "num_gpus": 0}  # what a run has of its node
Pictures = Mapping[tuple[str, str], Images]


def check_place(on: str | None) -> None:
    """Say before anything is made that runs cannot be done `on` a place; None is this machine.

    Raises `DataError` for one that is neither this machine nor Ray, `MissingPackage` where Ray is not installed,
    `EnvironmentProblem` for a cluster that would take work from anyone.
    """
    if on is None:
        return
    if on != RAY and not (on.startswith("ray:") and len(on) > 4):
        raise DataError(
            f"on={on!r:.60}: runs are done here, or on 'ray', or on the Ray cluster at an address: 'ray:HOST:6379'."
        )
    _guard(_address(on))
    needs("ray", "to sweep on Ray", extra="ray")


def _address(on: str) -> str | None:
    return on.removeprefix(RAY).removeprefix(":") or os.environ.get("RAY_ADDRESS")


class RayCrew:
    """Jobs of one study as tasks of Ray, as many at once as the cluster has processors, at most `workers`.

    `on` is "ray" (the cluster that RAY_ADDRESS names or this process is connected to, else one that is started here and
    stopped at the end) or "ray:ADDRESS". Raises `MissingPackage` without Ray, `EnvironmentProblem` where the cluster
    cannot be reached or would take work from anyone.
    """

    def __init__(self, folder: StudyFolder, question: Question, shapes: Sequence[Shape], on: str, workers: int | None):
        check_place(on)
        self._folder, self._question, self._shapes, self._workers = folder, question, shapes, workers
        self._address = _address(on)
        self._ray = needs("ray", "to sweep on Ray", extra="ray")
        self._tries = Tries(folder)
        self._is_ours = False

    def __enter__(self) -> "RayCrew":
        if not self._ray.is_initialized():
            self._connect()
            self._is_ours = True
        self._pictures = self._ray.put(pictures_of(self._folder, self._shapes))
        self._task = self._ray.remote(**TAKES, max_retries=0)(train_there)
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the cluster; where it was started here it ends, and what still runs there with it."""
        del self._pictures
        if self._is_ours:
            self._ray.shutdown()

    def run(self, jobs: Sequence[Job], mine: Mine = everyone) -> Iterator[Event]:
        """Run each job that is ours, telling what happens. Raises `EnvironmentProblem` when the cluster cannot."""
        waiting, running = list(jobs), dict[Any, tuple[Job, int]]()
        try:
            while waiting or running:
                for place in self._free(running.values()):
                    job = _next(waiting, mine)
                    if job is not None:
                        running[self._sent(job)] = job, place
                        yield RunBegin(job, place)
                if not running:
                    return
                done, _ = self._ray.wait(list(running), num_returns=1, timeout=PATIENCE)
                for task in done:
                    yield from self._came(task, *running.pop(task), waiting)
        finally:
            for task in running:
                self._ray.cancel(task, force=True)

    def _connect(self) -> None:
        words: dict[str, Any] = {"log_to_driver": False, "logging_level": "ERROR"}
        address = self._address
        if address is None:
            words |= {"include_dashboard": False, "num_cpus": self._workers}
        try:
            self._ray.init(address or "local", **words)
        except (ConnectionError, RuntimeError, ValueError, self._ray.exceptions.RayError) as why:
            where = f"The Ray cluster at {address!r}" if address else "Ray"
            raise EnvironmentProblem(f"{where} cannot be used: {_first_line(why)}.") from None

    def hands(self) -> int:
        """How many jobs run at once, from 1 on: nodes come and go."""
        there = max(1, int(self._ray.cluster_resources().get("CPU", 0)))
        return min(there, self._workers or there)

    def _free(self, running: "Sequence[tuple[Job, int]] | Any") -> list[int]:
        """The numbers of the places where nothing runs, from 1 on."""
        taken = {place for _, place in running}
        return [place for place in range(1, self.hands() + 1) if place not in taken]

    def _sent(self, job: Job) -> Any:
        order = {
            **job.to_plain(),
            "attempt": self._tries.begun(job),
            "patience": self._question.patience,
            "shape": list(self._question.pictures.shape),
            "versions": dict(versions_here()),
        }
        return self._task.remote(self._pictures, json.dumps(order))

    def _came(self, task: Any, job: Job, place: int, waiting: list[Job]) -> Iterator[Event]:
        errors = self._ray.exceptions
        try:
            told, model = self._ray.get(task)
        except (errors.RayTaskError, errors.RuntimeEnvSetupError, errors.AuthenticationError) as why:
            reason = _first_line(getattr(why, "cause", None) or why)
            raise EnvironmentProblem(
                f"The nodes of the Ray cluster cannot do the runs: {reason}\n"
                "What has ended is kept. Mend that, then: glassnet sweep --resume DIR --on ray"
            ) from None
        except errors.RayError as why:
            yield from self._tries.lost(job, place, f"its node or process died ({type(why).__name__})", waiting)
        else:
            yield RunEnd(job, place, self._kept(job, told, model))

    def _kept(self, job: Job, told: bytes, model: bytes) -> Record:
        record = Record.from_plain(strict_json.read(told, largest=LARGEST))
        if (record.key, record.seed) != job.name:
            raise FileError(f"Ray handed the record of another run: {record.key!r:.40}, seed {record.seed}.")
        self._folder.run(*job.name).mkdir(mode=0o700, parents=True, exist_ok=True)
        if model:
            write_whole(self._folder.model(*job.name), model)
        record.write(self._folder.record(*job.name, again=job.again))
        return record


def pictures_of(folder: StudyFolder, shapes: Sequence[Shape]) -> Pictures:
    """What is trained on and chosen by, in each shape; Ray's workers map these arrays and copy none."""
    found = {}
    for shape in shapes:
        for part in ("train", "validation"):
            images = stored.part_of(folder.pictures, part, shape)
            found[part, str(shape)] = stored.in_memory(images)
    return found


def train_there(pictures: Pictures, order: str) -> tuple[bytes, bytes]:
    """On a node: train what is ordered. The record as JSON comes back, and the model file, empty where there is none.

    Raises `DataError` on a node of other versions, whose last bits would differ.
    """
    import torch

    torch.set_num_threads(1)
    told = json.loads(order)
    here = dict(versions_here())
    if here != told["versions"]:
        raise DataError(f"a node has other versions than the study: {here}, not {told['versions']}")
    job = Job.from_plain(told)
    shape = str(sides_of(job.made.configuration, Shape(tuple(told["shape"]))))
    train, validation = pictures["train", shape], pictures["validation", shape]
    with TemporaryDirectory() as place:
        model = Path(place) / "model.glassnet"
        keeps = model if job.keeps else None
        record = tried(job.made, job.seed, train, validation, Habits(told["patience"]), keeps, told["attempt"])
        return strict_json.write(record.to_plain()), model.read_bytes() if model.exists() else b""


def _guard(address: str | None) -> None:
    """See to it that there is a token: a cluster without one does whatever anyone tells it who reaches its ports.

    Ray reads these settings once, when it is imported.
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    if address is None and RAY not in sys.modules:  # one that is started here listens to other machines, too
        os.environ["RAY_AUTH_MODE"] = "token"
        os.environ.setdefault("RAY_AUTH_TOKEN", secrets.token_urlsafe(32))
    if address is not None and os.environ.get("RAY_AUTH_MODE") != "token":
        raise EnvironmentProblem(
            f"The Ray cluster at {address!r} is to be used without a token, and such a cluster does whatever anyone "
            "tells it who can reach its ports. Start it with RAY_AUTH_MODE=token and a token of its own (`ray "
            "get-auth-token --generate`), and set RAY_AUTH_MODE=token here too."
        )


def _next(waiting: list[Job], mine: Mine) -> Job | None:
    while waiting:
        job = waiting.pop(0)
        if mine(job):
            return job
    return None


def _first_line(why: BaseException) -> str:
    lines = [line for line in str(why).splitlines() if line.strip()] or [type(why).__name__]
    return lines[0]
