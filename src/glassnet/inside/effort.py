"""How much work the long questions may take: how many photos, draws and steps, by what one look at a photo costs."""

from dataclasses import dataclass

from glassnet.graph.network import Network
from glassnet.inside.attribution import MOST_STEPS, STEPS
from glassnet.inside.photos import FILLS, Fill

_LIGHT, _HEAVY = 5_000_000, 50_000_000  # multiply-adds of one look


@dataclass(frozen=True)
class Effort:
    """`looked_through` photos are asked what excites a channel, `edited` of them whether their answer flips.

    A page explains the first `explained` photos, and tests the maps of the first `tested` of them.
    `draws`, `orders` and `fills` are those of `marks`; `steps` how many steps integrated gradients take at first and at
    most; `window` is the share of the photo's shorter side that an occluding square has, `stride` that of a square by
    which it moves.

    >>> from glassnet.graph.notation import from_text
    >>> effort_for(from_text("91x91x1 > conv 32@10 > pool 2 > conv 64@10 > dense 2 softmax")).draws
    1
    """

    looked_through: int = 500
    edited: int = 200
    explained: int = 16
    tested: int = 16
    draws: int = 4
    orders: int = 20
    fills: tuple[Fill, ...] = FILLS
    steps: tuple[int, int] = (STEPS, MOST_STEPS)
    window: float = 0.1
    stride: float = 1 / 3

    def squares(self, height: int, width: int) -> tuple[int, int]:
        """The side of the occluding squares and their step, in pixels.

        >>> Effort().squares(91, 120), Effort(window=1 / 7, stride=2 / 3).squares(91, 91)
        ((9, 3), (13, 9))
        """
        side = max(1, round(self.window * min(height, width)))
        return side, max(1, round(self.stride * side))


def effort_for(network: Network) -> Effort:
    """Effort that keeps every answer within seconds, on one core of a laptop."""
    look = sum(node.op.multiply_adds(*(before.shape for before in node.inputs)) for node in network.nodes)
    if look < _LIGHT:
        return Effort()
    if look < _HEAVY:
        return Effort(300, 60, 12, 4, draws=2, orders=10, steps=(32, 256), window=1 / 8, stride=1 / 2)
    return Effort(120, 16, 3, 1, draws=1, orders=5, fills=("mean",), steps=(16, 64), window=1 / 7, stride=2 / 3)
