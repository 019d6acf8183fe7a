"""What TFLearn calls a session: the live arrays of a model, which other models may share."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.engine.to_torch import Net
from glassnet.errors import GlassnetError, UnknownName
from glassnet.graph.node import Variable

_current: list["Session"] = []


class NoSession(GlassnetError, RuntimeError):
    """A value was asked for outside of any session."""


class Session:
    """The arrays of one model.

    `DNN(net, session=model.session)` builds on the same arrays: train one, and the other has learned it too.
    """

    def __init__(self, net: Net) -> None:
        self.net = net

    @contextmanager
    def as_default(self) -> Iterator["Session"]:
        """Until the block ends, `tflearn.variables.get_value(variable)` reads here."""
        _current.append(self)
        try:
            yield self
        finally:
            _current.remove(self)

    def name(self, variable: Variable | str) -> str:
        """The full name, such as `conv_1/W`, of an array told by its handle or its name.

        Raises `UnknownName` where this model has no such array.
        """
        if isinstance(variable, str):
            self.net.array(variable)
            return variable
        if not isinstance(variable, Variable):
            raise UnknownName(
                f"an array is told by its name, such as 'conv_1/W', or by what get_layer_variables_by_name gives; "
                f"got {type(variable).__name__}."
            )
        if variable.node not in self.net.network:
            raise UnknownName(self._foreign(variable))
        return self.net.network.weight_name(variable)

    def value(self, variable: Variable | str) -> NDArray[np.float32]:
        """A copy of one array, in TensorFlow's layout."""
        return self.net.array(self.name(variable)).detach().cpu().numpy().copy()

    def set_value(self, variable: Variable | str, values: Any) -> None:
        """Write one array. Raises `DataError` on another shape."""
        self.net.set_weights({self.name(variable): np.asarray(values)})

    def _foreign(self, variable: Variable) -> str:
        name = f"{variable.node.asked_name}/{variable.weight.name}"
        hint = f"Read it by the model of that network, or ask this one for get_weights('{name}')."
        if name not in self.net.arrays:
            hint = f"This one has: {', '.join(self.net.arrays)}."
        return f"this '{name}' belongs to another network. {hint}"


def default_session() -> Session:
    """The session of the innermost `with model.session.as_default():`. Raises `NoSession` outside of any."""
    if not _current:
        raise NoSession(
            "the value of a variable depends on the model: ask inside `with model.session.as_default():`, "
            "or use model.get_weights(variable)."
        )
    return _current[-1]
