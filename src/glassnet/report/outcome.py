"""What came of a training, as one value, and how it looks in a terminal of 80 columns."""

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import fill
from typing import TYPE_CHECKING

from glassnet.data.names import shown
from glassnet.report.terminal import cut, table
from glassnet.report.wild import of_wild
from glassnet.training.fit import FINISHED, INTERRUPTED
from glassnet.training.goal import Answer, Goal

if TYPE_CHECKING:
    from glassnet.data.scanning import Scan
    from glassnet.evaluation.evaluation import Evaluation
    from glassnet.evaluation.wild import Wild
    from glassnet.report.folder import RunFolder
    from glassnet.runs.run import Run

MISTAKES = 3
ABOUT = {
    "model.glassnet": "the trained network, with all it takes to use it on raw photos",
    "report.html": "all of this on one page, and a look inside",
    "filters.png": "a picture of its filters",
    "history.csv": "every epoch in numbers",
    "recipe.json": "every setting, to train the same again",
    "ledger.txt": "what the network is and costs",
}


@dataclass(frozen=True)
class Outcome:
    """What came of a training, and where it is kept.

    `test` is None where no pictures were kept for it, `wild` where no wild set was given, `scan` where the data were
    looked through by others before. `no_report` says why there is no page of the run, "" where there is one or none
    was asked for.
    """

    run: "Run"
    test: "Evaluation | None"
    folder: "RunFolder"
    goal: Goal | None = None
    wild: "Wild | None" = None
    scan: "Scan | None" = None
    no_report: str = ""

    @property
    def interrupted(self) -> bool:
        return self.run.ended == INTERRUPTED

    @property
    def answer(self) -> Answer | None:
        """Whether the goal was reached; None where there was none, or nothing to judge by."""
        validated = self.run.history[-1].value("val_acc") if len(self.run.history) else None
        accuracy = self.test.accuracy if self.test else validated
        return Answer(self.goal, accuracy) if self.goal and accuracy is not None else None


def of_outcome(outcome: Outcome) -> str:
    """How a training ended, the test and what qualifies it, the wild set, where everything is, and what to do next."""
    return "\n\n".join(filter(None, _parts(outcome)))


def _parts(outcome: Outcome) -> Iterator[str]:
    yield _ending(outcome.run)
    test = _judgement(outcome.test) if outcome.test else ["  none, for no pictures were kept for it (--test)"]
    goal = [f"  {outcome.answer}"] if outcome.answer else []
    yield "\n".join(["", "Test, on pictures kept away from the training:", *test, *goal])
    if outcome.wild:
        yield f"The wild set, on which nothing was trained:\n{of_wild(outcome.wild)}"
    files = table(["", ""], [[f"  {path.name}", ABOUT[path.name]] for path in outcome.folder.files()])
    yield f"Kept in {shown(str(outcome.folder.path))}:{files.rstrip()}"
    if outcome.no_report:
        yield fill(outcome.no_report, 80, break_long_words=False, break_on_hyphens=False)
    path, model = shown(str(outcome.folder.path)), shown(str(outcome.folder.model))
    nexts = [f"glassnet report {path} --open", f"glassnet inspect {model}", f"glassnet predict {model} PHOTO..."]
    yield "\n".join(["Next:", *(f"  {line}" for line in nexts)])


def _judgement(known: "Evaluation") -> Iterator[str]:
    """The result, the commonest mistakes, what rules that learn nothing come to, and what to know.

    `glassnet evaluate` shows it all.
    """
    yield f"  {known.headline}"
    mistakes = known.confusion.mistakes[:MISTAKES] if known.confusion else ()
    if mistakes:
        told = ", ".join(f"{cut(truth, 14)} for {cut(answer, 14)} ({count:,}x)" for count, truth, answer in mistakes)
        yield f"  Mistaken most often: {told}"
    for rule in known.baselines:
        yield fill(
            f"Without learning, {shown(rule.rule)}: {rule.share}", 80, initial_indent="  ", subsequent_indent="    "
        )
    for caveat in known.caveats:
        yield fill(str(caveat), 80, initial_indent="  - ", subsequent_indent="    ")


def _ending(run: "Run") -> str:
    if run.ended == FINISHED:
        return ""
    epochs = f"{len(run.history):,} whole {'epoch' if len(run.history) == 1 else 'epochs'}"
    told = f"Training ended after {epochs}: {run.ended}. The network trained so far is kept."
    return f"\n{fill(told, 80)}"
