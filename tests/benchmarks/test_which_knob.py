"""Which knob matters: the page tells the numbers that are kept, and the wild photos are those of the test, edited."""

import doctest
import tomllib

import numpy as np
import pytest

import glassnet as gn
from benchmarks import figures, which_knob

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
