"""How a judgement looks in a terminal of 80 columns: the answer first, then what must be known, then the tables."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from glassnet.data.names import shown
from glassnet.evaluation.wording import WIDTH, wrapped
from glassnet.report.terminal import GAP, cut, percent, table

if TYPE_CHECKING:
    from glassnet.evaluation.answers import Answer
    from glassnet.evaluation.comparing import Comparison
    from glassnet.evaluation.evaluation import Evaluation
    from glassnet.evaluation.per_class import PerClass, Scores

WORST = 10
_MOST_CLASSES = 20
_NAME, _FILE = 16, 34


def of_evaluation(known: "Evaluation") -> str:
    """How often a network was right, of how many, where the truth plausibly lies, and all that qualifies it."""
    if not known.share:
        return str(known)
    return "\n\n".join(filter(None, _parts(known)))


def of_comparison(comparison: "Comparison", a: str, b: str) -> str:
    """Which of the models in files `a` and `b` is better, if that can be told."""
    names = [f"{who} {cut(shown(name), 30)}" for who, name in (("A", a), ("B", b))]
    rows = [[name, str(share)] for name, share in zip(names, comparison.shares, strict=True)]
    return f"{table(['Compared', 'right'], rows)}\n{wrapped(comparison.verdict)}\n({comparison.method})"


def _parts(known: "Evaluation") -> Iterator[str]:
    yield "\n".join([f"Right: {known.headline}", *_beside(known)])
    if known.caveats:
        told = [wrapped(str(caveat), "- ", "  ") for caveat in known.caveats]
        yield "\n".join(["Before you believe it:", *told])
    yield _confusion(known)
    yield of_classes(known.per_class) if known.per_class else ""
    yield "\n".join(_calibration(known))
    yield of_mistakes(known)


def _beside(known: "Evaluation") -> Iterator[str]:
    """How the interval was made, the score without what leaked, and what rules that learn nothing come to."""
    if known.share:
        yield wrapped(f"The interval is {known.share.method}.", "  ", "  ")
    if known.seen and known.unseen:
        yield wrapped(f"Right on those not seen in training: {known.unseen}.")
    if known.baselines:
        room = WIDTH - 2 - len(GAP) - max(len(str(each.share)) for each in known.baselines)
        rows = [[f"  {cut(shown(each.rule), room)}", str(each.share)] for each in known.baselines]
        yield table(["Without learning:", "right"], rows)


def _confusion(known: "Evaluation") -> str:
    """The counts with each class's share where they fit; the counts alone; or the commonest mistakes in words."""
    whole = str(known.confusion)
    is_table = whole.startswith("truth")
    return whole if is_table or not known.confusion or not known.confusion.matrix else known.confusion.matrix


def of_classes(report: "PerClass") -> str:
    """Precision, recall, F1 and support of each class; of very many, those with the least F1."""
    lines = sorted(report.classes, key=lambda each: each.f1 or 0.0) if _is_long(report) else report.classes
    rows = [_scores(each) for each in (*lines[:_MOST_CLASSES], report.macro, report.weighted)]
    told = table(["class", "precision", "recall", "F1", "support"], rows, right=frozenset({1, 2, 3, 4}))
    more = f"\n(the {_MOST_CLASSES} weakest of {len(report.classes):,} classes; --json has all)"
    return told + (more if _is_long(report) else "")


def of_mistakes(known: "Evaluation", most: int = WORST) -> str:
    """The wrong answers that cost most, with their files."""
    wrong = known.mistakes(most)
    if not wrong:
        return ""
    total = known.n - (known.correct or 0)
    head = f"The {total:,} wrong" if total == len(wrong) else f"The worst {len(wrong)} of {total:,} wrong"
    rows = [_mistake(each) for each in wrong]
    told = table(["file", "is", "taken for", "at", "loss"], rows, right=frozenset({3, 4}))
    return f"{head}, the costliest first:\n{told}"


def _mistake(wrong: "Answer") -> list[str]:
    return [
        cut(shown(wrong.name), _FILE),
        cut(shown(wrong.truth), _NAME - 4),
        cut(shown(wrong.answer), _NAME - 4),
        "" if wrong.probability is None else percent(wrong.probability),
        f"{wrong.loss:.2f}",
    ]


def _calibration(known: "Evaluation") -> Iterator[str]:
    if known.reliability:
        yield wrapped(f"Sureness: it {known.reliability}; Brier {known.reliability.brier:.3f}.", "", "  ")
    if known.softened:
        after = known.softened
        told = f"{after.reliability}; Brier {after.reliability.brier:.3f}"
        yield wrapped(f"At its temperature of {after.temperature:.3g} it {told}.", "", "  ")


def _is_long(report: "PerClass") -> bool:
    return len(report.classes) > _MOST_CLASSES


def _scores(line: "Scores") -> list[str]:
    numbers = ["-" if each is None else f"{each:.3f}" for each in (line.precision, line.recall, line.f1)]
    return [cut(shown(line.name), _NAME), *numbers, f"{line.support:,}"]
