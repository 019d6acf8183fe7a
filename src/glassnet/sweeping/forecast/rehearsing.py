"""What a training will take, found by rehearsing its parts: here, or in a process of its own."""

import json
import signal
import sys
from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TextIO, TypeVar

import numpy as np

from glassnet.data.images import Images
from glassnet.engine.counting import counted
from glassnet.engine.process import working
from glassnet.graph.shape import Shape
from glassnet.runs.saving import save
from glassnet.sweeping.kept import stored
from glassnet.sweeping.running.processes import answers_apart
from glassnet.sweeping.running.trial import answered_rightly
from glassnet.sweeping.space.agenda import Candidate
from glassnet.sweeping.space.networks import sides_of
from glassnet.training.events import BatchBegin, BatchEnd, Event
from glassnet.training.feeding import samples_of
from glassnet.training.fit import train
from glassnet.training.loop import Schedule, Trainer
from glassnet.training.step import judge_all

STEPS = 6  # of a rehearsal, at least
SHORT = 0.2  # seconds of steps, at least: a few quick ones are a matter of luck
LONG = 3.0  # seconds of steps after which two are enough
MANY = 10_000  # epochs: more than anyone waits for
JUDGED = 256  # pictures
READY = "ready"
T = TypeVar("T")


@dataclass(frozen=True)
class Probe:
    """Seconds: of what is done once whatever a training's length, of a step, of judging a picture, of saving."""

    once: float
    step: float
    judge: float
    save: float = 0.0

    def of_run(self, train: int, validation: int, batch: int, epochs: int) -> float:
        """What a run takes that trains on so many pictures and judges so many after each epoch, and all at the end.

        >>> Probe(once=1.0, step=0.1, judge=0.01).of_run(train=640, validation=100, batch=64, epochs=2)
        6.0
        """
        epoch = self.step * train / min(batch, train) + self.judge * validation
        return self.once + epochs * epoch + self.judge * validation


def rehearsed(made: Candidate, train_part: Images, validation: Images, folder: Path) -> Probe:
    """Do the parts of a training for a moment, by the plan that all its runs will follow, and forget them.

    The model is saved into `folder`, and goes with it.
    """
    batch = made.configuration.whole("batch")
    some = validation[np.arange(min(JUDGED, len(validation)))]
    began = perf_counter()
    with working(1), TemporaryDirectory(dir=folder) as place:
        trainer = Trainer(made.network, plan=counted(made.network, batch))
        with closing(_steps(train(trainer, train_part, None, Schedule(n_epoch=MANY)))) as steps:
            marks = list(steps)
        taken = [end - begin for begin, end in marks]
        step = median(taken[1:] or taken)  # the first lays out its memory
        samples, size = samples_of(made.network, some), trainer.plan.evaluation_batch
        _, first = _timed(lambda: judge_all(trainer.tasks, samples, size))
        _, judge = _timed(lambda: judge_all(trainer.tasks, samples, size))
        run, handed = _timed(trainer.run)
        _, answers = _timed(lambda: answered_rightly(run, some))
        _, saving = _timed(lambda: save(run, Path(place) / "model.glassnet"))
    extra = max(0.0, taken[0] - step) + max(0.0, first - judge) + max(0.0, answers - judge)
    return Probe(marks[0][0] - began + handed + extra, step, judge / len(some), saving)


def _steps(events: Iterable[Event]) -> Generator[tuple[float, float]]:
    """When each of the first few steps begins and ends."""
    done, begin, first = 0, 0.0, 0.0
    for event in events:
        if isinstance(event, BatchBegin):
            begin = perf_counter()
            first = first or begin
        if isinstance(event, BatchEnd):
            end = perf_counter()
            yield begin, end
            done += 1
            if end - first > (SHORT if done >= STEPS else LONG) and done > 1:
                return


def _timed(do: Callable[[], T]) -> tuple[T, float]:
    began = perf_counter()
    return do(), perf_counter() - began


class Stage:
    """A place to rehearse networks of a study at, before there is one: it has the pictures at hand.

    Models are saved for a moment into the folder `into`, else into that of the pictures.
    """

    def __init__(self, pictures: Path, shape: Shape, into: Path | None = None) -> None:
        self._pictures, self._shape, self._into = pictures, shape, into or pictures

    def rehearse(self, made: Candidate) -> Probe | None:
        """The times of a network; None where it fails: that is told when it happens in earnest."""
        sides = sides_of(made.configuration, self._shape)
        learned, judged = (stored.part_of(self._pictures, part, sides) for part in ("train", "validation"))
        try:
            return rehearsed(made, learned, judged, self._into)
        except Exception:  # noqa: BLE001  a network that fails, or a loss that is no number, stops no reckoning
            return None


def rehearse_all(stage: Stage, orders: TextIO, answers: TextIO) -> None:
    """Rehearse each network that is ordered, and answer behind each; end when orders end."""
    _say(answers, READY)
    for order in orders:
        found = stage.rehearse(Candidate.from_plain(json.loads(order)))
        _say(answers, found and asdict(found))


def _say(answers: TextIO, what: object) -> None:
    answers.write(json.dumps(what) + "\n")
    answers.flush()


def main(pictures: str, sides: str, into: str) -> None:
    """Take orders from standard input, as a worker does."""
    import torch

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who gives orders
    torch.set_num_threads(1)
    rehearse_all(Stage(Path(pictures), Shape(tuple(json.loads(sides))), Path(into)), sys.stdin, answers_apart())


if __name__ == "__main__":
    main(*sys.argv[1:])
