"""Losses, metrics, activations, regularizers and initializations against TensorFlow's numbers."""

from math import sqrt
from typing import Any

import numpy as np
import pytest
import torch
from golden_inputs import apart, as_array, read, weighting

from glassnet.graph.shape import Shape
from glassnet.graph.term import Term, term
from glassnet.terms import activations, initializations, metrics, objectives, regularizers


def cases(family: str) -> list[Any]:
    """The cases of a family, each with a name that pytest can show."""
    return [pytest.param(case, id=name_of(case)) for case in read(family)["cases"]]


def name_of(case: dict[str, Any]) -> str:
    settings = ",".join(f"{key}={value}" for key, value in case["settings"].items())
    return " ".join(str(part) for part in (next(iter(case.values())), case.get("what"), settings) if part)


def tensor(stored: Any) -> torch.Tensor:
    return torch.from_numpy(as_array(stored))


def as_term(case: dict[str, Any]) -> Term:
    settings = {key: tuple(value) if isinstance(value, list) else value for key, value in case["settings"].items()}
    return term(
        next(iter(case[kind] for kind in ("objective", "activation", "regularizer", "initialization") if kind in case)),
        **settings,
    )


@pytest.mark.parametrize("case", cases("objectives"))
def test_losses_and_their_slopes_are_tensorflows(case: dict[str, Any]) -> None:
    prediction = tensor(case["prediction"]).requires_grad_()
    loss = objectives.compute(objectives.get(as_term(case)), prediction, tensor(case["target"]))
    (slope,) = torch.autograd.grad(loss, prediction)
    assert apart(loss.item(), case["value"]) < 1e-5
    assert apart(slope.tolist(), case["gradient"]) < 1e-5


@pytest.mark.parametrize("case", cases("metrics"))
def test_metrics_are_tensorflows(case: dict[str, Any]) -> None:
    settings = dict(case["settings"])
    if "inner_metric" in settings:
        metric = metrics.Prediction_Counts(getattr(metrics, settings["inner_metric"])(), name="counts")
    else:
        metric = getattr(metrics, case["metric"])(**settings)
    prediction = tensor(case["prediction"])
    value = metrics.compute(metric, prediction, tensor(case["target"]), tensor(case["x"]))
    assert apart(value.item(), case["value"]) < 1e-5
    # TFLearn calls the weighted R2 by the plain one's name, which is no longer so here.
    if case["metric"] != "WeightedR2":
        assert metrics.label(metric, Shape(tuple(prediction.shape[1:]))) == case["label"]


@pytest.mark.parametrize("case", cases("activations"))
def test_activations_and_their_slopes_are_tensorflows(case: dict[str, Any]) -> None:
    x = tensor(case["x"]).requires_grad_()
    alphas = tensor(case["alphas"]).requires_grad_() if "alphas" in case else None
    value = activations.compute(activations.get(as_term(case)), x, alphas)
    by = (x,) if alphas is None else (x, alphas)
    slopes = torch.autograd.grad(value, by, torch.from_numpy(weighting(tuple(value.shape))))
    assert apart(value.tolist(), case["value"]) < 1e-5
    assert apart(slopes[0].tolist(), case["gradient"]) < 1e-5
    if alphas is not None:
        assert apart(slopes[1].tolist(), case["alphas_gradient"]) < 1e-5


@pytest.mark.parametrize("case", cases("regularizers"))
def test_regularizers_and_their_slopes_are_tensorflows(case: dict[str, Any]) -> None:
    weight = tensor(case["weight"]).requires_grad_()
    known = regularizers.get(as_term(case))
    assert known is not None
    cost = regularizers.compute(known, weight)
    (slope,) = torch.autograd.grad(cost, weight)
    assert apart(cost.item(), case["value"]) < 1e-5
    assert apart(slope.tolist(), case["gradient"]) < 1e-5


@pytest.mark.parametrize("case", cases("initializations"))
def test_start_weights_are_spread_as_tensorflows(case: dict[str, Any]) -> None:
    shape, chance = tuple(case["shape"]), torch.Generator().manual_seed(1)
    drawing = initializations.get(as_term(case))
    draws = [initializations.draw(drawing, shape, chance).ravel() for _ in range(-(-200_000 // int(np.prod(shape))))]
    cells = torch.cat(draws).double().numpy()
    # Two means of n numbers differ by some sqrt(2 / n) deviations, two deviations by less; five times is not chance.
    chance_of_mean = 5 * sqrt(2 / len(cells)) * case["std_promised"]
    for mean, std in ((case["mean"], case["std"]), (case["mean_promised"], case["std_promised"])):
        assert cells.mean() == pytest.approx(mean, abs=chance_of_mean)
        assert cells.std() == pytest.approx(std, abs=chance_of_mean)
    if case["lowest"] is not None:
        # Not beyond the bounds, float32 aside, and as near to them as TensorFlow came.
        width = case["highest"] - case["lowest"]
        assert case["lowest"] - 1e-6 * width <= cells.min() <= case["min"] + 1e-3 * width
        assert case["max"] - 1e-3 * width <= cells.max() <= case["highest"] + 1e-6 * width
