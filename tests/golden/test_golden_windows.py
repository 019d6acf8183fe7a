"""Convolution and pooling against TensorFlow's numbers: every window of a grid, its values and its gradients."""

from typing import Any

import pytest
import torch
from golden_inputs import apart, fingerprint, numbers, read, weighting

from glassnet.engine.convolution import convolve
from glassnet.engine.pooling import avg_pool, max_pool
from glassnet.graph.op import Window
from glassnet.graph.shape import window_stops

ANSWERS = read("windows")
KEYS = ANSWERS["columns"][5:]


def measured(image: tuple[int, int], window: Window) -> dict[str, torch.Tensor]:
    """What the tool asked of TensorFlow, in its order."""
    X = torch.from_numpy(numbers((2, *image, 2))).requires_grad_()
    W = torch.from_numpy(numbers((*window.size, 2, 3), salt=1)).requires_grad_()
    conv, highest, mean = convolve(X, W, window), max_pool(X, window), avg_pool(X, window)
    conv_dX, conv_dW = gradients(conv, X, W)
    (max_dX,), (avg_dX,) = gradients(highest, X), gradients(mean, X)
    return dict(zip(KEYS, (conv, conv_dX, conv_dW, highest, max_dX, mean, avg_dX), strict=True))


def gradients(output: torch.Tensor, *by: torch.Tensor) -> tuple[torch.Tensor, ...]:
    return torch.autograd.grad(output, by, torch.from_numpy(weighting(tuple(output.shape))))


def off(array: torch.Tensor, stored: float) -> float:
    """How far a fingerprint is from the stored one, as a share of what it would be were no cell negative."""
    values = array.detach().numpy()
    return abs(fingerprint(values) - stored) / (fingerprint(abs(values)) or 1.0)


@pytest.mark.parametrize("n", range(1, 29))
def test_every_window_over_an_image_is_tensorflows(n: int) -> None:
    for n_, k, s, padding, stops, *prints in ANSWERS["cases"]:
        if n_ != n:
            continue
        assert window_stops(n, k, s, padding) == stops, (n, k, s, padding)
        if stops == 0:
            continue
        found = measured((n, n), Window((k, k), (s, s), padding))
        assert found["conv"].shape[1:3] == (stops, stops)
        for (name, array), stored in zip(found.items(), prints, strict=True):
            # Null: TensorFlow's gradient there is no derivative of what it computes. Ours is held to that below.
            assert stored is None or off(array, stored) < 1e-5, (n, k, s, padding, name)


def test_where_tensorflows_gradient_of_a_mean_is_wrong_ours_is_its_derivative() -> None:
    wrong = [row for row in ANSWERS["cases"] if None in row]
    assert 0 < len(wrong) < 100
    for n, k, s, padding, _, *prints in wrong:
        assert k > n
        assert prints.index(None) == KEYS.index("avg_dX")
        found = measured((n, n), Window((k, k), (s, s), padding))
        by_hand = (found["avg_dX"].double() * torch.from_numpy(numbers((2, n, n, 2)))).sum().item()
        assert by_hand == pytest.approx(fingerprint(found["avg"].detach()), abs=1e-4)


@pytest.mark.parametrize("case", ANSWERS["oblong"], ids=lambda case: str(case["image"]))
def test_windows_that_are_not_square_are_tensorflows(case: dict[str, Any]) -> None:
    found = measured(tuple(case["image"]), Window(tuple(case["window"]), tuple(case["strides"]), "same"))
    assert list(found["max"].shape[1:3]) == case["shape"]
    for name, array in found.items():
        assert case[name] is None or off(array, case[name]) < 1e-5, name


@pytest.mark.parametrize("case", ANSWERS["famous"], ids=lambda case: "{n},{k},{s}".format(**case))
def test_corners_of_famous_windows_are_tensorflows(case: dict[str, Any]) -> None:
    n, k, s = case["n"], case["k"], case["s"]
    X, W = torch.from_numpy(numbers((2, n, n, 2))), torch.from_numpy(numbers((k, k, 2, 3), salt=1))
    window = Window((k, k), (s, s), "same")
    for name, made in {"conv": convolve(X, W, window), "max": max_pool(X, window), "avg": avg_pool(X, window)}.items():
        assert made.shape[1] == case["stops"]
        corners = made[0][[0, 0, -1, -1], [0, -1, 0, -1], 0]
        # A corner is a sum of up to 4 k k products: its rounding goes with their size, not with what is left of them.
        assert apart(corners.tolist(), case["corners"][name]) < 1e-5, name
