"""What speaks for a class in a photo: its logit less that of its strongest rival, as torch can trace it back."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from glassnet.engine.to_torch import Net
from glassnet.errors import DataError, unknown
from glassnet.graph.network import Network
from glassnet.graph.node import Node
from glassnet.graph.ops import Conv2D
from glassnet.graph.ops.regression import Regression
from glassnet.graph.scope import Scope
from glassnet.graph.term import LINEAR
from glassnet.runs.answers import yes_above
from glassnet.runs.run import Run, batch_size
from glassnet.runs.tempering import kind_of

Array = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Evidence:
    """Called with photos `[N, H, W, C]` as the network takes them: what speaks for `label` and against `rival`, `[N]`.

    Above 0 the network prefers `label`. The weights are the run's own numbers, which nothing here writes to or asks a
    gradient of. `given` are the other inputs of a network that has several, one sample of each.
    """

    net: Net
    photo: str
    given: Mapping[str, Tensor]
    zero: float
    label: int = 0
    rival: int = 0

    def __call__(self, x: Tensor) -> Tensor:
        return self.difference(self.logits(x))

    def difference(self, logits: Tensor) -> Tensor:
        """The logit of `label` less that of `rival`."""
        return logits[:, self.label] - logits[:, self.rival]

    def logits(self, x: Tensor) -> Tensor:
        """One column a class, before any softmax or sigmoid; a single yes or no has a 0 for no, and a yes beside it."""
        return self.columns(self.net.value(self.feeds(x)))

    def columns(self, answers: Tensor) -> Tensor:
        """The network's last numbers as `logits` gives them."""
        flat = answers.reshape(len(answers), -1)
        return flat if flat.shape[1] > 1 else torch.cat([torch.zeros_like(flat), flat - self.zero], dim=1)

    def feeds(self, x: Tensor) -> dict[str, Tensor]:
        """`x` beside the other inputs, which stay what they are."""
        return {self.photo: x, **{name: one.expand(len(x), *one.shape[1:]) for name, one in self.given.items()}}

    def for_class(self, label: int, x: Tensor) -> "Evidence":
        """The same for another class, against the strongest of the others in the photo `x` `[1, H, W, C]`."""
        with torch.no_grad():
            scores = self.logits(x)[0].clone()
        scores[label] = -torch.inf
        return replace(self, label=label, rival=int(scores.argmax()))

    @property
    def batch(self) -> int:
        """How many photos go through at once, so that memory stays bounded on the way back too."""
        return max(1, batch_size(self.net.network) // 2)

    def of(self, photos: Array) -> NDArray[np.float64]:
        """The evidence in each of `photos` `[N, H, W, C]`, batch by batch."""
        scores = self.scores(photos)
        return scores[:, self.label] - scores[:, self.rival]

    def scores(self, photos: Array) -> NDArray[np.float64]:
        """The logits of each of `photos`, batch by batch."""
        with torch.inference_mode():
            parts = [self.logits(torch.from_numpy(part)).double().numpy() for part in _cut(photos, self.batch)]
        return np.concatenate(parts)


def evidence_in(
    run: Run, weights: Mapping[str, Array] | None = None, given: Mapping[str, Array] | None = None
) -> Evidence:
    """The evidence as `run` weighs it, or as it would with other `weights`; label and rival are set by `for_class`.

    Raises `DataError` where weights are no numbers, where no input takes a photo, and where no class is answered.
    """
    arrays = run.weights if weights is None else weights
    _check_numbers(arrays)
    network = bare(run.network)
    if network.output.shape.rank > 1:
        raise DataError(
            f"The network answers with {network.output.shape} numbers a sample; one row of them names a class."
        )
    net = Net(network, {name: _tensor(arrays[name]) for name in network.weights}).eval()
    last = behind_regression(run.network.output)
    zero = 0.0 if kind_of(last) else yes_above(last)
    others = {name: torch.from_numpy(one) for name, one in (given or {}).items()}
    return Evidence(net, photo_input(run.network), others, zero)


def bare(network: Network) -> Network:
    """The network up to its last numbers, which no softmax or sigmoid has squeezed into shares yet.

    Shares hide what moves them: at 0.9999 nothing seems to matter. Other last activations stay.

    >>> from glassnet.graph.notation import from_text
    >>> bare(from_text("4 > dense 2 softmax")).output.op.activation.name
    'linear'
    """
    last = behind_regression(network.output)
    if kind_of(last) is None:
        return Network(last)
    # In a scope of its own, so that nobody who asks by name finds this layer beside the user's.
    changed: Any = last.op  # an op that `kind_of` found an activation in
    return Network(replace(last, op=replace(changed, activation=LINEAR), scope=Scope()))


def behind_regression(output: Node) -> Node:
    """The layer that answers: what a network is judged by stands behind it and changes nothing."""
    while isinstance(output.op, Regression):
        (output,) = output.inputs
    return output


def photo_input(network: Network) -> str:
    """The name of the first input that takes a photo. Raises `DataError` where there is none.

    >>> from glassnet.graph.notation import from_text
    >>> photo_input(from_text("8x8x1 > dense 2 softmax"))
    'InputData'
    """
    for node in network.inputs:
        if node.shape.rank == 3:
            return network.name(node)
    taken = " and ".join(str(node.shape) for node in network.inputs)
    raise DataError(
        f"This network takes {taken} numbers in a row, so what decided has no place on a photo.\n"
        "Let it take photos, input_data([None, height, width, channels]): a dense layer makes them a row by itself."
    )


def last_convolution(network: Network) -> str | None:
    """The name of the convolution nearest the answer; None where there is none."""
    found = [name for name, node in zip(network.names, network.nodes, strict=True) if isinstance(node.op, Conv2D)]
    return found[-1] if found else None


def class_name(run: Run, number: int) -> str:
    """The name of a class; its number, in words, where classes have no names."""
    return run.classes[number] if number < len(run.classes) else str(number)


def class_number(run: Run, label: str | int, count: int) -> int:
    """The number of a class given by name or number. Raises `UnknownName`, with the nearest names, for another."""
    names = [class_name(run, number) for number in range(count)]
    if isinstance(label, str) and label in names:
        return names.index(label)
    if not isinstance(label, str) and 0 <= label < count:
        return int(label)
    raise unknown("class", label, names)


def _check_numbers(weights: Mapping[str, Array]) -> None:
    broken = {name: int(array.size - np.isfinite(array).sum()) for name, array in weights.items()}
    broken = {name: count for name, count in broken.items() if count}
    if broken:
        told = ", ".join(f"{count:,} of the {weights[name].size:,} in '{name}'" for name, count in broken.items())
        raise DataError(
            f"Some weights of this network are no numbers (NaN or infinite): {told}.\n"
            "So it answers nothing that could have reasons. Train again with a lower learning_rate."
        )


def _tensor(array: NDArray[Any]) -> Tensor:
    # Shared, not copied, where torch may have it; it warns of memory that is not to be written to.
    plain = np.ascontiguousarray(array, np.float32)
    return torch.from_numpy(plain) if plain.flags.writeable else torch.tensor(plain)


def _cut(photos: Array, size: int) -> list[Array]:
    whole = np.ascontiguousarray(photos, np.float32)
    return [whole[start : start + size] for start in range(0, len(whole), size)]
