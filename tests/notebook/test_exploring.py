"""The explorer as a widget, without a kernel: it answers as the inspector does, and its state holds no numbers."""

import json
import sys
from base64 import b64decode
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image

import glassnet as gn
from glassnet.data.images import Images
from glassnet.extras import MissingPackage
from glassnet.inside.inspector import Inspector
from glassnet.notebook import exploring
from glassnet.notebook.still import still
from glassnet.report import view


@pytest.fixture(scope="module")
def digits() -> Images:
    return gn.datasets.digits.images()[:60]


@pytest.fixture(scope="module")
def run(digits: Images) -> gn.Run:
    net = gn.conv_2d(gn.input_data([None, 8, 8, 1]), 3, 5, activation="relu", name="conv_1")
    net = gn.regression(gn.fully_connected(gn.max_pool_2d(net, 2), 10, activation="softmax", name="answer"))
    return gn.fit(net, digits, n_epoch=2, show=False, keep_filters=True)


@pytest.fixture
def widget(run: gn.Run, digits: Images, monkeypatch: pytest.MonkeyPatch) -> Any:
    made = gn.explore(run, digits)
    made.sent = []
    monkeypatch.setattr(type(made), "send", lambda self, content, buffers=None: self.sent.append((content, buffers)))
    return made


def test_a_message_is_answered_with_its_number_and_its_arrays(widget: Any) -> None:
    message = {"id": "7", "ask": "maps", "photo": 1, "layer": "conv_1"}
    widget._handle_custom_msg(message, [])
    ((content, buffers),) = widget.sent
    assert content["id"] == "7"
    assert content["said"]["arrays"] == [{"shape": [8, 8, 3], "dtype": "float32"}]
    (known,) = widget.inspector.handle(message).arrays
    assert np.array_equal(np.frombuffer(buffers[0], "<f4").reshape(8, 8, 3), known)
    json.dumps(content, allow_nan=False)


def test_what_cannot_be_answered_is_told(widget: Any) -> None:
    widget._handle_custom_msg({"id": "8", "ask": "maps", "photo": 1, "layer": "conv1"}, [])
    assert widget.sent == [
        ({"id": "8", "said": {"missing": "Invalid layer: 'conv1'. Did you mean 'conv_1'?", "arrays": []}}, [])
    ]


def test_no_numbers_are_state_of_the_widget(widget: Any) -> None:
    state = widget.get_state()
    assert state["_esm"] == view.module()
    assert state["_css"] == view.css()
    assert sum(len(str(value)) for key, value in state.items() if key not in ("_esm", "_css")) < 2000


def test_a_saved_notebook_shows_a_picture(widget: Any) -> None:
    data, _ = widget._repr_mimebundle_()
    picture = Image.open(BytesIO(b64decode(data["image/png"])))
    assert picture.format == "PNG"
    assert min(picture.size) > 200
    assert "Explorer of" in data["text/plain"]
    assert "application/vnd.jupyter.widget-view+json" in data


@pytest.mark.parametrize("text", ["4 > dense 3 softmax", "6x6x3 > conv 2@3 crelu > dense 2", "9 > dense 4 > dense 1"])
def test_any_network_has_a_picture(text: str) -> None:
    network = gn.from_text(text)
    weights = {name: np.full(weight.shape, np.nan, np.float32) for name, weight in network.weights.items()}
    broken = gn.Run(network, weights)
    photos = np.ones((3, *network.inputs[0].shape.sides), np.float32)
    assert still(Inspector(broken, photos)).startswith("iVBORw0KGgo")
    assert still(Inspector(broken)).startswith("iVBORw0KGgo")


def test_without_anywidget_it_says_how_to_get_it(run: gn.Run, digits: Images, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "anywidget", None)
    exploring._widget_class.cache_clear()
    with pytest.raises(MissingPackage, match=r"to explore a run in a notebook: pip install 'glassnet\[notebook\]'"):
        gn.explore(run, digits)
    exploring._widget_class.cache_clear()
