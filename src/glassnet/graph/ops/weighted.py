"""What layers with weights share: how their arrays start, are kept small, are activated, and may be held still."""

from dataclasses import dataclass

from glassnet.graph.op import Op, Weight
from glassnet.graph.ops.activation import activation_weights
from glassnet.graph.shape import Shape
from glassnet.graph.term import LINEAR, ZEROS, Term


@dataclass(frozen=True)
class Weighted(Op):
    """A layer with an array `W`, maybe a bias `b`, and an activation behind them.

    `weight_decay` counts only with a `regularizer`, as in TFLearn. `trainable=False` holds every array still;
    `restore=False` leaves them as they are when weights are loaded.
    """

    activation: Term = LINEAR
    bias: bool = True
    weights_init: Term = ZEROS
    bias_init: Term = ZEROS
    regularizer: Term | None = None
    weight_decay: float = 0.001
    trainable: bool = True
    restore: bool = True

    def _arrays(self, W: tuple[int, ...], b: tuple[int, ...], output: Shape) -> tuple[Weight, ...]:
        arrays = [Weight("W", W, self.weights_init, self.trainable, self._decay())]
        if self.bias:
            arrays.append(Weight("b", b, self.bias_init, self.trainable))
        return (*arrays, *activation_weights(self.activation, output))

    def _decay(self) -> Term | None:
        if self.regularizer is None or self.regularizer.is_own_code or self.regularizer.settings:
            return self.regularizer
        return Term(self.regularizer.name, (("wd", self.weight_decay),))
