"""Distributions of starting weights: bounds that hold for every number, moments that hold for many."""

from math import sqrt

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.errors import SettingError, UnknownName
from glassnet.terms import draws

MANY = (100, 500)
# The deviation of a normal distribution cut at two of its own: sqrt(1 - 4 phi(2) / (2 Phi(2) - 1)).
CUT = 0.8796


def chance(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_uniform_is_never_negative_by_default():
    numbers = draws.uniform(MANY, chance())
    assert numbers.min() >= 0
    assert numbers.max() < 1
    assert numbers.mean().item() == pytest.approx(0.5, abs=0.01)


def test_uniform_stays_between_its_bounds():
    numbers = draws.uniform(MANY, chance(), minval=-3.0, maxval=-1.0)
    assert (numbers.min().item(), numbers.max().item()) == pytest.approx((-3, -1), abs=0.01)


def test_uniform_with_bounds_the_wrong_way_round_is_refused():
    with pytest.raises(SettingError, match=r"uniform: minval=2.0 must lie below maxval=1.0"):
        draws.uniform((2,), chance(), minval=2.0)


def test_uniform_scaling_is_bounded_by_the_root_of_three_over_what_comes_in():
    # conv_1 of the photos' networks: 10 * 10 * 1 numbers come in, so sqrt(3 / 100) = 0.1732
    numbers = draws.uniform_scaling((10, 10, 1, 300), chance())
    assert numbers.abs().max().item() == pytest.approx(0.1732, abs=1e-3)
    assert numbers.abs().max().item() <= sqrt(3 / 100)
    assert numbers.std().item() == pytest.approx(1 / sqrt(100), rel=0.02)  # outputs vary as much as inputs


def test_uniform_scaling_of_a_bias_counts_one_number_coming_in():
    assert draws.uniform_scaling((10_000,), chance()).abs().max().item() == pytest.approx(sqrt(3), rel=1e-3)


def test_uniform_scaling_multiplies_by_its_factor():
    plain, doubled = draws.uniform_scaling((9, 4), chance()), draws.uniform_scaling((9, 4), chance(), factor=2.0)
    assert torch.allclose(doubled, 2 * plain)


def test_normal_has_its_mean_and_deviation():
    numbers = draws.normal(MANY, chance(), mean=1.0, stddev=0.5)
    assert numbers.mean().item() == pytest.approx(1.0, abs=0.01)
    assert numbers.std().item() == pytest.approx(0.5, rel=0.02)


def test_truncated_normal_starts_at_0_02_and_ends_at_0_04_whatever_the_fan_in():
    numbers = draws.truncated_normal((50_000, 1), chance())
    assert numbers.abs().max().item() == pytest.approx(0.04, rel=1e-3)
    assert numbers.std().item() == pytest.approx(CUT * 0.02, rel=0.02)


@settings(max_examples=25, deadline=None)
@given(
    shape=st.lists(st.integers(0, 6), max_size=4).map(tuple),
    mean=st.floats(-3, 3),
    stddev=st.floats(0, 2),
    seed=st.integers(0, 2**63 - 1),
)
def test_truncated_normal_never_leaves_two_deviations(shape, mean, stddev, seed):
    numbers = draws.truncated_normal(shape, chance(seed), mean=mean, stddev=stddev)
    assert tuple(numbers.shape) == shape
    assert ((numbers - mean).abs() <= 2 * stddev + 1e-5).all()


def test_truncated_normal_draws_the_far_ones_again_instead_of_piling_them_up_at_the_cut():
    numbers = draws.truncated_normal(MANY, chance(), stddev=1.0)
    assert (numbers.abs() > 1.999).float().mean().item() < 1e-3


def test_variance_scaling_carries_tensorflows_factor_of_1_3():
    # Default: sqrt(1.3 * 2 / 100), cut at two deviations
    numbers = draws.variance_scaling((100, 500), chance())
    assert numbers.abs().max().item() == pytest.approx(2 * sqrt(0.026), rel=1e-3)
    assert numbers.std().item() == pytest.approx(CUT * sqrt(0.026), rel=0.02)


@pytest.mark.parametrize(("mode", "n"), [("FAN_IN", 25 * 4), ("FAN_OUT", 25 * 40), ("FAN_AVG", 25 * 22)])
def test_variance_scaling_counts_in_out_or_both(mode, n):
    numbers = draws.variance_scaling((5, 5, 4, 40), chance(), factor=1.0, mode=mode, uniform=True)
    assert numbers.abs().max().item() == pytest.approx(sqrt(3 / n), rel=1e-2)


def test_variance_scaling_knows_three_modes():
    with pytest.raises(UnknownName, match=r"Invalid mode of variance_scaling: 'FAN_INN'. Did you mean 'FAN_IN'"):
        draws.variance_scaling((2, 2), chance(), mode="FAN_INN")


def test_xavier_is_even_within_the_root_of_six_over_in_and_out():
    assert draws.xavier((100, 500), chance()).abs().max().item() == pytest.approx(sqrt(6 / 600), rel=1e-3)


def test_xavier_without_uniform_is_the_cut_normal():
    numbers = draws.xavier((100, 500), chance(), uniform=False)
    assert numbers.abs().max().item() == pytest.approx(2 * sqrt(2.6 / 600), rel=1e-3)


def test_the_fan_of_a_bias_is_its_length_and_of_a_number_one():
    assert draws.fans((7,)) == (7.0, 7.0)
    assert draws.fans(()) == (1.0, 1.0)


@pytest.mark.parametrize("draw", [draws.zeros, draws.uniform, draws.truncated_normal, draws.xavier])
def test_weights_are_float32_in_plain_order(draw):
    numbers = draw((3, 2, 4), chance())
    assert (numbers.dtype, numbers.is_contiguous()) == (torch.float32, True)
