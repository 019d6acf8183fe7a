"""What is noise reads as grain, and what is smooth as smooth: numbers of closed form, by hand, and over many draws."""

from itertools import permutations
from math import pi, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from glassnet.inside.grain import grain_of, noise_band, reshuffled

DRAWS = 200


def noise(side: int, draws: int = DRAWS, seed: int = 1) -> NDArray[np.float64]:
    return np.random.default_rng(seed).standard_normal((draws, side, side))


def blurred(slices: NDArray[np.float64], sigma: float = 1.0) -> NDArray[np.float64]:
    """Noise blurred by a Gaussian: drawn larger and cut, so that borders are no different."""
    reach = np.arange(-4, 5)
    bell = np.exp(-(reach**2) / (2 * sigma**2))
    for axis in (-2, -1):
        slices = np.apply_along_axis(np.convolve, axis, slices, bell, "valid")
    return slices


def share(slices: NDArray[np.float64], word: str) -> float:
    return float((grain_of(slices).reading() == word).mean())


@pytest.mark.parametrize("side", [5, 7, 10, 28, 91])
def test_noise_reads_grain_in_95_of_100_draws(side: int) -> None:
    assert share(noise(side), "grain") >= 0.95


@pytest.mark.parametrize(("side", "least"), [(5, 0.90), (11, 0.99)])
def test_noise_blurred_by_a_pixel_reads_smooth(side: int, least: float) -> None:
    assert share(blurred(noise(side + 8)), "smooth") >= least


@pytest.mark.parametrize("factor", [7.0, -1.0, 1e-20, 1e20])
def test_neither_size_nor_sign_changes_a_number(factor: float) -> None:
    slices = noise(9, 20)
    one, other = grain_of(slices), grain_of(slices * factor)
    for name in ("rho", "tv", "high", "z"):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=0, atol=1e-6)


def test_large_noise_comes_to_the_numbers_of_closed_form() -> None:
    found = grain_of(noise(91, 100))
    assert found.rho.mean() == pytest.approx(-1 / (91**2 - 1), abs=1e-3)
    assert found.tv.mean() == pytest.approx(2 / sqrt(pi), abs=2e-3)
    assert found.high.mean() == pytest.approx(1 - pi / 16, abs=2e-3)
    assert found.z.mean() == pytest.approx(0, abs=0.3)
    assert found.z.std() == pytest.approx(1, abs=0.2)


def test_small_noise_is_a_little_below_zero_as_its_mean_is_taken_off() -> None:
    for side in (3, 5, 10):
        assert grain_of(noise(side, 4000)).rho.mean() == pytest.approx(-1 / (side**2 - 1), abs=0.015)


def test_a_chessboard_alternates_and_steps_two_deviations_at_a_time() -> None:
    found = grain_of(np.indices((10, 10)).sum(axis=0) % 2)
    assert (float(found.rho), float(found.tv)) == (pytest.approx(-1), pytest.approx(2))
    assert float(found.high) > 0.99
    assert float(found.z) == pytest.approx(-13, abs=1)
    assert found.reading() == "alternating"


def test_the_edge_filters_of_textbooks_give_the_numbers_worked_out_by_hand() -> None:
    # Sobel: squares sum to 12; twelve pairs, of which the four upright ones in the outer columns are 1*2 each, so the
    # mean product is 8/12 and the mean square 12/9. Steps: eight of size 1, 2, ... sum to 12, over sqrt(12/9).
    sobel = grain_of(np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]))
    assert float(sobel.rho) == pytest.approx((8 / 12) / (12 / 9))
    assert float(sobel.tv) == pytest.approx(((1 + 1 + 2 + 2 + 1 + 1 + 4) / 12) / sqrt(12 / 9))
    laplace = grain_of(np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]]))
    assert float(laplace.rho) == pytest.approx((4 * -4 / 12) / (20 / 9))


@given(st.integers(2, 3), st.integers(2, 3), st.integers(0, 2**32 - 1))
def test_the_mean_and_deviation_over_all_reshuffles_are_exact(height: int, width: int, seed: int) -> None:
    if height * width > 6:  # 9! is too many to list
        width = 2
    weights = np.random.default_rng(seed).standard_normal(height * width)
    everyone = np.array(list(permutations(weights))).reshape(-1, height, width)
    rhos = grain_of(everyone).rho
    centred = (weights - weights.mean()) / weights.std()
    mean, deviation = reshuffled(height, width, np.asarray((centred**4).mean()))
    assert (mean, float(deviation)) == (pytest.approx(rhos.mean(), abs=1e-9), pytest.approx(rhos.std(), abs=1e-7))


def test_z_is_that_of_four_hundred_reshuffles_but_for_their_chance() -> None:
    chance = np.random.default_rng(3)
    for weights in (noise(10, 1)[0], blurred(noise(19, 1))[0]):
        drawn = np.stack([chance.permutation(weights.reshape(-1)).reshape(weights.shape) for _ in range(400)])
        rhos = grain_of(drawn).rho
        by_draws = (float(grain_of(weights).rho) - rhos.mean()) / rhos.std()
        assert float(grain_of(weights).z) == pytest.approx(by_draws, abs=0.2, rel=0.12)


def test_three_by_three_is_too_small_to_tell_and_says_so() -> None:
    found = grain_of(np.ones((3, 3)).cumsum(axis=0))
    assert found.is_too_small
    assert found.reading() == "too small to tell"
    assert not np.isnan(found.rho)


def test_flat_slices_and_those_with_no_numbers_are_named_and_left_out() -> None:
    stack = noise(6, 4)
    stack[0], stack[1, 2, 3], stack[2, 0, 0] = 0.3, np.nan, np.inf
    found = grain_of(stack)
    assert found.reading().tolist() == ["flat", "not all numbers", "not all numbers", "grain"]
    assert np.isnan(found.rho[:3]).all()
    assert found.spread("rho").median == pytest.approx(float(found.rho[3]))


@pytest.mark.parametrize("sides", [(1, 1), (1, 2), (1, 3), (7, 1), (1, 30)])
def test_slices_without_two_sides_do_not_fail(sides: tuple[int, int]) -> None:
    found = grain_of(np.random.default_rng(0).standard_normal((4, *sides)))
    assert found.reading().tolist() == (["grain"] * 4 if sides == (1, 30) else found.reading().tolist())


def test_the_band_of_noise_holds_19_of_20_fresh_draws() -> None:
    band, found = noise_band(10, 10), grain_of(noise(10, 400, seed=9))
    for name in ("rho", "tv", "high"):
        low, _, high = getattr(band, name)
        values = getattr(found, name)
        assert 0.90 <= ((values >= low) & (values <= high)).mean() <= 0.99
