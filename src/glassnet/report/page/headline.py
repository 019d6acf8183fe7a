"""The first lines of a page: what was trained on what, how good it is in one sentence, and what to doubt."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from glassnet.report.page.story import called
from glassnet.report.page.tags import Markup, bullets, joined, paragraphs, tag

if TYPE_CHECKING:
    from glassnet.evaluation.doubt import Share
    from glassnet.evaluation.evaluation import Evaluation
    from glassnet.report.page.story import Story

PARTS = {
    "test": "test pictures, which were kept away from the training,",
    "validation": "validation pictures, which were measured after each epoch,",
    "train": "pictures it was trained on",
}
GRAVEST = 2  # caveats that stand at the top; the section on the test has them all
CLASSES = 12  # named; of more, the first


def headline(story: "Story") -> Markup:
    """What was trained on what; the result with its n and its interval; the gravest caveats; what the page lacks."""
    lines = [joined(_trained(story), " "), _result(story)]
    return joined([tag("h1", story.title), paragraphs(*lines), _doubts(story), _lacking(story)])


def _trained(story: "Story") -> Iterator[str]:
    run, card = story.run, story.run.card
    layers = len(run.network.nodes)
    parameters = sum(array.size for array in run.weights.values())
    epochs = len(run.history)
    if card.samples:
        of = f" of {called(story.data)}" if story.data else ""
        shape = "×".join(map(str, card.shape))
        yield f"A network of {layers:,} layers and {parameters:,} numbers was trained on {card.samples:,} pictures{of},"
        yield f"each {shape}, {_passes(epochs)}."
    else:
        yield f"A network of {layers:,} layers and {parameters:,} numbers; what it was trained on was not kept."
    if run.classes:
        yield f"It tells {len(run.classes):,} classes apart: {listed(run.classes)}."


def _passes(epochs: int) -> str:
    return "once" if epochs == 1 else f"{epochs:,} times over"


def _result(story: "Story") -> Markup:
    known = story.test
    if known is None:
        return joined(["How good it is was not measured: no pictures were at hand."])
    if known.share is None:
        return joined([f"On {known.n:,} samples: {known.headline}."])
    on = PARTS.get(story.part or "", "pictures")
    room = told(*known.share.interval)
    before = f"On {known.n:,} {on} it was right in "
    after = (
        f" ({known.share.hits:,} of {known.share.told_n}); so many pictures leave room for a true share between {room} "
        "(95 % interval)."
    )
    return joined([before, tag("strong", f"{_percent(known.share)} %"), after])


def _percent(share: "Share") -> str:
    return str(share).partition(" %")[0]


def told(low: float, high: float) -> str:
    """An interval in words, as fine as it is narrow.

    >>> told(0.871, 0.996), told(0.9748, 0.9804)
    ('87 and 100 %', '97.5 and 98.0 %')
    """
    decimals = 0 if high - low > 0.05 else 1
    return f"{100 * low:.{decimals}f} and {100 * high:.{decimals}f} %"


def listed(names: tuple[str, ...], most: int = CLASSES) -> str:
    """Names as a sentence lists them.

    >>> listed(("chi", "lars"))
    'chi, lars'
    """
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(map(called, names[:most])) + more


def _doubts(story: "Story") -> Markup:
    caveats = _gravest(story.test) if story.test else ()
    if not caveats:
        return Markup()
    return tag("div", tag("p", "Before you believe it:"), bullets(caveats), class_="note")


def _gravest(known: "Evaluation") -> list[str]:
    more = len(known.caveats) - GRAVEST
    told = [str(caveat) for caveat in known.caveats[:GRAVEST]]
    return [*told, *([f"And {more:,} more, in the section on the test."] if more > 0 else [])]


def _lacking(story: "Story") -> Markup:
    if not story.missing:
        return Markup()
    return tag("div", tag("p", "What this page lacks, and how to get it:"), bullets(story.missing), class_="note")
