"""Asking a live network: arrays in, its output back, batch by batch."""

import warnings
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from glassnet.data.batches import take
from glassnet.data.feeds import check_inputs, check_lengths, check_range, match_feeds
from glassnet.engine.to_torch import Net
from glassnet.errors import DataError
from glassnet.runs.card import DataCard
from glassnet.runs.feeding import input_ports
from glassnet.runs.run import batch_size
from glassnet.training.samples import to_tensor


def answers(net: Net, X: Any, card: DataCard | None = None) -> NDArray[np.float32]:
    """The output of `net` for `X` as TFLearn takes it, [N, ...]. Warns where its scale is not the card's."""
    ports = {port.name: port for port in input_ports(net.network)}
    given = match_feeds(X, list(ports.values()))
    arrays = {name: check_inputs(array, ports[name]) for name, array in given.items()}
    samples = check_lengths(arrays)
    if card is not None and card.samples:
        _warn_of_scale(arrays, card)
    net.eval()
    size = batch_size(net.network)
    with torch.inference_mode():
        batches = [
            net.value({name: to_tensor(take(array, _rows(start, size, samples))) for name, array in arrays.items()})
            for start in range(0, samples, size)
        ]
    return torch.cat(batches).float().numpy()


def _rows(start: int, size: int, samples: int) -> NDArray[np.int64]:
    return np.arange(start, min(start + size, samples))


def _warn_of_scale(arrays: dict[str, Any], card: DataCard) -> None:
    """A script that mixes scales ran in TFLearn, with answers of no worth. It runs here too, and is told."""
    for name, array in arrays.items():
        seen = card.of_input(name)
        if not isinstance(array, np.ndarray):
            continue
        try:
            check_range(array, seen.minimum, seen.maximum, "X")
        except DataError as why:
            warnings.warn(str(why), stacklevel=4)
