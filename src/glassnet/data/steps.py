"""What is done to pictures on their way into a network, as a plain list that an input layer takes over."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import DataError

CUSTOM = "custom"


@dataclass(frozen=True, eq=False)
class Step:
    """One step: the name of what is done, its settings, and where they are the user's own, an array or a function.

    >>> print(Step("random_crop", (("shape", (24, 24)), ("padding", 0))))
    random_crop(shape=(24, 24), padding=0)
    """

    name: str
    settings: tuple[tuple[str, Any], ...] = ()
    values: NDArray[Any] | None = None
    code: Callable[..., Any] | None = None

    def __str__(self) -> str:
        inside = ", ".join(f"{key}={value!r}" for key, value in self.settings if value is not None)
        return f"{self.name}({inside})" if inside else self.name


class StepList:
    """Steps in the order they were added, in TFLearn's two lists.

    `methods` holds a `Step` for each that we know. What a subclass appends to it is a function of a batch, called with
    what stands at the same place of `args`.
    """

    def __init__(self) -> None:
        self.methods: list[Any] = []
        self.args: list[Any] = []
        self._is_settled = False

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {', '.join(map(str, self.steps)) or 'no steps'}>"

    @property
    def steps(self) -> tuple[Step, ...]:
        """What is done, in order."""
        if len(self.methods) != len(self.args):
            raise DataError(
                f"methods has {len(self.methods)} entries and args {len(self.args)}: each method needs its list of "
                "arguments, or None."
            )
        return tuple(_step(method, given) for method, given in zip(self.methods, self.args, strict=True))

    def settled(self) -> tuple[Step, ...]:
        """The steps, for a network that takes them over as they are; none can be added any more."""
        self._is_settled = True
        return self.steps

    def _add(self, name: str, values: NDArray[Any] | None = None, code: Any = None, **settings: Any) -> None:
        if self._is_settled:
            raise DataError(
                f"add_{name} comes too late: input_data has taken these steps over already, as they were.\n"
                f"Add all steps before input_data, or make another {type(self).__name__}() for another network."
            )
        self.methods.append(Step(name, tuple(settings.items()), values, code))
        self.args.append(None)


def _step(method: Any, given: Iterable[Any] | None) -> Step:
    if isinstance(method, Step):
        return method
    if not callable(method):
        raise DataError(f"methods holds {method!r:.60}, which is no function of a batch of pictures.")
    return Step(CUSTOM, code=Own(method, tuple(given or ())))


class Own:
    """A user's function of a batch with its further arguments. It works on a copy: what it writes into is its own."""

    def __init__(self, function: Callable[..., Any], given: tuple[Any, ...] = ()) -> None:
        self.__name__ = getattr(function, "__name__", type(function).__name__)
        self._called = partial(_on_copy, function, given)

    def __call__(self, batch: NDArray[Any]) -> NDArray[Any]:
        made: NDArray[Any] = self._called(batch)
        return made


def _on_copy(function: Callable[..., Any], given: tuple[Any, ...], batch: NDArray[Any]) -> NDArray[Any]:
    made = np.asarray(function(np.array(batch), *given))
    if made.dtype.kind not in "fiub" or len(made) != len(batch):
        name = getattr(function, "__name__", type(function).__name__)
        raise DataError(
            f"{name} was given {len(batch)} pictures and returned {made.dtype} of shape {made.shape}: it must return "
            "as many, as one array of numbers."
        )
    return made
