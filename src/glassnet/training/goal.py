"""A goal for the accuracy: how much more the validation must show so that the test makes it, and when to stop."""

from dataclasses import dataclass
from math import ceil, floor, sqrt

from glassnet.errors import DataError
from glassnet.training.events import EpochEnd, Event, TrainBegin
from glassnet.training.watchers import Watcher


@dataclass(frozen=True)
class Goal:
    """`share` of `test` pictures shall be right, judged by `validation` others: the test itself is looked at once.

    >>> goal = Goal(0.99, validation=5000, test=10_000)
    >>> round(goal.margin, 5), goal.needed
    (0.00172, 4959)
    """

    share: float
    validation: int
    test: int

    @property
    def margin(self) -> float:
        """One standard error of the difference between the shares two such sets of pictures happen to show.

        Without it every other network that just reaches the goal on the validation pictures would miss it on the test.
        """
        return sqrt(self.share * (1 - self.share) * sum(1 / n for n in (self.validation, self.test) if n))

    @property
    def needed(self) -> int:
        """How many of the validation pictures must be right: the goal with its margin, or all where that is more."""
        return min(self.validation, ceil((self.share + self.margin) * self.validation))

    def __str__(self) -> str:
        stops = (
            f"Goal {said(self.share)}: training stops once {self.needed:,} of the {self.validation:,} validation "
            f"pictures are right ({said(self.needed / self.validation)})"
        )
        if self.needed == self.validation:
            stops += ", all of them"
        elif self.test:
            stops += ": the goal and a standard error, so that the test makes it too"
        return f"{stops}. The {self.test:,} test pictures are looked at once, at the end." if self.test else f"{stops}."


@dataclass(frozen=True)
class Answer:
    """Whether a goal was reached: by the test pictures, or by those of the validation where there were no others.

    >>> print(Answer(Goal(0.99, 5000, 10_000), accuracy=0.9903))
    Goal 99 %: reached, 99.03 % of the 10,000 test pictures are right.
    >>> print(Answer(Goal(0.95, 60, 0), accuracy=0.9))
    Goal 95 %: not reached, 90 % of the 60 validation pictures are right.
    """

    goal: Goal
    accuracy: float

    @property
    def reached(self) -> bool:
        judged = self.goal.test or self.goal.validation
        return round(self.accuracy * judged) >= self.goal.share * judged

    def __str__(self) -> str:
        which = f"{self.goal.test:,} test" if self.goal.test else f"{self.goal.validation:,} validation"
        verdict = "reached" if self.reached else "not reached"
        return f"Goal {said(self.goal.share)}: {verdict}, {said(self.accuracy)} of the {which} pictures are right."


def said(share: float) -> str:
    """A share in percent, to the hundredth, never rounded up.

    >>> said(0.99), said(0.9896), said(0.99999)
    ('99 %', '98.96 %', '99.99 %')
    """
    return f"{floor(share * 1e4 + 1e-6) / 100:.2f}".rstrip("0").rstrip(".") + " %"


class UntilGoal(Watcher):
    """Stop at the end of the first epoch in which as many validation pictures are right as the goal needs.

    `met` says whether there was one.

    >>> UntilGoal(Goal(0.9, validation=100, test=0)).goal.needed
    93
    """

    def __init__(self, goal: Goal) -> None:
        self.goal = goal
        self.met = False

    def see(self, event: Event) -> bool:
        if isinstance(event, TrainBegin) and [target.metric for target in event.targets] != ["acc"]:
            raise DataError("A goal is a share of right answers: the network must be trained to one accuracy.")
        if not isinstance(event, EpochEnd):
            return False
        accuracy = event.row.value("val_acc")
        self.met = accuracy is not None and round(accuracy * self.goal.validation) >= self.goal.needed
        return self.met
