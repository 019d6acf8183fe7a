"""How good the network is: everything a judgement knows, with its doubt first."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from glassnet.evaluation.baselines import NOISE
from glassnet.evaluation.caveats import told_luck
from glassnet.report.page.album import BUDGET, Album
from glassnet.report.page.confusions import confusion_section, worst_section
from glassnet.report.page.data import data_section
from glassnet.report.page.story import called
from glassnet.report.page.strangers import wild_section
from glassnet.report.page.tags import Markup, bullets, joined, paragraphs, table, tag

if TYPE_CHECKING:
    from glassnet.evaluation.baselines import Baseline
    from glassnet.evaluation.evaluation import Evaluation
    from glassnet.evaluation.per_class import Scores
    from glassnet.evaluation.reliability import Reliability
    from glassnet.report.page.story import Story


def goodness_section(story: "Story") -> Markup:
    """The judgement, what the data give away, and the wild set."""
    return joined([*_judgement(story), data_section(story.scan), wild_section(story)])


def _judgement(story: "Story") -> Iterator[Markup]:
    known = story.test
    if known is None:
        yield tag("p", "Not measured: no pictures were at hand to judge by.")
        return
    if known.share is None:
        yield tag("p", f"On {known.n:,} samples: {known.headline}.")
        return
    album = None if story.pictures is None else Album(story.pictures.pixels, BUDGET)
    worst = list(worst_section(known, album))  # first, for these photos matter most
    yield paragraphs(*_result(known))
    yield _caveats(known)
    yield _baselines(known)
    yield confusion_section(known, album)
    yield from worst
    yield _classes(known)
    yield from _sureness(known)
    if album is not None and album.left_out:
        yield tag("p", f"{album.left_out:,} more photos would make this page too large, and are left out.")


def _result(known: "Evaluation") -> Iterator[str]:
    yield f"Right: {known.headline}."
    if known.share:
        yield (
            f"The interval is {known.share.method}: of intervals made so, 95 in 100 hold the true share. "
            "“Loss” is what training makes small: the mean over pictures of −log of the probability given to the truth."
        )
    if known.seen and known.unseen:
        yield f"Right on those that have no near copy among the pictures trained on: {known.unseen}."


def _caveats(known: "Evaluation") -> Markup:
    if not known.caveats:
        return Markup()
    return tag("div", tag("p", "Before you believe it:"), bullets(map(str, known.caveats)), class_="note")


def _baselines(known: "Evaluation") -> Markup:
    if not known.baselines:
        return Markup()
    rows = [
        (
            each.rule,
            str(each.share),
            f"{each.lead:+,}",
            f"{_beaten(each)} ({told_luck(each.luck)})",
        )
        for each in known.baselines
    ]
    head = ("a rule that learns nothing", "right", "network ahead by", "beyond chance?")
    caption = "What needs no network. A network that does not beat these has shown nothing."
    return joined([tag("h3", "Without learning"), table(caption, head, rows, numbers=(2,))])


def _beaten(rule: "Baseline") -> str:
    if rule.is_beaten:
        return "yes"
    return "the rule is, beyond chance" if rule.lead < 0 and rule.luck < NOISE else "no"


def _classes(known: "Evaluation") -> Markup:
    report = known.per_class
    if report is None:
        return Markup()
    rows = [_scores(each) for each in (*report.classes, report.macro, report.weighted)]
    caption = (
        "Precision: of the answers that name the class, how many were right. Recall: of the pictures of the class, how "
        "many were found. F1: their harmonic mean. Support: how many pictures of it there were."
    )
    drawn = table(caption, ("class", "precision", "recall", "F1", "support"), rows, numbers=(1, 2, 3, 4))
    return joined([tag("h3", "Class by class"), drawn])


def _scores(line: "Scores") -> tuple[str, ...]:
    numbers = ("–" if each is None else f"{each:.3f}" for each in (line.precision, line.recall, line.f1))
    return (called(line.name), *numbers, f"{line.support:,}")


def _sureness(known: "Evaluation") -> Iterator[Markup]:
    """Whether the network is right as often as it says."""
    first = known.reliability
    if first is None:
        return
    yield tag("h3", "Is it as right as it is sure?")
    said = [f"The network {first}. Brier score {first.brier:.3f}."]
    if known.softened:
        after = known.softened
        said.append(
            f"Its answers were then made as sure as validation pictures say (temperature {after.temperature:.3g}): so "
            f"it {after.reliability}. Brier score {after.reliability.brier:.3f}."
        )
    yield paragraphs(*said)
    yield tag("details", tag("summary", "How sure, and how right"), _bins(first))


def _bins(known: "Reliability") -> Markup:
    rows = [
        (f"{100 * each.low:.0f} to {100 * each.high:.0f} %", f"{each.n:,}", _share(each.sure), _share(each.right))
        for each in known.bins
    ]
    caption = (
        f"Answers by how sure they were. ECE {known.ece:.3f} is the mean distance of the last two columns, weighed by "
        f"pictures; chance alone makes it up to {known.by_chance:.3f}."
    )
    return table(caption, ("sure", "pictures", "sure on average", "right"), rows, numbers=(1, 2, 3))


def _share(value: float) -> str:
    return f"{100 * value:.1f} %"
