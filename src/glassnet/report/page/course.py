"""How the training went: its curves, the best epoch, the time, and why it ended."""

from collections.abc import Iterator
from math import isfinite
from typing import TYPE_CHECKING

from glassnet.engine.plan import in_time
from glassnet.report.page.curves import TRAIN, VALIDATION, curve
from glassnet.report.page.tags import Markup, joined, paragraphs, table, tag
from glassnet.training.fit import ENOUGH, FINISHED, INTERRUPTED

if TYPE_CHECKING:
    from glassnet.report.page.story import Story
    from glassnet.runs.history import History
    from glassnet.runs.run import Run

ENDS = {
    FINISHED: "It ended because all epochs asked for were done.",
    ENOUGH: "It ended early, because one who watched had seen enough: the validation loss got no better.",
    INTERRUPTED: "It ended early, by Ctrl-C; the network trained so far was kept.",
}
NAMES = {"acc": "accuracy"}
PANELS = 4  # of a network with many targets not every number needs a curve
MOST_ROWS = 60


def course_section(story: "Story") -> Markup:
    """Curves with their sentences, and every epoch in numbers."""
    run = story.run
    if not len(run.history):
        return tag("p", "No epoch was kept: this network was not trained, or its history is not in the file.")
    curves = tag("div", *_curves(run), class_="curves") if len(run.history) > 1 else Markup()
    return joined([paragraphs(*_sentences(run)), curves, _numbers(run.history)])


def best_epoch(history: "History") -> int | None:
    """The epoch after which the validation loss was least, else the training loss; None where none is a number."""
    name = "val_loss" if "val_loss" in history.columns else "loss"
    known = [(value, epoch.epoch) for epoch in history if (value := epoch.value(name)) is not None and isfinite(value)]
    return min(known)[1] if known else None


def _sentences(run: "Run") -> Iterator[str]:
    history, card = run.history, run.card
    seconds, n = sum(epoch.seconds for epoch in history), len(history)
    each = f", {in_time(seconds / n)} an epoch" if n > 1 else ""
    yield f"{n:,} {'epoch' if n == 1 else 'epochs'} took {in_time(seconds)}{each}. {_end(run.ended)}"
    best = best_epoch(history)
    if best is not None and n > 1 and "val_loss" in history.columns:
        value = next(epoch.val_loss for epoch in history if epoch.epoch == best)
        kept = f" The network kept is that of epoch {run.snapshots.last}." if run.snapshots else ""
        yield f"The validation loss was least after epoch {best}: {value:.4f}.{kept}"
    if "val_loss" in history.columns:
        yield (
            f"“Validation” is measured at the end of each epoch on {card.validation_samples:,} pictures that are not "
            "trained on; “training” is the mean over an epoch while the weights were still moving, so it lags behind."
        )


def _end(ended: str) -> str:
    return ENDS.get(ended, f"It ended: {ended}.")


def _curves(run: "Run") -> Iterator[Markup]:
    history = run.history
    epochs = [epoch.epoch for epoch in history]
    labels = ["loss", *(name for name in history[-1].metrics)][:PANELS]
    for label in labels:
        validation = _validation(label)
        lines = [("training", history.column(label), TRAIN)]
        if validation in history.columns:
            lines.append((f"validation, n = {run.card.validation_samples:,}", history.column(validation), VALIDATION))
        best = best_epoch(history) if label == "loss" and len(epochs) > 1 else None
        name = NAMES.get(label, label)
        ends = ", ".join(f"{who} {values[-1]:.4f}" for who, values, _ in lines if values[-1] is not None)
        says = f"Curve of the {name} over {len(epochs):,} epochs; at the end {ends}."
        yield curve(name, epochs, lines, best=best, says=says)


def _validation(label: str) -> str:
    target, slash, metric = label.rpartition("/")
    return f"{target}{slash}val_{metric}"


def _numbers(history: "History") -> Markup:
    columns = [name for name in history.columns if name not in ("epoch", "step", "seconds")]
    step = max(1, -(-len(history) // MOST_ROWS))
    shown = [*history[::step], *([history[-1]] if (len(history) - 1) % step else [])]
    rows = [
        (str(epoch.epoch), *(_number(epoch.value(name)) for name in columns), f"{epoch.seconds:.1f}") for epoch in shown
    ]
    every = "The epoch" if len(history) == 1 else "Every epoch" if step == 1 else f"Every {step} epochs"
    drawn = table(f"{every} in numbers.", ("epoch", *columns, "seconds"), rows, numbers=range(len(columns) + 2))
    if len(history) == 1:  # which makes no curve
        return drawn
    return tag("details", tag("summary", f"{every} in numbers"), drawn)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"
