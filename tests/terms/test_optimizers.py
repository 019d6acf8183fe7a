"""Optimizers: what names, objects and functions of a user's become."""

from dataclasses import dataclass

import numpy as np
import pytest
import torch

from glassnet.errors import SettingError, UnknownName
from glassnet.graph.term import Term
from glassnet.terms import optimizers
from glassnet.terms.optimizers import (
    SGD,
    AdaDelta,
    AdaGrad,
    Adam,
    Ftrl,
    Momentum,
    Nesterov,
    ProximalAdaGrad,
    RMSProp,
    from_term,
    get,
    label,
    to_term,
)

ALL = (SGD, Momentum, Nesterov, Adam, RMSProp, AdaGrad, ProximalAdaGrad, AdaDelta, Ftrl)


def moved(optimizer: object, gradient: float) -> float:
    """Where one update takes a weight from 0."""
    w = torch.zeros(1, dtype=torch.float64)
    optimizer.update(w, torch.tensor([gradient], dtype=torch.float64), optimizer.slots(w), 1)
    return w.item()


@pytest.mark.parametrize("kind", ALL)
def test_an_optimizer_survives_being_a_term(kind):
    optimizer = kind(learning_rate=0.25)
    assert from_term(get(optimizer, learning_rate=0.5)) == optimizer
    assert label(get(optimizer)) == optimizer.label == kind.__name__


@pytest.mark.parametrize("name", optimizers.NAMES)
def test_a_name_takes_the_learning_rate_of_the_regression(name):
    assert from_term(get(name, 0.125)).learning_rate == 0.125


def test_an_optimizer_made_already_keeps_its_own_rate():
    assert get(SGD(learning_rate=0.5), 0.01).setting("learning_rate") == 0.5
    assert get(Ftrl(), 0.01).setting("learning_rate") == 3.0


def test_a_class_and_a_bare_term_take_the_regressions_rate():
    assert get(Adam, 0.01) == get(Term("Adam"), 0.01) == get("adam", 0.01) == Term("adam", (("learning_rate", 0.01),))


def test_a_term_tells_its_rate_and_what_differs_from_the_defaults():
    term = get(Momentum(0.1, momentum=0.5, staircase=True))
    assert str(term) == "momentum(learning_rate=0.1, momentum=0.5, staircase=True)"


def test_numbers_of_numpy_become_pythons():
    assert type(get("sgd", np.float32(0.5)).setting("learning_rate")) is float


@dataclass(frozen=True)
class Signs:
    """A user's own: steps of one size."""

    size: float

    def slots(self, w):
        return {}

    def rate(self, step):
        return self.size

    def update(self, w, gradient, slots, step):
        with torch.no_grad():
            w.sub_(gradient.sign() * self.size)


def test_an_optimizer_of_ones_own_is_carried_as_it_is():
    term = get(Signs(0.5), 0.01)
    assert term.is_own_code
    assert (label(term), from_term(term)) == ("Signs", Signs(0.5))
    assert get(term) == term
    assert moved(from_term(term), 7.0) == -0.5


def test_a_subclass_of_ours_is_ones_own():
    @dataclass(frozen=True)
    class Careful(SGD):
        def rate(self, step):
            return 0.5 * super().rate(step)

    assert label(get(Careful(0.1))) == "Careful"
    assert moved(from_term(get(Careful(0.1))), 1.0) == pytest.approx(-0.05)
    assert from_term(get(Careful, 0.2)).learning_rate == 0.2


def test_a_function_of_the_rate_returns_an_optimizer_alone_or_with_a_step():
    assert get(lambda rate: SGD(rate / 2), 0.5) == get(lambda rate: (SGD(rate / 2), None), 0.5) == to_term(SGD(0.25))


def test_a_function_that_returns_no_optimizer_is_told_what_one_needs():
    def mine(rate):
        return "adam"

    with pytest.raises(SettingError, match=r"'mine\(0.5\)' returned str, which is no optimizer: it needs the methods"):
        get(mine, 0.5)


@pytest.mark.parametrize("rate", [0, -0.1, float("nan"), float("inf"), "0.1", None])
def test_a_learning_rate_is_a_finite_number_above_zero(rate):
    with pytest.raises(SettingError, match=r"SGD: learning_rate=.* cannot be.*above 0\. Usual are 0\.1 to 0\.0001"):
        get("sgd", rate)


def test_an_unknown_optimizer_is_told_the_nearest():
    with pytest.raises(UnknownName, match=r"Invalid optimizer: 'adamm'. Did you mean 'adam'"):
        get("adamm")
