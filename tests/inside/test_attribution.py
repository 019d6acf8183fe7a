import numpy as np
import pytest
import torch
from tests.contracts.ops import NETWORKS
from tests.inside.nets import drawn, photo, random_weights

import glassnet as gn
from glassnet.errors import DataError, UnknownName
from glassnet.graph.network import Network
from glassnet.graph.notation import from_text
from glassnet.inside.attribution import METHODS, as_blocks, grad_cam, reasons
from glassnet.inside.evidence import evidence_in, photo_input
from glassnet.runs.run import Run

SMALL = "12x10x1 > conv 4@3 relu > pool 2 > conv 3@3 relu > dense 8 relu > dense 3 softmax"


@pytest.mark.parametrize("channels", [1, 3])
def test_of_a_linear_network_every_map_is_weight_times_distance_from_the_baseline(channels):
    run = drawn(f"6x5x{channels} > dense 2 softmax")
    given, ground = photo((6, 5, channels)), 0.25
    found = reasons(run, given, 1, baseline=ground, window=1)
    weight = (run.weights["FullyConnected/W"][:, 1] - run.weights["FullyConnected/W"][:, 0]).reshape(given.shape)
    exact = (weight * (given - ground)).sum(-1)
    assert found.maps["integrated gradients"] == pytest.approx(exact, abs=1e-5)
    assert found.maps["occlusion"] == pytest.approx(exact, abs=1e-5)
    assert found.residual < 1e-5


def test_integrated_gradients_add_up_to_the_preference_they_share_out():
    for seed in range(5):
        found = reasons(drawn(SMALL, seed), photo(seed=seed), methods=("integrated gradients",))
        assert found.residual <= 0.01
        assert found.is_complete
        missed = found.maps["integrated gradients"].sum() - (found.preferred - found.preferred_baseline)
        assert abs(missed) == pytest.approx(found.residual * abs(found.preferred - found.preferred_baseline), rel=1e-2)


def test_pixels_that_the_network_ignores_have_no_part_in_anything():
    run = drawn("8x8x1 > conv 2@3 relu > dense 2 softmax")
    W = run.weights["FullyConnected/W"].reshape(8, 8, 2, 2).copy()
    W[:, 3:] = 0  # units of columns 0 to 2 are read, and a 3x3 window takes them to column 3
    run = Run(run.network, {**run.weights, "FullyConnected/W": W.reshape(-1, 2)})
    found = reasons(run, photo((8, 8, 1)), window=1)
    assert (found.maps["integrated gradients"][:, 4:] == 0).all()
    for method in ("integrated gradients", "occlusion"):
        assert np.abs(found.maps[method][:, 4:]).max() <= 1e-7
        assert (found.maps[method][:, :3] != 0).any()
    assert (found.maps["Grad-CAM"] != 0).any()  # it weighs whole maps, so it may name places that are not read


def test_a_network_that_takes_photos_lighter_by_a_constant_has_the_same_reasons_from_a_lighter_baseline():
    run = drawn("8x8x1 > conv 3@3 valid relu > dense 2 softmax")
    lighter = 0.125  # a power of two: adding it rounds nothing that matters
    moved = run.weights["Conv2D/b"] - lighter * run.weights["Conv2D/W"].sum((0, 1, 2))
    other = Run(run.network, {**run.weights, "Conv2D/b": moved.astype(np.float32)})
    given = photo((8, 8, 1))
    here, there = reasons(run, given, 1, baseline=0.5), reasons(other, given + lighter, 1, baseline=0.5 + lighter)
    for method in METHODS:
        assert there.maps[method] == pytest.approx(here.maps[method], abs=1e-5)
    same = reasons(other, given + lighter, 1, baseline=0.5)
    assert np.abs(same.maps["integrated gradients"] - here.maps["integrated gradients"]).max() > 1e-3


@pytest.mark.parametrize("end", ["dense 2 softmax", "dense 1 sigmoid", "dense 1", "dense 2 sigmoid"])
def test_of_two_classes_what_speaks_for_one_speaks_as_much_against_the_other(end):
    run = drawn(f"12x10x1 > conv 4@3 relu > {end}")
    one, other = (reasons(run, photo(), label) for label in (0, 1))
    assert one.preferred == pytest.approx(-other.preferred, abs=1e-5)
    for method in METHODS:
        assert one.maps[method] == pytest.approx(-other.maps[method], abs=1e-5)


def test_the_same_photo_gives_the_same_bytes_and_leaves_everything_as_it_was():
    run = drawn(SMALL)
    before = {name: array.copy() for name, array in run.weights.items()}
    state, chance, given = torch.get_rng_state(), np.random.get_state()[1].copy(), photo()
    answers = run.predict(given)
    first, second = reasons(run, given), reasons(run, given)
    assert all(first.maps[method].tobytes() == second.maps[method].tobytes() for method in METHODS)
    assert all(np.array_equal(before[name], run.weights[name]) for name in before)
    assert torch.equal(state, torch.get_rng_state())
    assert np.array_equal(chance, np.random.get_state()[1])
    assert np.array_equal(answers, run.predict(given))
    assert not run._net.training
    assert all(array.grad is None for array in run._net.arrays.values())
    assert torch.is_grad_enabled()


def test_evidence_is_the_difference_of_logits_and_not_of_shares():
    run = drawn(SMALL)
    found = reasons(run, photo(), methods=())
    shares = np.sort(run.predict(photo())[0])[::-1]
    assert found.preferred == pytest.approx(np.log(shares[0] / shares[1]), abs=1e-4)
    assert found.label == run.predict_label(photo())[0]


def test_a_share_too_close_to_one_for_a_float_still_has_reasons():
    run = drawn("4x4x1 > dense 2 softmax", scale=200.0)
    given = photo((4, 4, 1))
    assert run.predict(given).max() == 1.0
    found = reasons(run, given)
    assert found.residual < 1e-4
    assert np.abs(found.maps["occlusion"]).max() > 1


def test_occlusion_says_how_far_the_evidence_falls_when_a_square_is_painted():
    run = drawn("4x4x1 > conv 2@3 relu > dense 2 softmax")
    given = photo((4, 4, 1))
    found = reasons(run, given, 1, baseline=0.0, window=2, stride=2)
    evidence = evidence_in(run).for_class(1, torch.from_numpy(given[None]))
    covered = given.copy()
    covered[:2, 2:] = 0
    whole, rest = evidence.of(np.stack([given, covered]))
    assert found.maps["occlusion"][:2, 2:] == pytest.approx(np.full((2, 2), whole - rest), abs=1e-5)


def test_grad_cam_weighs_each_map_by_its_mean_gradient():
    # The dense layer reads map 0 with 1/4 from each of its 4 cells for class 1, map 1 with -1/4.
    weights = {
        "Conv2D/W": np.array([1.0, 2.0], np.float32).reshape(1, 1, 1, 2),
        "Conv2D/b": np.zeros(2, np.float32),
        "FullyConnected/W": np.tile(np.array([[0, 0.25], [0, -0.25]], np.float32), (4, 1)),
        "FullyConnected/b": np.zeros(2, np.float32),
    }
    run = Run(from_text("2x2x1 > conv 2@1 > dense 2 softmax"), weights)
    given = np.array([[1.0, 2.0], [3.0, 4.0]], np.float32)[..., None]
    x = torch.from_numpy(given[None])
    cam = grad_cam(evidence_in(run).for_class(1, x), x, "Conv2D")
    assert cam == pytest.approx(0.25 * given[..., 0] - 0.25 * 2 * given[..., 0])


def test_each_unit_of_the_last_convolution_is_a_block_of_the_photo():
    found = reasons(drawn(SMALL), photo())
    assert found.layer == "Conv2D_1"
    assert found.coarse.shape == (6, 5)
    assert np.array_equal(found.maps["Grad-CAM"], found.coarse.repeat(2, 0).repeat(2, 1))
    assert as_blocks(np.arange(4.0).reshape(2, 2), 5, 3).shape == (5, 3)


def test_a_network_without_convolutions_has_no_grad_cam_and_the_rest():
    found = reasons(drawn("6x6x1 > dense 3 softmax"), photo((6, 6, 1)))
    assert set(found.maps) == {"integrated gradients", "occlusion"}
    assert found.lacking == {"Grad-CAM": "the network has no convolution"}


def answering(node: gn.graph.node.Node) -> Run:
    network = Network(gn.fully_connected(node, 2, activation="softmax"))
    return Run(network, {name: np.abs(array) + 0.1 for name, array in random_weights(network, 0).items()})


@pytest.mark.parametrize("kind", [kind for kind in NETWORKS if kind != "single_unit"])
def test_reasons_are_found_behind_every_kind_of_layer(kind):
    run = answering(NETWORKS[kind]())
    sides = run.network.inputs[0].shape.sides
    found = reasons(
        run, [photo((1, *sides)) for _ in run.network.inputs] if len(run.network.inputs) > 1 else photo(sides)
    )
    assert all(values.shape == sides[:2] and np.isfinite(values).all() for values in found.maps.values())
    assert "occlusion" in found.maps
    assert set(found.maps) | set(found.lacking) == set(METHODS)


def test_reasons_are_found_for_a_photo_beside_another_input():
    side = gn.input_data([None, 3], name="side")
    picture = gn.input_data([None, 6, 6, 1], name="picture")
    network = Network(gn.fully_connected(gn.merge([gn.flatten(picture), side], "concat"), 2, activation="softmax"))
    run = Run(network, random_weights(network, 0))
    one = {"picture": photo((1, 6, 6, 1)), "side": np.ones((1, 3), np.float32)}
    found = reasons(run, one, 1)
    shares = run.predict(one)[0]
    assert found.preferred == pytest.approx(np.log(shares[1] / shares[0]), abs=1e-4)
    assert photo_input(network) == "picture"


def test_weights_that_are_no_numbers_are_counted_and_told():
    run = drawn(SMALL)
    broken = run.weights["Conv2D/W"].copy()
    broken[0, 0, 0, :2] = np.nan
    with pytest.raises(DataError, match=r"2 of the 36 in 'Conv2D/W'"):
        reasons(Run(run.network, {**run.weights, "Conv2D/W": broken}), photo())


def test_a_class_there_is_not_is_told_with_the_nearest():
    run = drawn(SMALL)
    run = Run(run.network, run.weights, card=gn.runs.card.DataCard(classes=("chi", "lars", "none")))
    with pytest.raises(UnknownName, match=r"Invalid class: 'lar'\. Did you mean 'lars'"):
        reasons(run, photo(), "lar")
    assert reasons(run, photo(), "lars", methods=()).label == "lars"


def test_a_network_that_takes_rows_of_numbers_is_told_how_to_take_photos():
    with pytest.raises(DataError, match=r"input_data\(\[None, height, width, channels\]\)"):
        reasons(drawn("16 > dense 2 softmax"), np.zeros(16, np.float32))


def test_several_photos_are_asked_for_one_by_one():
    with pytest.raises(DataError, match="One photo at a time, these are 2"):
        reasons(drawn(SMALL), photo((2, 12, 10, 1)))


def test_the_top_pixels_are_as_many_as_asked_for():
    found = reasons(drawn(SMALL), photo())
    chosen = found.top("integrated gradients", 0.1)
    assert chosen.sum() == 12
    values = found.maps["integrated gradients"]
    assert values[chosen].min() >= values[~chosen].max()
    with pytest.raises(DataError, match="There is no map by 'guessing': it was not asked for"):
        found.top("guessing")
