import base64
import io
import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest
from PIL import Image
from tests.report.conftest import drawn_run

import glassnet as gn
from glassnet.drawing import Shown
from glassnet.graph.ledger import ledger
from glassnet.report.notebook import clean, html
from glassnet.runs.card import DataCard
from glassnet.runs.history import Epoch, History
from glassnet.runs.run import Run

HOSTILE = ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>')


class Tags(HTMLParser):
    """Every tag that a browser would see."""

    def __init__(self, text):
        super().__init__()
        self.seen, self.attributes = [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.seen.append(tag)
        self.attributes += [name for name, _ in attributes]


def values(run, digits):
    """A value of every kind that shows itself, by the name of its class."""
    photo = digits[[17]]
    found = gn.inside.reasons(run, photo)
    return {
        "Run": run,
        "History": run.history,
        "Evaluation": gn.evaluate(run, digits),
        "Ledger": ledger(run.network),
        "Filters": gn.inside.filters(run, "conv_1"),
        "Maps": gn.inside.maps(run, photo.inputs()[0], "conv_2"),
        "Excites": gn.inside.excites(run, "conv_2", 1, digits),
        "Reasons": found,
        "Marks": gn.inside.marks(run, found, orders=3, draws=1),
        "Edits": gn.inside.edits(run, photo),
        "Mattering": gn.inside.what_matters(run, digits[:6]),
    }


@pytest.fixture(scope="module")
def all_values(run, digits):
    return values(run, digits)


def test_every_kind_of_value_that_shows_itself_is_tried_here(all_values):
    assert {kind.__name__ for kind in Shown.__subclasses__()} == set(all_values)


@pytest.mark.parametrize(
    "kind",
    ["Run", "History", "Evaluation", "Ledger", "Filters", "Maps", "Excites", "Reasons", "Marks", "Edits", "Mattering"],
)
def test_a_value_shows_itself_as_html_and_as_the_text_it_prints(kind, all_values):
    value = all_values[kind]
    bundle = value._repr_mimebundle_(include=None, exclude=None)
    assert bundle == {"text/plain": str(value), "text/html": value._repr_html_()}
    assert set(Tags(bundle["text/html"]).seen) <= {"pre", "img", "table", "tr", "td", "th"}
    assert len(bundle["text/html"]) < 250_000, "light enough for a notebook of many"


@pytest.mark.parametrize("kind", ["Run", "History", "Evaluation", "Filters", "Maps", "Excites", "Reasons"])
def test_what_has_a_picture_shows_it_with_words_for_who_cannot_see_it(kind, all_values):
    (found,) = re.findall(r'<img alt="([^"]+)" src="data:image/png;base64,([^"]+)">', all_values[kind]._repr_html_())
    assert found[0]
    with Image.open(io.BytesIO(base64.b64decode(found[1]))) as picture:
        assert picture.size[0] >= 300


def test_the_ledger_is_a_table_of_its_rows(run):
    text = ledger(run.network)._repr_html_()
    assert text.count("<tr>") == 1 + len(run.network.nodes)
    assert ">conv_2</td>" in text


def test_hostile_names_are_letters_and_never_tags(run):
    network = drawn_run("6x6x1 > conv 2@3 > dense 2 softmax")
    hostile = Run(network.network, network.weights, card=DataCard(8, (6, 6, 1), maximum=1.0, classes=HOSTILE))
    X = np.random.default_rng(0).random((6, 6, 6, 1)).astype(np.float32)
    known = gn.evaluate(hostile, X, [0, 1, 0, 1, 0, 1])
    shown = [hostile, known, gn.inside.reasons(hostile, X[0]), gn.inside.edits(hostile, X[0])]
    excited = gn.inside.excites(hostile, "Conv2D", 0, X)
    shown.append(replace(excited, tops=tuple(replace(top, name=HOSTILE[0]) for top in excited.tops)))
    for value in shown:
        tags = Tags(value._repr_html_())
        assert set(tags.seen) <= {"pre", "img", "table", "tr", "td", "th"}
        assert set(tags.attributes) <= {"alt", "src", "style"}


def test_what_cannot_be_drawn_is_its_text():
    assert History()._repr_html_() == "<pre>no epoch yet</pre>"
    untrained = drawn_run("4 > dense 2")
    assert "<img" not in untrained._repr_html_()


def test_a_long_history_is_not_told_endlessly():
    told = History(tuple(Epoch(n, n, 0.5) for n in range(1, 501)))._repr_html_()
    assert "and 460 lines more" in told


def test_letters_that_cannot_be_printed_do_not_reach_the_page():
    assert clean("a\x00b\x1b\udce9\n<") == "a\ufffdb\ufffd\ufffd\n&lt;"
    html(drawn_run("4 > dense 2")).encode()
