"""Updates: the first steps worked by hand, in TensorFlow's forms where torch's differ."""

import tracemalloc
from dataclasses import fields
from math import sqrt

import pytest
import torch
from torch import nn

from glassnet.errors import SettingError
from glassnet.terms.updates import (
    SGD,
    AdaDelta,
    AdaGrad,
    Adam,
    Ftrl,
    Momentum,
    Nesterov,
    ProximalAdaGrad,
    RMSProp,
)

ALL = (SGD, Momentum, Nesterov, Adam, RMSProp, AdaGrad, ProximalAdaGrad, AdaDelta, Ftrl)


def walked(optimizer: object, start: float, *gradients: float) -> list[float]:
    """Where one weight is after each update."""
    w = torch.tensor([start], dtype=torch.float64)
    slots = optimizer.slots(w)
    places = []
    for step, gradient in enumerate(gradients, start=1):
        optimizer.update(w, torch.tensor([gradient], dtype=torch.float64), slots, step)
        places.append(w.item())
    return places


def test_sgd_steps_against_the_gradient():
    assert walked(SGD(0.1), 1.0, 2.0, -1.0) == pytest.approx([0.8, 0.9])


def test_momentum_remembers_nine_tenths_of_its_velocity():
    # velocity 2, then 0.9 * 2 + 1 = 2.8
    assert walked(Momentum(0.1), 1.0, 2.0, 1.0) == pytest.approx([0.8, 0.52])


def test_nesterov_adds_the_gradient_to_the_velocity_to_come():
    # velocity 2: step 2 + 0.9 * 2 = 3.8. Velocity 2.8: step 1 + 0.9 * 2.8 = 3.52
    assert walked(Nesterov(0.1), 1.0, 2.0, 1.0) == pytest.approx([1 - 0.38, 1 - 0.38 - 0.352])


def test_adam_steps_by_the_rate_at_first_whatever_the_gradient():
    assert walked(Adam(0.001), 0.0, 100.0)[0] == pytest.approx(-0.001)


def test_adam_corrects_outside_the_root_so_epsilon_weighs_more_than_in_torch():
    # m = 0.1 g, v = 0.001 g^2, c = sqrt(0.001) / 0.1; for g = 1e-7 sqrt(v) is 3.16e-9, below epsilon 1e-8.
    g, c = 1e-7, sqrt(0.001) / 0.1
    by_hand = -0.001 * c * 0.1 * g / (sqrt(0.001) * g + 1e-8)
    assert walked(Adam(), 0.0, g)[0] == pytest.approx(by_hand)
    inside = -0.001 * g / (g + 1e-8)  # the paper's form, and torch's: both moments corrected first
    assert by_hand == pytest.approx(0.264 * inside, rel=1e-2)


def test_adam_in_its_second_step():
    # g = 1, then 3. m: 0.1, 0.39. v: 0.001, 0.009999. c = sqrt(1 - 0.999^2) / (1 - 0.9^2).
    first, second = walked(Adam(0.001), 0.0, 1.0, 3.0)
    by_hand = -0.001 * sqrt(1 - 0.999**2) / (1 - 0.81) * 0.39 / (sqrt(0.009999) + 1e-8)
    assert second - first == pytest.approx(by_hand)


def test_rmsprop_starts_its_mean_square_at_one():
    # 1 + 0.1 * (4 - 1) = 1.3; torch, which starts at 0, would step by 0.2 / sqrt(0.04) = 1.
    assert walked(RMSProp(0.1), 0.0, 2.0)[0] == pytest.approx(-0.1 * 2 / sqrt(1.3))


def test_rmsprop_has_its_epsilon_inside_the_root():
    # decay 0 leaves r = g^2 = 0.0001; outside, epsilon 0.01 would give 0.1 * 0.01 / 0.02 = 0.05.
    assert walked(RMSProp(0.1, decay=0.0, epsilon=0.01), 0.0, 0.01)[0] == pytest.approx(-0.001 / sqrt(0.0101))


def test_rmsprop_with_momentum_rolls_on():
    # First step a = 0.1 * 2 / sqrt(1.3). Then r = 0.9 * 1.3 + 0, g = 0: a halves.
    first = 0.1 * 2 / sqrt(1.3)
    assert walked(RMSProp(0.1, momentum=0.5), 0.0, 2.0, 0.0) == pytest.approx([-first, -1.5 * first])


def test_adagrad_starts_its_sum_at_a_tenth_and_has_no_epsilon():
    # The sum is 4.1, then 5.1.
    first = -0.1 * 2 / sqrt(4.1)
    assert walked(AdaGrad(0.1), 0.0, 2.0, 1.0) == pytest.approx([first, first - 0.1 / sqrt(5.1)])


def test_proximal_adagrad_is_adagrad_as_tflearn_builds_it():
    assert walked(ProximalAdaGrad(0.1), 0.5, 2.0, 1.0) == walked(AdaGrad(0.1), 0.5, 2.0, 1.0)


def test_adadelta_forgets_nine_tenths_by_default():
    # The mean square is 0.9 * 4 = 3.6, then 0.1 * 3.6 + 0.9 * 1.
    d = 2 * sqrt(1e-8) / sqrt(3.6 + 1e-8)
    u, s = 0.9 * d * d, 0.1 * 3.6 + 0.9
    again = sqrt(u + 1e-8) / sqrt(s + 1e-8)
    assert walked(AdaDelta(learning_rate=1.0), 0.0, 2.0, 1.0) == pytest.approx([-d, -d - again])


def test_ftrl_forgets_where_it_started_but_for_z():
    # The sum grows from 0.1 to 4.1; without l1 and l2 the new place is -z over its root over the rate.
    z = 2 - (sqrt(4.1) - sqrt(0.1)) / 0.5
    assert walked(Ftrl(0.5), 1.0, 2.0)[0] == pytest.approx(-z / (sqrt(4.1) / 0.5))


def test_ftrl_with_l1_sets_what_matters_little_to_exactly_zero():
    assert walked(Ftrl(0.5, l1_regularization_strength=3.0), 0.0, 2.0) == [0.0]


def test_ftrl_with_l1_and_l2_pulls_towards_zero():
    # From 0, z is the gradient 2; l1 takes 0.5 off it, and l2 adds twice 0.25 below the line.
    optimizer = Ftrl(0.5, l1_regularization_strength=0.5, l2_regularization_strength=0.25)
    assert walked(optimizer, 0.0, 2.0)[0] == pytest.approx(-1.5 / (sqrt(4.1) / 0.5 + 0.5))


def test_ftrl_of_power_zero_is_gradient_descent_from_zero():
    assert walked(Ftrl(0.1, learning_rate_power=0.0), 0.0, 2.0, 1.0) == pytest.approx([-0.2, -0.3])


@pytest.mark.parametrize("kind", ALL)
def test_an_update_works_in_place_on_a_parameter_and_leaves_the_gradient_alone(kind):
    w = nn.Parameter(torch.ones(4, 3))
    gradient = torch.full((4, 3), 0.5)
    optimizer = kind()
    slots = optimizer.slots(w)
    homes = {name: slot.data_ptr() for name, slot in slots.items()} | {"w": w.data_ptr()}
    optimizer.update(w, gradient, slots, 1)
    assert {name: slot.data_ptr() for name, slot in slots.items()} | {"w": w.data_ptr()} == homes
    assert not (w == 1).any()
    assert (gradient == 0.5).all()
    assert w.requires_grad
    assert w.grad_fn is None
    assert not any(slot.requires_grad for slot in slots.values())


@pytest.mark.parametrize("kind", ALL)
def test_a_gradient_of_zero_moves_no_fresh_weight_but_ftrls(kind):
    moved = walked(kind(), 1.0, 0.0)[0]
    assert moved == (0.0 if kind is Ftrl else 1.0)


@pytest.mark.parametrize("kind", ALL)
def test_updates_lead_downhill(kind):
    places = walked(kind(), 0.0, *[1.0] * 20)
    assert places == sorted(places, reverse=True)
    assert places[-1] < 0


@pytest.mark.parametrize("kind", ALL)
def test_an_update_runs_no_python_for_each_number(kind):
    w = torch.ones(1_000_000)
    optimizer, gradient = kind(), torch.ones(1_000_000)
    slots = optimizer.slots(w)
    tracemalloc.start()
    optimizer.update(w, gradient, slots, 1)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 100_000  # Python objects; the arrays are torch's


def test_the_settings_stand_in_tflearns_order():
    assert [each.name for each in fields(SGD)] == [
        "learning_rate",
        "lr_decay",
        "decay_step",
        "staircase",
        "use_locking",
        "name",
    ]
    assert Momentum(0.1, 0.8, 0.96, 10, True) == Momentum(
        learning_rate=0.1, momentum=0.8, lr_decay=0.96, decay_step=10, staircase=True
    )
    assert RMSProp(0.1, 0.99, 0.5, 1e-6) == RMSProp(learning_rate=0.1, decay=0.99, momentum=0.5, epsilon=1e-6)
    assert Adam(0.1, 0.8, 0.99, 1e-4) == Adam(learning_rate=0.1, beta1=0.8, beta2=0.99, epsilon=1e-4)


def test_the_defaults_are_tflearns():
    assert (RMSProp().decay, RMSProp().epsilon) == (0.9, 1e-10)
    assert (AdaDelta().rho, AdaDelta().epsilon) == (0.1, 1e-8)
    assert (AdaGrad().initial_accumulator_value, Ftrl().learning_rate) == (0.1, 3.0)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Momentum(momentum=1.5), r"Momentum: momentum=1.5 cannot be; it must be a number from 0 to 1"),
        (lambda: SGD(lr_decay=-0.1), r"SGD: lr_decay=-0.1"),
        (lambda: SGD(lr_decay=0.9, decay_step=0), r"SGD: decay_step=0"),
        (lambda: Adam(beta1=1.0), r"Adam: beta1=1.0 cannot be; it must be a number from 0 up to, but not including, 1"),
        (lambda: Adam(epsilon=-1e-8), r"Adam: epsilon=-1e-08"),
        (lambda: AdaGrad(initial_accumulator_value=0.0), r"AdaGrad: initial_accumulator_value=0.0"),
        (lambda: AdaDelta(rho=2.0), r"AdaDelta: rho=2.0"),
        (lambda: Ftrl(learning_rate_power=0.5), r"Ftrl: learning_rate_power=0.5 cannot be; it must be .* 0 or below"),
        (lambda: Ftrl(l1_regularization_strength=-1.0), r"Ftrl: l1_regularization_strength=-1.0"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_where_it_is_written(make, said):
    with pytest.raises(SettingError, match=said):
        make()
