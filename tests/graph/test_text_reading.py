"""What may be written, and what is said when it cannot be read."""

import pytest

from glassnet.errors import NotationError, ShapeError
from glassnet.graph.network import Network
from glassnet.graph.notation import from_text
from glassnet.graph.ops import BatchNormalization, Conv2D, Dropout, Input, MaxPool2D, Merge, Regression, Reshape
from glassnet.graph.shape import Shape
from glassnet.graph.structure import structure
from glassnet.graph.term import LINEAR, Term
from glassnet.layers.conv import avg_pool_2d, conv_2d, global_avg_pool, max_pool_2d, upsample_2d
from glassnet.layers.core import activation, dropout, flatten, fully_connected, input_data, reshape, single_unit
from glassnet.layers.estimator import regression
from glassnet.layers.merge_ops import merge
from glassnet.layers.normalization import batch_normalization, l2_normalize, local_response_normalization


def last(text: str):
    return from_text(text).output.op


def image():
    return input_data([None, 28, 28, 1])


@pytest.mark.parametrize(
    ("text", "net"),
    [
        ("conv 3@10", lambda: conv_2d(image(), 3, 10)),
        ("conv 3@10x12 stride=2 valid relu", lambda: conv_2d(image(), 3, [10, 12], 2, "valid", "relu")),
        ("conv 3@10 bias=no regularizer=L2", lambda: conv_2d(image(), 3, 10, bias=False, regularizer="L2")),
        ("pool 2", lambda: max_pool_2d(image(), 2)),
        ("pool 3 stride=2", lambda: max_pool_2d(image(), 3, 2)),
        ("avg-pool 2x3 valid", lambda: avg_pool_2d(image(), [2, 3], padding="valid")),
        ("global-avg-pool", lambda: global_avg_pool(image())),
        ("upsample 2", lambda: upsample_2d(image(), 2)),
        ("dense 1024 relu", lambda: fully_connected(image(), 1024, activation="relu")),
        ("keep 0.8", lambda: dropout(image(), 0.8)),
        ("flatten", lambda: flatten(image())),
        ("reshape 7x-1", lambda: reshape(image(), [-1, 7, -1])),
        ("relu", lambda: activation(image(), "relu")),
        ("norm", lambda: batch_normalization(image())),
        ("lrn", lambda: local_response_normalization(image())),
        ("l2-normalize dims=1", lambda: l2_normalize(image(), 1)),
        ("dense 2 softmax > regression", lambda: regression(fully_connected(image(), 2, activation="softmax"))),
        (
            "dense 2 > regression sgd(learning_rate=0.01) mean_square as y",
            lambda: regression(
                fully_connected(image(), 2), "default", "sgd", "mean_square", learning_rate=0.01, name="y"
            ),
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_text_says_the_same_as_the_layer_function(text: str, net) -> None:
    assert structure(from_text(f"28x28x1 > {text}")) == structure(Network(net()))


def test_a_scalar_has_no_sides() -> None:
    assert structure(from_text("scalar > unit")) == structure(Network(single_unit(input_data([None]))))


def test_branches_are_labelled() -> None:
    photo = image()
    small, large = conv_2d(photo, 8, 3), conv_2d(photo, 8, 5)
    net = fully_connected(merge([small, large], "concat", axis=3), 10, activation="softmax")
    text = "a: 28x28x1 ; b: a > conv 8@3 ; c: a > conv 8@5 ; merge b c concat axis=3 > dense 10 softmax"
    assert structure(from_text(text)) == structure(Network(net))


def test_a_chain_may_go_on_into_a_merge() -> None:
    net = from_text("a: 8x8x1 ; a > conv 1@3 > merge a elemwise_sum")
    assert [node.asked_name for node in net.output.inputs] == ["Conv2D", "InputData"]


def test_settings_of_a_merge_may_stand_without_their_sign() -> None:
    assert last("a: 8x8x1 ; merge a a concat axis 3") == last("a: 8x8x1 ; merge a a axis=3") == Merge("concat", 3)


def test_a_layer_may_be_merged_with_itself() -> None:
    net = from_text("a: 8x8x1 ; merge a a concat axis=3")
    assert net.output.shape == Shape((8, 8, 2))


@pytest.mark.parametrize(
    "text",
    [
        "91x91x1>conv 3@10 relu>pool 2",
        "  91 x 91 x 1  ->\n\tCONV 3 @ 10 ReLU → pool 2 ;",
        "91×91×1 > conv_2d 3@10x10 activation=relu > max_pool_2d 2x2",
        "input 91x91x1 > conv filters=3 size=10 relu > pool size=2 strides=2",
        "91x91x1 > conv 3@10 relu same stride 1 > max-pool 2 stride=2 same",
        "a: 91x91x1 ; b: a > conv 3@10 relu ; b > pool 2",
    ],
)
def test_one_network_may_be_written_in_many_ways(text: str) -> None:
    assert structure(from_text(text)) == structure(from_text("91x91x1 > conv 3@10 relu > pool 2"))


def test_settings_of_every_sort_are_read() -> None:
    op = last(
        '4 > dense 3 leaky_relu(alpha=0.2) init=normal(stddev=0.1, seed=3) bias=no weight_decay=1e-4 as "odd name"'
    )
    assert op.activation == Term("leaky_relu", (("alpha", 0.2),))
    assert op.weights_init == Term("normal", (("stddev", 0.1), ("seed", 3)))
    assert (op.bias, op.weight_decay) == (False, 0.0001)


@pytest.mark.parametrize(
    ("text", "op"),
    [
        ("8x8x1 > conv 2@3", Conv2D(filters=2, size=(3, 3), weights_init=Term("uniform_scaling"))),
        ("8x8x1 > pool 2x4", MaxPool2D(size=(2, 4), strides=(2, 4))),
        ("8 > keep 0.5 noise_shape=1", Dropout(keep=0.5, noise_shape=(1,))),
        ("8 dtype=uint8", Input(shape=Shape((8,)), dtype="uint8")),
        ("8 > reshape 2x-1", Reshape(sides=(2, -1))),
        ("8 > norm decay=0.99 stddev=0", BatchNormalization(decay=0.99, stddev=0.0)),
        ("a: 8 ; merge a a elemwise-sum", Merge("elemwise_sum")),
    ],
)
def test_what_is_left_unsaid_is_as_tflearn_has_it(text: str, op: object) -> None:
    assert last(text) == op


def test_a_regression_is_labelled_by_its_optimizer() -> None:
    assert [last(f"4 > regression {name}").label for name in ("rmsprop", "sgd label=mine", "")] == [
        "RMSProp",
        "mine",
        "Adam",
    ]


def test_a_regression_may_change_the_weights_it_names() -> None:
    op = last("4 > dense 3 as a > dense 2 as b > regression sgd trainable=[b/W, b/b] metric=none")
    assert isinstance(op, Regression)
    assert op.trainable is not None
    assert [(variable.node.asked_name, variable.weight.name) for variable in op.trainable] == [("b", "W"), ("b", "b")]
    assert op.metric is None


def test_linear_is_a_layer_too() -> None:
    assert last("4 > linear").activation == LINEAR


# What is wrong, the place under which the caret stands, and words of the sentence.
WRONG = [
    ("", None, "here the shape of an input is missing, such as 28x28x1."),
    ("28x28x1 > ", "", "here a layer is missing."),
    ("28x28x1 > conv 8@3 > pol 2", "pol", "'pol' is no layer. Did you mean 'pool'?"),
    ("28x28x1 > 14x14x4", "14x14x4", "an input stands at the start of a chain; for a new shape write reshape 28x28x1."),
    ("conv 8@3 > pool 2", "conv", "a network starts with the shape of one sample, such as 28x28x1."),
    ("x > pool 2", "x", "'x' is no label given before."),
    ("28x28x1 pool 2", "pool", "a '>' is missing before 'pool'."),
    ("28x28x1 > conv 8", "conv", "'conv' needs its size."),
    ("28x28x1 > dense relu", "dense", "'dense' needs its units."),
    ("28x28x1 > conv 8@0", "0", "size must be one or two whole numbers from 1 to 1,048,576, not 0."),
    ("28x28x1 > conv 8@3x3x3", "3x3x3", "size must be one or two whole numbers from 1 to 1,048,576, not [3, 3, 3]."),
    ("28x28x1 > conv 8@2.5", "2.5", "not 2.5."),
    ("28x28x1 > conv 8@3 rellu", "rellu", "'rellu' says nothing about 'conv'. Did you mean 'relu' or 'relu6'?"),
    ("28x28x1 > conv 8@3 stide=2", "stide", "Did you mean 'stride' or 'strides'?"),
    ("28x28x1 > conv 8@3 relu tanh", "tanh", "'conv' is told its activation twice."),
    ("28x28x1 > pool 2 padding=samee", "samee", "padding must be one of same, valid, not 'samee'."),
    ("4 > dense 3 leaky_relu(alhpa=2)", "leaky", "settings among: alpha, not 'leaky_relu' with 'alhpa'."),
    ("4 > dense 3 relu(0.2)", "0.2", "between brackets stand settings, such as leaky_relu(alpha=0.2)."),
    ("4 > dense 3 leaky_relu(alpha=2", "", "here a ')' or a ',' is missing."),
    ("4 > dropout 0.2", "0.2", "is this the share to keep or to drop? Write keep 0.8 to keep 80 %."),
    ("4 > keep 0", "0", "keep must be a number above 0 to 1, not 0."),
    ("4 > dense 99999999999999999999", "99999999999999999999", "this number is beyond all range."),
    ("4 > dense 3 as", "", "a name is a word, or up to 128 characters in quotation marks."),
    ('4 > dense 3 as "x', '"x', "this quotation mark is never closed."),
    ('4 > dense 3 as "\\q"', '"\\q"', "this quoted name is not written as JSON writes strings."),
    ("4 > dense 3 $ 5", "$", "'$' is nothing we can read."),
    ("a: 4 ; a: 5", "a: 5", "the label 'a' is given twice; take another."),
    ("pool: 4 ; pool > dense 2", "pool: 4", "the label 'pool' has a meaning already; take another."),
    ("a: 4 ; b: a > dense 2 ; merge b d concat", "d concat", "'d' is no label given before."),
    ("a: 4 ; merge a concat", "merge", "'Merge' must read 2 to 1,024 layers, not 1."),
    ("4 > dense 2 > regression trainable=[x/W]", "regression", "names 'x/W', which is no array of a layer before it."),
    (
        "a: 4 ; b: 5 > dense 2 ; a",
        None,
        "'InputData_1' leads nowhere: the last layer, 'InputData', does not depend on it.",
    ),
    ("4 > dense 3 )", ")", "says nothing about 'dense'."),
    ("4 : 5", ":", "stands where the text should go on with > or end."),
]


@pytest.mark.parametrize(("text", "place", "told"), WRONG, ids=[text for text, _, _ in WRONG])
def test_what_cannot_be_read_is_pointed_at(text: str, place: str | None, told: str) -> None:
    with pytest.raises(NotationError) as refused:
        from_text(text)
    message = str(refused.value)
    assert told in message
    if place is not None:
        _, line, caret, *_ = message.splitlines()
        at = caret.index("^") - 2
        assert line[2:] == text.rstrip()
        assert text.rindex(place) == at if place else at == len(text.rstrip())


def test_every_complaint_ends_with_an_example_that_can_be_read() -> None:
    with pytest.raises(NotationError, match="It could read: conv 3@10 relu, conv 3@10x12 stride=2 valid"):
        from_text("28x28x1 > conv 8@3 rellu")


def test_layers_that_do_not_fit_are_told_with_the_way_to_them() -> None:
    with pytest.raises(ShapeError, match=r"InputData 28x28x1 → MaxPool2D 14x14x1 → c ✗"):
        from_text("28x28x1 > pool 2 > conv 8@20 valid as c")
