"""JSON that is a network, and JSON that tries to be one."""

import gc
import json

import pytest

from glassnet.errors import GlassnetError, NotationError, ShapeError
from glassnet.graph.network import Network
from glassnet.graph.node import place
from glassnet.graph.notation import from_json, from_text, to_json
from glassnet.graph.ops import OPS, Conv2D, Custom, Dense, Input, Regression
from glassnet.graph.scope import Scope
from glassnet.graph.settings import KINDS
from glassnet.graph.shape import Shape
from glassnet.graph.structure import structure
from glassnet.graph.term import ZEROS, Term


def layer(name: str, kind: str, inputs: list[str], **settings: object) -> dict[str, object]:
    return {"name": name, "kind": kind, "inputs": inputs, "settings": settings}


PHOTO = layer("photo", "input", [], shape=[8, 8, 1])


def network(*layers: object) -> Network:
    return from_json({"format": 1, "layers": list(layers)})


def test_json_tells_every_setting() -> None:
    told = to_json(from_text("8x8x1 as photo > pool 3 stride=2 as p"))
    assert told == {
        "format": 1,
        "layers": [
            {
                "name": "photo",
                "kind": "input",
                "inputs": [],
                "settings": {"shape": [8, 8, 1], "dtype": "float32", "preprocessing": [], "augmentation": []},
            },
            {
                "name": "p",
                "kind": "max_pool_2d",
                "inputs": ["photo"],
                "settings": {"size": [3, 3], "strides": [2, 2], "padding": "same"},
            },
        ],
    }


def test_formulas_are_a_name_or_a_name_with_settings() -> None:
    settings = to_json(from_text("4 > dense 2 leaky_relu(alpha=0.5)"))["layers"][1]["settings"]
    assert settings["activation"] == {"name": "leaky_relu", "settings": {"alpha": 0.5}}
    assert (settings["weights_init"], settings["regularizer"]) == ("truncated_normal", None)


def test_settings_left_out_are_as_by_default() -> None:
    assert network(PHOTO, layer("c", "conv_2d", ["photo"], filters=3)).output.op == Conv2D(filters=3)


def test_every_kind_that_is_no_code_can_be_read() -> None:
    assert set(KINDS.values()) == set(OPS) - {Custom}


def test_weights_a_regression_may_change_are_told_by_name() -> None:
    text = "4 > dense 3 as a > dense 2 as b > regression sgd trainable=[b/W]"
    told = to_json(from_text(text))
    assert told["layers"][-1]["settings"]["trainable"] == ["b/W"]
    assert structure(from_json(told)) == structure(from_text(text))


def test_weights_outside_the_network_do_not_bear_on_its_loss_and_are_left_out() -> None:
    other = from_text("4 > dense 3").output
    variable = other.variable("W")
    assert variable is not None
    node = place(Regression(trainable=(variable,)), (from_text("4 > dense 2").output,))
    assert to_json(Network(node))["layers"][-1]["settings"]["trainable"] == []


def test_arrays_to_start_from_are_written_as_zeros() -> None:
    start = Dense(units=2, weights_init=Term("given", code=abs))
    told = to_json(Network(place(start, (place(Input(Shape((4,))), ()),))))
    op = from_json(told).output.op
    assert isinstance(op, Dense)
    assert op.weights_init == ZEROS


@pytest.mark.parametrize(
    "op",
    [
        Dense(units=2, activation=Term("mine", code=abs)),
        Dense(units=2, regularizer=Term("mine", code=abs)),
        Regression(loss=Term("mine", code=abs)),
        Regression(metric=Term("mine", code=abs)),
        Regression(optimizer=Term("mine", code=abs)),
        Custom(Term("mine", code=abs), Shape((4,))),
    ],
    ids=str,
)
def test_own_code_is_not_written_and_the_layer_is_named(op) -> None:
    node = place(op, (place(Input(Shape((4,))), ()),), "here")
    with pytest.raises(NotationError, match="'here' cannot be written: it uses your own function mine, and no file"):
        to_json(Network(node))


def test_reading_adds_nothing_to_the_graph_of_a_script() -> None:
    with Scope().as_default() as scope:
        made = network(PHOTO)
        assert scope.nodes() == []
    assert made.names == ("photo",)


REFUSED = {
    "no object": ([], "the network must be an object with format, layers, not []."),
    "later format": ({"format": 2, "layers": [PHOTO]}, "the network is of format 2; this Glassnet reads format 1."),
    "format yes": ({"format": True, "layers": [PHOTO]}, "of format True"),
    "no layers": ({"format": 1, "layers": []}, "layers must be a list of 1 to 4,096 layers, not []."),
    "too many layers": ({"format": 1, "layers": [PHOTO] * 4097}, "not a list of 4097."),
    "unknown field": (
        {"format": 1, "layers": [PHOTO], "code": "x"},
        "the network has a field 'code' that we do not know.",
    ),
    "lacks layers": ({"format": 1}, "the network lacks its 'layers'."),
}
REFUSED_LAYERS = {
    "unknown kind": (
        [PHOTO, layer("c", "conv_3d", ["photo"])],
        "'c' is of no kind we know: 'conv_3d'. Did you mean 'conv_2d'?",
    ),
    "custom kind": ([PHOTO, layer("c", "custom_layer", ["photo"])], "'c' is of no kind we know: 'custom_layer'."),
    "unknown setting": (
        [PHOTO, layer("c", "flatten", ["photo"], code=1)],
        "'c' has no setting 'code'. A flatten has: none.",
    ),
    "layer field": ([PHOTO | {"code": "x"}], "layer 1 has a field 'code' that we do not know."),
    "negative": (
        [PHOTO, layer("c", "conv_2d", ["photo"], filters=-4)],
        "'c': filters must be a whole number from 1 to",
    ),
    "huge": ([PHOTO, layer("c", "conv_2d", ["photo"], filters=10**5000)], "not a huge number."),
    "yes for one": ([PHOTO, layer("c", "conv_2d", ["photo"], filters=True)], "'c': filters must be a whole number"),
    "word for yes": ([PHOTO, layer("c", "conv_2d", ["photo"], bias="yes")], "'c': bias must be yes or no, not 'yes'."),
    "nan": ([PHOTO, layer("c", "dropout", ["photo"], keep=float("nan"))], "'c': keep must be a number above 0 to 1"),
    "infinite": ([PHOTO, layer("c", "conv_2d", ["photo"], weight_decay=float("inf"))], "weight_decay must be a number"),
    "three sides": ([PHOTO, layer("c", "conv_2d", ["photo"], size=[1, 2, 3])], "size must be one or two whole numbers"),
    "unknown formula": (
        [PHOTO, layer("c", "activation", ["photo"], activation="os.system")],
        "activation must be one of linear",
    ),
    "formula of code": (
        [PHOTO, layer("c", "activation", ["photo"], activation={"name": "relu", "code": "x"})],
        "activation must be the name of a formula, or its name and settings, not an object.",
    ),
    "formula's setting": (
        [PHOTO, layer("c", "activation", ["photo"], activation={"name": "relu", "settings": {"alpha": 1}})],
        "activation must be relu with settings among: none at all, not 'relu' with 'alpha'.",
    ),
    "nested setting": (
        [
            PHOTO,
            layer("c", "activation", ["photo"], activation={"name": "leaky_relu", "settings": {"alpha": {"a": 1}}}),
        ],
        "a formula whose 'alpha' is a finite number",
    ),
    "control in a name": ([PHOTO | {"name": "a\nb"}], "layer 1 needs a name of 1 to 128 characters"),
    "surrogate in a name": ([PHOTO | {"name": "\ud800"}], "layer 1 needs a name of 1 to 128 characters"),
    "long name": ([PHOTO | {"name": "x" * 129}], "layer 1 needs a name of 1 to 128 characters"),
    "same name": ([PHOTO, PHOTO], "layer 2 has the name 'photo' of an earlier layer."),
    "name is a number": ([PHOTO | {"name": 5}], "not 5."),
    "reads itself": ([PHOTO, layer("c", "flatten", ["c"])], "'c' reads 'c', which is no layer before it."),
    "reads a list": ([PHOTO, layer("c", "flatten", [["photo"]])], "'c' reads ['photo'], which is no layer before it."),
    "reads nothing": ([PHOTO, layer("c", "flatten", [])], "'c' must read exactly one layer, not 0."),
    "reads two": ([PHOTO, layer("c", "flatten", ["photo"] * 2)], "'c' must read exactly one layer, not 2."),
    "input that reads": ([PHOTO, layer("c", "input", ["photo"], shape=[1])], "'c' must read no layer, not 1."),
    "merge of one": ([PHOTO, layer("c", "merge", ["photo"])], "'c' must read 2 to 1,024 layers, not 1."),
    "idle layer": (
        [PHOTO, PHOTO | {"name": "b"}],
        "'photo' leads nowhere: the last layer, 'b', does not depend on it.",
    ),
    "input without shape": ([layer("a", "input", [])], "the input 'a' needs a shape."),
    "settings no object": ([PHOTO | {"settings": []}], "the settings of 'photo' must be an object, not []."),
    "trains a number": ([PHOTO, layer("r", "regression", ["photo"], trainable=[5])], "names 5, which is no array"),
    "trains by a word": (
        [PHOTO, layer("r", "regression", ["photo"], trainable="a/W")],
        "must be a list of names of weights",
    ),
}
REFUSED |= {what: ({"format": 1, "layers": layers}, told) for what, (layers, told) in REFUSED_LAYERS.items()}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_network_is_refused_in_a_sentence(what: str) -> None:
    junk, told = REFUSED[what]
    with pytest.raises(NotationError) as refused:
        from_json(junk)
    assert told in str(refused.value)
    assert len(str(refused.value)) < 1000


def test_layers_that_do_not_fit_are_a_shape_error() -> None:
    with pytest.raises(ShapeError, match="'c': a 9x9 window does not fit once into an image of only 8x8x1"):
        network(PHOTO, layer("c", "conv_2d", ["photo"], size=9, padding="valid"))


def test_a_file_may_not_ask_for_absurd_samples() -> None:
    grown = [layer(f"u{at}", "upsample_2d", [f"u{at - 1}" if at else "photo"], size=1024) for at in range(3)]
    with pytest.raises(ShapeError, match="'u1' makes 8388608x8388608x1 a sample, more than 2,147,483,648 numbers"):
        network(PHOTO, *grown)


def test_a_file_may_not_ask_for_absurd_weights() -> None:
    flat = layer("x", "input", [], shape=[2**20])
    with pytest.raises(ShapeError, match="'d' asks for 1048576x16777216 weights, more than 8,589,934,592 numbers"):
        network(flat, layer("d", "fully_connected", ["x"], units=2**24))


def test_the_way_to_an_error_at_the_end_of_thousands_of_layers_is_told_in_short() -> None:
    chain = [layer(f"f{at}", "flatten", [f"f{at - 1}" if at else "photo"]) for at in range(4000)]
    with pytest.raises(ShapeError, match="→ … →") as refused:
        network(PHOTO, *chain, layer("last", "max_pool_2d", ["f3999"]))
    assert len(str(refused.value)) < 1000


def test_junk_nested_without_end_does_not_exhaust_the_stack() -> None:
    deep: object = 1
    for _ in range(50_000):
        deep = [deep]
    for place_ in (
        {"format": deep},
        {"format": 1, "layers": deep},
        {"format": 1, "layers": [PHOTO | {"settings": deep}]},
    ):
        with pytest.raises(GlassnetError):
            from_json(place_)
    while isinstance(deep, list):  # taken apart by hand, for Python's own way down is a recursion too
        deep = deep.pop()
    gc.collect()


def test_sorting_the_names_of_an_object_changes_nothing() -> None:
    text = "4 > dense 2 > regression momentum(staircase=yes, learning_rate=0.1, decay_step=7)"
    told = json.loads(json.dumps(to_json(from_text(text)), sort_keys=True))
    assert structure(from_json(told)) == structure(from_text(text))
