"""A list of networks to try: each as a text, as layers, or as settings of knobs; with a name, and its own training."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from glassnet.errors import FileError, GlassnetError, SettingError, ShapeError
from glassnet.graph.network import Network, as_network
from glassnet.graph.node import Node
from glassnet.graph.notation import from_json, from_text, to_json, to_text
from glassnet.graph.ops.regression import Regression
from glassnet.graph.shape import Shape
from glassnet.runs.plain import line, read_fields, table
from glassnet.sweeping.space.configuration import Configuration, Given, configuration
from glassnet.sweeping.space.knobs import KNOBS, knob
from glassnet.sweeping.space.networks import key_of, possible
from glassnet.sweeping.space.ranges import Choices, values_of
from glassnet.sweeping.space.values import Value, told

LONGEST = 60  # letters of a name that nobody gave
_TRAINING = ("optimizer", "learning_rate")  # what a regression of the network's own says already, beside its batch
# The names that layers have where nobody names them, and what the networks made of knobs call the same.
_OURS = {"InputData": "input", "TargetsData": "targets", "Conv2D": "conv", "MaxPool2D": "pool", "AvgPool2D": "pool",
         "FullyConnected": "fc", "Dropout": "drop"}  # fmt: skip


@dataclass(frozen=True)
class Listed:
    """One network of a list: its name, the knobs it sets for itself, and what it is where it is not made of knobs."""

    name: str
    settings: tuple[tuple[str, Value], ...] = ()
    given: Given | None = None

    @property
    def says(self) -> tuple[str, ...]:
        """The knobs that have a say in it; for one that is made of knobs it depends on the others."""
        if self.given is None:
            return tuple(KNOBS)
        free = () if self.given.is_complete else _TRAINING
        return ("network", *free, "batch", "epochs", "size")

    def configured(self, settings: Mapping[str, Value]) -> Configuration:
        """Its configuration among others that have these settings: its own go before them."""
        known = configuration({**settings, **dict(self.settings), "network": self.name})
        if self.given is None:
            return known
        return Configuration(tuple(each for each in known.settings if each[0] in self.says), self.given)

    @property
    def is_the_posts(self) -> bool:
        """Whether this is the first network of the post, trained as it was there."""
        shape, classes = Shape((91, 91, 1)), 2
        if self.given is not None and self.given.graph:
            network = self.given.network()
            shape, classes = network.inputs[0].shape, network.output.shape.sides[-1]
        both = [possible(each, shape, classes) for each in (self.configured({}), configuration({}))]
        mine, posts = (None if isinstance(each, str) else each for each in both)
        return None not in (mine, posts) and (
            key_of(self.configured({}), _sure(mine)) == key_of(configuration({}), _sure(posts))
        )

    def to_plain(self) -> dict[str, Any]:
        """The same as JSON holds it."""
        given = self.given or Given()
        return {
            "name": self.name,
            "settings": {name: told(value) for name, value in self.settings},
            "graph": given.graph,
            "reason": given.reason,
        }

    @classmethod
    def from_plain(cls, plain: object) -> "Listed":
        """What `to_plain` wrote. Raises `FileError`."""
        kinds = {"name": line, "settings": table(line), "graph": line, "reason": line}
        read = read_fields(plain, "network of the list", kinds)
        try:
            settings = tuple((knob(name).name, KNOBS[knob(name).name].kind.read(word))
                             for name, word in read["settings"].items())  # fmt: skip
        except GlassnetError as why:
            raise FileError(f"network of the list: {why}") from None
        given = Given(read["graph"], read["reason"]) if read["graph"] or read["reason"] else None
        if given is not None and given.graph:
            given.network()
        return cls(read["name"], settings, given)


def listed(given: Any) -> tuple[Listed, ...]:
    """The networks of a list: texts such as "91x91x1 > conv 3@10 relu > dense 2 softmax", what layer functions return,
    or tables: of a `network` and how it is trained, or of knobs; each may have a `name`.

    Raises `SettingError` for what is none of these, `NotationError` for a text that cannot be read, `UnknownName` for
    a knob we do not know. A network whose shapes do not go together is kept with the reason.

    >>> found = listed(["8x8x1 > dense 10 softmax", {"name": "small", "conv_layers": 1, "epochs": 3}])
    >>> [each.name for each in found]
    ['8x8x1 > dense 10 softmax', 'small']
    """
    if isinstance(given, str | Node | Network | Mapping) or not isinstance(given, Iterable):
        given = [given]
    found = [_one(each, number) for number, each in enumerate(given, start=1)]
    if not found:
        raise SettingError(
            "The list of networks is empty. Give some, such as ['28x28x1 > conv 3@5 relu > dense 10 softmax']."
        )
    return tuple(_unlike(found))


def _one(given: Any, number: int) -> tuple[Listed, bool]:
    """One network, and whether somebody named it."""
    where = f"Network {number} of the list"
    if isinstance(given, str | Node | Network):
        given = {"network": given}
    if not isinstance(given, Mapping):
        raise SettingError(
            f"{where} is {type(given).__name__}: give a text, a layer, or a table such as "
            "{network = '...', epochs = 10}."
        )
    rest = {str(name): value for name, value in given.items() if name not in ("network", "name")}
    settings = {each: value for name, value in rest.items() for each, value in [_setting(name, value, where)]}
    own = None
    if "network" in given:
        own, of_it = _given(given["network"], where)
        for name in settings:
            _check_is_open(name, own, where)
        settings = {**settings, **of_it}
    elif not settings:
        raise SettingError(f"{where} says nothing: give its `network`, or knobs such as conv_layers = 2.")
    ordered = tuple((name, settings[name]) for name in KNOBS if name in settings)
    if "name" not in given:
        return Listed(_usual_name(given, own, ordered), ordered, own), False
    name = given["name"]
    if not isinstance(name, str) or not name.strip() or not name.isprintable():
        raise SettingError(f"{where} has the name {name!r:.40}: a name is a line of text.")
    return Listed(name.strip(), ordered, own), True


def _setting(name: str, value: Any, where: str) -> tuple[str, Value]:
    known = knob(name)
    try:
        values = values_of(known, [value] if not isinstance(value, str) else value)
    except SettingError as why:
        raise SettingError(f"{where}: {why}") from None
    if not isinstance(values, Choices) or len(values) != 1:
        raise SettingError(f"{where}: {known.label} is one value there, not {values}. Vary it beside the list.")
    return known.name, values.values[0]


def _given(network: Any, where: str) -> tuple[Given, dict[str, Value]]:
    """The network with its layers named as ours, and the settings that it brings with it."""
    if not isinstance(network, str | Node | Network):
        raise SettingError(f"{where}: a network is a text or a layer, not {type(network).__name__}.")
    try:
        made = from_text(network) if isinstance(network, str) else as_network(network)
    except ShapeError as why:
        return Given(reason=" ".join(str(why).split())), {}
    return Given.of(named_as_ours(made)), settings_of(made)


def settings_of(made: Network) -> dict[str, Value]:
    """What a network says of its training: the size of its pictures, its batch where it has a regression."""
    settings: dict[str, Value] = {}
    if len(made.inputs) == 1 and made.inputs[0].shape.rank == 3:
        high, wide, _ = made.inputs[0].shape.sides
        settings["size"] = KNOBS["size"].kind.checked((high, wide))
    for node in made.targets:
        if isinstance(node.op, Regression):
            settings["batch"] = node.op.batch_size
    return settings


def named_as_ours(made: Network) -> Network:
    """The same network, layers that nobody named called as those made of knobs are: so that equal ones are equal.

    >>> named_as_ours(from_text("8x8x1 > conv 3@3 relu > dense 10 softmax > dense 2")).names
    ('input', 'conv_1', 'fc_1', 'fc_2')
    """
    plain = to_json(made)
    names, counted = {}, Counter[str]()
    for layer in plain["layers"]:
        usual = re.sub(r"_\d+$", "", layer["name"])
        ours = _OURS.get(usual, layer["name"])
        counted[ours] += usual in _OURS
        is_one = ours in ("input", "targets") and counted[ours] == 1
        names[layer["name"]] = ours if is_one or usual not in _OURS else f"{ours}_{counted[ours]}"
    if len(set(names.values())) < len(names):  # somebody's own name is one of ours: all keep theirs
        return made
    for layer in plain["layers"]:
        layer["name"], layer["inputs"] = names[layer["name"]], [names[each] for each in layer["inputs"]]
    return from_json(plain)


def _check_is_open(name: str, own: Given, where: str) -> None:
    fixed = own.is_complete and name in (*_TRAINING, "batch")
    if fixed or name not in (*_TRAINING, "batch", "epochs"):
        by = "its regression" if fixed else "the network itself"
        raise SettingError(f"{where}: {KNOBS[name].label} has no say there, since {by} settles it. Leave it out.")


def _usual_name(given: Mapping[str, Any], own: Given | None, settings: tuple[tuple[str, Value], ...]) -> str:
    network = given.get("network")
    if isinstance(network, str):
        words = " ".join(network.split())
    elif own is not None:
        words = to_text(own.network())
    else:
        words = ", ".join(f"{KNOBS[name].label} {told(value)}" for name, value in settings)
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"


def _unlike(found: list[tuple[Listed, bool]]) -> Iterator[Listed]:
    """Each with a name of its own. Raises `SettingError` where somebody gave one name twice."""
    taken: set[str] = set()
    for each, is_named in found:
        name, more = each.name, 2
        if is_named and name in taken:
            raise SettingError(f"Two networks of the list are called '{name}'. Give each its own name.")
        while name in taken:
            name, more = f"{each.name} ({more})", more + 1
        taken.add(name)
        yield Listed(name, each.settings, each.given)


def _sure(network: Any) -> Network:
    if not isinstance(network, Network):
        raise TypeError("no network")
    return network
