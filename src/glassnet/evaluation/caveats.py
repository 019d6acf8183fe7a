"""What a reader must know before believing a figure. Each is a fact about this judgement, in words."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from glassnet.data.names import shown
from glassnet.evaluation.baselines import NOISE, Baseline
from glassnet.evaluation.confusion import Confusion
from glassnet.evaluation.doubt import Share
from glassnet.evaluation.groups import GroupedShare

WIDE = 0.10  # an interval wider than this is told in words
FEW = 5  # fewer pictures of a class than this say nothing of it
MANY = 0.9  # with more groups than this for each picture, groups change little
_NAMED = 5


class Caveat(NamedTuple):
    """`kind` is one word, for programs: "trained", "chosen", "leaked", "groups", "tiny", "one-class", "untested",
    "few", "commonest", "nearest", "cue" or "not-numbers"; `words` are for people.
    """

    kind: str
    words: str

    def __str__(self) -> str:
        return self.words

    def to_plain(self) -> dict[str, Any]:
        """The caveat as JSON holds it."""
        return self._asdict()


def of_parts(parts: Sequence[str]) -> Iterator[Caveat]:
    """That pictures were used before; `parts` say which part of the data each was in, as the training saw it.

    >>> [each.kind for each in of_parts(["validation"] * 3)], list(of_parts(["test"] * 3))
    (['chosen'], [])
    """
    seen, chosen = parts.count("train"), parts.count("validation")
    if seen:
        which = "these very pictures" if seen == len(parts) else f"{seen:,} of these {len(parts):,} pictures"
        yield Caveat("trained", f"The network was trained on {which}: that is memory, and no test of skill.")
    if chosen:
        which = "These pictures" if chosen == len(parts) else f"{chosen:,} of these {len(parts):,} pictures"
        yield Caveat(
            "chosen",
            f"{which} were looked at after every epoch, so whatever was chosen by them (when to stop, which network) "
            "looks better here than new pictures will show it.",
        )


def of_leaks(leaked: int, copies: int, n: int, unleaked: Share | None) -> Iterator[Caveat]:
    """That pictures have copies among those trained on; the score without them is the one to believe."""
    if not leaked:
        return
    how = "the same pixels" if copies == leaked else "a near copy"
    told = f"{leaked:,} of the {n:,} pictures {'has' if leaked == 1 else 'have'} {how} among the pictures trained on. "
    rest = f"Without them: {unleaked}." if unleaked else "None is left without them, so nothing is known of new ones."
    yield Caveat("leaked", told + rest)


def of_doubt(share: Share) -> Iterator[Caveat]:
    """How much the number of pictures, or of groups, leaves open."""
    low, high = share.interval
    if isinstance(share, GroupedShare) and share.groups < MANY * share.n:
        yield Caveat(
            "groups",
            f"The {share.n:,} pictures are only {share.groups:,} {'group' if share.groups == 1 else 'groups'} of "
            "pictures that belong together, and the interval counts that in.",
        )
    what = "groups" if isinstance(share, GroupedShare) else "pictures"
    if high - low > WIDE:
        yield Caveat(
            "tiny",
            f"So few leave {100 * (high - low):.0f} points of doubt: the network's true share may as well be "
            f"{100 * low:.0f} % as {100 * high:.0f} %. Four times as many {what} would halve that.",
        )


def of_classes(confusion: Confusion) -> Iterator[Caveat]:
    """Classes of which too little was seen.

    >>> [str(each) for each in of_classes(Confusion(("cat", "dog", "fox"), ((9, 0, 0), (0, 2, 0), (0, 0, 0))))]
    ['Never tested: fox.', 'Hardly tested: dog (2).']
    """
    support = list(zip(confusion.classes, confusion.support, strict=True))
    untested = [name for name, count in support if not count]
    if len(support) - len(untested) == 1 and untested:
        only = next(name for name, count in support if count)
        yield Caveat(
            "one-class", f"All pictures are of {shown(only)}: a network that always says so would look perfect."
        )
    elif untested:
        yield Caveat("untested", f"Never tested: {_named([shown(name) for name in untested])}.")
    few = [f"{shown(name)} ({count})" for name, count in support if 0 < count < FEW]
    if few:
        yield Caveat("few", f"Hardly tested: {_named(few)}.")


def of_commonest(commonest: Baseline, answer: str) -> Iterator[Caveat]:
    """That always giving one answer does as well."""
    if commonest.lead <= 0:
        yield Caveat(
            "commonest", f"Always saying {shown(answer)} does no worse: {commonest.share}. Nothing learned shows here."
        )
    elif not commonest.is_beaten:
        yield Caveat(
            "commonest",
            f"Always saying {shown(answer)} is right in {commonest.share}; the network's lead of {commonest.lead:,} is "
            f"inside the noise ({told_luck(commonest.luck)}).",
        )


def of_nearest(nearest: Baseline) -> Iterator[Caveat]:
    """That looking for the most alike picture does as well."""
    if nearest.lead <= 0:
        does = "does better" if nearest.lead and nearest.luck < NOISE else "does no worse"
        yield Caveat(
            "nearest",
            f"Taking the class of the training picture with the nearest pixels, which learns nothing, {does}: "
            f"{nearest.share}. So far the network shows no more than that some pictures look alike, as near copies "
            "do, not that it knows what they show.",
        )
    elif not nearest.is_beaten:
        yield Caveat(
            "nearest",
            "Taking the class of the training picture with the nearest pixels, which learns nothing, is right in "
            f"{nearest.share}; the network's lead of {nearest.lead:,} is inside the noise ({told_luck(nearest.luck)}).",
        )


def of_cue(what: str, cue: Share, share: Share) -> Iterator[Caveat]:
    """That a scrap of each picture tells the classes apart about as well.

    >>> (told,) = of_cue("the 10x10 top-left corner", Share(40, 40), Share(39, 40))
    >>> str(told)[:77]
    'The 10x10 top-left corner alone tells the classes apart: 100 % of 40 (95 %: 9'
    """
    what = what[:1].upper() + what[1:]
    if cue.value >= share.value:
        yield Caveat(
            "cue",
            f"{what} alone tells the classes apart: {cue}. A network can be right here without seeing what the "
            "pictures are of.",
        )
    elif cue.value >= share.interval.low:
        yield Caveat(
            "cue",
            f"{what} alone is right in {cue}. That is inside the network's own interval, so these pictures cannot show "
            "that it sees more.",
        )


def of_numbers(broken: int, n: int) -> Iterator[Caveat]:
    """That the network answered with what is no number."""
    if broken:
        yield Caveat(
            "not-numbers",
            f"To {broken:,} of the {n:,} pictures the network answers NaN or infinity: its training has gone wrong.",
        )


def told_luck(luck: float) -> str:
    """A probability that chance did it, as it is usually written.

    >>> told_luck(0.0312), told_luck(0.63), told_luck(1e-9)
    ('p = 0.031', 'p = 0.63', 'p < 0.001')
    """
    return "p < 0.001" if luck < 0.001 else f"p = {luck:.2g}"


def _named(names: list[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more:,} more" if more > 0 else "")
