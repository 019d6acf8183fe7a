"""What a page answers is what the inspector said, read by the page's own JavaScript; the rest says what is missing."""

import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import glassnet as gn
from glassnet.data.images import Images
from glassnet.inside.effort import Effort
from glassnet.report.recording import FIELDS, Recording, canonical, record
from glassnet.report.worth import questions

QUICK = Effort(40, 4, explained=3, tested=1, draws=1, orders=2, fills=("mean",), steps=(16, 16), window=0.5, stride=1.0)


@pytest.fixture(scope="module")
def digits() -> Images:
    return gn.datasets.digits.images()[:80]


@pytest.fixture(scope="module")
def run(digits: Images) -> gn.Run:
    net = gn.conv_2d(gn.input_data([None, 8, 8, 1]), 3, 6, activation="relu", name="conv_1")
    net = gn.max_pool_2d(net, 2, name="pool_1")
    net = gn.fully_connected(net, 10, activation="softmax", name="answer")
    net = gn.regression(net, optimizer="sgd", learning_rate=0.1)
    return gn.fit(net, digits, n_epoch=3, batch_size=32, seed=4, show=False, keep_filters=True)


@pytest.fixture(scope="module")
def inspector(run: gn.Run, digits: Images) -> gn.inside.Inspector:
    return gn.inside.Inspector(run, gn.inside.capture(run, digits, most=5), among=digits, effort=QUICK)


@pytest.fixture(scope="module")
def recording(inspector: gn.inside.Inspector) -> Recording:
    return record(inspector)


def elements_of(recording: Recording) -> dict[str, str]:
    """The elements of the page by id, as a browser finds them."""
    found = re.findall(r'<script type="[a-z/]+" id="([\w-]+)">(.*?)</script>', recording.elements(), re.DOTALL)
    assert len(found) == len(recording.blocks) + 1
    return dict(found)


def told_by_page(recording: Recording, messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed, so the page's own reader cannot run: apt-get install nodejs")
    given = json.dumps({"elements": elements_of(recording), "messages": messages})
    script = Path(__file__).with_name("recorded.mjs")
    ran = subprocess.run([node, str(script)], input=given, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout)
    assert found["page"] is True
    return found["told"]


def numbers(array: dict[str, Any]) -> np.ndarray:
    words = {"NaN": np.nan, "Infinity": np.inf, "-Infinity": -np.inf}
    values = [words[each] if each in words else float(each) for each in array["values"]]
    return np.array(values, np.float32).reshape(array["shape"])


def test_the_page_says_what_the_inspector_says(inspector: gn.inside.Inspector, recording: Recording) -> None:
    assert recording.left_out == ()
    messages = [dict(message) for question in questions(inspector) for message in question.messages]
    assert {message["ask"] for message in messages} == set(FIELDS)
    for message, told in zip(messages, told_by_page(recording, messages), strict=True):
        reply = inspector.handle(message)
        assert [list(each.shape) for each in reply.arrays] == [each["shape"] for each in told["arrays"]]
        for given, read in zip(reply.arrays, map(numbers, told["arrays"]), strict=True):
            assert np.allclose(read, given, atol=6e-4 * np.abs(given).max(), equal_nan=True)
            if message["ask"] in ("photo", "excites"):
                assert np.array_equal(read, given)  # levels of 16 gray steps, kept as they are
        said = {key: value for key, value in told["said"].items() if key != "arrays"}
        tops = [{key: value for key, value in top.items() if key != "photo"} for top in said.get("tops", ())]
        known = [{key: value for key, value in top.items() if key != "photo"} for top in reply.said.get("tops", ())]
        assert tops == known
        assert {key: value for key, value in said.items() if key != "tops"} == {
            key: value for key, value in json.loads(json.dumps(reply.said)).items() if key != "tops"
        }


def test_messages_are_found_in_any_order_of_keys_and_with_what_does_not_count(recording: Recording) -> None:
    (told,) = told_by_page(recording, [{"photo": 1, "layer": "conv_1", "ask": "maps", "zoom": 3}])
    assert told["arrays"][0]["shape"] == [8, 8, 3]


def test_what_was_not_recorded_says_so(recording: Recording) -> None:
    for told in told_by_page(recording, [{"ask": "maps", "photo": 99, "layer": "conv_1"}, {"ask": "weather"}]):
        assert "gn.explore(run, images)" in told["said"]["missing"]


def test_a_page_that_was_cut_off_says_so_and_still_answers_the_rest(recording: Recording) -> None:
    cut = replace(recording, blocks=(recording.blocks[0][:-9], *recording.blocks[1:]))
    block_0 = next(key for key, entry in recording.messages.items() if entry.get("block") == 0)
    asked = [json.loads(block_0), {"ask": "maps", "photo": 1, "layer": "conv_1"}]
    torn, whole = told_by_page(cut, asked)
    assert "could not be read" in torn["said"]["missing"]
    assert whole["arrays"][0]["shape"] == [8, 8, 3]


def test_a_small_budget_keeps_the_worthiest_and_says_what_found_no_room(inspector: gn.inside.Inspector) -> None:
    whole = record(inspector)
    for budget in (whole.nbytes // 2, whole.nbytes // 5):
        small = record(inspector, budget)
        assert small.nbytes <= budget + 400 * len(small.left_out) + 1000
        assert small.left_out
        assert canonical({"ask": "network"}) not in small.left_out
        missing = small.messages[small.left_out[0]]["said"]["missing"]
        assert re.search(r"The [\d,]+ kB of this view found no room", missing)
        assert set(small.messages) == set(whole.messages)


def test_the_same_inspector_gives_the_same_bytes(
    run: gn.Run, digits: Images, inspector: gn.inside.Inspector, recording: Recording
) -> None:
    other = gn.inside.Inspector(run, gn.inside.capture(run, digits, most=5), among=digits, effort=QUICK)
    assert record(other).elements() == recording.elements()


def test_names_cannot_end_the_page(run: gn.Run, digits: Images) -> None:
    evil = "</script><script>alert(1)</script><!--"
    images = replace(digits, names=(evil,) * len(digits))
    made = record(gn.inside.Inspector(run, gn.inside.capture(run, images, most=2), among=images, effort=QUICK))
    index = made.index
    assert "<" not in index
    assert "&" not in index
    assert json.loads(index)["messages"][canonical({"ask": "photo", "photo": 0})]["said"]["name"] == evil
    (told,) = told_by_page(made, [{"ask": "photo", "photo": 0}])
    assert told["said"]["name"] == evil


def test_a_network_without_photos_or_convolutions_is_recorded_too(digits: Images) -> None:
    dense = gn.Run(
        gn.from_text("4 > dense 2 softmax"), {"FullyConnected/W": np.eye(4)[:, :2], "FullyConnected/b": np.zeros(2)}
    )
    told = told_by_page(
        record(gn.inside.Inspector(dense)), [{"ask": "network"}, {"ask": "weights", "layer": "FullyConnected"}]
    )
    assert told[0]["said"]["photos"] == []
    assert numbers(told[1]["arrays"][0]).tolist() == np.eye(4)[:, :2].tolist()


def test_a_message_has_the_same_spelling_in_both_languages(recording: Recording) -> None:
    assert (
        canonical({"ask": "maps", "photo": 0, "layer": 'é"\\\n\x7f</'})
        == '{"ask":"maps","layer":"é\\"\\\\\\n\x7f</","photo":0}'
    )
    layer = 'é"\\\n\x7f</'
    odd = Recording({canonical({"ask": "filters", "layer": layer}): {"said": {"layer": layer}}}, ())
    (told,) = told_by_page(odd, [{"ask": "filters", "layer": layer}])
    assert told["said"]["layer"] == layer
