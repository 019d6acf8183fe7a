"""A network as a line of text, as short as it can be said."""

import json
from collections import Counter
from collections.abc import Iterator
from itertools import count, product
from string import ascii_lowercase

from glassnet.errors import NotationError
from glassnet.graph.network import Names, Network
from glassnet.graph.node import Node
from glassnet.graph.op import Op
from glassnet.graph.ops.activation import Activation
from glassnet.graph.ops.input import Input
from glassnet.graph.ops.merging import Merge
from glassnet.graph.ops.regression import Regression
from glassnet.graph.plain import plain_settings
from glassnet.graph.rules import Pair, Plain, Rule, Start
from glassnet.graph.settings import RULES
from glassnet.graph.steps import Steps
from glassnet.graph.text_forms import CONSTANTS, FORM_OF_KIND, RESERVED, SCALAR, Form, said, usual
from glassnet.graph.text_tokens import BARE
from glassnet.graph.vocabulary import OPTIMIZER_LABELS

_SHORT = {"strides": "stride"}


def to_text(network: Network) -> str:
    """`network` as one line that `from_text` reads back as the same network.

    What is as TFLearn has it by default is left out. Raises `NotationError` for a layer that is, or starts from, a
    user's own code or numbers.

    >>> from glassnet.graph.notation import from_text
    >>> to_text(from_text("91x91x1 -> conv_2d 3 @ 10x10 activation=relu -> max_pool 2 stride 2"))
    '91x91x1 > conv 3@10 relu > pool 2'
    """
    told = dict(zip(network.nodes, _told_names(network), strict=True))
    read = {before for node in network.nodes for before in node.inputs}
    labels, label_of = _labels(), dict[Node, str]()
    lines = []
    for chain in _chains(network):
        first, last = chain[0], chain[-1]
        start = " ".join(label_of[before] for before in first.inputs)
        line = " > ".join(
            [_first(network, first, told[first], start), *(_layer(network, n, told[n]) for n in chain[1:])]
        )
        if last in read:
            label_of[last] = next(labels)
            line = f"{label_of[last]}: {line}"
        lines.append(line)
    return " ; ".join(lines)


def layer_text(network: Network, node: Node) -> str:
    """One layer as the table of a ledger names it: `conv 3@10 relu`.

    >>> from glassnet.graph.notation import from_text
    >>> net = from_text("28x28x1 > conv 3@10 relu")
    >>> [layer_text(net, node) for node in net.nodes]
    ['input', 'conv 3@10 relu']
    """
    if isinstance(node.op, Input):
        return "input"
    try:
        return _layer(network, node, None)
    except NotationError:
        return f"{usual(node.op.kind)}, your own code"


def _chains(network: Network) -> list[list[Node]]:
    """The layers in their order, cut into chains: each layer reads the one before it, which no other reads."""
    times_read = Counter(before for node in network.nodes for before in node.inputs)
    chains: list[list[Node]] = []
    for node in network.nodes:
        if chains and node.inputs == (chains[-1][-1],) and times_read[chains[-1][-1]] == 1:
            chains[-1].append(node)
        else:
            chains.append([node])
    return chains


def _told_names(network: Network) -> list[str | None]:
    """For each layer the name to tell, None where it would get that name anyway."""
    names, told = Names(), list[str | None]()
    for name, node in zip(network.names, network.nodes, strict=True):
        told.append(None if names.free(node.op.asked_name) == name else name)
        names.take(name)
    return told


def _labels() -> Iterator[str]:
    """a, b, ... z, aa, ab, ...: but none that means something else."""
    letters = ("".join(each) for length in count(1) for each in product(ascii_lowercase, repeat=length))
    return (label for label in letters if label not in RESERVED)


def _first(network: Network, node: Node, name: str | None, start: str) -> str:
    """The layer a chain begins with: an input, or one that reads labelled layers."""
    if isinstance(node.op, Merge):
        return _layer(network, node, name, start)
    return f"{start} > {_layer(network, node, name)}" if start else _layer(network, node, name)


def _layer(network: Network, node: Node, name: str | None, labels: str = "") -> str:
    """One layer: its word, the layers it joins, its settings, its name."""
    settings = plain_settings(network, node)
    _refuse_own_numbers(network.name(node), node.op)
    form = FORM_OF_KIND[type(node.op)]
    word = "" if isinstance(node.op, Input | Activation) else said(form)
    told = [word, labels, *_settings(form, node.op, settings), "" if name is None else f"as {_name(name)}"]
    return " ".join(filter(None, told))


def _refuse_own_numbers(name: str, op: Op) -> None:
    own = [key for key, rule in RULES[type(op)].items() if isinstance(rule, Start) and getattr(op, key).is_own_code]
    given = [step.name for step in getattr(op, "preprocessing", ()) if step.setting("sides") is not None]
    if given:
        raise NotationError(
            f"'{name}' cannot be written as text: its {given[0]} has an array of your own.\n"
            "Save the trained model, which holds it, or let it be measured on the training data."
        )
    if own:
        raise NotationError(
            f"'{name}' cannot be written as text: its {own[0]} is your own ({getattr(op, own[0]).name}).\n"
            "Name a distribution, such as truncated_normal, or save the trained model, which holds the weights."
        )


def _settings(form: Form, op: Op, settings: dict[str, Plain]) -> Iterator[str]:
    """First the settings known by their place, then those known by their value, then the others by their name."""
    rules = RULES[form.kind]
    if form.first:
        yield form.joint.join(_value(rules[key], settings[key]) for key in form.first)
    rest = {key: plain for key, plain in settings.items() if key not in form.first and not _is_usual(form, op, key)}
    for key in form.loose:
        if rest.get(key) is not None:
            yield _value(rules[key], rest.pop(key))
    for key, plain in rest.items():
        # The one setting without a rule is the list of weights that a regression may change.
        yield f"{_SHORT.get(key, key)}={_value(rules[key], plain) if key in rules else _listed(plain)}"


def _is_usual(form: Form, op: Op, key: str) -> bool:
    """Whether a setting goes without saying."""
    if isinstance(op, Regression) and key == "label":
        return op.label == OPTIMIZER_LABELS[op.optimizer.name]
    if isinstance(op, Merge | Activation) and key in form.loose:
        return False
    leader = dict(form.follows).get(key)
    usual = form.kind.__dataclass_fields__[key].default if leader is None else getattr(op, leader)
    return bool(getattr(op, key) == usual)


def _value(rule: Rule, plain: Plain) -> str:
    if isinstance(plain, list) and not isinstance(rule, Steps):
        sides = plain[:1] if isinstance(rule, Pair) and plain[0] == plain[1] else plain
        return "x".join(map(str, sides)) or SCALAR
    return _plain(plain)


def _plain(plain: Plain) -> str:
    """A value as one word: yes, none, 0.1, relu, "odd words", leaky_relu(alpha=0.2), [1, 2]."""
    match plain:
        case None:
            return "none"
        case bool():
            return "yes" if plain else "no"
        case str():
            return plain if BARE.fullmatch(plain) and plain.lower() not in {*CONSTANTS, SCALAR} else _quoted(plain)
        case list():
            return _listed(plain)
        case dict():
            inside = ", ".join(f"{key}={_plain(value)}" for key, value in plain["settings"].items())
            return f"{plain['name']}({inside})"
    return repr(plain)


def _listed(plain: list[Plain]) -> str:
    return f"[{', '.join(map(_plain, plain))}]"


def _name(name: str) -> str:
    return name if BARE.fullmatch(name) else _quoted(name)


def _quoted(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)
