"""Convolution through the Fourier transform gives the direct one's numbers, forward and backward, for every window."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.engine import fourier
from glassnet.engine.convolution import convolve
from glassnet.graph.op import Window
from glassnet.graph.shape import Padding

sides = st.integers(1, 12)
windows = st.integers(1, 27)  # up to more than twice the image: those have taps that never touch data


def both_ways(
    samples: int, sides: tuple[int, int], channels: tuple[int, int], window: Window, dtype: torch.dtype
) -> tuple[list[torch.Tensor], list[torch.Tensor]]:
    """Output, image gradient and filter gradient, directly and through the transform."""
    chance = torch.Generator().manual_seed(0)
    x = torch.randn(samples, *sides, channels[0], generator=chance, dtype=dtype, requires_grad=True)
    W = torch.randn(*window.size, *channels, generator=chance, dtype=dtype, requires_grad=True)
    values = []
    for algorithm in ("direct", "fourier"):
        out = convolve(x, W, window, algorithm=algorithm)
        upstream = torch.linspace(-1, 1, out.numel(), dtype=dtype).reshape(out.shape)
        values.append([out, *torch.autograd.grad(out, (x, W), upstream)])
    return values[0], values[1]


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 5),
    st.tuples(sides, sides),
    st.tuples(st.integers(1, 4), st.integers(1, 4)),
    st.tuples(windows, windows),
    st.sampled_from(["same", "valid"]),
)
def test_any_odd_even_or_oversized_window_agrees_forward_and_backward(
    samples: int, sides: tuple[int, int], channels: tuple[int, int], size: tuple[int, int], padding: Padding
) -> None:
    if padding == "valid":
        size = (min(size[0], sides[0]), min(size[1], sides[1]))
    direct, transformed = both_ways(samples, sides, channels, Window(size, (1, 1), padding), torch.float64)
    for one, other in zip(direct, transformed, strict=True):
        assert torch.allclose(one, other, atol=1e-10)


def test_gradients_are_the_derivatives() -> None:
    chance = torch.Generator().manual_seed(1)
    x = torch.randn(2, 5, 4, 2, generator=chance, dtype=torch.float64, requires_grad=True)
    W = torch.randn(6, 3, 2, 3, generator=chance, dtype=torch.float64, requires_grad=True)
    window = Window((6, 3), (1, 1), "same")
    assert torch.autograd.gradcheck(lambda x, W: convolve(x, W, window, algorithm="fourier"), (x, W))


@pytest.mark.parametrize(
    ("side", "size", "channels"), [(91, 91, (1, 3)), (46, 91, (3, 3)), (91, 30, (1, 9)), (23, 10, (32, 16))]
)
def test_in_float32_the_error_is_a_hundred_thousandth_of_the_largest_value(
    side: int, size: int, channels: tuple[int, int]
) -> None:
    chance = torch.Generator().manual_seed(2)
    x = torch.randn(2, side, side, channels[0], generator=chance, requires_grad=True)
    W = torch.randn(size, size, *channels, generator=chance, requires_grad=True)
    upstream = torch.randn(2, side, side, channels[1], generator=chance)

    def values(dtype: torch.dtype) -> list[torch.Tensor]:
        out = convolve(x.to(dtype), W.to(dtype), Window((size, size), (1, 1), "same"), algorithm="fourier")
        return [out, *torch.autograd.grad(out, (x, W), upstream.to(dtype))]

    for exact, found in zip(values(torch.float64), values(torch.float32), strict=True):
        assert (found - exact).abs().max() <= 1e-5 * exact.abs().max()


def test_many_images_are_worked_on_in_groups_that_add_up(monkeypatch: pytest.MonkeyPatch) -> None:
    window = Window((5, 5), (1, 1), "same")
    whole = both_ways(7, (9, 9), (2, 3), window, torch.float64)[1]
    monkeypatch.setattr(fourier, "GROUP_BYTES", 1)  # one image at a time
    for one, other in zip(whole, both_ways(7, (9, 9), (2, 3), window, torch.float64)[1], strict=True):
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
