"""The seven networks that everybody trains, as plain numbers: each contestant builds them in its own words."""

from dataclasses import dataclass, replace
from math import prod

HIDDEN = 1024
BATCH = 64
CLIP = 5.0  # TFLearn cuts gradients to this global norm unless told otherwise, so everybody does

Shapes = dict[str, tuple[int, ...]]


@dataclass(frozen=True)
class Net:
    """Convolutions, 'same' and relu, each followed by max pool 2 that rounds up; dense 1024 relu; dropout; dense.

    `convs` holds (filters, window); `keep` is the share dropout keeps, None where there is none; `epochs` is how long
    the posts trained it; `gate_batch` and `gate_rate` are the batch and the learning rate of the ten steps that show
    that all compute the same.
    """

    key: str
    title: str
    data: str
    side: int
    convs: tuple[tuple[int, int], ...]
    classes: int
    learning_rate: float
    keep: float | None
    epochs: int
    gate_batch: int = BATCH
    gate_rate: float | None = None

    def at_the_gate(self) -> "Net":
        """The network whose ten steps are compared: its own learning rate, unless that would tell nothing."""
        return replace(self, learning_rate=self.gate_rate or self.learning_rate)

    def shapes(self) -> Shapes:
        """Every array by name: [height, width, in, out] and [in, out]; dense rows as [height, width, channel] lie.

        >>> list(Net("t", "", "", 4, ((3, 2),), 2, 0.1, None, 1).shapes().items())[:3]
        [('conv_1/W', (2, 2, 1, 3)), ('conv_1/b', (3,)), ('fc_1/W', (12, 1024))]
        """
        shapes: Shapes = {}
        channels = 1
        for number, (filters, window) in enumerate(self.convs, 1):
            shapes[f"conv_{number}/W"] = (window, window, channels, filters)
            shapes[f"conv_{number}/b"] = (filters,)
            channels = filters
        flat = self.sides()[-1] ** 2 * channels
        return shapes | {
            "fc_1/W": (flat, HIDDEN),
            "fc_1/b": (HIDDEN,),
            "fc_2/W": (HIDDEN, self.classes),
            "fc_2/b": (self.classes,),
        }

    def sides(self) -> tuple[int, ...]:
        """The side of the image before each convolution, and after the last pool.

        >>> NETS["4"].sides()
        (91, 46, 23, 12)
        """
        sides = [self.side]
        for _ in self.convs:
            sides.append(-(-sides[-1] // 2))
        return tuple(sides)

    def operations(self) -> int:
        """Operations to train on one image, counted as direct convolution does them, padding included.

        >>> round(NETS["mnist"].operations() / 1e6, 2)
        29.36
        """
        arrays = {name: shape for name, shape in self.shapes().items() if name.endswith("/W")}
        places = {f"conv_{number}/W": side**2 for number, side in enumerate(self.sides()[:-1], 1)}
        forward = {name: 2 * prod(shape) * places.get(name, 1) for name, shape in arrays.items()}
        # Back go the gradients of weights and of inputs; nobody asks for that of the pictures.
        return 3 * sum(forward.values()) - forward["conv_1/W"]


def photos(number: int, filters: int, window: int, layers: int, rate: float, epochs: int, **gate: float) -> Net:
    title = f"CNN #{number}: {layers} x {filters}@{window}x{window}"
    net = Net(str(number), title, "photos", 91, ((filters, window),) * layers, 2, rate, 0.8, epochs)
    return replace(net, **gate)


_LIST = (
    Net("mnist", "MNIST net: 32@2x2, 64@2x2", "mnist", 28, ((32, 2), (64, 2)), 10, 0.01, None, 1),
    photos(1, 3, 10, 2, 0.01, 10),
    photos(2, 3, 3, 2, 0.01, 6),
    # A direct 91x91 convolution may take a second an image, so the gate has few. And at its own rate #3 is chaotic: a
    # millionth more on all start weights is 3 % of the loss ten steps later, whoever computes it.
    photos(3, 3, 91, 2, 0.01, 6, gate_batch=4, gate_rate=0.001),
    photos(4, 3, 91, 3, 0.01, 10, gate_batch=4, gate_rate=0.001),
    photos(5, 3, 91, 1, 0.001, 100, gate_batch=4),
    photos(6, 9, 30, 1, 0.001, 100),
)
NETS = {net.key: net for net in _LIST}
