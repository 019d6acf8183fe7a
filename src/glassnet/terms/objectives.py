"""Objectives: how wrong predictions are, as one number that training makes small. Batch means unless they say sum."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from glassnet.extras import later
from glassnet.graph.term import Term
from glassnet.terms.agreement import require_one_number, require_same_shape
from glassnet.terms.limits import COUNT, FINITE, NOT_NEGATIVE
from glassnet.terms.table import Table

if TYPE_CHECKING:
    import torch
    from torch import Tensor
else:
    torch = later("torch")

SMALLEST = 1e-10  # below this a probability counts as this: no loss is above -log(1e-10) = 23.03


def categorical_crossentropy(y_pred: Tensor, y_true: Tensor) -> Tensor:
    """-sum(y log p) for each row, p being `y_pred` over its row sum, cut to 1e-10 .. 1 - 1e-10; then the mean.

    For the output of a softmax, [..., classes]. A class given less than 1e-10 costs 23.03 and, as in TensorFlow, has no
    slope at all: a network that is surely wrong cannot learn from it. Numbers that are no probabilities are divided by
    their sum all the same. Source: TFLearn's own formula.

    >>> categorical_crossentropy(torch.tensor([[0.2, 0.8], [0.5, 0.5]]), torch.tensor([[0.0, 1.0], [1.0, 0.0]]))
    tensor(0.4581)
    """
    # In float32 the upper bound is 1 itself; it is TFLearn's, and kept for float64.
    p = (y_pred / y_pred.sum(-1, keepdim=True)).clamp(SMALLEST, 1 - SMALLEST)
    return -(y_true * p.log()).sum(-1).mean()


def softmax_categorical_crossentropy(y_pred: Tensor, y_true: Tensor) -> Tensor:
    """-sum(y log softmax(`y_pred`)) for each row, then the mean: for outputs before any softmax, [..., classes].

    Source: `tf.nn.softmax_cross_entropy_with_logits`, with its slope softmax(x) - y even where y does not sum to 1.

    >>> softmax_categorical_crossentropy(torch.tensor([[0.0, 0.0]]), torch.tensor([[0.0, 1.0]]))
    tensor(0.6931)
    """
    x = y_pred - y_pred.detach().amax(-1, keepdim=True)
    total = x.logsumexp(-1)
    # Rows of targets that do not sum to 1 change the value but, in TensorFlow, not the slope: hence the detach.
    surplus = (y_true.sum(-1) - 1) * total.detach()
    return (total - (y_true * x).sum(-1) + surplus).mean()


def binary_crossentropy(y_pred: Tensor, y_true: Tensor) -> Tensor:
    """-y log s - (1 - y) log(1 - s) with s = sigmoid(`y_pred`), meaned over all elements.

    `y_pred` comes before any sigmoid: behind a layer that has one it would be squeezed twice.
    Source: `tf.nn.sigmoid_cross_entropy_with_logits`.

    >>> binary_crossentropy(torch.tensor([[0.0], [2.0]]), torch.tensor([[1.0], [1.0]]))
    tensor(0.4100)
    """
    return torch.nn.functional.binary_cross_entropy_with_logits(y_pred, y_true)


def weighted_crossentropy(y_pred: Tensor, y_true: Tensor, weight: float = 1.0) -> Tensor:
    """`binary_crossentropy` in which missing a 1 costs `weight` times as much.

    (1 - y) x + (1 + (weight - 1) y) log(1 + exp(-x)). Where x is exactly 0 the slope is 1 - y.
    Source: `tf.nn.weighted_cross_entropy_with_logits`, that odd slope included.

    >>> weighted_crossentropy(torch.tensor([[0.0]]), torch.tensor([[1.0]]), weight=2.0)
    tensor(1.3863)
    """
    # log(1 + exp(-x)) in TensorFlow's two parts: neither overflows, and together they give its slope at 0.
    softened = torch.log1p(torch.exp(-y_pred.abs())) + torch.relu(-y_pred)
    return ((1 - y_true) * y_pred + (1 + (weight - 1) * y_true) * softened).mean()


def mean_square(y_pred: Tensor, y_true: Tensor) -> Tensor:
    """(prediction - target)^2, meaned over all elements.

    >>> mean_square(torch.tensor([[1.0], [3.0]]), torch.tensor([[1.0], [1.0]]))
    tensor(2.)
    """
    return (y_pred - y_true).square().mean()


def hinge_loss(y_pred: Tensor, y_true: Tensor) -> Tensor:
    """max(1 - target * prediction, 0), meaned over all elements. Targets are -1 and 1.

    >>> hinge_loss(torch.tensor([[0.5], [2.0]]), torch.tensor([[1.0], [1.0]]))
    tensor(0.2500)
    """
    return (1 - y_true * y_pred).clamp(min=0).mean()


def roc_auc_score(y_pred: Tensor, y_true: Tensor) -> Tensor:
    """For each positive and each negative: how far the positive is from leading by 0.2, cubed; the SUM over all pairs.

    0 when every positive leads every negative by 0.2, so it is made small, unlike the area it stands for.
    Source: Yan et al. 2003, "Optimizing Classifier Performance via an Approximation to the Wilcoxon-Mann-Whitney
    Statistic", with gamma 0.2 and p 3.

    >>> roc_auc_score(torch.tensor([0.9, 0.4, 0.3]), torch.tensor([1.0, 1.0, 0.0]))
    tensor(0.0010)
    """
    positive = y_true.bool()
    lead = y_pred[positive].unsqueeze(0) - y_pred[~positive].unsqueeze(1)
    return (0.2 - lead).clamp(min=0).pow(3).sum()


def weak_cross_entropy_2d(
    y_pred: Tensor,
    y_true: Tensor,
    num_classes: int | None = None,
    epsilon: float = 0.0001,
    head: Sequence[float] | Tensor | None = None,
) -> Tensor:
    """Cross entropy behind a softmax for each cell of an image [batch, height, width, classes], meaned over cells.

    `head` holds one weight a class. `epsilon` is added to every prediction as in TFLearn, where it changes nothing
    either: a softmax does not see what is added to all.

    >>> weak_cross_entropy_2d(torch.zeros(1, 1, 1, 2), torch.tensor([[[[0.0, 1.0]]]]), head=[1.0, 2.0])
    tensor(1.3863)
    """
    classes = num_classes or y_true.shape[-1]
    logs = torch.log_softmax(y_pred.reshape(-1, classes) + epsilon, dim=-1)
    costs = y_true.reshape(-1, classes).to(logs.dtype) * logs
    if head is not None:
        costs = costs * torch.as_tensor(head, dtype=logs.dtype, device=logs.device)
    return -costs.sum(-1).mean()


def contrastive_loss(y_pred: Tensor, y_true: Tensor, margin: float = 1.0) -> Tensor:
    """Half the SUM of y d^2 + (1 - y) max(margin - d, 0)^2, where d is the predicted distance and y is 1 for a pair.

    Source: Chopra, Hadsell and LeCun 2005, "Learning a Similarity Metric Discriminatively".

    >>> contrastive_loss(torch.tensor([2.0, 0.5]), torch.tensor([1.0, 0.0]))
    tensor(2.1250)
    """
    return (y_true * y_pred.square() + (1 - y_true) * (margin - y_pred).clamp(min=0).square()).sum() / 2


def triplet_loss(anchor: Tensor, positive: Tensor, negative: Tensor, margin: float = 1.0) -> Tensor:
    """max(|anchor - positive|^2 - |anchor - negative|^2 + margin, 0), the squares SUMMED over the whole batch.

    Source: Balntas et al. 2016, "Learning local feature descriptors with triplets and shallow convolutional networks".
    Takes three tensors, so it is a function to call and no name for `regression`.

    >>> triplet_loss(torch.tensor([1.0]), torch.tensor([2.0]), torch.tensor([1.5]))
    tensor(1.7500)
    """
    return torch.relu((anchor - positive).square().sum() - (anchor - negative).square().sum() + margin)


_TABLE = Table(
    "objective",
    {
        "softmax_categorical_crossentropy": softmax_categorical_crossentropy,
        "categorical_crossentropy": categorical_crossentropy,
        "binary_crossentropy": binary_crossentropy,
        "weighted_crossentropy": weighted_crossentropy,
        "mean_square": mean_square,
        "hinge_loss": hinge_loss,
        "roc_auc_score": roc_auc_score,
        "weak_cross_entropy_2d": weak_cross_entropy_2d,
        "contrastive_loss": contrastive_loss,
    },
    given=frozenset({"y_pred", "y_true"}),
    limits={"weight": NOT_NEGATIVE, "num_classes": COUNT, "epsilon": FINITE, "margin": FINITE},
)
NAMES: tuple[str, ...] = tuple(_TABLE.formulas)


def get(spec: object) -> Term:
    """The objective for a name, a `Term`, or a function `(prediction, target)` of tensors that returns one number.

    Raises `UnknownName` for a name or a setting we do not know, `SettingError` for a setting out of its range.

    >>> print(get("mean_square"))
    mean_square
    >>> get("crossentropy")
    Traceback (most recent call last):
    glassnet.errors.UnknownName: Invalid objective: 'crossentropy'. Did you mean 'binary_crossentropy' or \
'weighted_crossentropy'?
    """
    return _TABLE.get(spec)


def compute(term: Term, prediction: Tensor, target: Tensor) -> Tensor:
    """The loss of a batch: one number. A user's own function sees both tensors as they are.

    Raises `DataError` where targets have another shape than predictions, or a user's function returns many numbers.

    >>> compute(get("mean_square"), torch.tensor([1.0, 3.0]), torch.tensor([1, 1]))
    tensor(2.)
    """
    if not term.is_own_code:
        require_same_shape(term.name, prediction, target)
        target = target.to(prediction.dtype)
    loss: Tensor = _TABLE.compute(term, prediction, target)
    if term.is_own_code:
        require_one_number(term.name, loss)
    return loss
