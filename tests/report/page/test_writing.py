"""The page as a file: its sections, its numbers, what it says where something is missing, and that it asks nobody."""

import base64
import hashlib
import re
from dataclasses import replace

import numpy as np
import pytest
from tests.report.page.test_tags import Reader

import glassnet as gn
from glassnet.errors import EnvironmentProblem
from glassnet.report.page.story import Story
from glassnet.report.page.writing import page_of
from glassnet.runs.run import Run

CONVOLUTIONS = "conv 32@2 relu as conv_1 > pool 2 > conv 64@2 relu as conv_2 > pool 2"
POST = f"28x28x1 > {CONVOLUTIONS} > dense 1024 relu > dense 10 softmax"


def untrained(text, seed=0):
    network = gn.from_text(text)
    draw = np.random.default_rng(seed)
    return Run(network, {name: draw.normal(size=w.shape).astype(np.float32) for name, w in network.weights.items()})


@pytest.fixture(scope="module")
def digits():
    """A run on some digits, its splits and its judgement."""
    splits = gn.data.split(gn.datasets.digits.images()[:600], method="random")
    net = gn.from_text("8x8x1 > conv 4@5 relu as conv_1 > dense 10 softmax > regression adam")
    run = gn.fit(net, splits, n_epoch=3, batch_size=32, show=False, keep_filters=True)
    return run, splits, gn.evaluate(run, splits.test, training=splits.train, part="test")


@pytest.fixture(scope="module")
def page(digits, tmp_path_factory):
    run, splits, test = digits
    path = tmp_path_factory.mktemp("page") / "report.html"
    return gn.write_report(run, path, splits.test, test=test, part="test", data="digits").read_text()


def text_of(page):
    return " ".join(Reader(page.partition("<main>")[2].replace("<", " <")).text.split())


def test_the_sections_stand_in_their_order(page):
    headings = re.findall(r"<h2>(.*?)</h2>", page)
    assert headings == ["What was trained", "How it went", "How good it is", "What is inside", "How to use it"]


def test_the_first_lines_say_what_was_trained_and_how_good_it_is_with_n_and_interval(page, digits):
    _, splits, test = digits
    told = text_of(page).partition("What was trained")[0]
    assert f"was trained on {len(splits.train):,} pictures of digits, each 8×8×1, 3 times over." in told
    low, high = test.interval
    assert f"({test.correct} of {test.n}); so many pictures leave room for a true share between" in told
    assert f"{100 * low:.0f} and {100 * high:.0f} % (95 % interval)" in told


def test_it_loads_nothing_from_anywhere(page):
    read = Reader(page)
    addresses = [
        value for _, attributes in read.elements for key, value in attributes.items() if key in ("src", "href")
    ]
    assert addresses
    assert all(address.startswith(("data:", "#")) for address in addresses)
    # The one name of the web in it is that of SVG, which a script hands to the browser and nobody fetches.
    assert set(re.findall(r"[a-z]+://[^\s\"'<)]*", page)) <= {"http://www.w3.org/2000/svg"}
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1].replace("&#x27;", "'")
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy.replace("style-src 'unsafe-inline'", "")


def test_every_script_is_known_by_its_checksum(page):
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1]
    for script in re.findall(r'<script type="module">(.*?)</script>', page, re.DOTALL):
        assert base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() in policy


def test_the_net_of_the_post_puts_out_64_maps_of_14_by_14_and_not_2048():
    told = text_of(page_of(Story(untrained(POST))))
    assert "conv_2 puts out 64 maps of 14×14." in told
    assert "2,048 slices in all" in told
    assert "So there are 64 maps, and not 2,048." in told
    # 1024 * 64 * 7 * 7 weights and 1024 biases of 3,230,954 parameters
    assert "3,212,288" in told
    assert "99.4 %" in told


def test_the_text_on_static_speaks_of_this_run(page, digits):
    found = gn.inside.filters(digits[0], "conv_1")
    told = text_of(page)
    assert f"(cosine {found.cosine:.2f}; 1 is unchanged, 0 forgotten)" in told
    assert f"what was learned is {found.learned_share:.2f} times as long as the start" in told
    smooth = found.grain("learned").counts().get("smooth", 0)
    assert f"{smooth} of 4 slices look like smooth pictures in the learned part" in told


def test_every_mistake_opens_its_photo(page, digits):
    _, _, test = digits
    wrong = [answer for answer in test.answers if not answer.is_right]
    cells = page.partition('class="confusion"')[2].partition("</table>")[0]
    for answer in wrong:
        assert f'alt="{answer.name}: is {answer.truth}, called {answer.answer}' in cells
    assert cells.count("<details") == sum(count > 0 for row in test.confusion.counts for count in row)


def test_what_a_judgement_knows_stands_on_the_page(page, digits):
    told = text_of(page)
    for part in (*map(str, digits[2].caveats), "nearest in pixels of", "Brier score", "macro avg", "Wilson's"):
        assert part in told


def test_of_splits_it_takes_the_test_part_and_without_one_the_validation_part(digits, tmp_path):
    run, splits, test = digits
    told = text_of(gn.write_report(run, tmp_path / "page.html", splits).read_text())
    assert f"On {test.n} test pictures" in told
    assert str(test.share) in told
    told = text_of(gn.write_report(run, tmp_path / "page.html", replace(splits, test=splits.test[:0])).read_text())
    assert f"On {len(splits.validation)} validation pictures" in told


def test_without_pictures_it_says_what_it_lacks(digits, tmp_path):
    told = text_of(gn.write_report(digits[0], tmp_path / "page.html").read_text())
    assert "What this page lacks, and how to get it: Photos, and how good the network is: give pictures" in told
    assert "Not measured: no pictures were at hand to judge by." in told


@pytest.mark.parametrize(
    "text",
    [
        "4 > dense 2 softmax",
        "8x8x3 > conv 2@3 relu > pool 2 > dense 3 softmax",
        "8x8x1 > dense 4 relu > dense 1 linear",
    ],
)
def test_any_network_has_a_page(text):
    told = text_of(page_of(Story(untrained(text))))
    assert "What is inside" in told
    assert ("no filters to look at" in told) is ("conv" not in text)


def test_weights_that_are_no_numbers_are_said_and_never_painted():
    run = untrained("8x8x1 > conv 2@5 relu as conv_1 > dense 2 softmax")
    run.weights["conv_1/W"][0, 0, 0, 0] = np.nan
    assert "conv_1: 1 of its weights are no numbers" in text_of(page_of(Story(run)))


def test_photos_stop_where_the_page_would_grow_too_large(digits, tmp_path, monkeypatch):
    run, splits, test = digits
    monkeypatch.setattr("glassnet.report.page.goodness.BUDGET", 1500)
    page = gn.write_report(run, tmp_path / "page.html", splits.test, test=test).read_text()
    assert "more photos would make this page too large, and are left out." in text_of(page)


def test_a_place_that_cannot_be_written_is_said_before_the_work(digits, tmp_path):
    with pytest.raises(EnvironmentProblem, match="could not be saved: there is no folder"):
        gn.write_report(digits[0], tmp_path / "nowhere" / "page.html")


def test_the_same_run_gives_the_same_page(digits):
    run, splits, test = digits
    one, other = (page_of(Story(run, test=test, pictures=splits.test)) for _ in range(2))
    assert one == other
