"""Every way to do a convolution gives the direct one's numbers, forward and backward, for every window; pooled too."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.both_ways import both_ways

from glassnet.engine.convolution import Algorithm, convolve
from glassnet.engine.corners import largest
from glassnet.engine.pooling import convolve_and_max_pool
from glassnet.graph.op import Window
from glassnet.graph.shape import Padding

WAYS: list[Algorithm] = ["fourier", "polyphase"]
sides = st.integers(1, 12)
windows = st.integers(1, 27)  # up to more than twice the image: those have taps that never touch data


@settings(max_examples=120, deadline=None)
@given(
    st.sampled_from(WAYS),
    st.integers(1, 5),
    st.tuples(sides, sides),
    st.tuples(st.integers(1, 4), st.integers(1, 4)),
    st.tuples(windows, windows),
    st.sampled_from(["same", "valid"]),
    st.booleans(),
)
def test_any_odd_even_or_oversized_window_agrees_forward_and_backward(
    way: Algorithm,
    samples: int,
    sides: tuple[int, int],
    channels: tuple[int, int],
    size: tuple[int, int],
    padding: Padding,
    pooled: bool,
) -> None:
    if padding == "valid":
        size = (min(size[0], sides[0]), min(size[1], sides[1]))
    direct, other = both_ways(way, samples, sides, channels, Window(size, (1, 1), padding), pooled=pooled)
    for expected, found in zip(direct, other, strict=True):
        assert torch.allclose(expected, found, atol=1e-10)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("compute", [convolve, convolve_and_max_pool])
def test_gradients_are_the_derivatives(compute, way: Algorithm) -> None:
    chance = torch.Generator().manual_seed(1)
    x = torch.randn(2, 5, 4, 2, generator=chance, dtype=torch.float64, requires_grad=True)
    W = torch.randn(6, 3, 2, 3, generator=chance, dtype=torch.float64, requires_grad=True)
    window = Window((6, 3), (1, 1), "same")
    assert torch.autograd.gradcheck(lambda x, W: compute(x, W, window, algorithm=way), (x, W))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("side", "size", "channels"), [(91, 91, (1, 3)), (46, 91, (3, 3)), (91, 30, (1, 9)), (23, 10, (32, 16))]
)
def test_in_float32_the_error_is_a_hundred_thousandth_of_the_largest_value(
    side: int, size: int, channels: tuple[int, int], way: Algorithm
) -> None:
    chance = torch.Generator().manual_seed(2)
    x = torch.randn(2, side, side, channels[0], generator=chance, requires_grad=True)
    W = torch.randn(size, size, *channels, generator=chance, requires_grad=True)
    upstream = torch.randn(2, side, side, channels[1], generator=chance)

    def values(dtype: torch.dtype, way: Algorithm) -> list[torch.Tensor]:
        out = convolve(x.to(dtype), W.to(dtype), Window((size, size), (1, 1), "same"), algorithm=way)
        return [out, *torch.autograd.grad(out, (x, W), upstream.to(dtype))]

    for exact, found in zip(values(torch.float64, "fourier"), values(torch.float32, way), strict=True):
        assert (found - exact).abs().max() <= 1e-5 * exact.abs().max()


@settings(deadline=None)
@given(st.integers(1, 7), st.integers(1, 7), st.integers(0, 99))
def test_of_equal_numbers_the_first_row_by_row_gets_the_gradient_as_in_torch(
    rows: int, columns: int, seed: int
) -> None:
    blocks = torch.randint(0, 3, (2, 3, rows, columns, 4), generator=torch.Generator().manual_seed(seed)).float()
    image = blocks.unflatten(4, (2, 2)).permute(0, 1, 2, 4, 3, 5).reshape(2, 3, 2 * rows, 2 * columns)
    blocks.requires_grad_()
    image.requires_grad_()
    found, known = largest(blocks, dim=4), torch.nn.functional.max_pool2d(image, 2)
    assert torch.equal(found, known)
    upstream = torch.linspace(1, 2, known.numel()).reshape(known.shape)
    (of_blocks,) = torch.autograd.grad(found, blocks, upstream)
    (of_image,) = torch.autograd.grad(known, image, upstream)
    assert torch.equal(of_blocks, of_image.unflatten(2, (-1, 2)).unflatten(4, (-1, 2)).transpose(3, 4).flatten(4))


def test_blocks_of_an_odd_image_end_beyond_it_and_what_is_there_never_wins() -> None:
    # All outputs are negative, so a 0 beyond the edge would win.
    x, W = torch.ones(1, 3, 3, 1), -torch.ones(1, 1, 1, 1)
    for way in WAYS:
        out = convolve_and_max_pool(x, W, Window((1, 1), (1, 1), "same"), algorithm=way)
        assert torch.allclose(out, -torch.ones(1, 2, 2, 1))
