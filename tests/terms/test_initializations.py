"""Initializations: what names, factories, arrays and functions start weights from."""

import numpy as np
import pytest
import torch

from glassnet.errors import DataError, SettingError, UnknownName
from glassnet.graph.ops.normalizing import ONES
from glassnet.graph.term import ZEROS, Term
from glassnet.terms import initializations
from glassnet.terms.initializations import draw, get


def chance(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize("name", [name for name in initializations.NAMES if name != "constant"])
def test_every_name_draws_float32_of_the_shape_and_the_same_from_the_same_generator(name):
    first, again = draw(get(name), (3, 4), chance()), draw(get(name), [3, 4], chance())
    assert (first.dtype, tuple(first.shape)) == (torch.float32, (3, 4))
    assert torch.equal(first, again)


@pytest.mark.parametrize("name", ["uniform", "uniform_scaling", "normal", "truncated_normal", "xavier"])
def test_two_draws_from_one_generator_differ(name):
    generator = chance()
    assert not torch.equal(draw(get(name), (3, 4), generator), draw(get(name), (3, 4), generator))


def test_terms_that_the_graph_makes_are_drawn():
    assert draw(ZEROS, (2,), chance()).tolist() == [0.0, 0.0]
    assert draw(ONES, (2,), chance()).tolist() == [1.0, 1.0]


def test_a_seed_in_the_term_draws_from_a_generator_of_its_own():
    term = initializations.truncated_normal(seed=42)
    generator = chance(1)
    before = generator.get_state()
    assert torch.equal(draw(term, (5,), generator), draw(term, (5,), chance(2)))
    assert torch.equal(generator.get_state(), before)
    assert torch.equal(draw(term, (5,), chance()), draw(get("truncated_normal"), (5,), chance(42)))


def test_a_factory_names_what_differs_from_its_defaults():
    assert initializations.normal(mean=0.0, stddev=0.02) == Term("normal")
    assert initializations.normal(stddev=0.1, dtype="float32") == Term("normal", (("stddev", 0.1),))
    assert initializations.xavier(uniform=False) == Term("xavier", (("uniform", False),))


def test_a_factory_with_a_shape_draws_at_once_and_a_seed_makes_it_the_same_again():
    first, again = (initializations.uniform([2, 3], minval=-1, maxval=1, seed=7) for _ in range(2))
    assert tuple(first.shape) == (2, 3)
    assert torch.equal(first, again)


def test_a_factory_serves_without_calling_it():
    assert get(initializations.uniform_scaling) == get("uniform_scaling")


def test_uniform_scaling_ignores_a_factor_without_a_shape_as_tflearn_does_and_says_so():
    with pytest.warns(UserWarning, match=r"factor=1.43\) without a shape: TFLearn ignores the factor"):
        assert initializations.uniform_scaling(factor=1.43) == Term("uniform_scaling")


def test_uniform_scaling_heeds_a_factor_in_a_term_and_with_a_shape():
    plain = draw(get("uniform_scaling"), (9, 4), chance(3))
    assert torch.allclose(draw(Term("uniform_scaling", (("factor", 2.0),)), (9, 4), chance(3)), 2 * plain)
    assert torch.allclose(initializations.uniform_scaling([9, 4], factor=2.0, seed=3), 2 * plain)


def test_no_initialization_is_glorots_as_in_tensorflow():
    assert get(None) == get("xavier")


@pytest.mark.parametrize(
    "values",
    [[[1.0, 2.0]], np.array([[1, 2]]), np.array([[1.0, 2.0]], np.float64), torch.tensor([[1.0, 2.0]])],
    ids=repr,
)
def test_values_that_are_given_are_taken_as_they_are(values):
    drawn = draw(get(values), (1, 2), chance())
    assert (drawn.dtype, drawn.tolist()) == (torch.float32, [[1.0, 2.0]])


def test_training_cannot_write_into_an_array_that_was_given():
    values = np.zeros((2, 2), np.float32)
    draw(get(values), (2, 2), chance()).fill_(7)
    assert (values == 0).all()


def test_values_of_another_shape_are_refused_with_both_shapes():
    with pytest.raises(
        DataError, match=r"weights of shape \[2, 2, 1, 32\] are to start from the values given, of shape"
    ):
        draw(get(np.zeros((2, 2))), (2, 2, 1, 32), chance())


def test_a_function_of_ones_own_is_called_with_the_shape():
    def twos(shape):
        return np.full(shape, 2.0)

    assert draw(get(twos), (2,), chance()).tolist() == [2.0, 2.0]
    with pytest.raises(DataError, match=r"what 'flat' returned, of shape \[1\]"):
        draw(Term("flat", code=lambda shape: [0.0]), (2,), chance())


def test_there_are_no_ones_in_tflearn():
    with pytest.raises(UnknownName, match="Invalid initialization: 'ones'"):
        get("ones")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: initializations.normal(stddev=-0.1), r"normal: stddev=-0.1 cannot be"),
        (lambda: initializations.uniform(minval=float("nan")), r"uniform: minval=nan cannot be"),
        (lambda: initializations.uniform(minval=2), r"uniform: minval=2 must lie below maxval=1.0"),
        (lambda: initializations.constant(float("inf")), r"constant: value=inf cannot be"),
        (lambda: initializations.variance_scaling(factor=0), r"variance_scaling: factor=0 cannot be"),
        (lambda: initializations.zeros(seed=0.5), r"zeros: seed=0.5 cannot be; it must be a whole number"),
        (lambda: initializations.variance_scaling(mode="IN"), r"Invalid mode of variance_scaling: 'IN'"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_where_it_is_written(make, said):
    with pytest.raises((SettingError, UnknownName), match=said):
        make()
