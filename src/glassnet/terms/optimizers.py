"""Optimizers by name: from what a user writes to a term, and from a term to what moves weights (`updates`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, cast

from glassnet.errors import SettingError, unknown
from glassnet.graph.term import Term
from glassnet.terms.limits import plain
from glassnet.terms.rule import Optimizer, Rule
from glassnet.terms.updates import SGD, AdaDelta, AdaGrad, Adam, Ftrl, Momentum, Nesterov, ProximalAdaGrad, RMSProp

__all__ = [
    "NAMES",
    "AdaDelta",
    "AdaGrad",
    "Adam",
    "Ftrl",
    "Momentum",
    "Nesterov",
    "Optimizer",
    "ProximalAdaGrad",
    "RMSProp",
    "Rule",
    "SGD",
    "adadelta",
    "adagrad",
    "adam",
    "from_term",
    "ftrl",
    "get",
    "label",
    "momentum",
    "nesterov",
    "proximaladagrad",
    "rmsprop",
    "sgd",
    "to_term",
]

_CLASSES: Mapping[str, type[Optimizer]] = {
    "sgd": SGD,
    "momentum": Momentum,
    "nesterov": Nesterov,
    "adam": Adam,
    "rmsprop": RMSProp,
    "adagrad": AdaGrad,
    "adadelta": AdaDelta,
    "ftrl": Ftrl,
    "proximaladagrad": ProximalAdaGrad,
}
NAMES: tuple[str, ...] = tuple(_CLASSES)
# TFLearn's other spellings.
sgd, momentum, nesterov, adam, rmsprop = SGD, Momentum, Nesterov, Adam, RMSProp
adagrad, adadelta, ftrl, proximaladagrad = AdaGrad, AdaDelta, Ftrl, ProximalAdaGrad


def get(spec: object, learning_rate: float = 0.001) -> Term:
    """The optimizer for a name, a `Term`, an optimizer, a user's own object, or a function of the learning rate.

    `learning_rate` counts for a name and a class, and for a term that says nothing of it. An optimizer that is made
    already keeps its own, as in TFLearn. A user's object needs the three methods of `Rule`; a function returns an
    optimizer, alone or with TFLearn's step in a pair. Raises `UnknownName` for a name or a setting we do not know,
    `SettingError` for a setting out of its range.

    >>> print(get("SGD", 0.01), get(SGD(lr_decay=0.9), 0.01))
    sgd(learning_rate=0.01) sgd(learning_rate=0.001, lr_decay=0.9)
    """
    if isinstance(spec, Term):
        return spec if spec.is_own_code else _from_settings(spec, learning_rate)
    if isinstance(spec, str):
        return to_term(_class(spec)(learning_rate=learning_rate))
    if isinstance(spec, type) and issubclass(spec, Optimizer):
        return to_term(spec(learning_rate=learning_rate))
    if isinstance(spec, Rule) and not isinstance(spec, type):
        return to_term(spec)
    if callable(spec):
        return _from_function(spec, learning_rate)
    raise unknown("optimizer", spec, NAMES)


def to_term(rule: Rule) -> Term:
    """An optimizer as a term: its learning rate and what differs from the defaults. A user's own is carried as it is.

    >>> print(to_term(Adam(beta1=0.8)))
    adam(beta1=0.8, learning_rate=0.001)
    """
    name = next((name for name, ours in _CLASSES.items() if type(rule) is ours), None)
    if name is None:
        return Term(type(rule).__name__, code=cast("Callable[..., Any]", rule))
    defaults = {each.name: each.default for each in fields(_CLASSES[name])}
    told = {key: plain(getattr(rule, key)) for key in defaults}
    changed = {key: value for key, value in told.items() if key == "learning_rate" or value != defaults[key]}
    return Term(name, tuple(sorted(changed.items())))


def from_term(term: Term) -> Rule:
    """The optimizer a term stands for.

    >>> from_term(Term("sgd", (("learning_rate", 0.01),)))
    SGD(learning_rate=0.01, lr_decay=0.0, decay_step=100, staircase=False, use_locking=False, name='SGD')
    """
    if term.code is not None:
        return cast("Rule", term.code)
    known = {each.name for each in fields(_class(term.name))}
    for setting, _ in term.settings:
        if setting not in known:
            raise unknown(f"setting of {term.name}", setting, known)
    settings: dict[str, Any] = dict(term.settings)
    return _class(term.name)(**settings)


def label(term: Term) -> str:
    """What the progress line calls the optimizer: its class.

    >>> label(get("rmsprop"))
    'RMSProp'
    """
    return type(from_term(term)).__name__


def customary_rate(optimizer: str) -> float:
    """Plain gradient descent takes larger steps than the optimizers that adapt theirs.

    >>> customary_rate("sgd"), customary_rate("adam")
    (0.01, 0.001)
    """
    return 0.01 if optimizer.lower() in ("sgd", "momentum", "nesterov") else 0.001


def _class(name: str) -> type[Optimizer]:
    if name.lower() not in _CLASSES:
        raise unknown("optimizer", name, NAMES)
    return _CLASSES[name.lower()]


def _from_settings(term: Term, learning_rate: float) -> Term:
    settings = {"learning_rate": learning_rate} | dict(term.settings)
    return to_term(from_term(Term(term.name, tuple(settings.items()))))


def _from_function(function: Callable[..., Any], learning_rate: float) -> Term:
    made = function(learning_rate)
    made = made[0] if isinstance(made, tuple) else made
    if not isinstance(made, Rule):
        name = getattr(function, "__name__", "optimizer")
        raise SettingError(
            f"'{name}({learning_rate!r})' returned {type(made).__name__}, which is no optimizer: it needs the methods "
            "slots(w), rate(step) and update(w, gradient, slots, step). Ours have them, such as SGD(learning_rate)."
        )
    return to_term(made)
