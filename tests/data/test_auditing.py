"""The audit: planted cues are named, clean pictures raise no alarm, and doubt is told as it is."""

from dataclasses import replace

import numpy as np
import pytest

import glassnet as gn
from glassnet.data.auditing import audit
from glassnet.data.cue import Cue
from glassnet.data.images import Images
from glassnet.data.named import named_pictures
from glassnet.data.origin import Origin
from glassnet.errors import DataError
from glassnet.evaluation.doubt import Share
from glassnet.shares import wilson


def noise(count=120, side=30, channels=1, seed=0, classes=2):
    """Pictures without any cue at all."""
    levels = np.random.default_rng(seed).integers(80, 120, (count, side, side, channels), np.uint8)
    return Images(levels, np.arange(count) % classes, tuple("abcdefghij"[:classes]))


def planted(images, rows, columns, by=60):
    """The same with a patch of the second class made brighter."""
    pixels = images.pixels.copy()
    pixels[images.labels == 1, rows, columns] += by
    return replace(images, pixels=pixels)


def cue(found, name):
    return next(one for one in found.cues if name in one.name)


@pytest.fixture(scope="module")
def story():
    return gn.datasets.portraits(seed=0)


@pytest.fixture(scope="module")
def same_wall():
    return gn.datasets.portraits(seed=0, wall_differs=False)


def test_the_wall_is_named_where_it_differs(story):
    found = audit(story.images)
    assert found.sentences[0] == (
        "The 10x10 top-left corner alone tells ada from ben: 100 %. "
        "A network can be right here without seeing the subject."
    )
    assert sum("corner" in one.name for one in found.alarms) == 4


def test_before_one_wall_no_corner_alarms_and_the_hair_is_seen_in_the_centre(same_wall):
    found = audit(same_wall.images)
    assert found.alarms == ()
    assert not any(one.is_beyond_doubt for one in found.cues if "corner" in one.name or "border" in one.name)
    assert cue(found, "centre").share > 0.95


def test_bursts_count_once_in_the_interval(story):
    found = audit(story.images)
    assert cue(found, "top-left").units == 20
    # Wilson for 20 of 20.
    assert [round(end, 3) for end in cue(found, "top-left").interval] == [0.839, 1.0]
    assert "20 groups are never split" in found.grouping


@pytest.mark.parametrize("seed", range(5))
def test_pictures_without_a_cue_raise_no_alarm(seed):
    found = audit(noise(seed=seed, channels=3), seed=seed)
    assert not any(one.is_beyond_doubt for one in found.cues)
    assert found.sentences == ()


def test_the_digits_raise_no_alarm():
    assert audit(named_pictures("digits")).sentences == ()


@pytest.mark.parametrize(
    ("place", "rows", "columns"),
    [("top-right", slice(0, 3), slice(27, 30)), ("bottom-left", slice(27, 30), slice(0, 3))],
)
def test_a_mark_in_one_corner_is_named_by_its_place(place, rows, columns):
    found = audit(planted(noise(), rows, columns))
    assert [one.name for one in found.alarms if one.kind == "beside"] == [f"the 3x3 {place} corner"]


def test_a_mark_on_one_class_of_five_is_told_by_the_name_of_the_class():
    marked = noise(count=300, classes=5)
    corner = slice(27, 30)
    marked.pixels[(marked.labels == 3) & (np.arange(300) % 4 > 0), corner, corner] = 255  # on three in four of class d
    found = audit(marked)
    assert [one.name for one in found.alarms if one.kind == "beside"] == ["the 3x3 bottom-right corner"]
    assert found.sentences[0].startswith("The 3x3 bottom-right corner alone finds 75.0 % of d, and takes")
    assert not found.alarms[0].is_general


def test_the_best_pixel_is_found_where_it_was_planted():
    found = audit(planted(noise(), slice(14, 15), slice(21, 22)))
    assert found.cues[0].name == "the best pixel (row 14, column 21)"
    assert found.cues[0].right == 120
    assert found.alarms == ()


def test_of_large_pictures_the_place_is_told_in_their_own_pixels():
    found = audit(planted(noise(count=40, side=120), slice(60, 70), slice(100, 110)))
    row, column = (int(word) for word in found.cues[0].name.replace(",", "").replace(")", "").split() if word.isdigit())
    assert 60 <= row < 70
    assert 100 <= column < 110


def test_a_pixel_chosen_among_many_is_not_judged_by_what_chose_it():
    # The best of 900 pixels of noise would look good on the pictures it was chosen by.
    assert not audit(noise()).cues[0].is_beyond_doubt


def test_a_darker_class_is_told_by_brightness_and_alarms_since_its_corners_are_darker_too():
    images = noise()
    pixels = images.pixels.copy()
    pixels[images.labels == 1] -= 40
    found = audit(replace(images, pixels=pixels))
    assert "brightness" in [one.name for one in found.alarms]


def test_a_blurred_class_is_told_by_its_sharpness():
    images = noise()
    pixels = images.pixels.astype(np.float32)
    mean = (pixels + np.roll(pixels, 1, axis=1) + np.roll(pixels, 1, axis=2) + np.roll(pixels, 2, axis=1)) / 4
    pixels[images.labels == 1] = mean[images.labels == 1]
    found = audit(replace(images, pixels=pixels.astype(np.uint8)))
    assert cue(found, "sharpness").is_strong


def test_a_tinted_class_is_told_by_its_colour_balance():
    images = noise(channels=3)
    pixels = images.pixels.copy()
    pixels[images.labels == 1, ..., 0] += 30
    assert cue(audit(replace(images, pixels=pixels)), "colour balance").is_strong


def origins(images, **by_class):
    """An origin for each picture; each setting is a function of class and row."""
    plain = Origin(size=9000, height=30, width=30, mode="L")
    return tuple(
        replace(plain, **{setting: how(int(number), row) for setting, how in by_class.items()})
        for row, number in enumerate(images.labels)
    )


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("size in bytes", {"size": lambda c, row: 10_000 + 50_000 * c + row}),
        ("EXIF date", {"taken": lambda c, row: f"2017:0{3 + c}:14 09:{row % 60:02}:00"}),
        ("EXIF orientation", {"orientation": lambda c, row: 6 if c else 1}),
        ("height and width", {"height": lambda c, row: 480 + 160 * c}),
        ("colour mode", {"mode": lambda c, row: "RGB" if c else "L"}),
    ],
)
def test_files_that_give_a_class_away_are_told_but_raise_no_alarm(name, how):
    images = noise()
    found = audit(replace(images, origins=origins(images, **how)))
    assert cue(found, name).right == 120
    assert found.alarms == ()
    assert name in found.sentences[0]
    assert "A network sees no file" in found.sentences[0]


def test_dates_that_say_nothing_are_not_held_against_anyone():
    images = noise()
    dated = replace(
        images, origins=origins(images, taken=lambda c, row: f"2017:03:{1 + row // 2 * 7 % 28:02} 09:00:00")
    )
    assert not cue(audit(dated), "EXIF date").is_beyond_doubt


def test_what_is_the_same_for_all_files_is_not_asked():
    images = noise()
    found = audit(replace(images, origins=origins(images)))
    assert not any("EXIF" in one.name or "mode" in one.name for one in found.cues)


def test_many_pictures_are_asked_in_part_and_that_is_said():
    found = audit(noise(count=2600, side=10, classes=4))
    assert found.n == 2000
    assert "for 2,000 of 2,600 pictures" in str(found)


def test_a_table_fits_80_columns(story):
    assert max(map(len, str(audit(story.images)).splitlines())) <= 78


def test_the_same_seed_audits_the_same(story):
    assert audit(story.images, seed=4).to_plain() == audit(story.images, seed=4).to_plain()


def test_one_class_alone_cannot_be_audited():
    with pytest.raises(DataError, match="two classes of two pictures"):
        audit(noise(count=5, classes=1))


def test_a_class_of_a_single_picture_is_borne():
    images = noise(count=41, classes=2)
    lone = replace(images, labels=np.array([0, 1] * 20 + [2]), classes=("a", "b", "c"))
    assert audit(lone).n == 41
    assert audit(lone, groups=np.arange(41)).n == 41


def test_pictures_of_one_pixel_are_borne():
    tiny = Images(np.arange(20, dtype=np.uint8).reshape(20, 1, 1, 1), np.repeat([0, 1], 10), ("a", "b"))
    assert audit(tiny).whole.right > 15


def test_wilson_is_what_scipy_gives():
    from scipy.stats import binomtest

    low, high = binomtest(39, 40).proportion_ci(method="wilson")
    assert wilson(39 / 40, 40, 1.959963985) == pytest.approx((low, high), abs=1e-6)


def test_skill_is_the_way_from_the_commonest_class_to_all_right():
    half = Cue("x", "beside", 75, 100, units=100, baseline=0.5, bar=2.0)
    assert half.skill == 0.5
    assert half.is_strong
    assert not replace(half, units=4).is_strong  # four bursts prove nothing


def test_of_the_seeds_photos_every_corner_is_named(glassnet_data):
    found = audit(gn.data.folder(glassnet_data / "chi_lars"))
    assert [one.right for one in found.cues if "corner" in one.name] == [403] * 4
    assert len(found.alarms) >= 4


def test_flowers_and_mnist_raise_no_alarm(glassnet_data):
    flowers = gn.data.folder(glassnet_data / "flowers", size=64)
    assert audit(flowers).alarms == ()
    assert audit(named_pictures("mnist")).sentences == ()


@pytest.fixture(scope="module")
def of_two_people(glassnet_data):
    return audit(gn.data.folder(glassnet_data / "chi_lars"))


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("top-left corner", 1.0),
        ("top-right corner", 1.0),
        ("bottom-left corner", 1.0),
        ("bottom-right corner", 1.0),
        ("border", 1.0),
        ("centre", 1.0),
        ("contrast", 1.0),
        ("best pixel", 0.98),
        ("brightness", 0.8),
    ],
)
def test_two_people_before_one_wall_are_told_apart_without_their_faces(of_two_people, name, least):
    # No groups are known, so blocks of neighbours are asked by what the other blocks teach.
    assert "a block of neighbours stays in one part" in of_two_people.grouping
    assert cue(of_two_people, name).share >= least


def test_the_corner_is_held_against_a_network_that_tells_two_people_apart(glassnet_data, of_two_people):
    parts = gn.data.split(gn.data.folder(glassnet_data / "chi_lars"), seed=0)
    net = gn.from_text("91x91x1 > conv 3@10 relu > pool 4 > dense 2 softmax > regression sgd(learning_rate=0.01)")
    corner = of_two_people.best_corner
    run = gn.fit(net, parts, n_epoch=5, show=False)
    judged = gn.evaluate(run, parts.test, cue=(corner.name, Share(corner.right, corner.n)))
    assert judged.share.value == 1
    (told,) = [str(caveat) for caveat in judged.caveats if caveat.kind == "cue"]
    assert "corner alone tells the classes apart: 100 %" in told
    assert "without seeing what the pictures are of" in told
