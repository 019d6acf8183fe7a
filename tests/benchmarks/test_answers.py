"""The posts answered: the page tells the numbers that are kept, and those that are kept can be measured again."""

import doctest
import json

import numpy as np
import pytest
from PIL import Image

from benchmarks import answers, edits, grain, pictures, seeds_drawn

pytestmark = pytest.mark.figures


@pytest.fixture(scope="module")
def kept():
    return answers.PAGE.kept()


@pytest.fixture(scope="module")
def drawn():
    return json.loads(pictures.NUMBERS.read_text())


def test_the_tables_of_the_page_are_those_of_the_numbers_kept(kept):
    page = answers.PAGE.text
    assert answers.PAGE.with_tables(kept) == page
    assert all(f"<!-- figures {name} -->" in page for name in answers.PAGE.figures)


def test_each_picture_is_on_the_page_and_has_its_numbers(drawn):
    page = answers.PAGE.text
    files = {path.stem for path in pictures.FOLDER.glob("*.png")}
    assert files - {seeds_drawn.PICTURE.stem} == set(pictures.PICTURES) == set(drawn)
    assert all(f"(pictures/{name}.png)" in page for name in pictures.PICTURES)


@pytest.mark.parametrize("name", [name for name in pictures.PICTURES if name != "digit-maps"])
def test_a_picture_drawn_again_has_the_numbers_of_the_one_on_the_page(name, drawn, tmp_path):
    assert_alike(pictures.made(name, tmp_path), drawn[name])
    assert size(tmp_path / f"{name}.png") == size(pictures.FOLDER / f"{name}.png")


def test_the_digit_on_the_page_is_that_of_mnist(glassnet_data, drawn, tmp_path):
    numbers = pictures.made("digit-maps", tmp_path)
    assert (numbers["conv_1"], numbers["conv_2"]) == ([28, 28, 32], [14, 14, 64])
    assert numbers["answer"] == numbers["truth"] == drawn["digit-maps"]["truth"]
    assert numbers["right"] == pytest.approx(drawn["digit-maps"]["right"], abs=100)


def test_what_the_page_says_of_its_pictures_is_in_their_numbers(drawn):
    grain_of = drawn["portrait-filters"]
    assert grain_of["reads"] == {"start": {"grain": 3}, "now": {"grain": 3}, "learned": {"smooth": 3}}
    epochs = drawn["grain-over-epochs"]
    last = str(pictures.LONG)
    assert epochs["0"][last][2] == pytest.approx(1, abs=0.01)
    assert epochs["0.1"][last][2] < 0.35
    assert abs(epochs["0"][last][1] - epochs["0.1"][last][1]) < 0.05
    assert drawn["taps"] == {"out": [91, 91], "centre": 8281, "corner": 2116, "mean": pytest.approx(0.5625, abs=1e-3)}
    assert all(frame["refused"] == frame["of"] for frame in drawn["nobody"].values())
    (ada, ben) = drawn["portrait-edits"]["answers"].values()
    assert (ada["hair painted wall gray"], ben["dark curtains at both sides"], ben["wall painted dark"]) == (
        "ben",
        "ada",
        "ada",
    )


def test_what_the_page_says_of_the_photos_is_in_the_numbers_kept(kept):
    seeds = [seed for row in kept["grain"].values() for seed in row["seeds"]]
    assert all(seed["right"] == 41 for seed in seeds)
    assert all(abs(seed["now"]) < 0.05 and seed["learned"] > 0.75 for seed in seeds if not seed["too_small"])
    assert all(seed["smooth"] >= seed["slices"] - 1 for seed in seeds if not seed["too_small"])
    assert 1 / 27 < min(seed["length"] for seed in seeds) < 1 / 25
    assert 1 / 9 < max(seed["length"] for seed in seeds) < 1 / 8
    for name, share in (("none", 1.0), ("decay", 0.161)):
        ends = [seed["epochs"]["100"] for seed in kept["longer"][name]]
        assert all(abs(end["left"] - share) < 0.01 and end["learned"] > 0.75 for end in ends)
    none = [[seed["epochs"][at]["now"] for at in ("13", "100")] for seed in kept["longer"]["none"]]
    assert all(abs(early - late) < 0.01 for early, late in none)  # ten times as long, and nothing moved
    kinds = kept["edits"]["kinds"]
    assert kinds["dark curtains at both sides"]["chi"]["flipped"] == [41] * 4
    assert kinds["dark pixels painted wall gray"]["lars"]["flipped"] == [40] * 4
    for kind in ("lighter by a fifth", "darker by a fifth", "shifted down", "border of another class"):
        assert all(count == 0 for each in kinds[kind].values() for count in each["flipped"])
    for kinds in kept["nobody"].values():
        assert min(kinds["a ball in the dark"]["lars"]) >= 4
        assert all(sum(each["refused"]) == 4 * each["n"] for each in kinds.values())
    assert {cue[0]: cue[1] for cue in kept["audit"]["cues"]}["the 10x10 top-left corner"] == 403
    enough, tried = kept["audit"]["pixels"]
    assert enough > tried / 2


def test_the_audit_measured_again_is_the_one_kept(glassnet_data, kept):
    assert answers.of_audit() == kept["audit"]


@pytest.mark.parametrize("network", ["1", "3"])
def test_grain_measured_again_is_what_is_kept(glassnet_data, kept, network):
    again = answers.of_grain([network], seeds=1)
    for name, row in again.items():
        before, now = kept["grain"][name]["seeds"][0], row["seeds"][0]
        assert now["start"] == pytest.approx(before["start"], abs=0.01)  # the same draw
        assert now["learned"] == pytest.approx(before["learned"], abs=0.05)
        assert now["length"] == pytest.approx(before["length"], rel=0.1)
        assert now["right"] == before["right"]


def test_a_long_training_measured_again_begins_as_the_one_kept(glassnet_data, kept):
    for name, (again,) in answers.of_longer(seeds=1, epochs=5).items():
        found, before = again["epochs"]["5"], kept["longer"][name][0]["epochs"]["5"]
        assert {each: found[each] for each in ("left", "now", "learned")} == pytest.approx(
            {each: before[each] for each in ("left", "now", "learned")}, abs=0.05
        )


@pytest.fixture(scope="module")
def asked_about(glassnet_data):
    """CNN #1 as trained on the first photos of each session, and the last."""
    learned, asked = edits.by_time(edits.people())
    return edits.trained(learned, 0), asked


def test_edits_measured_again_flip_what_they_flipped(asked_about, kept):
    told = answers.what_matters(*asked_about)
    for kind in ("dark curtains at both sides", "dark pixels painted wall gray", "lighter by a fifth"):
        found = {name: some for name, some, _ in told[kind].by_class}
        assert found == {name: each["flipped"][0] for name, each in kept["edits"]["kinds"][kind].items()}


@pytest.mark.parametrize("level", edits.LEVELS)
def test_dark_bands_make_lars_of_chi_only_where_they_fall_over_the_shoulders(asked_about, level):
    run, asked = asked_about
    chi = asked[asked.labels == 0].inputs()
    called = {
        name: sum(answer == "lars" for answer in run.predict_label(np.where(where[..., None], np.float32(level), chi)))
        for name, where in edits.BANDS.items()
    }
    assert called["15 wide, ending above the shoulders"] == called["20 wide, at the edges of the photo"] == 0
    assert called["24 wide, to the lower edge"] == len(chi)


def test_a_ball_in_the_dark_is_called_lars_again_and_refused(glassnet_data, kept):
    (again,) = answers.of_nobody(["CNN #1"], seeds=1).values()
    before = kept["nobody"]["CNN #1"]
    for kind, found in again.items():
        assert found["lars"][0] == pytest.approx(before[kind]["lars"][0], abs=1)
        assert found["refused"] == [found["n"]]


def test_the_first_of_each_session_are_learned_from_and_the_last_asked_about(glassnet_data):
    learned, asked = edits.by_time(edits.people())
    assert (learned.counts, asked.counts) == ((162, 160), (41, 40))
    assert asked.names[0].endswith("[162]")
    assert asked.names[-1].endswith("[199]")


def test_bands_begin_and_end_where_they_say():
    where = edits.bands(14, 69, 18, 57, 15)
    rows, columns = np.flatnonzero(where.any(axis=1)), np.flatnonzero(where.any(axis=0))
    assert (rows.min(), rows.max()) == (14, 68)
    assert columns.tolist() == [*range(18, 33), *range(57, 72)]


def test_the_words_of_a_command_are_read_by_grain():
    wanted = grain.settings(["1", "--decay", "0.03"])
    assert (wanted.networks, wanted.decay, wanted.seeds) == (["1"], 0.03, 3)


def test_examples_in_the_docstrings_hold():
    assert doctest.testmod(answers).failed == 0


def size(path):
    with Image.open(path) as picture:
        return picture.size


def assert_alike(now, before):
    """The same words and whole numbers, and fractions to within what another processor may round otherwise."""
    if isinstance(before, dict):
        assert list(now) == list(before)
        for name, value in before.items():
            assert_alike(now[name], value)
    elif isinstance(before, list):
        assert len(now) == len(before)
        for one, other in zip(now, before, strict=True):
            assert_alike(one, other)
    elif isinstance(before, float):
        assert now == pytest.approx(before, abs=0.02)
    else:
        assert now == before
