"""Layer functions: TFLearn's defaults, and what each says about an argument it cannot use."""

import inspect

import pytest

import glassnet as gn
from glassnet.errors import GlassnetError, ShapeError, UnknownName
from glassnet.graph.node import Node


@pytest.fixture
def image() -> Node:
    return gn.input_data([None, 28, 28, 1])


WEIGHTED = ["activation", "bias", "weights_init", "bias_init", "regularizer", "weight_decay", "trainable", "restore"]


def test_positions_of_arguments_are_those_old_scripts_count_on() -> None:
    def names(function: object) -> list[str]:
        return list(inspect.signature(function).parameters)

    assert names(gn.conv_2d) == [
        *["incoming", "nb_filter", "filter_size", "strides", "padding"], *WEIGHTED, "reuse", "scope", "name"
    ]  # fmt: skip
    assert names(gn.fully_connected) == ["incoming", "n_units", *WEIGHTED, "reuse", "scope", "name"]
    assert names(gn.max_pool_2d) == ["incoming", "kernel_size", "strides", "padding", "name"]
    assert names(gn.dropout) == ["incoming", "keep_prob", "noise_shape", "name"]
    assert names(gn.regression)[:6] == ["incoming", "placeholder", "optimizer", "loss", "metric", "learning_rate"]


def test_a_convolution_starts_even_and_a_dense_layer_with_a_cut_normal(image: Node) -> None:
    assert str(gn.conv_2d(image, 3, 10).W.weight.init) == "uniform_scaling"
    assert str(gn.fully_connected(image, 3).W.weight.init) == "truncated_normal"


def test_a_shape_without_its_batch_gets_one() -> None:
    assert gn.input_data([28, 28, 1]).get_shape().as_list() == [None, 28, 28, 1]
    assert gn.input_data([None]).get_shape().as_list() == [None]
    assert gn.input_data([10]).get_shape().as_list() == [None]


def test_sizes_may_be_one_number_two_or_tensorflows_four(image: Node) -> None:
    assert gn.conv_2d(image, 2, 3, strides=[1, 2, 2, 1]).shape == gn.conv_2d(image, 2, [3, 3], strides=2).shape
    with pytest.raises(ShapeError, match=r"strides must be one number or two \(rows, columns\), got \[1, 2, 3\]"):
        gn.conv_2d(image, 2, 3, strides=[1, 2, 3])


@pytest.mark.parametrize("filters", [0, -1, 2.5, "3", None, True])
def test_a_number_of_filters_is_a_whole_number_from_one_on(image: Node, filters: object) -> None:
    with pytest.raises(ShapeError, match="nb_filter must be a whole number of at least 1"):
        gn.conv_2d(image, filters, 3)


def test_unknown_names_are_met_with_the_nearest_known() -> None:
    image = gn.input_data([None, 8, 8, 1])
    for call, hint in [
        (lambda: gn.conv_2d(image, 2, 3, activation="rellu"), "Did you mean 'relu'"),
        (lambda: gn.conv_2d(image, 2, 3, padding="sme"), "Did you mean 'same'"),
        (lambda: gn.conv_2d(image, 2, 3, weights_init="truncated_norml"), "Did you mean 'truncated_normal'"),
        (lambda: gn.conv_2d(image, 2, 3, regularizer="L3"), "Known: L1, L2"),
        (lambda: gn.merge([image, image], "concatt"), "Did you mean 'concat'"),
        (lambda: gn.regression(gn.flatten(image), optimizer="adm"), "Did you mean 'adam'"),
        (lambda: gn.regression(gn.flatten(image), loss="categorical_crossentrop"), "categorical_crossentropy"),
        (lambda: gn.regression(gn.flatten(image), metric="acuracy"), "Did you mean 'accuracy'"),
    ]:
        with pytest.raises(UnknownName, match=hint):
            call()


def test_dropping_nothing_is_fine_and_dropping_everything_is_not(image: Node) -> None:
    assert gn.dropout(image, 1.0).op.keep == 1.0
    for keep in (0, 1.2, -0.1):
        with pytest.raises(ShapeError, match=r"keep_prob is the share of numbers that is kept.*To drop 20 %, keep 0.8"):
            gn.dropout(image, keep)


def test_a_window_that_does_not_fit_is_told_with_the_trail_of_shapes(image: Node) -> None:
    net = gn.max_pool_2d(gn.conv_2d(image, 8, 5, name="conv_1"), 2)
    with pytest.raises(ShapeError, match="image of only 14x14x8") as told:
        gn.conv_2d(net, 8, 15, padding="valid", name="conv_2")
    assert "InputData 28x28x1 → conv_1 28x28x8 → MaxPool2D 14x14x8 → conv_2 ✗" in str(told.value)


def test_images_are_asked_for_in_tflearns_words() -> None:
    with pytest.raises(ShapeError, match=r"Incoming Tensor shape must be 4-D, not 2-D"):
        gn.conv_2d(gn.input_data([None, 784]), 8, 3)


def test_a_layer_is_built_on_a_layer() -> None:
    with pytest.raises(ShapeError, match="a layer is built on another layer, but got list"):
        gn.flatten([1, 2])


def test_an_optimizer_with_a_rate_of_its_own_keeps_it(image: Node) -> None:
    own = gn.regression(gn.flatten(image), optimizer=gn.optimizers.SGD(learning_rate=0.3), learning_rate=0.1)
    named = gn.regression(gn.flatten(image), optimizer="SGD", learning_rate=0.1)
    assert own.op.optimizer.setting("learning_rate") == 0.3
    assert named.op.optimizer.setting("learning_rate") == 0.1


def test_single_numbers_have_no_metric_unless_asked(image: Node) -> None:
    assert gn.regression(gn.single_unit(gn.input_data([None]))).op.metric is None
    assert str(gn.regression(gn.flatten(image)).op.metric) == "accuracy"
    assert gn.regression(gn.flatten(image), metric=None).op.metric is None


@pytest.mark.parametrize(
    "call",
    [
        lambda: gn.input_data([None, 4], placeholder=object()),
        lambda: gn.conv_2d(gn.input_data([None, 4, 4, 1]), 1, 3, reuse=True),
        lambda: gn.regression(gn.input_data([None, 4]), placeholder=None),
    ],
)
def test_what_is_left_out_is_said_and_not_pretended(call: object) -> None:
    with pytest.raises(GlassnetError, match="not in Glassnet"):
        call()


def test_merging_reduces_the_axis_it_joined(image: Node) -> None:
    assert gn.merge([image, image], "concat").shape.sides == (56, 28, 1)
    assert gn.merge([image, image], "sum").shape.sides == (28, 1)
    with pytest.raises(ShapeError, match="Channels of images are axis 3"):
        gn.merge([image, gn.input_data([None, 28, 30, 1])], "concat")


def test_each_layer_knows_its_arrays(image: Node) -> None:
    conv = gn.conv_2d(image, 3, 10, bias=False)
    assert conv.W.get_shape().as_list() == [10, 10, 1, 3]
    assert conv.b is None
    assert gn.fully_connected(image, 5).b.shape == (5,)
    assert repr(conv.W) == "<Conv2D/W 10x10x1x3>"


def test_a_regression_answers_for_the_layer_it_judges(image: Node) -> None:
    last = gn.fully_connected(image, 5)
    assert gn.regression(last).W == last.W
