"""Random networks for property tests: chains and branches of every kind of layer that can be written, oddly named."""

from hypothesis import strategies as st

from glassnet.errors import ShapeError
from glassnet.graph import vocabulary
from glassnet.graph.network import Network
from glassnet.graph.node import Node, place
from glassnet.graph.op import Op
from glassnet.graph.ops import (
    Activation,
    AvgPool2D,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAvgPool,
    GlobalMaxPool,
    Input,
    L2Normalize,
    LocalResponseNormalization,
    MaxPool2D,
    Merge,
    Regression,
    Reshape,
    SingleUnit,
    UpSample2D,
)
from glassnet.graph.ops.merging import MODES
from glassnet.graph.settings import DTYPES
from glassnet.graph.shape import Shape
from glassnet.graph.term import Term

sides = st.integers(1, 12)
pairs = st.tuples(st.integers(1, 5), st.integers(1, 5))
numbers = st.floats(-1e6, 1e6)
flags = st.booleans()
padding = st.sampled_from(["same", "valid"])
plain_names = st.sampled_from(
    ["conv_1", "a", "as", "relu", "Conv2D", "Conv2D_1", "scope/Conv2D", "merge", "yes", "2x2"]
)
odd_names = st.text(st.characters(min_codepoint=32, exclude_characters="\x7f", exclude_categories=["Cs"]), max_size=128)
names = st.none() | plain_names | odd_names
setting = st.none() | flags | st.integers(-(2**53), 2**53) | numbers | odd_names.filter(bool)
setting = setting | st.lists(st.integers(-99, 99), max_size=3).map(tuple)


def terms(known: vocabulary.Settings) -> st.SearchStrategy[Term]:
    """Formulas with settings of their own names and of any value that may be written."""

    def settled(name: str) -> st.SearchStrategy[Term]:
        settings = st.fixed_dictionaries({}, optional=dict.fromkeys(known[name], setting))
        return settings.map(lambda told: Term(name, tuple(told.items())))

    return st.sampled_from(sorted(known)).flatmap(settled)


activations = terms(vocabulary.ACTIVATIONS)
weighted = {
    "activation": activations,
    "bias": flags,
    "weights_init": terms(vocabulary.INITIALIZATIONS),
    "bias_init": terms(vocabulary.INITIALIZATIONS),
    "regularizer": st.none() | terms(vocabulary.REGULARIZERS),
    "weight_decay": numbers,
    "trainable": flags,
    "restore": flags,
}
sliding = {"size": pairs, "strides": pairs, "padding": padding}


def some(kind: type[Op], **settings: st.SearchStrategy[object]) -> st.SearchStrategy[Op]:
    """Layers of a kind with some of the settings drawn and the others as they are by default."""
    return st.fixed_dictionaries({}, optional=settings).map(lambda drawn: kind(**drawn))


inputs = st.builds(
    Input, shape=st.lists(sides, max_size=4).map(lambda drawn: Shape(tuple(drawn))), dtype=st.sampled_from(DTYPES)
)
images = st.builds(Input, shape=st.tuples(sides, sides, sides).map(Shape))
layers = st.one_of(
    some(Conv2D, filters=st.integers(1, 9), **sliding, **weighted),
    some(MaxPool2D, **sliding),
    some(AvgPool2D, **sliding),
    some(GlobalAvgPool),
    some(GlobalMaxPool),
    some(UpSample2D, size=st.tuples(st.integers(1, 3), st.integers(1, 3))),
    some(Dense, units=st.integers(1, 9), **weighted),
    some(SingleUnit, activation=activations, bias=flags, trainable=flags, restore=flags),
    some(
        Dropout,
        keep=st.floats(0, 1, exclude_min=True),
        noise_shape=st.none() | st.lists(st.just(1), max_size=4).map(tuple),
    ),
    some(Flatten),
    some(Reshape, sides=st.just((-1,)) | st.tuples(sides, st.just(-1), sides)),
    some(Activation, activation=activations),
    some(
        BatchNormalization,
        beta=numbers,
        gamma=numbers,
        epsilon=st.floats(0, 1),
        decay=st.floats(0, 1),
        stddev=st.floats(0, 9),
        trainable=flags,
        restore=flags,
    ),
    some(LocalResponseNormalization, depth_radius=st.integers(0, 9), bias=numbers, alpha=numbers, beta=numbers),
    some(L2Normalize, dims=st.lists(st.integers(-4, 4), max_size=4).map(tuple), epsilon=st.floats(0, 1)),
)
merges = some(Merge, mode=st.sampled_from(MODES), axis=st.integers(-3, 3))


@st.composite
def networks(draw: st.DrawFn, largest: int = 12) -> Network:
    """Of a heap of layers the one that depends on most others, with all of them."""
    made = [place(draw(images), (), draw(names))]
    for _ in range(draw(st.integers(min(3, largest), largest))):
        another = st.builds(place, inputs, st.just(()), names)
        node = draw(st.one_of(one_more(made), one_more(made), joined(made), joined(made), judged(made), another))
        made += [] if node is None else [node]
    return Network(max(made, key=lambda node: len(list(node.ancestors()))))


@st.composite
def one_more(draw: st.DrawFn, made: list[Node]) -> Node | None:
    return placed(draw(layers), (draw(st.just(made[-1]) | st.sampled_from(made)),), draw(names))


@st.composite
def joined(draw: st.DrawFn, made: list[Node]) -> Node | None:
    parts = draw(st.lists(st.sampled_from(made), min_size=2, max_size=4))
    return placed(draw(merges), tuple(parts), draw(names))


@st.composite
def judged(draw: st.DrawFn, made: list[Node]) -> Node | None:
    variables = [node.variable(weight.name) for node in made for weight in node.weights]
    op = some(
        Regression,
        optimizer=terms(vocabulary.OPTIMIZERS),
        loss=terms(vocabulary.OBJECTIVES),
        metric=st.none() | terms(vocabulary.METRICS),
        batch_size=st.integers(1, 999),
        shuffle=flags,
        to_one_hot=flags,
        n_classes=st.none() | st.integers(1, 99),
        label=odd_names.filter(bool) | plain_names,
        validation_batch_size=st.none() | st.integers(1, 999),
        trainable=st.none()
        | (st.lists(st.sampled_from(variables), max_size=3).map(tuple) if variables else st.just(())),
    )
    return placed(draw(op), (draw(st.sampled_from(made)),), draw(names))


def placed(op: Op, before: tuple[Node, ...], name: str | None) -> Node | None:
    try:
        return place(op, before, name)
    except ShapeError:
        return None
