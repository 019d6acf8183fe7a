"""Max pooling by two halvings gives torch's numbers and torch's gradients, ties included."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional as F

from glassnet.engine import halving


@settings(deadline=None)
@given(st.integers(1, 3), st.integers(1, 4), st.integers(1, 9), st.integers(1, 9), st.booleans())
def test_values_and_gradients_are_torchs_even_where_many_numbers_are_equal(
    samples: int, channels: int, height: int, width: int, channels_last: bool
) -> None:
    chance = torch.Generator().manual_seed(height * 10 + width)
    image = torch.randint(0, 3, (samples, channels, height, width), generator=chance).float()
    image = (image.contiguous(memory_format=torch.channels_last) if channels_last else image).requires_grad_()
    found, known = halving.max_pool(image), F.max_pool2d(image, 2, 2, ceil_mode=True)
    assert torch.equal(found, known)
    upstream = torch.rand(known.shape, generator=chance)
    assert torch.equal(*(torch.autograd.grad(out, image, upstream)[0] for out in (found, known)))


def test_gradients_are_the_derivatives() -> None:
    image = torch.randperm(2 * 3 * 5 * 4, generator=torch.Generator().manual_seed(0)).double().reshape(2, 3, 5, 4)
    assert torch.autograd.gradcheck(halving.max_pool, image.requires_grad_())


@pytest.mark.parametrize(("channels", "last", "halves"), [(3, True, True), (9, False, True), (64, True, False)])
def test_torchs_own_is_kept_where_it_has_many_channels_side_by_side(channels: int, last: bool, halves: bool) -> None:
    image = torch.zeros(2, channels, 4, 4)
    assert halving.suits(image.contiguous(memory_format=torch.channels_last) if last else image) == halves
