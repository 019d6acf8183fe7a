"""Statistics that come block by block, against NumPy's on the whole."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.data.statistics import moments, whitening


@given(st.lists(st.integers(1, 7), min_size=1, max_size=6), st.floats(-1e6, 1e6), st.booleans())
def test_moments_of_blocks_are_those_of_the_whole(sizes, shift, per_channel):
    data = np.random.default_rng(len(sizes)).normal(shift, 2, (sum(sizes), 3, 2, 4))
    blocks = np.split(data, np.cumsum(sizes)[:-1])
    found = moments(blocks, per_channel=per_channel)
    axes = (0, 1, 2) if per_channel else None
    assert found.mean == pytest.approx(data.mean(axis=axes), rel=1e-9, abs=1e-9)
    assert found.deviation == pytest.approx(data.std(axis=axes), rel=1e-9)


def test_the_deviation_of_levels_by_hand():
    found = moments([np.array([[0], [255]], np.uint8), np.array([[255], [0]], np.uint8)])
    assert (float(found.mean), float(found.deviation)) == (127.5, 127.5)


def test_whitened_samples_are_uncorrelated_and_of_variance_one():
    chance = np.random.default_rng(0)
    data = chance.normal(size=(500, 6)) @ chance.normal(size=(6, 6)) + 1000
    matrix = whitening(np.array_split(data, 7))
    white = (data - data.mean(axis=0)) @ matrix
    assert white.T @ white / 500 == pytest.approx(np.eye(6), abs=1e-5)
    assert matrix == pytest.approx(matrix.T)


def test_whitening_is_the_inverse_square_root_of_the_covariance():
    data = np.random.default_rng(1).normal(size=(300, 4)) * [1, 2, 3, 4]
    U, S, _ = np.linalg.svd(np.cov(data.T, bias=True))
    assert whitening([data]) == pytest.approx(U @ np.diag(1 / np.sqrt(S + 1e-8)) @ U.T, rel=1e-6, abs=1e-9)
