"""Values as JSON text, for programs that read what a command prints. ASCII, so that any name survives any pipe."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from glassnet.evaluation.comparing import Comparison
    from glassnet.evaluation.evaluation import Evaluation
    from glassnet.evaluation.wild import Wild
    from glassnet.graph.ledger import Ledger
    from glassnet.report.outcome import Outcome
    from glassnet.runs.prediction import Prediction
    from glassnet.training.explaining import Explanation


def to_text(value: object) -> str:
    r"""`value` as JSON, indented for the person who looks over the program's shoulder.

    >>> print(to_text({"loss": float("nan"), "classes": ("é",)}))
    {
      "loss": null,
      "classes": [
        "\u00e9"
      ]
    }
    """
    return json.dumps(to_plain(value), indent=2, allow_nan=False)


def of_ledger(known: "Ledger", explanation: "Explanation") -> str:
    """What a network is, and how it would be trained here."""
    return to_text({**to_plain(known), "training": explanation.to_plain()})


def of_predictions(answers: Sequence["Prediction"]) -> str:
    """For each photo its likeliest class, the share the network gives it, those of all classes, and how odd it is."""
    return to_text(
        [
            {
                "photo": answer.photo,
                "class": answer.label,
                "probability": answer.share,
                "probabilities": answer.shares,
                "familiar": answer.familiar,
                "unfamiliarity": answer.unfamiliarity,
                "reason": answer.reason,
            }
            for answer in answers
        ]
    )


def of_judgement(known: "Evaluation", comparison: "Comparison | None" = None, wild: "Wild | None" = None) -> str:
    """A judgement with the answer to every picture, how it compares with another, and what came of a wild set."""
    answers = known.answers and [answer.to_plain() for answer in known.answers]
    against = {"against": comparison.to_plain()} if comparison else {}
    strange = {"wild": wild.to_plain()} if wild else {}
    return to_text({**known.to_plain(), **against, **strange, "answers": answers})


def of_outcome(outcome: "Outcome") -> str:
    """What came of a training."""
    run, goal = outcome.run, outcome.answer
    return to_text(
        {
            "folder": str(outcome.folder.path),
            "files": [path.name for path in outcome.folder.files()],
            "no_report": outcome.no_report or None,
            "ended": run.ended,
            "classes": run.classes,
            "history": run.history.to_plain(),
            "data": outcome.scan and outcome.scan.to_plain(),
            "test": outcome.test and outcome.test.to_plain(),
            "wild": outcome.wild and outcome.wild.to_plain(),
            "goal": goal and {**to_plain(goal), "reached": goal.reached},
        }
    )


def to_plain(value: Any) -> Any:
    """Frozen values, arrays and tuples as the dicts and lists that JSON knows; what is not finite becomes null."""
    match value:
        case bool() | int() | str() | None:
            return value
        case float():
            return value if math.isfinite(value) else None
        case Mapping():
            return {str(name): to_plain(inner) for name, inner in value.items()}
        case Sequence():
            return [to_plain(inner) for inner in value]
    if is_dataclass(value):
        return {field.name: to_plain(getattr(value, field.name)) for field in fields(value)}
    if hasattr(value, "tolist"):
        return to_plain(value.tolist())
    return str(value)
