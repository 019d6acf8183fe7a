"""What a network is trained to: loss, optimizer and metric, hung on the layer they judge."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from glassnet.graph.op import Op
from glassnet.graph.shape import Shape
from glassnet.graph.term import Term, term

if TYPE_CHECKING:
    from glassnet.graph.node import Variable


@dataclass(frozen=True)
class Regression(Op):
    """Passes its input on unchanged; in training it asks for targets under the layer's name and minimises `loss`.

    `optimizer` carries its own settings, the learning rate among them. `trainable` lists the `Variable`s it may change,
    None for all there are. With `to_one_hot`, targets are class numbers below `n_classes`.
    """

    kind: ClassVar[str] = "regression"
    asked_name: ClassVar[str] = "TargetsData"
    stands_for_input: ClassVar[bool] = True
    optimizer: Term = term("adam", learning_rate=0.001)
    loss: Term = Term("categorical_crossentropy")
    metric: Term | None = Term("accuracy")
    batch_size: int = 64
    shuffle: bool = True
    to_one_hot: bool = False
    n_classes: int | None = None
    label: str = "Adam"  # what the progress line calls it
    validation_batch_size: int | None = None
    trainable: "tuple[Variable, ...] | None" = None

    def output_shape(self, *inputs: Shape) -> Shape:
        return inputs[0]
