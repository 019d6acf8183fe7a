"""A study: all that a sweep found out so far, as one value. What it says follows from the records alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from glassnet.data.images import Images
from glassnet.extras import needs
from glassnet.sweeping.judging.changes import Effect
from glassnet.sweeping.judging.designs import columns_of
from glassnet.sweeping.judging.effects import effects
from glassnet.sweeping.judging.interplay import Interplay, interplays
from glassnet.sweeping.judging.ranking import Ranking, Right, ranked
from glassnet.sweeping.kept.folder import StudyFolder
from glassnet.sweeping.kept.question import Question
from glassnet.sweeping.kept.record import Record
from glassnet.sweeping.rows import Row, cells, head, row_of
from glassnet.sweeping.scores import TestScore
from glassnet.sweeping.space.agenda import Agenda, Candidate

if TYPE_CHECKING:
    from glassnet.sweeping.elsewhere import Elsewhere


@dataclass(frozen=True, eq=False)
class Study:
    """What was asked, what was tried, and what came of it so far.

    `groups` give validation pictures that belong together one number. `results` is the table, best first; `records`
    hold every single training. `test` is there once all runs are done and there are test pictures.

    >>> import glassnet as gn
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     digits = gn.data.split(gn.datasets.digits.images()[:200], method="random")
    ...     space = {"conv_layers": 0, "dense": "none", "epochs": 1}
    ...     study = gn.sweep(digits, space, seeds=1, out=folder, workers=1)
    >>> study.results[0].rank, study.missing, study.test.pictures
    (1, 0, 30)
    """

    folder: StudyFolder
    question: Question
    agenda: Agenda
    records: Mapping[tuple[str, int], Record]
    groups: NDArray[np.int64]
    test: TestScore | None = None

    def __str__(self) -> str:
        from glassnet.sweeping.telling import told_study

        return told_study(self)

    @property
    def seeds(self) -> tuple[int, ...]:
        return self.question.seeds

    @property
    def told_pictures(self) -> str:
        """How many validation pictures there are, and how many groups they form where some belong together."""
        return told_pictures(self.groups)

    @property
    def missing(self) -> int:
        """How many runs are still to be done; one network more where nobody knows how far a budget goes."""
        most = 0 if self.question.budget is not None else self.question.networks or 0
        networks = len(self.agenda) if self.agenda.whole else max(len(self.agenda) + 1, most)
        return networks * len(self.seeds) - len(self.records)

    @cached_property
    def knobs(self) -> tuple[str, ...]:
        """The knobs that a network is told by: those that vary, and what the networks of a list set each for itself."""
        varied, known = self.question.space.varied, [each.configuration for each in self.agenda.candidates]
        return tuple(dict.fromkeys([*varied, *columns_of(varied, known)]))

    @cached_property
    def candidates(self) -> Mapping[str, Candidate]:
        return {made.key: made for made in self.agenda.candidates}

    @cached_property
    def right(self) -> Mapping[str, Right]:
        """What each network got right, `[seeds, pictures]`: of those networks alone whose every seed has finished."""
        found = {}
        for key in self.candidates:
            of_key = [self.records.get((key, seed)) for seed in self.seeds]
            rows = [record.right for record in of_key if record is not None and record.is_finished]
            if len(rows) == len(self.seeds):
                found[key] = np.stack(rows)
        return found

    @cached_property
    def sizes(self) -> Mapping[str, int]:
        return {key: made.parameters for key, made in self.candidates.items()}

    @cached_property
    def ranking(self) -> Ranking | None:
        """Who is first and who cannot be told from it; None before the first network is done with all its seeds."""
        return ranked(self.right, self.sizes, self.groups) if self.right else None

    @property
    def chosen(self) -> Candidate | None:
        """The winner, or where none can be told the smallest network within one standard error of the first."""
        return self.candidates[self.ranking.chosen] if self.ranking else None

    @cached_property
    def effects(self) -> tuple[Effect, ...]:
        """What each knob does. Times are measured, so they differ from one day to the next; nothing else here does."""
        known = {key: made.configuration for key, made in self.candidates.items()}
        return effects(self.question.space.varied, known, self.right, self.groups, self.seconds) if self.right else ()

    @cached_property
    def interplays(self) -> tuple[Interplay, ...]:
        """Which pairs of knobs work together."""
        known = {key: made.configuration for key, made in self.candidates.items()}
        return interplays(self.question.space.varied, known, self.right, self.groups) if self.right else ()

    @property
    def seconds(self) -> Mapping[str, float]:
        """How long a run of each network took, the median over its seeds."""
        return {key: float(np.median([self.records[key, seed].seconds for seed in self.seeds])) for key in self.right}

    @cached_property
    def results(self) -> tuple[Row, ...]:
        """The table: networks with all seeds done, the best mean first, then those that failed or are not done."""
        ranked_keys = self.ranking.order if self.ranking else ()
        return tuple(map(self._row, dict.fromkeys((*ranked_keys, *self.candidates))))

    def _row(self, key: str) -> Row:
        ended = [self.records[key, seed] for seed in self.seeds if (key, seed) in self.records]
        return row_of(self.candidates[key], ended, self.right.get(key), self.groups, self.ranking)

    def table(self) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
        """The results as a head and rows of plain values: a column for each knob that varies.

        The same study gives the same table, bit for bit, however many workers made it.
        """
        return head(self.knobs), [cells(row, self.knobs) for row in self.results]

    def runs_table(self) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
        """Every training: network, seed, how it ended, accuracy and loss on the validation pictures."""
        rows = [
            (each.key, each.seed, each.ended, each.accuracy, each.loss, each.reason) for each in self.records.values()
        ]
        return ("network", "seed", "ended", "accuracy", "loss", "reason"), rows

    def on(self, sets: Mapping[str, Images]) -> "Mapping[str, Elsewhere]":
        """Every network and seed asked about other labelled pictures, by name: `study.on({"dark": images})["dark"]`.

        For photos from elsewhere, or the study's own after an edit: the same table and the same tests, on what nothing
        was chosen by. Raises `DataError` for pictures of another shape or of other classes, `FileError` where models
        were not kept.
        """
        from glassnet.sweeping.elsewhere import on_pictures

        return on_pictures(self, sets)

    def to_optuna(self, path: str | PathLike[str] | None = None) -> Path:
        """Write the study as an Optuna study into an SQLite file, `study.db` in its folder unless `path` says where.

        `optuna-dashboard sqlite:///FILE` opens it. Raises `MissingPackage` where Optuna is not installed.
        """
        from glassnet.sweeping.optuna_view import write_view

        return write_view(self, None if path is None else Path(path))

    def to_frame(self) -> Any:
        """The table as a pandas DataFrame. Raises `MissingPackage` where pandas is not installed."""
        names, rows = self.table()
        return needs("pandas", "to give results as a DataFrame", extra="sweep").DataFrame(rows, columns=list(names))


def told_pictures(groups: NDArray[np.int64]) -> str:
    """How many pictures there are, and how many groups they form where some belong together.

    >>> told_pictures(np.array([0, 0, 1])), told_pictures(np.arange(3))
    ('3 pictures in 2 groups', '3 pictures')
    """
    pictures, kinds = len(groups), len(np.unique(groups))
    return f"{pictures:,} pictures" + (f" in {kinds:,} groups" if kinds < pictures else "")
