import numpy as np
import pytest

from glassnet.graph.notation import from_text
from glassnet.runs.familiarity import (
    MOST_FEATURES,
    Familiarity,
    features_node,
    neighbour_distances,
    sizes_of,
    unit_rows,
)


def known() -> Familiarity:
    """References along two axes; looks around brightness 0.5 and a contrast of log 0.1, each with a spread of 0.5."""
    return Familiarity(
        np.eye(2, 3, dtype=np.float32),
        np.array([0.5, np.log(0.1)], np.float32),
        np.diag(np.array([0.25, 0.25], np.float32)),
        low=0.0,
        high=2.0,
        reach=0.5,
        look_reach=2.0,
    )


def test_the_larger_of_two_distances_counts_each_by_its_own_reach():
    """A row of 0.2 and 1.8 is, of 2, 0.1 and 0.9: brightness 0.5, contrast log 0.404."""
    inputs, features = np.array([[0.2, 1.8]]), np.array([[0.0, 3.0, 0.0]])
    look = (np.log(0.4 + 1 / 255) - np.log(0.1)) / 0.5
    assert known().look_distances(inputs) == pytest.approx(look, rel=1e-6)
    assert known().distances(features) == pytest.approx(np.sqrt(2))  # the farther of two, where there are no five
    assert known().scores(inputs, features) == pytest.approx(max(np.sqrt(2) / 0.5, look / 2))


def test_the_reason_names_what_is_odd_most():
    features = np.array([[1.0, 1.0, 0.0]])  # 0.77 from both references: beyond the reach of 0.5, at 1.5 times
    assert known().reasons(np.array([[0.9, 1.1]]), features) == [
        "the network sees in it what it saw in no training picture"
    ]
    assert known().reasons(np.array([[2.0, 2.0]]), features) == ["it is flatter than the training pictures"]
    lenient = Familiarity(**{**vars(known()), "reach": 2.0})
    assert lenient.reasons(np.array([[0.8, 1.2]]), features) == [""]


def test_the_fifth_nearest_counts():
    references = unit_rows(np.array([[1, step / 10] for step in range(10)]))
    row = unit_rows(np.array([[1.0, 0.0]]))
    assert neighbour_distances(row, references) == pytest.approx(np.linalg.norm(row - references[4]))


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("8x8x1 > conv 3@3 > pool 2 > dense 7 relu > keep 0.5 > dense 2 softmax > regression adam", (7,)),
        ("8x8x1 > conv 3@3 > pool 2 > dense 2 softmax", (4, 4, 3)),
        ("8x8x1 > dense 2", (8, 8, 1)),
    ],
)
def test_features_are_what_the_last_layer_with_weights_reads(text, shape):
    assert features_node(from_text(text)).shape.sides == shape


def test_rows_keep_their_angle_and_lose_their_length():
    rows = unit_rows(np.array([[[3.0], [4.0]], [[30.0], [40.0]], [[0.0], [0.0]]]))
    np.testing.assert_allclose(rows, [[0.6, 0.8], [0.6, 0.8], [0, 0]], rtol=1e-6)


def test_many_features_are_folded_and_angles_stay_roughly():
    rng = np.random.default_rng(0)
    one, other = rng.normal(size=(2, 50_000))
    mixed = np.stack([one, other, 0.8 * one + 0.6 * other])
    rows = unit_rows(mixed)
    assert rows.shape == (3, MOST_FEATURES)
    # The cosines were 0, 0.8 and 0.6; sums of 49 features each, signed by chance, keep them to about 1/32.
    np.testing.assert_allclose(rows @ rows.T, [[1, 0, 0.8], [0, 1, 0.6], [0.8, 0.6, 1]], atol=0.1)


def test_the_arrays_a_file_must_hold_follow_from_the_network():
    sizes = sizes_of(from_text("28x28x3 > dense 2000 relu > dense 2 softmax"), references=7)
    assert sizes == {"references": ("F32", (7, 1024)), "look_mean": ("F32", (5,)), "look_covariance": ("F32", (5, 5))}
