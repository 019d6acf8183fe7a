"""Which knob matters: the page tells the numbers that are kept, and the wild photos are those of the test, edited."""

import doctest
import tomllib

import numpy as np
import pytest
from PIL import Image

import glassnet as gn
from benchmarks import figures, seeds_drawn, which_knob

PAGE = which_knob.PAGE


@pytest.fixture(scope="module")
def kept():
    return PAGE.kept()


def test_the_tables_of_the_page_are_those_of_the_numbers_kept(kept):
    assert PAGE.with_tables(kept) == PAGE.text
    assert all(f"<!-- figures {name} -->" in PAGE.text for name in PAGE.figures)


def test_the_numbers_are_of_every_network_of_the_example(kept):
    listed = tomllib.loads(which_knob.FILE.read_text())
    assert {row["name"] for row in kept["networks"]["rows"]} == {each["name"] for each in listed["networks"]}
    assert kept["clock"]["seeds"] == listed["seeds"] == 20


def test_what_the_page_says_of_seeds_is_in_the_numbers_kept(kept):
    networks = kept["networks"]
    right = {row["name"]: np.array(row["right"]) for row in networks["rows"]}
    every = np.stack(list(right.values()))
    assert ((every == 40).sum(), (every <= 27).sum(), every.size) == (288, 23, 320)
    assert sum((row == 40).all() for row in every) == 7
    assert ((right["#4"] == 40).sum(), (right["#4"] <= 27).sum()) == (15, 5)
    assert (every[:, 1] == 40).all()
    assert [name for name, row in right.items() if row[0] < 40] == ["pool 5"]
    assert (right["pool 5"][0], right["#1"][18]) == (20, 20)
    assert ((every[:, 18] <= 27).sum(), (every[:, 18] < 40).sum()) == (4, 5)
    assert (networks["winner"], len(networks["tied"])) == (None, 16)
    assert networks["rows"][0]["validation"][1] == pytest.approx(0.67, abs=0.005)


def test_what_the_page_says_of_knobs_is_in_the_numbers_kept(kept):
    found = {each["knob"]: each for each in kept["knobs"]["validation"]}
    changes = [change for place in kept["knobs"].values() for each in place for change in each["changes"]]
    assert not any(change["visible"] for change in changes)
    slower = {(each["knob"], change["to"]): change["slower"] for each in found.values() for change in each["changes"]}
    assert 3.5 < slower["pool", "none"] < 4
    assert 0.5 < slower["pool", "3"] < 0.65
    assert slower["filter_size", "91"] == pytest.approx(1.4, abs=0.05)
    assert found["learning_rate"]["mixed"] == ["epochs"]


def test_what_the_page_says_of_edits_is_in_the_numbers_kept(kept):
    assert (kept["wild"]["photos"], kept["wild"]["groups"], len(kept["wild"]["tied"])) == (40, 4, 16)
    rows = {row["name"]: row for row in kept["wild"]["rows"]}
    assert all(row[name][0] < 0.69 for row in rows.values() for name in ("hair painted out", "hair painted on"))
    assert min(rows[name]["border swapped"][0] for name in ("filters of 91", "#5", "#6")) > 0.99
    assert [round(100 * rows[name]["border swapped"][0]) for name in ("#2", "pool 5")] == [68, 64]


def test_the_picture_is_drawn_from_the_numbers_kept(kept, tmp_path):
    seeds_drawn.draw(kept, (which_knob.UNTOUCHED, *which_knob.EDITS), tmp_path / "again.png")
    assert f"(pictures/{seeds_drawn.PICTURE.name})" in PAGE.text
    with Image.open(tmp_path / "again.png") as again, Image.open(seeds_drawn.PICTURE) as there:
        assert again.size == there.size
        assert (
            np.abs(np.asarray(again, float) - np.asarray(there, float)).mean() < 2
        )  # but for another version's letters


def test_edited_photos_keep_their_labels_groups_and_size():
    portraits = gn.datasets.portraits(seed=0, bursts=2, shots=2).images
    wild = which_knob.wild(portraits)
    assert list(wild) == [which_knob.UNTOUCHED, *which_knob.EDITS]
    for name, images in wild.items():
        assert (images.labels == portraits.labels).all()
        assert images.groups is portraits.groups
        assert images.pixels.dtype == np.uint8
        assert images.pixels.shape == portraits.pixels.shape
        assert (images.pixels != portraits.pixels).any() == (name != which_knob.UNTOUCHED)


def test_a_border_is_that_of_a_photo_of_the_other_class():
    portraits = gn.datasets.portraits(seed=0, bursts=2, shots=2).images
    swapped = which_knob.wild(portraits)["border swapped"]
    for row, other in enumerate(which_knob.partners(portraits.labels)):
        assert portraits.labels[other] != portraits.labels[row]
        assert (swapped.pixels[row, 0] == portraits.pixels[other, 0]).all()
        assert (swapped.pixels[row, 45] != portraits.pixels[other, 45]).any()


def test_examples_in_docstrings():
    assert doctest.testmod(which_knob).failed == 0
    assert doctest.testmod(figures).failed == 0
