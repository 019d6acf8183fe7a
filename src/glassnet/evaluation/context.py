"""What else is known of the pictures judged: which belong together, which leaked, what was trained on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from glassnet.evaluation import caveats
from glassnet.evaluation.answers import Answers
from glassnet.evaluation.baselines import Baseline, Looks, baseline, commonest
from glassnet.evaluation.caveats import Caveat
from glassnet.evaluation.confusion import Confusion
from glassnet.evaluation.doubt import Share
from glassnet.evaluation.groups import GroupedShare, share_of

Cue = tuple[str, Share]


@dataclass(frozen=True, eq=False)
class Context:
    """The circumstances of a judgement of `answers`; what is not known is None or empty.

    `groups` `[N]` number pictures that belong together, `parts` say which part of the data each was in, `leaked` `[N]`
    is True for near copies of what was trained on, `looks` is what comparing pixels says, `trained` the labels trained
    on in the run's numbering, `cue` a scrap of the pictures and how often it alone tells the classes apart.
    """

    answers: Answers
    groups: NDArray[np.int64] | None = None
    parts: Sequence[str] = ()
    leaked: NDArray[np.bool_] | None = None
    looks: Looks | None = None
    trained: NDArray[np.int64] | None = None
    cue: Cue | None = None

    @cached_property
    def share(self) -> Share:
        """How often the answers are right, by the group where pictures belong together."""
        return share_of(self.answers.right, self.groups)

    def over_groups(self, confusion: Confusion) -> Confusion:
        """The confusion with intervals of its classes that know which pictures belong together."""
        if not isinstance(self.share, GroupedShare) or self.groups is None:
            return confusion
        return confusion.over_groups(self.answers.truth, self.answers.answer, self.groups)

    @cached_property
    def is_seen(self) -> NDArray[np.bool_]:
        """Which pictures the training has seen, as they are or as a near copy."""
        seen = np.zeros(len(self.answers), bool) if self.leaked is None else self.leaked
        return seen if self.looks is None else seen | self.looks.is_copy

    @property
    def has_looked(self) -> bool:
        """Whether anything was compared with the pictures trained on."""
        return self.leaked is not None or self.looks is not None

    @property
    def unseen(self) -> Share | None:
        """The share without those; None where all were seen."""
        new = ~self.is_seen
        groups = None if self.groups is None else self.groups[new]
        return share_of(self.answers.right[new], groups) if new.any() else None

    @cached_property
    def always(self) -> tuple[int, str]:
        """The class to always answer, and where it was found to be the commonest."""
        return commonest(self.answers.truth, self.trained)

    @cached_property
    def commonest(self) -> Baseline:
        """Always answering that class."""
        number, where = self.always
        rule = f"always {self.answers.classes[number]}, {where}"
        return self._baseline(rule, np.full(len(self.answers), number))

    @cached_property
    def nearest(self) -> Baseline | None:
        """Answering with the class of the nearest picture; None where none are at hand."""
        return None if self.looks is None else self._baseline(self.looks.rule, self.looks.guesses)

    def _baseline(self, rule: str, guesses: NDArray[np.int64]) -> Baseline:
        return baseline(rule, guesses, self.answers.truth, self.answers.right, self.groups)

    def caveats(self, confusion: Confusion) -> Iterator[Caveat]:
        """All that a reader must know, the gravest first."""
        n, seen = len(self.answers), int(self.is_seen.sum())
        copies = 0 if self.looks is None else int(self.looks.is_copy.sum())
        yield from caveats.of_numbers(self.answers.broken, n)
        yield from caveats.of_parts(self.parts)
        if "train" not in self.parts:
            yield from caveats.of_leaks(seen, copies, n, self.unseen)
        if self.cue is not None:
            yield from caveats.of_cue(*self.cue, self.share)
        if self.nearest is not None and "train" not in self.parts:
            yield from caveats.of_nearest(self.nearest)
        if np.count_nonzero(confusion.support) > 1:
            yield from caveats.of_commonest(self.commonest, self.answers.classes[self.always[0]])
        yield from caveats.of_doubt(self.share)
        yield from caveats.of_classes(confusion)
