"""What makes the transform small: groups of images, a tight circle, dead taps cut off. Its numbers: `test_ways.py`."""

import pytest
import torch
from tests.engine.both_ways import both_ways

from glassnet.engine import fourier
from glassnet.engine.convolution import convolve
from glassnet.graph.op import Window


def test_many_images_are_worked_on_in_groups_that_add_up(monkeypatch: pytest.MonkeyPatch) -> None:
    window = Window((5, 5), (1, 1), "same")
    whole = both_ways("fourier", 7, (9, 9), (2, 3), window)[1]
    monkeypatch.setattr(fourier, "GROUP_BYTES", 1)  # one image at a time
    for one, other in zip(whole, both_ways("fourier", 7, (9, 9), (2, 3), window)[1], strict=True):
        assert torch.allclose(one, other, atol=1e-12)


@pytest.mark.parametrize(
    ("length", "window", "circle", "taps"), [(91, 91, 144, 91), (46, 91, 96, 91), (23, 91, 48, 45), (91, 30, 108, 30)]
)
def test_the_circle_is_as_small_as_can_be_and_dead_taps_are_cut(
    length: int, window: int, circle: int, taps: int
) -> None:
    found = fourier.side(length, window, "same")
    assert (found.circle, found.taps) == (circle, taps)


def test_taps_that_never_touch_data_get_no_gradient() -> None:
    x = torch.randn(3, 2, 2, 1, dtype=torch.float64)
    W = torch.randn(7, 7, 1, 1, dtype=torch.float64, requires_grad=True)
    out = convolve(x, W, Window((7, 7), (1, 1), "same"), algorithm="fourier")
    (gradient,) = torch.autograd.grad(out.sum(), W)
    alive = gradient[:, :, 0, 0] != 0
    assert torch.equal(alive.nonzero().amin(0), torch.tensor([2, 2]))
    assert torch.equal(alive.nonzero().amax(0), torch.tensor([4, 4]))
