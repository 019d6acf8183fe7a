"""What a person sees while training: a live line on a terminal, one plain line an epoch elsewhere."""

import sys
from time import perf_counter
from typing import TextIO

from glassnet.training.events import BatchEnd, EpochEnd, Event, Scores, Target, TrainBegin, TrainEnd
from glassnet.training.telling import told_first, told_last
from glassnet.training.watchers import Watcher

RULE = "-" * 33  # as wide as TFLearn draws it
LIVE_SECONDS = 0.1  # how often a live line is drawn anew: the eye needs no more, and drawing costs


class Progress(Watcher):
    """Tells training as TFLearn does: step, loss, acc, val_loss, val_acc, time within the epoch, iter.

    The values are true means over the epoch so far, not TFLearn's smoothed ones; raw values are in the history.
    """

    def __init__(self, show_metric: bool = True, stream: TextIO | None = None, run_id: str | None = None) -> None:
        self._heading = f"{RULE}\nRun id: {run_id}\n{RULE}\n" if run_id else ""
        self._stream = stream or sys.stdout
        self._live = self._stream.isatty()
        self._show_metric = show_metric
        self._targets: tuple[Target, ...] = ()
        self._drawn = 0.0
        self._lines_up = 0

    def see(self, event: Event) -> bool:
        if isinstance(event, TrainBegin):
            self._targets = event.targets
            self._say(
                f"{self._heading}Training samples: {event.samples}\n"
                f"Validation samples: {event.validation_samples}\n{told_first(event)}--\n"
            )
        elif isinstance(event, TrainEnd):
            self._say(told_last(event))
        elif isinstance(event, BatchEnd):
            self._batch(event)
        elif isinstance(event, EpochEnd):
            self._lines_up = 0
        return False

    def _batch(self, event: BatchEnd) -> None:
        last = event.seen == event.samples
        due = self._live and perf_counter() - self._drawn > LIVE_SECONDS
        if not (last or due or event.validation):
            return
        self._drawn = perf_counter()
        lines = [self._line(target, event) for target in self._targets]
        # Draw over the lines drawn before, as long as they belong to the same epoch and nothing was validated since.
        self._say((f"\x1b[{self._lines_up}A" if self._lines_up else "") + "".join(map(self._drawn_line, lines)))
        self._lines_up = 0 if (last or event.validation or not self._live) else len(lines)

    def _drawn_line(self, line: str) -> str:
        return f"\x1b[2K\r{line}\n" if self._live else f"{line}\n"

    def _line(self, target: Target, event: BatchEnd) -> str:
        parts = [
            f"step {event.step} | {target.label} | epoch: {event.epoch:03d}",
            self._scores("", target, event.means),
            *([self._scores("val_", target, event.validation)] if event.validation else []),
            f"time: {event.seconds:.3f}s",
        ]
        width = len(str(event.samples))
        return f"{' | '.join(parts)} -- iter: {event.seen:0{width}d}/{event.samples}"

    def _scores(self, before: str, target: Target, scores: Scores) -> str:
        score = scores[target.name]
        told = f"{before}loss: {score.loss:.5f}"
        if self._show_metric and target.metric and score.metric is not None:
            told += f" - {before}{target.metric}: {score.metric:.4f}"
        return told

    def _say(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
