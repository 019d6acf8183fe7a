"""Conditions of a space: what they leave, the letters that refuse them, and that they are text and nothing more."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.cli.sweeping import conditions_of
from glassnet.errors import GlassnetError, SettingError, UnknownName
from glassnet.sweeping.space.conditions import condition
from glassnet.sweeping.space.space import Space


def told(space):
    return list(dict.fromkeys(each.told(space.varied) for each in space.grid()))


def test_a_knob_is_turned_only_where_its_condition_holds_and_stays_as_in_the_post_elsewhere():
    space = Space.of({"dense": "8,128", "keep": "0.5,0.9", "when": {"keep": "dense >= 128"}})
    assert told(space) == ["dense 8, keep 0.8", "dense 128, keep 0.5", "dense 128, keep 0.9"]


def test_conditions_are_settled_in_the_order_in_which_they_look_at_each_other():
    space = Space.of({
        "filters": "3,9", "conv_layers": "1,2", "filter_size": "5,10",
        "when": {"filters": "filter_size == 5", "filter_size": "conv_layers == 2"},
    })  # fmt: skip
    assert told(space) == [
        "conv layers 2, filter size 10, filters 3",
        "conv layers 1, filter size 10, filters 3",
        "conv layers 2, filter size 5, filters 3",
        "conv layers 2, filter size 5, filters 9",
    ]


def test_a_space_with_conditions_is_read_as_it_was_written():
    space = Space.of({"dense": "8,128", "keep": "0.5,0.9", "when": {"keep": "dense  in 64,128"}})
    assert Space.from_plain(json.loads(json.dumps(space.to_plain()))) == space
    assert str(space) == "--dense 8,128 --keep 0.5,0.9 --when 'keep: dense in 64,128'"
    assert conditions_of(["keep: dense in 64,128"]) == {"keep": "dense in 64,128"}


@pytest.mark.parametrize(
    ("when", "letter"),
    [
        ({"keep": "dense"}, "when, keep: 'dense' is no comparison: write a knob, a sign and a value"),
        ({"keep": ""}, "a condition is a text such as"),
        ({"keep": 3}, "a condition is a text such as"),
        ({"keep": "dense > none"}, "more and less are said of numbers"),
        ({"keep": "dense >= many"}, "dense must be a whole number"),
        ({"keep": "dense > 500"}, "keep would never be turned, since 'dense > 500' holds nowhere in this space"),
        ({"filters": "dense > 8"}, "filters has a condition and no values"),
        ({"keep": "dense > 8", "dense": "keep > 0.5"}, "the conditions of keep, dense wait for each other"),
        ("keep", "give a condition for each knob"),
    ],
)
def test_what_is_no_condition_is_refused_in_a_letter(when, letter):
    with pytest.raises(SettingError) as refused:
        Space.of({"dense": "8,128", "keep": "0.5,0.9", "when": when})
    assert letter in str(refused.value)


def test_an_unknown_knob_in_a_condition_is_refused_with_the_nearest():
    with pytest.raises(UnknownName, match="Did you mean 'dense'"):
        Space.of({"dense": "8,128", "keep": "0.5,0.9", "when": {"keep": "dens > 8"}})
    with pytest.raises(SettingError, match="name the knob first"):
        conditions_of(["dense > 8"])


@given(st.text(max_size=40) | st.sampled_from(["__import__('os') == 1", "dense == ().__class__"]))
def test_any_text_is_read_or_refused(text):
    try:
        condition(text)
    except GlassnetError as why:
        assert len(str(why)) < 500
