"""A term: the name of a formula with its settings, before anyone computes with it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Setting = str | int | float | bool | None | tuple[int, ...]


@dataclass(frozen=True)
class Term:
    """`relu`, `leaky_relu(alpha=0.2)`, `truncated_normal(stddev=0.05)`: what `glassnet.terms` gives a meaning.

    `code` holds a user's own function in place of a name we know; such a term computes like any other and cannot be
    written to a file. Settings stand in alphabetical order, whichever way they came, so that equal terms are equal.

    >>> print(Term("leaky_relu", (("alpha", 0.2),)))
    leaky_relu(alpha=0.2)
    """

    name: str
    settings: tuple[tuple[str, Setting], ...] = ()
    code: Callable[..., Any] | None = field(default=None, compare=True)

    def __post_init__(self) -> None:
        object.__setattr__(self, "settings", tuple(sorted(self.settings, key=lambda pair: pair[0])))

    def __str__(self) -> str:
        inside = ", ".join(f"{key}={value!r}" for key, value in self.settings)
        return f"{self.name}({inside})" if inside else self.name

    @property
    def is_own_code(self) -> bool:
        return self.code is not None

    def setting(self, key: str, default: Any = None) -> Any:
        return dict(self.settings).get(key, default)


def term(name: str, **settings: Setting) -> Term:
    """A term by name, its settings as keywords.

    >>> term("normal", stddev=0.1, mean=0.0) == term("normal", mean=0.0, stddev=0.1)
    True
    """
    return Term(name, tuple(settings.items()))


LINEAR = Term("linear")
ZEROS = Term("zeros")
UNIFORM_SCALING = Term("uniform_scaling")  # how TFLearn starts the filters of a convolution
TRUNCATED_NORMAL = Term("truncated_normal")  # and the weights of a fully connected layer
