"""Activations: what a layer makes of its numbers, each on its own. Values and slopes are TensorFlow's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from glassnet.extras import later
from glassnet.graph.term import LINEAR, Term
from glassnet.terms.limits import FINITE
from glassnet.terms.table import Table

if TYPE_CHECKING:
    import torch
    from torch import Tensor
else:
    torch = later("torch")


def linear(x: Tensor) -> Tensor:
    """What comes in, unchanged.

    >>> linear(torch.tensor([-1.0, 2.0]))
    tensor([-1.,  2.])
    """
    return x


def tanh(x: Tensor) -> Tensor:
    """The hyperbolic tangent: -1 to 1.

    >>> tanh(torch.tensor([0.0, 1.0]))
    tensor([0.0000, 0.7616])
    """
    return torch.tanh(x)


def sigmoid(x: Tensor) -> Tensor:
    """1 / (1 + exp(-x)): 0 to 1.

    >>> sigmoid(torch.tensor([0.0, 1.0]))
    tensor([0.5000, 0.7311])
    """
    return torch.sigmoid(x)


def hard_sigmoid(x: Tensor) -> Tensor:
    """0.2 x + 0.5, cut to 0 .. 1: a sigmoid of three straight lines, with no slope beyond -2.5 and 2.5.

    Source: `tf.keras.backend.hard_sigmoid`.

    >>> hard_sigmoid(torch.tensor([-3.0, 0.0, 1.0, 3.0]))
    tensor([0.0000, 0.5000, 0.7000, 1.0000])
    """
    return (0.2 * x + 0.5).clamp(0, 1)


def softmax(x: Tensor) -> Tensor:
    """exp(x) over its sum along the last axis: shares of 1.

    >>> softmax(torch.tensor([[0.0, 0.0, 0.0, 0.0]]))
    tensor([[0.2500, 0.2500, 0.2500, 0.2500]])
    """
    return torch.softmax(x, dim=-1)


def softplus(x: Tensor) -> Tensor:
    """log(1 + exp(x)): a relu without the corner.

    >>> softplus(torch.tensor([0.0]))
    tensor([0.6931])
    """
    return torch.nn.functional.softplus(x)


def softsign(x: Tensor) -> Tensor:
    """The quotient x / (1 + |x|): -1 to 1.

    >>> softsign(torch.tensor([-1.0, 3.0]))
    tensor([-0.5000,  0.7500])
    """
    return torch.nn.functional.softsign(x)


def relu(x: Tensor) -> Tensor:
    """max(x, 0). The slope at 0 is 0.

    >>> relu(torch.tensor([-1.0, 2.0]))
    tensor([0., 2.])
    """
    return torch.relu(x)


def relu6(x: Tensor) -> Tensor:
    """min(max(x, 0), 6). The slope at 0 and at 6 is 0.

    >>> relu6(torch.tensor([-1.0, 2.0, 7.0]))
    tensor([0., 2., 6.])
    """
    return torch.nn.functional.relu6(x)


def leaky_relu(x: Tensor, alpha: float = 0.1) -> Tensor:
    """Above 0 x itself, below it `alpha` x. TFLearn's `alpha` is 0.1; elsewhere 0.01 and 0.2 are usual.

    >>> leaky_relu(torch.tensor([-1.0, 2.0]))
    tensor([-0.1000,  2.0000])
    """
    # Written as TFLearn writes it, for its slope of 0 at 0; torch's own leaky_relu has alpha there.
    return torch.relu(x) - alpha * torch.relu(-x)


def prelu(
    x: Tensor,
    alphas: Tensor,
    channel_shared: bool = False,
    weights_init: str = "zeros",
    trainable: bool = True,
    restore: bool = True,
) -> Tensor:
    """Above 0 x itself, below it `alphas` x, where `alphas` are learned: one for each channel of the last axis.

    The settings say how the layer keeps its `alphas` (one for all with `channel_shared`) and leave the formula alone.
    Source: He et al. 2015, "Delving Deep into Rectifiers"; slope 0.5 `alphas` at 0, as in TFLearn.

    >>> prelu(torch.tensor([[-1.0, -1.0], [2.0, 2.0]]), torch.tensor([0.5, 0.0]))
    tensor([[-0.5000,  0.0000],
            [ 2.0000,  2.0000]])
    """
    return torch.relu(x) + alphas * (x - x.abs()) * 0.5


def elu(x: Tensor) -> Tensor:
    """Above 0 x itself, below it exp(x) - 1. Source: Clevert et al. 2015, https://arxiv.org/abs/1511.07289.

    >>> elu(torch.tensor([-1.0, 2.0]))
    tensor([-0.6321,  2.0000])
    """
    return torch.nn.functional.elu(x)


def selu(x: Tensor) -> Tensor:
    """Above 0 1.0507 x, below it 1.0507 * 1.6733 (exp(x) - 1).

    Source: Klambauer et al. 2017, https://arxiv.org/abs/1706.02515.

    >>> selu(torch.tensor([-1.0, 2.0]))
    tensor([-1.1113,  2.1014])
    """
    # TensorFlow's slope at 0 is that of the right side; torch's own selu takes the left one.
    below = 1.6732632423543772 * torch.expm1(x.clamp(max=0))
    return 1.0507009873554805 * torch.where(x < 0, below, x)


def crelu(x: Tensor) -> Tensor:
    """relu(x) and relu(-x) side by side: twice the channels. Source: Shang et al. 2016, https://arxiv.org/abs/1603.05201.

    >>> crelu(torch.tensor([[-1.0, 2.0]]))
    tensor([[0., 2., 1., 0.]])
    """
    return torch.cat([torch.relu(x), torch.relu(-x)], dim=-1)


def gelu(x: Tensor) -> Tensor:
    """0.5 x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))): TFLearn takes the approximation with tanh.

    Source: Hendrycks and Gimpel 2016, https://arxiv.org/abs/1606.08415.

    >>> gelu(torch.tensor([-1.0, 2.0]))
    tensor([-0.1588,  1.9546])
    """
    return torch.nn.functional.gelu(x, approximate="tanh")


def swish(x: Tensor) -> Tensor:
    """The product x sigmoid(x). Source: Ramachandran et al. 2017, https://arxiv.org/abs/1710.05941.

    >>> swish(torch.tensor([-1.0, 2.0]))
    tensor([-0.2689,  1.7616])
    """
    return torch.nn.functional.silu(x)


def mish(x: Tensor) -> Tensor:
    """The product x tanh(log(1 + exp(x))). Source: Misra 2019, https://arxiv.org/abs/1908.08681.

    >>> mish(torch.tensor([-1.0, 2.0]))
    tensor([-0.3034,  1.9440])
    """
    return torch.nn.functional.mish(x)


_TABLE = Table(
    "activation",
    {
        "linear": linear,
        "tanh": tanh,
        "sigmoid": sigmoid,
        "hard_sigmoid": hard_sigmoid,
        "softmax": softmax,
        "softplus": softplus,
        "softsign": softsign,
        "relu": relu,
        "relu6": relu6,
        "leaky_relu": leaky_relu,
        "prelu": prelu,
        "elu": elu,
        "selu": selu,
        "crelu": crelu,
        "gelu": gelu,
        "swish": swish,
        "mish": mish,
    },
    given=frozenset({"x", "alphas"}),
    limits={"alpha": FINITE},
    also={"leakyrelu": "leaky_relu"},
)
NAMES: tuple[str, ...] = tuple(_TABLE.formulas)
leakyrelu = leaky_relu  # TFLearn's other spelling


def get(spec: object) -> Term:
    """The activation for a name, a `Term`, a function of a tensor, or None, which leaves numbers as they are.

    Raises `UnknownName` for a name or a setting we do not know, `SettingError` for a setting out of its range.

    >>> print(get("ReLU"), get(None), get(Term("leaky_relu", (("alpha", 0.2),))))
    relu linear leaky_relu(alpha=0.2)
    """
    return LINEAR if spec is None else _TABLE.get(spec)


def compute(term: Term, x: Tensor, alphas: Tensor | None = None) -> Tensor:
    """`x` [..., channels] through the activation. `alphas` are what a layer with `prelu` has learned.

    >>> compute(get("relu"), torch.tensor([-1.0, 2.0]))
    tensor([0., 2.])
    """
    given = (x,) if alphas is None else (x, alphas)
    result: Tensor = _TABLE.compute(term, *given)
    return result
