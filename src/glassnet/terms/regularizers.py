"""Regularizers: what large weights cost, added to the loss. Only what a layer calls `W` ever pays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from glassnet.graph.term import Term
from glassnet.terms.limits import NOT_NEGATIVE
from glassnet.terms.table import Table

if TYPE_CHECKING:
    from torch import Tensor


def L2(tensor: Tensor, wd: float = 0.001) -> Tensor:
    """`wd` times half the sum of squares. The half is TensorFlow's (`tf.nn.l2_loss`): the slope is wd * w.

    >>> import torch
    >>> L2(torch.tensor([3.0, 4.0]), wd=0.1)
    tensor(1.2500)
    """
    return tensor.square().sum() * (wd / 2)


def L1(tensor: Tensor, wd: float = 0.001) -> Tensor:
    """`wd` times the sum of sizes.

    >>> import torch
    >>> L1(torch.tensor([3.0, -4.0]), wd=0.1)
    tensor(0.7000)
    """
    return tensor.abs().sum() * wd


_TABLE = Table("regularizer", {"L2": L2, "L1": L1}, given=frozenset({"tensor"}), limits={"wd": NOT_NEGATIVE})
NAMES: tuple[str, ...] = tuple(_TABLE.formulas)


def get(spec: object) -> Term | None:
    """The regularizer for a name, a `Term`, or a function of a tensor; None for None.

    Raises `UnknownName` for a name or a setting we do not know, `SettingError` for a weight decay below 0.

    >>> print(get("l2"), get(None))
    L2 None
    """
    return None if spec is None else _TABLE.get(spec)


def compute(term: Term, w: Tensor) -> Tensor:
    """What the array `w` costs: a single number.

    >>> import torch
    >>> compute(Term("L2", (("wd", 0.1),)), torch.tensor([3.0, 4.0]))
    tensor(1.2500)
    """
    cost: Tensor = _TABLE.compute(term, w)
    return cost
