"""Metrics: what is shown beside the loss, as one number for a batch. They steer nothing and have no slope."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from inspect import signature
from typing import TYPE_CHECKING, Any

from glassnet.errors import DataError
from glassnet.extras import later
from glassnet.graph.shape import Shape
from glassnet.graph.term import Term
from glassnet.terms.agreement import require_one_number, require_same_shape
from glassnet.terms.limits import COUNT
from glassnet.terms.table import Table

if TYPE_CHECKING:
    import torch
    from torch import Tensor
else:
    torch = later("torch")


def accuracy_op(predictions: Tensor, targets: Tensor) -> Tensor:
    """The share of samples whose largest number stands where the target's does, along axis 1; the first, if several.

    On images [batch, height, width, channels] axis 1 is the height, as in TFLearn, and the number says little.

    >>> accuracy_op(torch.tensor([[0.9, 0.1], [0.6, 0.4]]), torch.tensor([[1.0, 0.0], [0.0, 1.0]]))
    tensor(0.5000)
    """
    return (predictions.argmax(1) == targets.argmax(1)).float().mean()


def binary_accuracy_op(predictions: Tensor, targets: Tensor) -> Tensor:
    """The share of samples that are above 0 exactly where the target is 1.

    The threshold is 0, for outputs before any sigmoid. Behind a sigmoid every output is above 0 and counts as a 1.

    >>> binary_accuracy_op(torch.tensor([2.0, -1.0, 0.3]), torch.tensor([1.0, 0.0, 0.0]))
    tensor(0.6667)
    """
    return ((predictions > 0).float() == targets.float()).float().mean()


def top_k_op(predictions: Tensor, targets: Tensor, k: int = 1) -> Tensor:
    """The share of samples with fewer than `k` classes predicted strictly above the true one.

    Classes that tie all count as in. A sample with a prediction that is no finite number counts as missed. Targets are
    one-hot, cut to whole numbers first. Source: `tf.nn.in_top_k`.

    >>> top_k_op(torch.tensor([[0.5, 0.3, 0.2]]), torch.tensor([[0.0, 1.0, 0.0]]), k=2)
    tensor(1.)
    """
    true = predictions.gather(1, targets.to(torch.int32).argmax(1, keepdim=True))
    hit = ((predictions > true).sum(1) < k) & predictions.isfinite().all(1)
    return hit.float().mean()


def r2_op(predictions: Tensor, targets: Tensor) -> Tensor:
    """1 - sum((y - p)^2) / sum((y - mean y)^2): 1 for perfect, 0 for no better than the mean of the batch.

    Until 0.3.2 TFLearn divided sum(p^2) by sum(y^2) instead; logs of 2017 show that.

    >>> r2_op(torch.tensor([1.0, 2.0, 4.0]), torch.tensor([1.0, 2.0, 3.0]))
    tensor(0.5000)
    """
    return 1 - (targets - predictions).square().sum() / (targets - targets.mean()).square().sum()


def weighted_r2_op(predictions: Tensor, targets: Tensor, inputs: Tensor | Sequence[Tensor]) -> Tensor:
    """sum((p - x)^2) / sum((y - x)^2), x being what the network was fed, summed where it has several inputs.

    Raises `DataError` where inputs have another shape than targets.

    >>> weighted_r2_op(torch.tensor([2.0]), torch.tensor([3.0]), torch.tensor([1.0]))
    tensor(0.2500)
    """
    x = inputs if isinstance(inputs, torch.Tensor) else torch.stack(list(inputs)).sum(0)
    if x.shape != targets.shape:
        raise DataError(
            f"WeightedR2 compares what goes in with what should come out: inputs are {list(x.shape)}, targets "
            f"{list(targets.shape)}, and they must have the same shape. For images use R2."
        )
    return (predictions - x).square().sum() / (targets - x).square().sum()


def prediction_counts_op(predictions: Tensor) -> dict[int, int]:
    """How many samples are predicted to be of each class that occurs: by argmax, or for single numbers above 0 or not.

    >>> prediction_counts_op(torch.tensor([[0.9, 0.1], [0.6, 0.4], [0.2, 0.8]]))
    {0: 2, 1: 1}
    """
    classes = (predictions > 0).long() if is_binary(predictions.shape[1:]) else predictions.argmax(1)
    found, counts = torch.unique(classes, return_counts=True)
    return dict(zip(found.tolist(), counts.tolist(), strict=True))


def is_binary(sides: Sequence[int]) -> bool:
    """Whether a prediction of these sides, the batch left out, is a single number: yes or no.

    >>> is_binary((1,)), is_binary(()), is_binary((2,))
    (True, True, False)
    """
    return tuple(sides) in {(), (1,)}


def Accuracy(name: str | None = None) -> Term:
    """The share of right answers, shown as "acc"; of yes and no, where a prediction is a single number: "binary_acc".

    >>> print(Accuracy())
    accuracy
    """
    return _TABLE.term("accuracy", name=name)


def Top_k(k: int = 1, name: str | None = None) -> Term:
    """The share of samples whose class is among the `k` likeliest, shown as "top3" for k=3.

    >>> print(Top_k(3))
    top_k(k=3)
    """
    return _TABLE.term("top_k", k=k, name=name)


def R2(name: str | None = None) -> Term:
    """The coefficient of determination of a regression, shown as "R2".

    >>> print(R2())
    R2
    """
    return _TABLE.term("R2", name=name)


def WeightedR2(name: str | None = None) -> Term:
    """TFLearn's ratio of distances from the input, shown as "wR2" so that nobody takes it for R2.

    >>> print(WeightedR2(name="ratio"))
    WeightedR2(name='ratio')
    """
    return _TABLE.term("WeightedR2", name=name)


def Prediction_Counts(inner_metric: Any, name: str | None = None) -> Term:
    """Another metric, which also writes to stderr how many samples of each batch were predicted to be of each class.

    >>> print(Prediction_Counts(Top_k(3)))
    prediction_counts(inner='top_k', k=3)
    """
    inner = get(inner_metric) or Accuracy()
    if inner.code is not None:
        return Term(name or inner.name, code=_counted(inner.code))
    settings = dict(inner.settings) | {"inner": inner.name} | ({"name": name} if name else {})
    return Term("prediction_counts", tuple(sorted(settings.items())))


def _counted(metric: Callable[..., Any]) -> Callable[..., Any]:
    def counted(prediction: Tensor, target: Tensor, x: Any) -> Tensor:
        _tell_counts(prediction)
        return _own_value(getattr(metric, "__name__", "metric"), metric, prediction, target, x)

    return counted


def _tell_counts(prediction: Tensor) -> None:
    counts = ", ".join(f"{number} x {count}" for number, count in prediction_counts_op(prediction).items())
    sys.stderr.write(f"predicted classes: {counts}\n")


def _accuracy(prediction: Tensor, target: Tensor, x: Any, name: str | None = None) -> Tensor:
    return (binary_accuracy_op if is_binary(prediction.shape[1:]) else accuracy_op)(prediction, target)


def _top_k(prediction: Tensor, target: Tensor, x: Any, k: int = 1, name: str | None = None) -> Tensor:
    return top_k_op(prediction, target, k)


def _r2(prediction: Tensor, target: Tensor, x: Any, name: str | None = None) -> Tensor:
    return r2_op(prediction, target)


def _weighted_r2(prediction: Tensor, target: Tensor, x: Any, name: str | None = None) -> Tensor:
    return weighted_r2_op(prediction, target, x)


def _prediction_counts(
    prediction: Tensor, target: Tensor, x: Any, inner: str = "accuracy", k: int = 1, name: str | None = None
) -> Tensor:
    _tell_counts(prediction)
    return compute(_inner(inner, k), prediction, target, x)


def _inner(inner: str, k: int) -> Term:
    return Top_k(k) if inner == "top_k" else _TABLE.get(inner)


_TABLE = Table(
    "metric",
    {
        "accuracy": _accuracy,
        "top_k": _top_k,
        "R2": _r2,
        "WeightedR2": _weighted_r2,
        "prediction_counts": _prediction_counts,
    },
    given=frozenset({"prediction", "target", "x"}),
    limits={"k": COUNT},
)
NAMES: tuple[str, ...] = tuple(_TABLE.formulas)
_MAKERS: tuple[Callable[..., Term], ...] = (Accuracy, Top_k, R2, WeightedR2)
accuracy, top_k, prediction_counts = Accuracy, Top_k, Prediction_Counts  # TFLearn's other spellings


def get(spec: object) -> Term | None:
    """The metric for a name, a `Term`, or a function `(prediction, target, x)` or `(prediction,
    target)` of tensors; None for none.

    Raises `UnknownName` for a name or a setting we do not know, `SettingError` for a setting out of its range.

    >>> print(get("Accuracy"), get(Top_k(5)), get(R2), get(None))
    accuracy top_k(k=5) R2 None
    """
    if spec is None:
        return None
    for maker in _MAKERS:
        if spec is maker:  # the word itself, not called
            return maker()
    return _TABLE.get(spec)


def compute(term: Term, prediction: Tensor, target: Tensor, x: Any = None) -> Tensor:
    """The metric of a batch: one number. `x` is what the network was fed, a tensor or several.

    Raises `DataError` where targets have another shape than predictions, or a user's function returns many numbers.

    >>> compute(Accuracy(), torch.tensor([[2.0], [-1.0]]), torch.tensor([[1.0], [1.0]]))
    tensor(0.5000)
    """
    with torch.no_grad():
        if term.code is not None:
            return _own_value(term.name, term.code, prediction, target, x)
        require_same_shape(term.name, prediction, target)
        value: Tensor = _TABLE.compute(term, prediction, target, x)
        return value


def _own_value(name: str, metric: Callable[..., Any], prediction: Tensor, target: Tensor, x: Any) -> Tensor:
    """What a user's function says, which TFLearn calls with `x` and many write without."""
    given = (prediction, target, x) if _takes(metric, 3) else (prediction, target)
    value = torch.as_tensor(metric(*given))
    require_one_number(name, value)
    return value


def _takes(function: Callable[..., Any], count: int) -> bool:
    try:
        signature(function).bind(*range(count))
    except TypeError:
        return False
    except ValueError:  # written in C, and silent about what it takes
        return True
    return True


def label(term: Term, output: Shape) -> str:
    """What progress and history call the metric of a network with this output.

    >>> label(Accuracy(), Shape((10,))), label(Accuracy(), Shape((1,))), label(Top_k(3), Shape((10,)))
    ('acc', 'binary_acc', 'top3')
    """
    if term.is_own_code:
        return term.name
    asked = term.setting("name")
    if asked:
        return str(asked)
    if term.name == "prediction_counts":
        return label(_inner(term.setting("inner", "accuracy"), term.setting("k", 1)), output)
    if term.name == "top_k":
        return f"top{term.setting('k', 1)}"
    if term.name == "accuracy":
        return "binary_acc" if is_binary(output.sides) else "acc"
    return {"R2": "R2", "WeightedR2": "wR2"}[term.name]
