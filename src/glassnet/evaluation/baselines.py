"""What needs no network: always the commonest class, and the picture that looks most alike."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.data.images import Images
from glassnet.data.names import shown
from glassnet.evaluation.doubt import Share
from glassnet.evaluation.groups import share_of
from glassnet.evaluation.nearest import NOWHERE, nearest
from glassnet.evaluation.pairing import luck

NOISE = 0.05


@dataclass(frozen=True)
class Baseline:
    """How often a rule that learns nothing is right on the same pictures.

    >>> print(Baseline("always chi, commonest in training", Share(20, 40), lead=19, luck=0.001))
    always chi, commonest in training: 50 % of 40 (95 %: 35-65)

    `rule` says it in words. `lead` counts on how many pictures more the network is right; `luck` is how often chance
    alone would set two equally good judges that far apart (`pairing.luck`).
    """

    rule: str
    share: Share
    lead: int
    luck: float

    def __str__(self) -> str:
        return f"{shown(self.rule)}: {self.share}"

    @property
    def is_beaten(self) -> bool:
        """Whether the network is ahead by more than chance would make it."""
        return self.lead > 0 and self.luck < NOISE

    def to_plain(self) -> dict[str, Any]:
        """The baseline as JSON holds it."""
        return {"rule": self.rule, **self.share.to_plain(), "lead": self.lead, "luck": self.luck}


def baseline(
    rule: str, guesses: NDArray[np.int64], truth: NDArray[np.int64], right: NDArray[np.bool_], groups: Any = None
) -> Baseline:
    """Hold `guesses`, class numbers [N], against the truth, and against the pictures a network had `right`."""
    guessed = guesses == truth
    ahead = right.astype(np.int64) - guessed
    return Baseline(rule, share_of(guessed, groups), int(ahead.sum()), luck(ahead, groups))


def commonest(truth: NDArray[np.int64], known: NDArray[np.int64] | None) -> tuple[int, str]:
    """The class to always answer, the commonest among the labels trained on, and where that was looked up.

    Among labels that are NOWHERE, no class that was asked for, none is looked up.

    >>> commonest(np.array([0, 0, 1]), np.array([1, 1, 0]))
    (1, 'commonest in training')
    """
    if known is None or not (known != NOWHERE).any():
        return int(np.bincount(truth).argmax()), "commonest here"
    return int(np.bincount(known[known != NOWHERE]).argmax()), "commonest in training"


@dataclass(frozen=True, eq=False)
class Looks:
    """What comparing pixels with the pictures trained on says: a class a picture (NOWHERE: none), and who is a copy."""

    guesses: NDArray[np.int64]
    is_copy: NDArray[np.bool_]
    searched: int
    of: int

    @property
    def rule(self) -> str:
        among = f"{self.searched:,}" if self.searched == self.of else f"{self.searched:,} of the {self.of:,}"
        return f"nearest in pixels of {among} trained on"


def looks(images: Images, training: Images, labels: NDArray[np.int64]) -> Looks:
    """Ask for each of `images` the picture of `training` nearest to it, whose class is told by `labels`."""
    found = nearest(images, training)
    guesses = np.where(found.row == NOWHERE, NOWHERE, labels[found.row])
    return Looks(guesses, found.distance == 0, found.searched, len(training))
