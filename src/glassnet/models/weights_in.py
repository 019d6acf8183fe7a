"""Which array of a file goes to which array of a model, and what to say when they are not the same network's."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import DataError
from glassnet.graph.network import Network
from glassnet.runs.run import Run

NameMap = tuple[str, str] | Callable[[str], str | None] | None
Arrays = dict[str, NDArray[np.float32]]


def arrays_for(network: Network, run: Run, names: NameMap = None, scope: str | None = None) -> Arrays:
    """The arrays of `run` under the names of `network`, as many as `network` wants restored.

    Layers made with `restore=False` are left out. `names` tells the name in the file for a name of the network: a
    pattern and what to put in its place, or a function, None for an array to leave alone. With `scope`, only arrays
    below that name are wanted, and the file has them without it. Raises `DataError` listing what is missing and what
    has another shape; what only the file has is not asked for.
    """
    wanted = {name: _in_file(name, names, scope) for name in _restored(network)}
    pairs = {name: there for name, there in wanted.items() if there is not None}
    differing = list(filter(None, (_difference(network, name, there, run.weights) for name, there in pairs.items())))
    if differing:
        raise DataError("\n".join([_headline(network, run), *differing, _ADVICE]))
    return {name: np.asarray(run.weights[there], dtype=np.float32) for name, there in pairs.items()}


_ADVICE = (
    "Build the network as it was when it was saved; a layer that is meant to differ takes restore=False. "
    "gn.load(path) gives the saved network itself."
)


def _restored(network: Network) -> list[str]:
    return [
        f"{network.name(node)}/{weight.name}"
        for node in network.nodes
        if getattr(node.op, "restore", True)
        for weight in node.weights
    ]


def _in_file(name: str, names: NameMap, scope: str | None) -> str | None:
    if scope is not None:
        return name.removeprefix(f"{scope}/") if name.startswith(f"{scope}/") else None
    if names is None:
        return name
    if callable(names):
        return names(name)
    return re.sub(names[0], names[1], name)


def _difference(network: Network, name: str, there: str, weights: Mapping[str, NDArray[Any]]) -> str | None:
    own = network.weights[name].shape
    alias = "" if there == name else f" ('{there}' in the file)"
    if there not in weights:
        return f"  {name}{alias}: {_sides(own)} here, not in the file"
    if tuple(weights[there].shape) != own:
        return f"  {name}{alias}: {_sides(own)} here, {_sides(weights[there].shape)} in the file"
    return None


def _headline(network: Network, run: Run) -> str:
    layers = ", ".join(name for name in run.network.names if name not in network.names)
    return "the file holds another network." + (f" It has layers this one has not: {layers}." if layers else "")


def _sides(shape: tuple[int, ...]) -> str:
    return "x".join(map(str, shape)) or "one number"
