"""What can go wrong, as a family. Every message says what happened, how it came about, and what to try.

GlassnetError
├── UnknownName        a name of nothing we know (a layer, a term, a setting, a feed key); "did you mean"
├── SettingError       a setting out of its range: a learning rate of 0
├── ShapeError         a layer cannot follow the one before it
├── NotationError      a line of text or JSON that is no network
├── DataError          arrays, labels or files that do not fit the network
│   └── FeedError      a feed key that names no input or target
├── FileError          a model file we refuse to read
├── NonFiniteLoss      training left the numbers; stopped at the first such step
├── TooBigForMemory    a network predicted to need more memory than there is
└── EnvironmentProblem the machine lacks something: a package, a writable folder, the network
"""

from collections.abc import Iterable
from difflib import get_close_matches


class GlassnetError(Exception):
    """Anything Glassnet tells its user went wrong. `exit_code` is what a command ends with."""

    exit_code = 2


class UnknownName(GlassnetError, ValueError):
    """A name of nothing we know."""


class SettingError(GlassnetError, ValueError):
    """A setting out of its range."""


class ShapeError(GlassnetError, ValueError):
    """A layer cannot follow the one before it."""


class NotationError(GlassnetError, ValueError):
    """A line of text or JSON that is no network."""


class DataError(GlassnetError, ValueError):
    """Arrays, labels or files that do not fit."""


class FeedError(DataError):
    """A feed key that names no input or target."""


class FileError(GlassnetError, ValueError):
    """A model file we refuse to read."""


class NonFiniteLoss(GlassnetError, ArithmeticError):
    """Training left the numbers: a loss that is NaN or infinite."""


class TooBigForMemory(GlassnetError, MemoryError):
    """A network predicted to need more memory than there is."""


class EnvironmentProblem(GlassnetError):
    """The machine lacks something: a package, a writable folder, the network."""

    exit_code = 3


def unknown(kind: str, name: object, known: Iterable[str]) -> UnknownName:
    """The error for a name we do not know, with the nearest ones we do.

    >>> print(unknown("activation", "rellu", ["relu", "relu6", "tanh"]))
    Invalid activation: 'rellu'. Did you mean 'relu' or 'relu6'?
    >>> print(unknown("optimizer", "zzz", ["sgd", "adam"]))
    Invalid optimizer: 'zzz'. Known: adam, sgd.
    """
    spelled = {each.lower(): each for each in sorted(set(known))}
    near = [spelled[each] for each in get_close_matches(str(name).lower(), spelled, n=2, cutoff=0.6)]
    hint = f"Did you mean {' or '.join(map(repr, near))}?" if near else f"Known: {', '.join(spelled.values())}."
    return UnknownName(f"Invalid {kind}: {name!r}. {hint}")
