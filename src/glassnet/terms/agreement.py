"""What a formula is given must fit together: predictions with targets, a user's loss with being one number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from glassnet.errors import DataError

if TYPE_CHECKING:
    from torch import Tensor


def require_same_shape(name: str, prediction: Tensor, target: Tensor) -> None:
    """Raise `DataError` unless targets have the shape of predictions.

    torch would stretch [64] against [64, 1] to [64, 64] without a word, and train on nonsense.

    >>> import torch
    >>> require_same_shape("mean_square", torch.zeros(4, 1), torch.zeros(4))
    Traceback (most recent call last):
    glassnet.errors.DataError: mean_square: predictions are [4, 1], targets are [4]. Targets need the shape of the \
network's output: reshape them to [-1, 1].
    """
    if prediction.shape != target.shape:
        sides = [-1, *prediction.shape[1:]]
        cure = f"reshape them to {sides}" if prediction.numel() == target.numel() else f"they must be {sides}"
        raise DataError(
            f"{name}: predictions are {list(prediction.shape)}, targets are {list(target.shape)}. "
            f"Targets need the shape of the network's output: {cure}."
        )


def require_one_number(name: str, value: Tensor) -> None:
    """Raise `DataError` unless `value`, made by a user's own function, is a single number.

    >>> import torch
    >>> require_one_number("my_loss", torch.zeros(64))
    Traceback (most recent call last):
    glassnet.errors.DataError: 'my_loss' returned an array of shape [64]; it must return one number. End with .mean().
    """
    if not hasattr(value, "dim"):
        raise DataError(f"'{name}' returned {type(value).__name__}; it must return a torch tensor holding one number.")
    if value.dim() != 0:
        raise DataError(
            f"'{name}' returned an array of shape {list(value.shape)}; it must return one number. End with .mean()."
        )
