"""How a name becomes a term and a term a number: one table of formulas for each kind of term. Arithmetic is theirs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from inspect import signature
from typing import Any

from glassnet.errors import unknown
from glassnet.graph.term import Term
from glassnet.terms.limits import Limits, plain, require

Formula = Callable[..., Any]


@dataclass(frozen=True)
class Table:
    """The formulas of one kind by name.

    `given` names the parameters that are filled in during the work, such as a prediction; all other parameters of a
    formula are its settings, and their defaults are the term's. `limits` says where a setting may lie, `also` which
    other spellings TFLearn knows.
    """

    kind: str
    formulas: Mapping[str, Formula]
    given: frozenset[str]
    limits: Mapping[str, Limits] = field(default_factory=dict)
    also: Mapping[str, str] = field(default_factory=dict)

    def name(self, spelling: str) -> str:
        """The name for a spelling: itself, or the same letters in another case. Raises `UnknownName`."""
        spellings = dict(self.also) | {name: name for name in self.formulas}
        if spelling in spellings:
            return spellings[spelling]
        lowered = {other.lower(): name for other, name in spellings.items()}
        if spelling.lower() not in lowered:
            raise unknown(self.kind, spelling, self.formulas)
        return lowered[spelling.lower()]

    def get(self, spec: object) -> Term:
        """The term for a name, a term, a formula of ours or a user's own function. Raises `UnknownName`."""
        if isinstance(spec, Term):
            return spec if spec.is_own_code else self.checked(spec)
        if isinstance(spec, str):
            return Term(self.name(spec))
        ours = next((name for name, formula in self.formulas.items() if formula is spec), None)
        if ours is not None:
            return Term(ours)
        if callable(spec):
            return own(spec)
        raise unknown(self.kind, spec, self.formulas)

    def checked(self, term: Term) -> Term:
        """`term` by its usual name, when there is such a formula with such settings within their limits."""
        name = self.name(term.name)
        defaults = self.defaults(name)
        for setting, value in term.settings:
            if setting not in defaults:
                raise unknown(f"setting of {name}", setting, defaults)
            # A setting may always be what it is by default, which is often None.
            if setting in self.limits and value != defaults[setting]:
                require(name, setting, value, self.limits[setting])
        return Term(name, term.settings)

    def term(self, name: str, /, **settings: Any) -> Term:
        """A term with those of `settings` that differ from the formula's own."""
        defaults = self.defaults(name)
        told = {key: plain(value) for key, value in settings.items() if value != defaults.get(key)}
        return self.checked(Term(name, tuple(sorted(told.items()))))

    def defaults(self, name: str) -> dict[str, Any]:
        """The settings of a formula with what they are unless told otherwise."""
        parameters = signature(self.formulas[name]).parameters.values()
        return {each.name: each.default for each in parameters if each.name not in self.given}

    def compute(self, term: Term, *given: Any) -> Any:
        """What the term's formula, or the user's function in its place, makes of the values it is given."""
        if term.code is not None:
            return term.code(*given)
        return self.formulas[term.name](*given, **dict(term.settings))


def own(code: Callable[..., Any]) -> Term:
    """A term for a user's own function.

    >>> print(own(lambda x: x * 2))
    <lambda>
    """
    return Term(getattr(code, "__name__", type(code).__name__), code=code)
