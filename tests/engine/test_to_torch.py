"""Networks as modules: what is computed, from which arrays, and what chance does."""

import numpy as np
import pytest
import torch

import glassnet as gn
from glassnet.engine.to_torch import build, share
from glassnet.errors import DataError, UnknownName
from glassnet.graph.network import Network


def test_dense_reads_an_image_row_by_row_with_channels_last() -> None:
    net = build(Network(gn.fully_connected(gn.input_data([None, 2, 1, 3]), 1)), seed=0)
    # Each number of the image times its own power of ten tells where it was read.
    net.set_weights({"FullyConnected/W": np.array([[10.0**place] for place in range(6)])})
    image = torch.tensor([[[[1.0, 2.0, 3.0]], [[4.0, 5.0, 6.0]]]])
    assert net.value({"InputData": image}).item() == 654321


def test_convolution_weights_are_height_width_in_out() -> None:
    net = build(Network(gn.conv_2d(gn.input_data([None, 1, 3, 2]), 2, [1, 2], padding="valid")), seed=0)
    W = np.zeros((1, 2, 2, 2))
    W[0, 1, 0, 1] = 1.0  # second output: the right neighbour's first channel
    net.set_weights({"Conv2D/W": W})
    image = torch.arange(6.0).reshape(1, 1, 3, 2)
    assert net.value({"InputData": image}).tolist() == [[[[0.0, 2.0], [0.0, 4.0]]]]


def test_dropout_keeps_the_share_it_is_told_to_keep_and_scales_it() -> None:
    net = build(Network(gn.dropout(gn.input_data([None, 10_000]), 0.8)), seed=0).train()
    net.begin_step(seed=0, step=1)
    value = net.value({"InputData": torch.ones(1, 10_000)})
    assert set(value.unique().tolist()) == {0.0, 1.25}
    assert (value > 0).float().mean().item() == pytest.approx(0.8, abs=0.02)


def test_dropout_passes_everything_on_out_of_training() -> None:
    net = build(Network(gn.dropout(gn.input_data([None, 100]), 0.1)), seed=0).eval()
    assert torch.equal(net.value({"InputData": torch.ones(2, 100)}), torch.ones(2, 100))


def test_dropout_of_a_step_depends_on_seed_and_step_alone() -> None:
    net = build(Network(gn.dropout(gn.input_data([None, 100]), 0.5)), seed=0).train()

    def dropped(seed: int, step: int) -> list[float]:
        net.begin_step(seed, step)
        torch.rand(3)  # what else draws by chance must not matter
        return net.value({"InputData": torch.ones(1, 100)})[0].tolist()

    assert dropped(1, 1) == dropped(1, 1)
    assert dropped(1, 1) != dropped(1, 2)
    assert dropped(1, 1) != dropped(2, 1)


def test_dropout_with_a_noise_shape_drops_whole_channels() -> None:
    net = build(Network(gn.dropout(gn.input_data([None, 4, 4, 8]), 0.5, noise_shape=[-1, 1, 1, 8])), seed=0).train()
    net.begin_step(seed=0, step=1)
    value = net.value({"InputData": torch.ones(5, 4, 4, 8)})
    assert torch.equal(value, value[:, :1, :1].expand_as(value))


def test_running_variance_is_the_biased_one() -> None:
    net = build(Network(gn.batch_normalization(gn.input_data([None, 1]), decay=0.9)), seed=0).train()
    net.value({"InputData": torch.tensor([[0.0], [2.0]])})
    # mean 1, variance ((0-1)^2 + (2-1)^2) / 2 = 1; a tenth of the way there from 0 and 1
    assert net.arrays["BatchNormalization/moving_mean"].tolist() == pytest.approx([0.1])
    assert net.arrays["BatchNormalization/moving_variance"].tolist() == pytest.approx([1.0])


def test_response_normalization_does_not_divide_alpha_by_the_number_of_channels() -> None:
    node = gn.local_response_normalization(gn.input_data([None, 1, 1, 3]), depth_radius=1, alpha=1.0, beta=1.0)
    value = build(Network(node), seed=0).value({"InputData": torch.tensor([[[[1.0, 2.0, 3.0]]]])})
    assert value[0, 0, 0].tolist() == pytest.approx([1 / (1 + 5), 2 / (1 + 14), 3 / (1 + 13)])


def test_an_average_pool_counts_only_real_cells() -> None:
    value = build(Network(gn.avg_pool_2d(gn.input_data([None, 3, 3, 1]), 2)), seed=0).value(
        {"InputData": torch.ones(1, 3, 3, 1)}
    )
    assert value.flatten().tolist() == [1, 1, 1, 1]


def test_a_max_pool_over_negative_numbers_never_answers_with_padding() -> None:
    value = build(Network(gn.max_pool_2d(gn.input_data([None, 3, 3, 1]), 2)), seed=0).value(
        {"InputData": -torch.ones(1, 3, 3, 1)}
    )
    assert value.flatten().tolist() == [-1, -1, -1, -1]


def test_any_layer_can_be_asked_for_and_only_what_it_needs_is_computed() -> None:
    def fails(x: torch.Tensor) -> torch.Tensor:
        if len(x) != 2:  # a layer function is tried once on two samples
            raise AssertionError("computed without need")
        return x

    first = gn.activation(gn.input_data([None, 2], name="input"), "relu", name="first")
    net = build(Network(gn.custom_layer(first, fails)), seed=0)
    assert net.value({"input": torch.tensor([[-1.0, 1.0]])}, "first").tolist() == [[0.0, 1.0]]


def test_names_with_slashes_and_dots_serve_as_layers() -> None:
    net = build(Network(gn.fully_connected(gn.input_data([None, 2], name="a/in.put"), 1, name="b.c/d")), seed=0)
    assert net.value({"a/in.put": torch.ones(1, 2)}, "b.c/d").shape == (1, 1)


def test_a_network_that_shares_layers_shares_their_arrays() -> None:
    middle = gn.fully_connected(gn.input_data([None, 2]), 3, name="middle")
    whole = build(Network(gn.fully_connected(middle, 1)), seed=0)
    part = share(Network(middle), whole, seed=9)
    assert part.arrays["middle/W"] is whole.arrays["middle/W"]


def test_writing_a_wrong_shape_or_name_is_refused_with_both_named() -> None:
    net = build(Network(gn.fully_connected(gn.input_data([None, 2]), 3)), seed=0)
    with pytest.raises(DataError, match=r"'FullyConnected/W' is an array of \(2, 3\), the new values are \(3, 2\)"):
        net.set_weights({"FullyConnected/W": np.zeros((3, 2))})
    with pytest.raises(UnknownName, match="Did you mean 'FullyConnected/W'"):
        net.set_weights({"FullyConnected/w": np.zeros((2, 3))})
