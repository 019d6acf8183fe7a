"""The engine in words: what is expected before training, and what was true after it."""

from collections.abc import Iterable

import torch

from glassnet.engine.plan import in_time
from glassnet.engine.probe import matrix_rate
from glassnet.training.events import TrainBegin, TrainEnd

WORTH_TELLING = 2.0  # seconds of training, below which nobody asks where they go


def told_first(event: TrainBegin) -> str:
    """How it will be computed and how long it should take; nothing where that is soon over, or nothing was chosen.

    >>> print(told_first(TrainBegin(10, 0, (), 1, 1)), end="")
    """
    epochs = event.last_epoch - event.first_epoch + 1
    total = (event.expected_seconds or 0.0) * epochs
    lines = list(event.inputs)
    if (event.plan.engine == "reference" or total < WORTH_TELLING) and not event.note:
        return _lines(lines)
    lines.append(f"engine {event.plan}")
    if event.note:
        lines.append(event.note)
    elif event.difference is not None:
        lines.append(f"first batch held against the plain path: largest difference {event.difference:.1e}")
    if event.expected_seconds is not None:
        in_all = f", {in_time(total)} in all" if epochs > 1 else ""
        lines.append(f"expected: {in_time(event.expected_seconds)} an epoch{in_all}")
    return _lines(lines)


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def told_last(event: TrainEnd) -> str:
    """What training took, and what share of this machine's own rate for matrices that was.

    >>> print(told_last(TrainEnd(None, operations=1e6, seconds=0.1)), end="")
    """
    if event.seconds < WORTH_TELLING or not event.operations:
        return ""
    rate = event.operations / (event.step_seconds or event.seconds)
    share = rate / matrix_rate(torch.get_num_threads(), device=torch.device(event.device))
    return (
        f"done: {in_time(event.seconds)}, {rate / 1e9:.0f} GF/s executed, {share:.0%} of this machine's matrix rate\n"
    )
