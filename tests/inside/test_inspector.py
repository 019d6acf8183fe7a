"""Every message a view asks is answered, for every kind of network, with what the functions of the room say."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from tests.contracts.ops import NETWORKS
from tests.inside.nets import drawn, random_weights

import glassnet as gn
from glassnet.data.images import Images
from glassnet.engine.to_torch import build
from glassnet.graph.notation import from_text
from glassnet.inside.beginnings import share_left
from glassnet.inside.checks import Order
from glassnet.inside.effort import Effort
from glassnet.inside.inspector import Inspector
from glassnet.inside.reasons_said import _order_sentence, audit_said
from glassnet.inside.reply import Reply
from glassnet.runs.run import Run

QUICK = Effort(looked_through=20, edited=4, draws=1, orders=2, fills=("mean",), steps=(32, 256), window=0.5, stride=1.0)


@pytest.fixture(scope="module")
def inspector(run: Run, digits: Images) -> Inspector:
    return Inspector(run, digits, effort=QUICK)


def asked(inspector: Inspector) -> list[dict[str, Any]]:
    """A message of every kind, for every layer and the first photo."""
    layers = [layer["name"] for layer in inspector.handle({"ask": "network"}).said["layers"]]
    of_layers = [
        {"ask": ask, "photo": 0, "layer": layer, "channel": 0, "epoch": 1}
        for layer in layers
        for ask in ("maps", "filters", "filters_at", "weights", "excites")
    ]
    of_photos = [{"ask": ask, "photo": 0} for ask in ("photo", "reasons", "edits")]
    return [{"ask": "network"}, *of_layers, *of_photos, {"ask": "matters"}, {"ask": "audit"}]


def answers(inspector: Inspector) -> dict[str, Reply]:
    """What each is answered; JSON holds all of it, without a NaN."""
    found = {}
    for message in asked(inspector):
        reply = inspector.handle(message)
        json.dumps(reply.described, allow_nan=False)
        assert not (reply.is_missing and len(reply.said["missing"]) < 20)
        found[f"{message['ask']} {message.get('layer', '')}".strip()] = reply
    return found


def test_the_network_is_told_layer_by_layer(inspector: Inspector) -> None:
    said = inspector.handle({"ask": "network"}).said
    layers = {layer["name"]: layer for layer in said["layers"]}
    assert list(layers) == ["InputData", "conv_1", "pool_1", "conv_2", "Dropout", "answer"]
    conv = layers["conv_2"]
    assert (conv["shape"], conv["inputs"], conv["activation"]) == ([4, 4, 4], ["pool_1"], "relu")
    assert conv["counts"] == "4 filters of 2x3x3: 12 slices, 4 maps"
    assert conv["window"] == {"size": [2, 3], "stride": [1, 1], "before": [0, 1], "after": [1, 1]}
    assert layers["pool_1"]["window"] == {"size": [2, 2], "stride": [2, 2], "before": [0, 0], "after": [0, 0]}
    assert [layer["pool"] for layer in layers.values()] == [None, None, "max", None, None, None]
    assert layers["conv_1"]["rows"][0] == [0, 3]  # six rows, two of them above the photo
    assert layers["conv_1"]["rows"][7] == [5, 7]
    assert (layers["conv_1"]["sees"], layers["answer"]["sees"], layers["answer"]["rows"]) == ([6, 6], [8, 8], None)
    assert sum(layer["share"] for layer in layers.values()) == pytest.approx(1)
    assert (said["kept"], said["last"]) == ([0, 1, 2, 3, 5, 6], 6)
    assert said["history"]["epochs"] == [1, 2, 3, 4, 5, 6]
    assert len(said["history"]["series"]["loss"]) == 6
    assert (said["input"]["height"], said["input"]["channels"], said["how_to_get"]["snapshots"]) == (8, 1, "")


def test_maps_and_filters_are_those_of_the_room(inspector: Inspector, run: Run) -> None:
    one = inspector.captured.one(0)["InputData"]
    for layer in ("InputData", "conv_1", "pool_1", "conv_2", "answer"):
        (values,) = inspector.handle({"ask": "maps", "photo": 0, "layer": layer}).arrays
        assert np.array_equal(values, run.outputs(one, [layer])[layer][0])
    filters = gn.inside.filters(run, "conv_2")
    start, now, learned, bias = inspector.handle({"ask": "filters", "layer": "conv_2"}).arrays
    for given, known in ((start, filters.start), (now, filters.now), (learned, filters.learned)):
        assert np.array_equal(given, known)
    assert np.array_equal(bias, run.weights["conv_2/b"])
    then = inspector.handle({"ask": "filters_at", "layer": "conv_2", "epoch": 3})
    assert np.array_equal(then.arrays[0], filters.at(3))
    assert then.said["left"] == share_left(filters.at(3), filters.start)


def test_what_excites_is_what_the_single_question_finds(inspector: Inspector, run: Run, digits: Images) -> None:
    whole = Inspector(run, digits, effort=replace(QUICK, looked_through=1000))
    for layer, channel in (("conv_1", 0), ("conv_2", 3), ("answer", 7)):
        reply = whole.handle({"ask": "excites", "layer": layer, "channel": channel})
        known = gn.inside.excites(run, layer, channel, digits)
        loud = [top for top in known.tops if abs(top.value) >= 1e-6]
        assert [(top["name"], top["row"], top["column"]) for top in reply.said["tops"]] == [
            (top.name, top.row, top.column) for top in loud
        ]
        assert [crop.tolist() for crop in reply.arrays] == [top.crop.tolist() for top in loud if top.crop is not None]
        assert reply.said["photos"] == len(digits)


def test_reasons_come_with_marks_or_say_that_they_were_not_tested(inspector: Inspector) -> None:
    tested = inspector.handle({"ask": "reasons", "photo": 0})
    methods = {method["name"]: method for method in tested.said["methods"]}
    assert list(methods) == ["integrated gradients", "occlusion", "Grad-CAM"]
    assert [each.shape for each in tested.arrays] == [(8, 8)] * 3
    assert all(method["verdict"] in ("passed", "failed", "tie") for method in methods.values())
    assert "(1 draw)" in methods["occlusion"]["marks"][0]["sentence"]
    untested = inspector.handle({"ask": "reasons", "photo": 0, "marks": False}).said["methods"]
    assert {method["verdict"] for method in untested} == {None}
    assert untested[1]["marks"][0]["name"] == "not tested"


def test_marks_are_told_with_the_number_of_draws_they_rest_on(run: Run, digits: Images) -> None:
    order = Order("mean", deletion=-2.0, insertion=3.0, chance=(-1.0, 0.0, 1.0, 2.0))
    assert _order_sentence(order).endswith("4 of 4 orders drawn by chance, and bringing it back first helps more.")
    # Of the four, -1 and 0 hurt more than 0.5 does.
    assert _order_sentence(replace(order, deletion=0.5)).endswith("2 of 4 orders drawn by chance: chance does as well.")
    assert "but bringing it back first does not" in _order_sentence(replace(order, insertion=0.0))


def test_an_audit_of_few_pictures_does_not_say_that_all_is_well() -> None:
    levels = np.full((12, 20, 20, 1), 0.5, np.float32)
    levels[6:, :3, :3] = 0.9  # a corner that tells; but there are only four bursts
    images = Images(levels, np.repeat([0, 1], 6), ("a", "b"), groups=np.repeat([0, 1, 2, 3], 3))
    said = audit_said(gn.data.audit(images)).said
    assert "gives the classes away" not in said["sentence"]
    assert "too few to be sure of it" in said["sentence"]
    assert max(row["right"] for row in said["rows"]) == 1.0


def test_edits_say_what_became_of_the_answer(inspector: Inspector, run: Run) -> None:
    reply = inspector.handle({"ask": "edits", "photo": 0})
    rows = reply.said["rows"]
    assert len(rows) == len(reply.arrays)
    for row, photo in zip(rows, reply.arrays, strict=True):
        assert run.predict_label(photo) == [row["answer"]]
        assert row["flipped"] == (row["answer"] != reply.said["before"]["answer"])
        assert ("flips" in row["sentence"]) == row["flipped"]


def test_regions_are_painted_on_the_photos_they_belong_to(run: Run, digits: Images) -> None:
    mask = np.zeros((len(digits), 8, 8), bool)
    mask[:, 2:6, 2:6] = True
    inspector = Inspector(run, digits, regions={"middle": mask}, effort=QUICK)
    assert "middle painted dark" in [row["name"] for row in inspector.handle({"ask": "edits", "photo": 1}).said["rows"]]
    assert "middle painted dark" in [row["name"] for row in inspector.handle({"ask": "matters"}).said["rows"]]


@pytest.mark.parametrize(
    "text",
    [
        "6x5x1 > dense 3 softmax",
        "9 > dense 4 relu > dense 2 softmax",
        "16 > reshape 4x4x1 > conv 2@3 relu > dense 2 softmax",
        "7x7x3 > conv 2@4 crelu > avg_pool 2 > global_avg_pool > dense 1 sigmoid",
        "a: 6x6x2 ; b: a > conv 2@3 ; c: a > conv 3@2 ; merge b c concat axis=3 > conv 2@2 > dense 3",
        "8 > reshape 4x2 > dense 2 softmax",
        "6x6x1 > conv 2@3 > upsample 2",
    ],
)
def test_any_network_answers_every_message(text: str) -> None:
    run = drawn(text)
    sides = run.network.inputs[0].shape.sides
    photos = np.random.default_rng(1).random((6, *sides)).astype(np.float32)
    found = answers(Inspector(run, photos, effort=QUICK))
    for layer in found["network"].said["layers"]:
        (values,) = found[f"maps {layer['name']}"].arrays
        assert list(values.shape) == layer["shape"]
        assert found[f"filters {layer['name']}"].is_missing is not layer["filters"]
    assert found["photo"].arrays[0].ndim == 3


@pytest.mark.parametrize("name", NETWORKS)
def test_every_kind_of_layer_is_told_and_shown(name: str) -> None:
    network = gn.Network(NETWORKS[name]())
    run = Run(network, build(network, seed=0).weights())
    chance = np.random.default_rng(0)
    fed = {network.name(node): chance.random((3, *node.shape.sides)).astype(np.float32) for node in network.inputs}
    found = answers(Inspector(run, fed, effort=QUICK))
    for layer in found["network"].said["layers"]:
        (values,) = found[f"maps {layer['name']}"].arrays
        assert list(values.shape) == layer["shape"]
        assert layer["says"].endswith(".")
        for spans, side in ((layer["rows"], 0), (layer["columns"], 1)):
            assert spans is None or len(spans) == layer["shape"][side]
        assert set(layer["inputs"]) <= {each["name"] for each in found["network"].said["layers"]}


def test_a_network_with_two_inputs_is_looked_into_as_well() -> None:
    photo, age = gn.input_data([None, 6, 6, 1], name="photo"), gn.input_data([None, 2], name="age")
    joined = gn.merge([gn.flatten(gn.conv_2d(photo, 2, 3, name="conv")), age], "concat")
    network = gn.Network(gn.fully_connected(joined, 2, activation="softmax"))
    run = Run(network, random_weights(network, 0))
    fed = {"photo": np.ones((5, 6, 6, 1), np.float32), "age": np.ones((5, 2), np.float32)}
    found = answers(Inspector(run, fed, effort=QUICK))
    assert not found["reasons"].is_missing
    assert not found["edits"].is_missing
    assert "other inputs" in found["matters"].said["missing"]


def test_weights_that_are_no_numbers_are_counted_and_give_no_reasons(run: Run, digits: Images) -> None:
    weights = np.array(run.weights["conv_2/W"])
    weights[0, 0, 0, 0] = np.nan
    found = answers(Inspector(Run(run.network, {**run.weights, "conv_2/W": weights}), digits, effort=QUICK))
    assert found["filters conv_2"].said["broken"] == 1
    assert found["maps conv_2"].said["broken"] > 0
    assert found["photo"].said["probabilities"] is None
    assert "no numbers" in found["photo"].said["answer"] or "none" in found["photo"].said["answer"]
    assert "1 of the 72 in 'conv_2/W'" in found["reasons"].said["missing"]


def test_without_photos_the_filters_are_still_there(run: Run) -> None:
    found = answers(Inspector(run))
    assert not found["filters conv_1"].is_missing
    assert found["network"].said["photos"] == []
    assert "there are none" in found["maps conv_1"].said["missing"]
    assert "no photos to look through" in found["excites conv_1"].said["missing"]


def test_without_snapshots_it_says_how_to_get_them(run: Run, digits: Images) -> None:
    inspector = Inspector(replace(run, snapshots=None), digits, effort=QUICK)
    said = inspector.handle({"ask": "network"}).said
    assert said["kept"] == []
    assert "keep_filters=True" in said["how_to_get"]["snapshots"]
    assert "keep_filters=True" in inspector.handle({"ask": "filters_at", "layer": "conv_1", "epoch": 2}).said["missing"]
    assert not inspector.handle({"ask": "filters_at", "layer": "conv_1", "epoch": 0}).is_missing


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        ({"ask": "maps", "photo": 0, "layer": "conv2"}, "Did you mean 'conv_2'"),
        ({"ask": "map"}, "Did you mean 'maps'"),
        ({}, "Invalid question: None"),
        ({"ask": ["maps"]}, "Invalid question"),
        ({"ask": "maps", "photo": -1, "layer": "conv_1"}, "Photo -1 is not here"),
        ({"ask": "maps", "photo": True, "layer": "conv_1"}, "Photo True is not here"),
        ({"ask": "maps", "photo": 0}, "names no layer"),
        ({"ask": "filters", "layer": "pool_1"}, "max_pool_2d and has no filters"),
        ({"ask": "filters_at", "layer": "conv_1", "epoch": 4}, "epoch 4 were not kept"),
        ({"ask": "filters_at", "layer": "conv_1", "epoch": "x"}, "Epoch 'x' is no number"),
        ({"ask": "excites", "layer": "conv_1", "channel": 3}, "channel 3 is not here"),
        ({"ask": "weights", "layer": "conv_1"}, "only a fully connected layer"),
    ],
)
def test_what_is_not_there_is_told_and_never_raised(inspector: Inspector, message: Any, sentence: str) -> None:
    reply = inspector.handle(message)
    assert sentence in reply.said["missing"]
    assert reply.arrays == ()


def test_a_dense_layer_too_big_to_look_at_says_where_its_weights_are() -> None:
    inspector = Inspector(drawn("300 > dense 300"), np.zeros((2, 300), np.float32))
    assert "300x300 = 90,000 weights" in inspector.handle({"ask": "weights", "layer": "FullyConnected"}).said["missing"]


def test_the_run_is_left_as_it_was(run: Run, digits: Images) -> None:
    before = {name: array.copy() for name, array in run.weights.items()}
    first = answers(Inspector(run, digits, effort=QUICK))
    second = answers(Inspector(run, digits, effort=QUICK))
    assert all(np.array_equal(before[name], array) for name, array in run.weights.items())
    for name, reply in first.items():
        assert reply.said == second[name].said
        assert [each.tobytes() for each in reply.arrays] == [each.tobytes() for each in second[name].arrays]


def test_hostile_names_pass_as_they_are(digits: Images) -> None:
    names = ('<script>alert("x")</script>', "\x00' or 1", *map(str, range(2, 10)))
    images = replace(digits, classes=names)
    network = from_text("8x8x1 > dense 10 softmax")
    run = gn.fit(gn.regression(network.output), images, n_epoch=1, show=False)
    said = Inspector(run, images, effort=QUICK).handle({"ask": "network"}).said
    assert said["classes"] == list(names)
    json.dumps(said)
