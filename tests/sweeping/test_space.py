"""The space: contradictions, the order of a grid, what is drawn, and that no impossible network is ever proposed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sweeping.test_values import knob_and_values

from glassnet.errors import GlassnetError, SettingError, UnknownName
from glassnet.graph.notation import to_json, to_text
from glassnet.graph.shape import Shape
from glassnet.sweeping.space.agenda import Agenda, agenda, drawn, first_of
from glassnet.sweeping.space.configuration import Configuration, configuration
from glassnet.sweeping.space.networks import key_of, network_of, possible
from glassnet.sweeping.space.space import Space

DIGIT = Shape((8, 8, 1))
ROOM = 10**9


def settled(space: dict[str, object], *, most: int | None = None, limit: int = ROOM, shape: Shape = DIGIT) -> Agenda:
    return agenda(Space.of(space).grid(), shape, 2, most=most, limit=limit)


def test_a_grid_begins_with_what_the_post_had_and_then_goes_on_in_order():
    space = Space.of({"filters": "9,3", "conv_layers": "1..2"})
    told = [each.told(space.varied) for each in space.grid()]
    assert told == [
        "conv layers 2, filters 3",
        "conv layers 1, filters 9",
        "conv layers 1, filters 3",
        "conv layers 2, filters 9",
    ]


def test_what_nobody_names_is_the_posts_first_network():
    made = network_of(configuration({}), Shape((91, 91, 1)), 2)
    assert to_text(made).startswith(
        "91x91x1 as input > conv 3@10 relu as conv_1 > pool 2 as pool_1 > conv 3@10 relu as conv_2 > pool 2 as pool_2 "
        "> dense 1024 relu as fc_1 > keep 0.8 as drop_1 > dense 2 softmax as fc_2 > regression sgd(learning_rate=0.01)"
    )


@pytest.mark.parametrize(
    ("space", "letter"),
    [
        ({}, "The space is empty: there is nothing to try."),
        ({"filters": "3", "Filters": "9"}, "filters is given twice, as 'filters' and as 'Filters'."),
        ({"pool_size": "2,3"}, "--pool-size has no say here: it counts only where pool is max or avg."),
        ({"pool_size": "2,3", "pool": "none,2"}, "--pool-size has no say here"),
        (
            {"filter_size": "3,5", "conv_layers": 0},
            "--filter-size has no say here: it counts only where conv_layers is above 0.",
        ),
        ({"keep": "0.5,0.8", "dense": "none"}, "--keep has no say here: it counts only where dense is not none."),
    ],
)
def test_a_space_that_contradicts_itself_is_refused_in_a_letter(space, letter):
    with pytest.raises(SettingError) as refused:
        Space.of(space)
    assert letter in str(refused.value)


def test_an_unknown_knob_is_refused_with_the_nearest():
    with pytest.raises(UnknownName, match=r"Invalid knob: 'filter'\. Did you mean 'filters' or"):
        Space.of({"filter": 3})


def test_a_grid_refuses_a_range_without_end_and_a_size_beyond_patience():
    with pytest.raises(SettingError, match=r"learning rate 0\.001\.\.0\.1 is a range without end"):
        list(Space.of({"learning_rate": "0.001..0.1"}).grid())
    with pytest.raises(SettingError, match="This grid has 1,000,000 networks; 100,000 are the most"):
        list(Space.of({"filters": "1..1000", "dense": "1..1000"}).grid())


def test_impossible_networks_are_left_out_with_the_reason():
    found = settled({"filter_size": "3,9", "conv_layers": "1..3", "filters": "4/8,3", "padding": "valid"})
    told = {each.configuration.told(("conv_layers", "filter_size", "filters")): each.reason for each in found.skipped}
    assert (
        "a 9x9 window does not fit once into an image of only 8x8x1" in told["conv layers 1, filter size 9, filters 3"]
    )
    assert told["conv layers 1, filter size 3, filters 4/8"] == "filters 4/8 are 2 layers, conv layers 1."
    assert {each.why for each in found.skipped} == {"impossible"}
    assert len(found) + len(found.skipped) == 12


def test_a_space_of_impossible_networks_alone_is_refused_with_the_first_reason():
    with pytest.raises(SettingError) as refused:
        settled({"filter_size": "9,10", "conv_layers": 1, "padding": "valid"})
    assert "None of the networks of this space can be trained. The first, conv layers 1, filter size 10" in str(
        refused.value
    )
    assert "does not fit" in str(refused.value)


def test_equal_networks_are_tried_once():
    found = settled({"dense": "none,0", "pool": "2,max", "conv_layers": 1})
    assert [each.why for each in found.skipped] == ["equal"] * 3
    told = [(each.configuration.told(("pool", "dense")), each.reason) for each in found.skipped]
    assert ("pool max, dense none", "the same network and recipe as pool 2") in told
    assert ("pool 2, dense 0", "the same network and recipe as dense none") in told


def test_settings_without_a_say_make_no_network_of_their_own():
    found = settled({"conv_layers": "0,1", "filters": "3,9", "filter_size": "3,5"})
    assert len(found) == 5
    assert found.skipped == ()


def test_the_same_network_with_more_epochs_is_another_one():
    assert len(settled({"epochs": "1,2", "conv_layers": 0})) == 2


def test_networks_too_big_are_left_out_with_both_numbers():
    found = settled({"dense": "8,1024", "conv_layers": 1, "batch": 4}, limit=500_000)
    (left,) = found.skipped
    assert left.why == "too big"
    assert left.configuration["dense"] == 1024
    assert left.reason.startswith("training takes ")
    assert left.reason.endswith(" at a batch of 4, and 500 kB are free")


def test_a_budget_leaves_out_the_last():
    found = first_of(settled({"filters": "1..4", "conv_layers": 1}), 2, "no time")
    assert len(found) == 2
    assert [each.configuration["filters"] for each in found.left_out("over budget")] == [2, 4]


def test_the_draw_with_a_number_depends_on_the_seed_alone_and_the_post_comes_first():
    space = Space.of({"learning_rate": "0.001..0.1", "filters": "1..9"})
    few, many = list(drawn(space, 7, 1))[:50], list(drawn(space, 7, 100))[:50]
    assert few == many
    assert few != list(drawn(space, 8, 1))[:50]
    assert (few[0]["learning_rate"], few[0]["filters"]) == (0.01, 3)
    rates = [each.number("learning_rate") or 0 for each in few[1:]]
    assert all(0.001 <= rate <= 0.1 for rate in rates)
    assert 15 <= sum(rate < 0.01 for rate in rates) <= 34, "each factor of ten as likely as the next"


def test_drawing_from_a_small_space_ends_when_it_is_exhausted():
    space = Space.of({"filters": "3,9", "conv_layers": 1})
    assert len(agenda(drawn(space, 0, 10), DIGIT, 2, most=10, limit=ROOM)) == 2


def test_an_agenda_is_read_from_json_as_it_was_written():
    found = settled({"filter_size": "3,9", "conv_layers": "1", "padding": "valid", "augment": "none,flip+shift"})
    again = Agenda.from_plain(found.to_plain())
    assert [each.key for each in again.candidates] == [each.key for each in found.candidates]
    assert [to_json(each.network) for each in again.candidates] == [to_json(each.network) for each in found.candidates]
    assert again.skipped == found.skipped


def test_a_network_that_is_not_the_one_its_key_names_is_refused():
    plain = settled({"filters": "3,9", "conv_layers": 1}).to_plain()
    plain["networks"][0]["network"] = plain["networks"][1]["network"]
    with pytest.raises(GlassnetError, match="is not that of its network"):
        Agenda.from_plain(plain)


spaces = st.lists(knob_and_values, min_size=1, max_size=5, unique_by=lambda each: each[0]).map(dict)
SMALL = {"dense", "filters", "filter_size", "batch"}


@given(spaces, st.tuples(st.integers(1, 40), st.integers(1, 40), st.sampled_from([1, 3])), st.integers(0, 3))
@settings(max_examples=60)
def test_no_impossible_network_is_ever_proposed_and_nothing_is_lost(space, sides, seed):
    try:
        asked = Space.of({name: values[:2] for name, values in space.items()})
        proposed = list(asked.grid())
        found = agenda(proposed, Shape(sides), 3, most=None, limit=ROOM)
    except GlassnetError as why:
        assert str(why)
        return
    for made in found.candidates:
        assert made.network.output.shape.sides == (3,)
        assert made.bytes_needed <= ROOM
        again = possible(made.configuration, Shape(sides), 3)
        assert not isinstance(again, str)
        assert key_of(made.configuration, again) == made.key
        assert Configuration.from_plain(made.configuration.to_plain()) == made.configuration
    assert len({made.key for made in found.candidates}) == len(found)
    assert len(found) + len(found.skipped) == len(set(proposed))
    assert all(each.reason for each in found.skipped)
