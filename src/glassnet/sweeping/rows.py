"""One network of the table: what came of it, and the cells it fills."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.shares import Interval
from glassnet.sweeping.judging.averaging import mean_interval
from glassnet.sweeping.judging.ranking import Ranking, Right
from glassnet.sweeping.kept.record import Record
from glassnet.sweeping.space.agenda import Candidate
from glassnet.sweeping.space.configuration import Configuration
from glassnet.sweeping.space.values import Value, told


@dataclass(frozen=True)
class Row:
    """One network of the table.

    `accuracy` is the mean over its seeds on the validation pictures, 0..1, `spread` the standard deviation between
    them (None for one seed), `interval` where the mean over all seeds and such pictures plausibly lies. `behind` is the
    lag behind the first, `luck` how often chance alone would make it so large, `corrected` the same as it counts among
    so many comparisons, `tied` whether it cannot be told from the first. `failed` are the seeds that came to nothing,
    with reasons.
    """

    rank: int | None
    key: str
    configuration: Configuration
    accuracy: float | None
    spread: float | None
    interval: Interval | None
    behind: float | None
    luck: float | None
    corrected: float | None
    tied: bool
    parameters: int
    seeds: int
    failed: tuple[tuple[int, str], ...] = ()


def row_of(
    made: Candidate,
    records: Sequence[Record],
    right: Right | None,
    groups: NDArray[np.int64],
    ranking: Ranking | None,
) -> Row:
    """What came of a network: `records` of the seeds that have ended, `right` where all of them have finished."""
    order = ranking.order if ranking else ()
    rank = order.index(made.key) + 1 if made.key in order else None
    failed = tuple((each.seed, each.reason) for each in records if not each.is_finished)
    done = [each.accuracy for each in records if each.accuracy is not None]
    rival = next((each for each in (ranking.rivals if ranking else ()) if each.key == made.key), None)
    return Row(
        rank,
        made.key,
        made.configuration,
        float(np.mean(done)) if done else None,
        float(np.std(done, ddof=1)) if len(done) > 1 else None,
        None if right is None else mean_interval(right, groups),
        rival.lag.mean if rival else 0.0 if rank == 1 else None,
        rival.lag.luck if rival else None,
        rival.luck if rival else None,
        bool(ranking and made.key in ranking.tied),
        made.parameters,
        len(done),
        failed,
    )


_FIGURES = ("accuracy", "spread", "low", "high", "behind", "luck", "corrected", "tied", "parameters", "seeds", "failed")


def head(knobs: Sequence[str]) -> tuple[str, ...]:
    """The names of the columns: `knobs` are those that vary."""
    named = ("name" if name == "network" else name for name in knobs)  # a network's own name beside its key
    return ("rank", "network", *named, *_FIGURES)


def cells(row: Row, knobs: Sequence[str]) -> tuple[Any, ...]:
    """A row as plain values, in the order of the `head`."""
    low, high = row.interval or (None, None)
    failed = "; ".join(f"seed {seed}: {reason}" for seed, reason in row.failed)
    settings = (_cell(row.configuration, name) for name in knobs)
    doubts = (row.accuracy, row.spread, low, high, row.behind, row.luck, row.corrected)
    return (row.rank, row.key, *settings, *doubts, row.tied, row.parameters, row.seeds, failed)


def _cell(known: Configuration, name: str) -> Value:
    value = known.in_force(name)
    if not known.has_say(name):
        return ""
    return value if isinstance(value, int | float) else told(value)
