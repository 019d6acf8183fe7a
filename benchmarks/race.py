"""One network, all contestants: the gate, how much each trains in a round, the rounds in turn, what came of it."""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from math import ceil, isfinite
from pathlib import Path
from typing import Any

from benchmarks.contestants import CONTESTANTS, ROOT, YARDSTICK, Contestant
from benchmarks.nets import BATCH, Net
from benchmarks.seats import Failed, Seat, environment
from benchmarks.task import Task

GATE_STEPS, FIRST, TENTH = 10, 1e-5, 1e-3
SMALLER = (32, 16, 8, 4)
DISTURBED, AGAIN = 0.1, 3  # a round beside others who take that share of the machine is run again, so often at most
Told = dict[str, Any]


@dataclass(frozen=True)
class Settings:
    """`seconds` is what a round should last at least; a step that lasts longer than `slow` is taken on fewer pictures.

    Those who can train as long as the posts did within `patience` seconds are asked how many test pictures are right.
    """

    rounds: int = 5
    seconds: float = 3.0
    slow: float = 60.0
    patience: float = 60.0
    threads: int = 2


@dataclass(frozen=True)
class Work:
    """What one contestant trains in a round."""

    images: int
    batch: int
    epochs: int

    def share(self, images: int) -> float:
        """The part of an epoch of so many `images` that it is."""
        return self.images * self.epochs / images


class Lane:
    """One contestant in the race: its seat, and what is told of it. Who fails says why and is asked no more."""

    def __init__(self, seat: Seat) -> None:
        self.seat = seat
        self.key = seat.contestant.key
        self.told: Told = {}
        self.runs = True

    def ask(self, what: str, **settings: Any) -> Any:
        """The answer, or None where there is none."""
        if not self.runs:
            return None
        try:
            return self.seat.ask(what, **settings)
        except Failed as failed:
            self.leave(str(failed))
            return None

    def leave(self, why: str) -> None:
        self.runs = False
        self.told["failed"] = why

    def seconds(self, work: Work) -> float:
        """How long that much training took; infinite where it was not done."""
        answer = self.ask("train", **asdict(work))
        return float("inf") if answer is None else float(answer)


def race(
    task: Task, contestants: Sequence[Contestant], folder: Path, settings: Settings, say: Callable[..., Any]
) -> Told:
    """Losses, times, memory and accuracy of every contestant on one network, as plain values."""
    task.write(folder)
    probes = [probe(settings.threads)]
    all_of_them = [*contestants, *([] if CONTESTANTS[YARDSTICK] in contestants else [CONTESTANTS[YARDSTICK]])]
    with ExitStack() as seated:
        lanes = [seat(one, folder, settings, seated) for one in all_of_them]
        pass_gate(lanes, task.net, say)
        lanes = [lane for lane in lanes if lane.seat.contestant in contestants]
        works = {lane.key: work_of(lane, task, settings) for lane in lanes if lane.runs}
        run_rounds(lanes, works, len(task.X), settings, say)
        tell_the_rest(lanes, task.net, len(task.X), settings, say)
    probes.append(probe(settings.threads))
    return {"probes": probes, "images": len(task.X), "contestants": {lane.key: lane.told for lane in lanes}}


def seat(contestant: Contestant, folder: Path, settings: Settings, seated: ExitStack) -> Lane:
    """Starts a contestant and waits until it has loaded all it needs, for others may settle things by the clock."""
    lane = Lane(seated.enter_context(Seat(contestant, folder, settings.threads)))
    lane.told["versions"] = lane.ask("hello")
    return lane


def probe(threads: int) -> Told:
    """The machine's rates just now, taken in a process of their own."""
    command = [sys.executable, "-m", "benchmarks.probe"]
    ran = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT, env=environment(threads))
    return dict(json.loads(ran.stdout))


def pass_gate(lanes: Sequence[Lane], net: Net, say: Callable[..., Any]) -> None:
    """Ten steps without dropout from the shared start: who does not have the yardstick's losses is not timed."""
    for lane in lanes:
        lane.told["losses"] = lane.ask("losses", steps=GATE_STEPS, batch=net.gate_batch)
    expected = next(lane.told["losses"] for lane in lanes if lane.key == YARDSTICK)
    if expected is None:
        raise RuntimeError(f"the yardstick, {YARDSTICK}, does not run: {lanes[-1].told.get('failed')}")
    for lane in lanes:
        if lane.runs:
            judge(lane, expected)
        say(f"  {lane.key:22} gate {lane.told.get('apart', '')} {lane.told.get('failed', 'passed')}")


def judge(lane: Lane, expected: Sequence[float]) -> None:
    first, tenth = (relative(lane.told["losses"][at], expected[at]) for at in (0, -1))
    lane.told["apart"] = [first, tenth]
    if lane.seat.contestant.same and not (first <= FIRST and tenth <= TENTH):
        lane.leave(f"computes something else: its first loss is {first:.1e} off, its tenth {tenth:.1e}")


def relative(found: float, expected: float) -> float:
    """How far apart, as a share of what is expected.

    >>> relative(1.1, 1.0), relative(float("nan"), 1.0)
    (0.1, inf)
    """
    return float(f"{abs(found - expected) / abs(expected):.2g}") if isfinite(found) else float("inf")


def work_of(lane: Lane, task: Task, settings: Settings) -> Work:
    """How much to train in a round: whole epochs where they are short, else steps; after warming up."""
    small = Work(task.net.gate_batch, task.net.gate_batch, 1)
    lane.seconds(small)
    an_image = lane.seconds(small) / small.images
    batch = next((size for size in (BATCH, *SMALLER) if size * an_image <= settings.slow), SMALLER[-1])
    batch = min(batch, len(task.X))
    step = lane.seconds(Work(batch, batch, 1))
    epoch = step * len(task.X) / batch
    if epoch <= settings.seconds:
        epoch = lane.seconds(Work(len(task.X), batch, 1))
        return Work(len(task.X), batch, max(1, ceil(settings.seconds / max(epoch, 1e-6))))
    steps = max(1, int(settings.seconds / step)) if isfinite(step) else 1
    return Work(min(steps * batch, len(task.X)), batch, 1)


def run_rounds(
    lanes: Sequence[Lane], works: dict[str, Work], images: int, settings: Settings, say: Callable[..., Any]
) -> None:
    """A B C, A B C: what slows the machine for a while slows everybody. Times are kept as seconds per epoch."""
    for lane in lanes:
        if lane.runs:
            lane.told |= {"work": asdict(works[lane.key]), "seconds": [], "others": []}
    for number in range(settings.rounds):
        for lane in lanes:
            if lane.runs:
                taken = quiet_seconds(lane, works[lane.key]) / works[lane.key].share(images)
                lane.told["seconds"].append(float(f"{taken:.4g}"))
                lane.told["others"].append(lane.seat.others)
                say(f"  {lane.key:22} round {number + 1}: {taken:9.3f} s an epoch, others {lane.seat.others}")


def quiet_seconds(lane: Lane, work: Work) -> float:
    """How long the work took when others left the machine alone, or at the last try."""
    for _ in range(AGAIN):
        seconds = lane.seconds(work)
        if (lane.seat.others or 0.0) <= DISTURBED:
            break
        lane.told["disturbed"] = lane.told.get("disturbed", 0) + 1
    return seconds


def tell_the_rest(lanes: Sequence[Lane], net: Net, images: int, settings: Settings, say: Callable[..., Any]) -> None:
    """What it chose, the most memory it had, and the share of test pictures it has right after the post's epochs."""
    for lane in lanes:
        if not lane.runs:
            continue
        lane.told["choices"] = lane.ask("choices")
        lane.told["peak"] = lane.ask("peak")
        if net.epochs * min(lane.told["seconds"]) <= settings.patience:
            lane.told["accuracy"] = lane.ask("right", batch=min(BATCH, images), epochs=net.epochs)
            say(f"  {lane.key:22} {lane.told['accuracy']}")
