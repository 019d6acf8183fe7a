"""Running jobs by several workers, each a process with one thread: side by side, and none lost when one dies.

A record on the disk is what counts; a worker only says that it is there. One that is killed costs the job it was at,
which is tried again, and a new worker takes its place.
"""

import json
import queue
import signal
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from glassnet.data.names import shown
from glassnet.errors import EnvironmentProblem
from glassnet.sweeping.kept.folder import StudyFolder
from glassnet.sweeping.kept.record import read_record
from glassnet.sweeping.running.events import Event, Job, Mine, RunBegin, RunEnd, everyone
from glassnet.sweeping.running.processes import begun
from glassnet.sweeping.running.trying import Tries
from glassnet.sweeping.running.worker import READY

STARTS = 3  # in a row that come to nothing, before we give up


@dataclass(eq=False)
class _Hand:
    """One worker: its process, and the job it is at."""

    number: int
    process: subprocess.Popen[bytes]
    answers: IO[bytes]
    log: Path
    job: Job | None = None
    is_ready: bool = False
    listener: threading.Thread | None = None


@dataclass(eq=False)
class Crew:
    """So many workers on one study. `memory` are the bytes that all their networks together may take.

    A network that needs more than what the others leave waits until it can have the room; one that needs all of it is
    trained alone.
    """

    folder: StudyFolder
    workers: int
    memory: int
    _hands: list[_Hand] = field(default_factory=list)
    _heard: "queue.SimpleQueue[tuple[_Hand, bytes]]" = field(default_factory=queue.SimpleQueue)
    _failed_starts: int = 0

    def __post_init__(self) -> None:
        self._tries = Tries(self.folder)

    def __enter__(self) -> "Crew":
        return self

    def __exit__(self, *_: object) -> None:
        """Stop all workers, where they are."""
        for hand in self._hands:
            _dismiss(hand)
        self._hands.clear()

    def run(self, jobs: Sequence[Job], mine: Mine = everyone) -> Iterator[Event]:
        """Run each job that is ours, telling what happens; workers stay for more until the crew is left (`with`).

        Raises `EnvironmentProblem` when workers do not start, or cannot write what they did.
        """
        waiting = list(jobs)
        for number in range(len(self._hands) + 1, min(self.workers, len(waiting)) + 1):
            self._hire(number)
        while True:
            yield from self._give_out(waiting, mine)
            if not waiting and not any(hand.job for hand in self._hands):
                return
            yield from self._answered(*self._heard.get(), waiting)

    def _hire(self, number: int) -> None:
        log = self.folder.path / "workers" / f"{number}.log"
        log.parent.mkdir(mode=0o700, exist_ok=True)
        with log.open("wb") as errors:
            process = begun("glassnet.sweeping.running.worker", str(self.folder.path.resolve()), errors=errors)
        if process.stdout is None:
            raise TypeError("a worker without a voice")
        hand = _Hand(number, process, process.stdout, log)
        self._hands.append(hand)
        hand.listener = threading.Thread(target=self._listen, args=(hand,), daemon=True)
        hand.listener.start()

    def _listen(self, hand: _Hand) -> None:
        """Hand on each line a worker says; the empty one at the end means that it is gone."""
        with hand.answers:
            for line in hand.answers:
                self._heard.put((hand, line))
        self._heard.put((hand, b""))

    def _give_out(self, waiting: list[Job], mine: Mine) -> Iterator[Event]:
        for hand in self._hands:
            if not hand.is_ready or hand.job is not None:
                continue
            job = self._next(waiting, mine)
            if job is None:
                return
            hand.job = job
            order = {**job.to_plain(), "attempt": self._tries.begun(job)}
            # One that has just died is heard of next, and its job with it.
            with suppress(BrokenPipeError):
                _stdin(hand).write(json.dumps(order).encode() + b"\n")
                _stdin(hand).flush()
            yield RunBegin(job, hand.number)

    def _next(self, waiting: list[Job], mine: Mine) -> Job | None:
        """Take the first job that is ours and that there is room for; where nothing runs there always is."""
        taken = sum(hand.job.made.bytes_needed for hand in self._hands if hand.job)
        for job in [job for job in waiting if not taken or taken + job.made.bytes_needed <= self.memory]:
            waiting.remove(job)
            if mine(job):
                return job
        return None

    def _answered(self, hand: _Hand, line: bytes, waiting: list[Job]) -> Iterator[Event]:
        if not line.endswith(b"\n"):  # the end, or a line it was killed in
            yield from self._replace(hand, waiting)
            return
        answer = json.loads(line)
        if answer["state"] == READY:
            hand.is_ready, self._failed_starts = True, 0
        elif answer["state"] == "done":
            yield self._done(hand)
        else:
            raise EnvironmentProblem(
                f"{answer['why']}\nWhat has ended is kept. Mend that, then: glassnet sweep --resume DIR"
            )

    def _done(self, hand: _Hand) -> Event:
        job, hand.job = hand.job, None
        if job is None:
            raise TypeError("a worker did what nobody asked")
        return RunEnd(job, hand.number, read_record(self.folder.record(*job.name, again=job.again)))

    def _replace(self, hand: _Hand, waiting: list[Job]) -> Iterator[Event]:
        """A worker has died: its job goes back to the front, or is given up, and another takes its place."""
        if hand not in self._hands:
            return
        self._hands.remove(hand)
        _dismiss(hand)
        reason = _why(hand)
        if not hand.is_ready:
            self._failed_starts += 1
            if self._failed_starts >= STARTS:
                raise EnvironmentProblem(f"The workers of the sweep do not start: {reason}. See {hand.log}.")
        if hand.job is not None:
            yield from self._tries.lost(hand.job, hand.number, reason, waiting)
        if waiting:
            self._hire(hand.number)


def _stdin(hand: _Hand) -> IO[bytes]:
    if hand.process.stdin is None:
        raise TypeError("a worker without ears")
    return hand.process.stdin


def _dismiss(hand: _Hand) -> None:
    """Stop a worker, whatever it is at: what it has not written by now nobody waits for."""
    hand.process.kill()
    hand.process.wait()
    with suppress(OSError):  # an order that nobody took
        _stdin(hand).close()
    if hand.listener is not None:  # it hears the end, and closes its side
        hand.listener.join()


def _why(hand: _Hand) -> str:
    code = hand.process.returncode
    if code is not None and code < 0:
        with suppress(ValueError):
            name = signal.Signals(-code).name
            hint = ", most likely because memory ran out" if name == "SIGKILL" else ""
            return f"its process was killed by {name}{hint}"
    last = ([line for line in _tail(hand.log).splitlines() if line.strip()] or ["nothing"])[-1]
    return f"its process ended with code {code}, and last said: {shown(last.strip())[:200]}"


def _tail(log: Path) -> str:
    try:
        return log.read_bytes()[-4000:].decode("utf-8", "replace")
    except OSError:
        return ""
