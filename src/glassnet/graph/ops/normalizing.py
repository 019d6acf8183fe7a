"""Layers that rescale what passes through them."""

from dataclasses import dataclass
from typing import ClassVar

from glassnet.errors import ShapeError
from glassnet.graph.op import Op, Weight
from glassnet.graph.ops.convolution import require_image
from glassnet.graph.shape import Shape
from glassnet.graph.term import Term, term

ONES = term("constant", value=1.0)


@dataclass(frozen=True)
class BatchNormalization(Op):
    """Mean 0 and variance 1 over all axes but the last, then `gamma` and `beta`; running means for later use."""

    kind: ClassVar[str] = "batch_normalization"
    asked_name: ClassVar[str] = "BatchNormalization"
    beta: float = 0.0
    gamma: float = 1.0
    epsilon: float = 1e-5
    decay: float = 0.9
    stddev: float = 0.002
    trainable: bool = True
    restore: bool = True

    def weights(self, *inputs: Shape) -> tuple[Weight, ...]:
        each = inputs[0].sides[-1:]
        gamma = term("normal", mean=self.gamma, stddev=self.stddev)
        return (
            Weight("beta", each, term("constant", value=self.beta), self.trainable),
            Weight("gamma", each, gamma, self.trainable),
            Weight("moving_mean", each, Term("zeros"), trainable=False),
            Weight("moving_variance", each, ONES, trainable=False),
        )


@dataclass(frozen=True)
class LocalResponseNormalization(Op):
    """x / (bias + alpha * sum of squares over the 2 * depth_radius + 1 nearest channels) ** beta."""

    kind: ClassVar[str] = "local_response_normalization"
    asked_name: ClassVar[str] = "LocalResponseNormalization"
    depth_radius: int = 5
    bias: float = 1.0
    alpha: float = 0.0001
    beta: float = 0.75

    def output_shape(self, *inputs: Shape) -> Shape:
        require_image(inputs[0])
        return inputs[0]


@dataclass(frozen=True)
class L2Normalize(Op):
    """x / sqrt(max(sum of squares along `dims`, epsilon)). `dims` counts the batch as 0."""

    kind: ClassVar[str] = "l2_normalize"
    asked_name: ClassVar[str] = "l2_normalize"
    dims: tuple[int, ...] = (1,)
    epsilon: float = 1e-12

    def output_shape(self, *inputs: Shape) -> Shape:
        axes = inputs[0].rank + 1
        if not all(-axes <= dim < axes for dim in self.dims):
            raise ShapeError(
                f"a [batch, ...] of {inputs[0]} has the axes 0 to {axes - 1}, and dims are {list(self.dims)}."
            )
        return inputs[0]
