"""Regularizers: half the squares, all the sizes."""

import pytest
import torch

from glassnet.errors import SettingError
from glassnet.graph.term import Term
from glassnet.terms.regularizers import compute, get


def test_l2_is_half_the_sum_of_squares_times_the_decay():
    by_hand = 0.001 * (1 + 4 + 4) / 2
    assert compute(get("L2"), torch.tensor([1.0, -2.0, 2.0])).item() == pytest.approx(by_hand)


def test_the_slope_of_l2_is_the_decay_times_the_weight():
    w = torch.tensor([3.0, -4.0], requires_grad=True)
    compute(Term("L2", (("wd", 0.1),)), w).backward()
    assert w.grad.tolist() == pytest.approx([0.3, -0.4])


def test_l1_is_the_sum_of_sizes_times_the_decay_and_flat_at_zero():
    w = torch.tensor([3.0, 0.0, -4.0], requires_grad=True)
    cost = compute(Term("L1", (("wd", 0.1),)), w)
    cost.backward()
    assert cost.item() == pytest.approx(0.7)
    assert w.grad.tolist() == pytest.approx([0.1, 0.0, -0.1])


def test_no_regularizer_is_none():
    assert get(None) is None


def test_a_regularizer_of_ones_own_is_called_with_the_weight():
    assert compute(get(lambda w: w.sum()), torch.ones(3)).item() == 3


def test_a_decay_below_zero_would_reward_large_weights_and_is_refused():
    with pytest.raises(SettingError, match=r"L2: wd=-0.1 cannot be; it must be a finite number, 0 or above"):
        get(Term("L2", (("wd", -0.1),)))
