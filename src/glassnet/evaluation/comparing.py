"""Which of two networks is better, told from the same pictures, or that these pictures cannot tell."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.data.images import Images
from glassnet.errors import DataError
from glassnet.evaluation.answers import Answers
from glassnet.evaluation.baselines import NOISE
from glassnet.evaluation.caveats import told_luck
from glassnet.evaluation.doubt import Share
from glassnet.evaluation.evaluation import Evaluation, evaluate
from glassnet.evaluation.pairing import luck
from glassnet.evaluation.wording import wrapped
from glassnet.runs.run import Run

_ENOUGH = 6  # so many differences, all to one side, are the fewest that chance brings about in less than 1 of 20 cases


@dataclass(frozen=True)
class Comparison:
    """Two judges of the same `n` pictures: how many both, only A, only B and neither got right.

    `luck` is how often chance alone would set two equally good networks as far apart (`pairing.luck`: McNemar's exact
    test; where pictures form fewer `groups`, whole groups are turned). `shares` are the accuracies of A and of B.

    >>> print(Comparison((Share(38, 41), Share(36, 41)), both=35, only_a=3, only_b=1, neither=2, luck=0.625))
    A 92.7 % of 41 (95 %: 81-97)
    B 87.8 % of 41 (95 %: 74-95)
    A is ahead on 2 of 41: only A is right on 3, only B on 1. That is inside the
    noise (p = 0.62): it takes 6 differences, all to one side, to tell which is
    better.
    """

    shares: tuple[Share, Share]
    both: int
    only_a: int
    only_b: int
    neither: int
    luck: float
    groups: int | None = None

    @property
    def n(self) -> int:
        return self.both + self.only_a + self.only_b + self.neither

    @property
    def lead(self) -> int:
        """On how many pictures more A is right; below 0, B."""
        return self.only_a - self.only_b

    @property
    def is_settled(self) -> bool:
        """Whether one is ahead by more than chance would make it (less than 5 in 100)."""
        return self.luck < NOISE

    @property
    def verdict(self) -> str:
        """Who is ahead, and whether that means anything, in words."""
        differing = self.only_a + self.only_b
        if not differing:
            return f"A and B are right on the very same pictures, {self.both:,} of {self.n:,}: here they are equals."
        counts = f"only A is right on {self.only_a:,}, only B on {self.only_b:,}"
        if not self.lead:
            return f"A and B are even on {self.n:,}: {counts}. These pictures cannot tell which is better."
        ahead, behind = ("A", "B") if self.lead > 0 else ("B", "A")
        told = f"{ahead} is ahead on {abs(self.lead):,} of {self.n:,}: {counts}."
        if self.is_settled:
            return (
                f"{told} That is more than chance would do ({told_luck(self.luck)}): {ahead} is better than {behind}."
            )
        told += f" That is inside the noise ({told_luck(self.luck)}):"
        if differing < _ENOUGH and self.groups is None:
            return f"{told} it takes {_ENOUGH} differences, all to one side, to tell which is better."
        return f"{told} these pictures cannot tell which is better."

    @property
    def method(self) -> str:
        """How luck was reckoned, in words."""
        if self.groups is None:
            return "McNemar's exact test, picture by picture"
        return f"exact test by turning the signs of {self.groups:,} groups of pictures that belong together"

    def __str__(self) -> str:
        return "\n".join([f"A {self.shares[0]}", f"B {self.shares[1]}", wrapped(self.verdict)])

    def to_plain(self) -> dict[str, Any]:
        """The comparison as JSON holds it."""
        return {
            "a": self.shares[0].to_plain(),
            "b": self.shares[1].to_plain(),
            "n": self.n,
            "both": self.both,
            "only_a": self.only_a,
            "only_b": self.only_b,
            "neither": self.neither,
            "p": self.luck,
            "settled": self.is_settled,
            "method": self.method,
            "verdict": self.verdict,
        }


def compare(run_a: Run, run_b: Run, images: Images) -> Comparison:
    """Let two runs answer the same `images` and say which is better, if that can be told.

    Only pictures on which they differ count, so it tells more than two intervals do, which may overlap and yet one
    network be the better. Groups of pictures that belong together count as one. A run that was chosen by these
    pictures, or trained on them, has an advantage that no test sees.

    Raises `DataError` when the pictures do not fit one of the networks, or are answered with quantities.

    >>> import glassnet as gn
    >>> network = gn.from_text("1x2x1 > flatten > dense 2 softmax")
    >>> runs = [
    ...     Run(network, {"FullyConnected/W": sign * np.eye(2), "FullyConnected/b": np.zeros(2)}) for sign in (9, -9)
    ... ]
    >>> pictures = Images(
    ...     np.eye(2, dtype=np.float32)[[0, 1] * 20].reshape(40, 1, 2, 1), np.array([0, 1] * 20), ("l", "r")
    ... )
    >>> compare(runs[0], runs[1], pictures).verdict
    'A is ahead on 40 of 40: only A is right on 40, only B on 0. That is more than chance would do (p < 0.001): ...
    """
    return compared(evaluate(run_a, images), evaluate(run_b, images), images.groups)


def compared(a: Evaluation, b: Evaluation, groups: NDArray[np.int64] | None = None) -> Comparison:
    """The same from two judgements of the same pictures, which form `groups`, one number a picture."""
    said_a, said_b = _answers(a, "A"), _answers(b, "B")
    if said_a.names != said_b.names:
        raise DataError(f"A was judged on {len(said_a):,} pictures and B on {len(said_b):,}, and not on the same ones.")
    right_a, right_b = said_a.right, said_b.right
    is_grouped = groups is not None and len(np.unique(groups)) < len(groups)
    if not (a.share and b.share):
        raise DataError("Only answers with classes can be compared.")
    return Comparison(
        (a.share, b.share),
        int((right_a & right_b).sum()),
        int((right_a & ~right_b).sum()),
        int((~right_a & right_b).sum()),
        int((~right_a & ~right_b).sum()),
        luck(right_a.astype(np.int64) - right_b, groups if is_grouped else None),
        len(np.unique(groups)) if groups is not None and is_grouped else None,
    )


def _answers(known: Evaluation, who: str) -> Answers:
    if known.answers is None:
        raise DataError(f"{who} answers with quantities, not classes, so there is no right or wrong to compare.")
    return known.answers
