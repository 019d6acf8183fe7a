"""Values of knobs as text and back, and the letters that refuse what cannot be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.errors import GlassnetError, SettingError
from glassnet.sweeping.space.knobs import ACTIVATIONS, AUGMENTS, KNOBS, OPTIMIZERS, knob
from glassnet.sweeping.space.ranges import Choices, Span, values_of
from glassnet.sweeping.space.values import Number, Whole, told

whole = st.integers(1, 5000)
layers = st.lists(whole, min_size=2, max_size=4).map(tuple)
joined = st.lists(st.sampled_from(AUGMENTS), min_size=1, unique=True).map(
    lambda each: "+".join(sorted(each, key=AUGMENTS.index))
)
positive = st.floats(1e-9, 1e9, allow_nan=False)
VALUES = {
    "conv_layers": st.integers(0, 50),
    "filter_size": whole | layers,
    "filters": whole | layers,
    "pool": st.none() | st.sampled_from(["max", "avg"]) | whole,
    "pool_size": whole,
    "dense": st.none() | st.integers(0, 5000) | layers,
    "keep": st.floats(0.01, 1.0),
    "activation": st.sampled_from(ACTIVATIONS),
    "padding": st.sampled_from(["same", "valid"]),
    "optimizer": st.sampled_from(OPTIMIZERS),
    "learning_rate": positive,
    "weight_decay": st.floats(0, 1e3),
    "batch": whole,
    "epochs": whole,
    "size": st.integers(1, 4096) | st.builds("{}x{}".format, st.integers(1, 2000), st.integers(2001, 4096)),
    "augment": st.none() | joined,
}
knob_and_values = st.sampled_from(sorted(VALUES)).flatmap(
    lambda name: st.tuples(st.just(name), st.lists(VALUES[name], min_size=1, max_size=5, unique=True))
)


@given(knob_and_values)
def test_values_written_as_text_are_read_as_the_same_values(case):
    name, values = case
    assert values_of(KNOBS[name], str(Choices(tuple(values)))) == Choices(tuple(values))


@given(positive, positive)
def test_a_range_written_as_text_is_read_as_the_same_range(one, other):
    low, high = sorted((one, other))
    if low < high:
        span = Span(low, high, log=True)
        assert values_of(KNOBS["learning_rate"], str(span)) == span


@given(st.sampled_from(sorted(KNOBS)), st.text(max_size=30))
def test_any_text_is_read_or_refused_with_a_letter_that_names_the_knob(name, text):
    try:
        values_of(KNOBS[name], text)
    except GlassnetError as why:
        assert str(why).startswith(KNOBS[name].label)
        assert len(str(why)) < 500


@given(st.sampled_from(sorted(KNOBS)), st.none() | st.booleans() | st.floats() | st.binary() | st.tuples(st.integers()))
def test_any_python_value_is_read_or_refused(name, value):
    try:
        values_of(KNOBS[name], [value])
    except GlassnetError as why:
        assert KNOBS[name].label in str(why)


def test_a_range_of_whole_numbers_is_every_number_in_it():
    assert values_of(KNOBS["conv_layers"], "1..3") == Choices((1, 2, 3))
    assert values_of(KNOBS["filters"], "1..3,9") == Choices((1, 2, 3, 9))


@pytest.mark.parametrize(
    ("name", "given", "letter"),
    [
        ("filters", "", "filters has no value to try. Give some, such as --filters 1..3."),
        ("filters", [], "filters has no value to try"),
        ("filters", "3,3", "filters names 3 twice: 3,3."),
        ("filters", "9..3", "filters '9..3' runs from 9 down to 3: give the smaller end first."),
        ("filters", "3..", "filters '3..' is no range: give both its ends"),
        ("filters", "1..90000000", "must be a whole number from 1 on"),
        ("batch", "1..200000", "are 200,000 values; 10,000 are the most"),
        ("filters", "three", "filters must be a whole number from 1 on or a list such as 8/16"),
        ("filters", "0", "filters must be a whole number from 1 on"),
        ("pool", "maxx", "Did you mean 'max'?"),
        ("optimizer", "adm", "Did you mean 'adam'?"),
        ("optimizer", "sgd..adam", "optimizer has no range such as 'sgd..adam': name its values"),
        ("keep", "80", "keep must be a number above 0, up to 1, not 80"),
        ("learning_rate", "0.1,0.2..0.3", "is a range among single values"),
        ("size", "91x", "size must be a side in pixels such as 91, or height x width"),
        ("augment", "flip+flop", "augment must be one of flip, shift"),
        ("filters", [True], "filters must be a whole number"),
        ("filters", [3.5], "filters must be a whole number"),
    ],
)
def test_what_cannot_be_is_refused_in_a_letter(name, given, letter):
    with pytest.raises(SettingError) as refused:
        values_of(KNOBS[name], given)
    assert letter in str(refused.value)


def test_a_knob_by_another_trades_name_is_told_our_name():
    with pytest.raises(GlassnetError, match="Did you mean 'learning_rate'"):
        knob("lr")
    with pytest.raises(GlassnetError, match="Did you mean 'filter_size' or 'filters'"):
        knob("filtersize")


def test_a_value_is_told_as_it_is_read():
    assert [told(Number().read("0.001")), told(Whole(layers=True).read("8/16"))] == ["0.001", "8/16"]
