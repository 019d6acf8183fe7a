"""Splitting: three parts, no picture twice, every class everywhere it can be, and what belongs together on one side."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import glassnet as gn
from glassnet.data.images import Images
from glassnet.data.splits import shares, split
from glassnet.errors import DataError, UnknownName


def images_of(*counts, seed=0):
    """Pictures of noise, none like another, so many of each class."""
    labels = np.repeat(np.arange(len(counts)), counts)
    pixels = np.random.default_rng(seed).integers(0, 256, (len(labels), 8, 8, 1), np.uint8)
    return Images(pixels, labels, tuple(f"c{n}" for n in range(len(counts))))


def parts_of(splits):
    return splits.train, splits.validation, splits.test


def sides_of(splits):
    """Which part each picture lies in, by its content."""
    named = zip(("train", "validation", "test"), parts_of(splits), strict=True)
    return {one.tobytes(): name for name, part in named for one in part.pixels}


@pytest.mark.parametrize("method", ["grouped", "random"])
@given(
    st.lists(st.integers(0, 40), min_size=1, max_size=5),
    st.integers(0, 2**40),
    st.floats(0, 0.45),
    st.floats(0, 0.45),
)
@settings(max_examples=40, deadline=None)
def test_parts_share_nothing_and_lose_nothing(method, counts, seed, validation, test):
    parts = split(images_of(*counts), seed, validation, test, method)
    names = [name for part in parts_of(parts) for name in part.names]
    assert sorted(map(int, names)) == list(range(sum(counts)))
    for count, *of_class in zip(counts, parts.train.counts, parts.validation.counts, parts.test.counts, strict=True):
        wanted = 1 + (validation > 0) + (test > 0)
        assert sum(number > 0 for number in of_class) >= min(count, 1)
        assert of_class[0] or not count
        if count >= 3 * wanted:
            assert sum(number > 0 for number in of_class) == wanted


def test_the_photos_of_2017_split_at_random_as_one_would_by_hand():
    parts = split(images_of(203, 200), method="random")
    # 203 x 0.15 = 30.45 and 200 x 0.15 = 30.
    assert (parts.train.counts, parts.validation.counts, parts.test.counts) == ((143, 140), (30, 30), (30, 30))
    assert str(parts) == "283 train, 60 validation, 60 test pictures, split at random"
    assert parts.copies is None


@pytest.mark.parametrize("method", ["grouped", "random"])
def test_the_seed_decides_and_nothing_else(method):
    images = images_of(50, 50)
    np.random.seed(1)
    one = split(images, seed=3, method=method)
    np.random.seed(2)
    assert split(images, seed=3, method=method).test.names == one.test.names
    assert split(images, seed=4, method=method).test.names != one.test.names


def test_a_part_keeps_the_order_its_pictures_had():
    parts = split(images_of(20, 20))
    assert (np.diff([int(name) for name in parts.train.names]) > 0).all()


@pytest.mark.parametrize(("count", "parts"), [(0, (0, 0)), (1, (0, 0)), (2, (0, 1)), (3, (1, 1)), (10, (2, 2))])
def test_few_pictures_go_to_training_first_then_test_then_validation(count, parts):
    assert shares(count, 0.15, 0.15) == parts


@pytest.mark.parametrize(("count", "parts"), [(1, (1, 0, 0)), (2, (1, 0, 1)), (3, (1, 1, 1))])
@pytest.mark.parametrize("seed", range(5))
def test_few_groups_likewise(count, parts, seed):
    found = split(images_of(count, 40), seed)
    assert tuple(part.counts[0] for part in parts_of(found)) == parts


def test_a_class_of_one_picture_is_trained_on_and_said_to_be_untested():
    parts = split(images_of(1, 40))
    assert parts.train.counts[0] == 1
    assert "Cannot be tested (too few groups): c0." in str(parts)


@pytest.mark.parametrize("change", [{"validation": 0.5, "test": 0.5}, {"test": -0.1}, {"test": float("nan")}], ids=str)
def test_shares_that_leave_nothing_are_refused(change):
    with pytest.raises(DataError, match="must be shares of 1 that leave some to train on"):
        split(images_of(9, 9), **change)


def test_a_negative_seed_is_refused():
    with pytest.raises(DataError, match="seed=-1"):
        split(images_of(9, 9), seed=-1)


def test_a_method_we_lack_is_refused_with_the_nearest():
    with pytest.raises(UnknownName, match=r"'groupd'\. Did you mean 'grouped'"):
        split(images_of(9, 9), method="groupd")


def test_what_is_said_fits_a_terminal_whatever_the_names():
    images = images_of(*[1] * 30, 40, 40)
    images = with_parts(copied(images, [(40, 60), (31, 32)]), ["train"] * 70 + ["test"] * 40)
    long = tuple(f"a class whose name is {number} times as long as any" for number in range(32))
    names = tuple(f"{long[label]}/{'x' * 90}{row}.jpg" for row, label in enumerate(images.labels))
    for parts in (images.parts, ()):
        told = str(split(Images(images.pixels, images.labels, long, names, parts=parts)))
        assert max(map(len, told.splitlines())) <= 80


def test_a_part_we_do_not_know_is_refused():
    with pytest.raises(UnknownName, match=r"'trian'\. Did you mean 'train'"):
        split(with_parts(images_of(3, 3), ["trian"] * 6))


# What stays together


def copied(images, pairs):
    """The same pictures, with row `other` a brighter copy of row `one`."""
    pixels = images.pixels.copy()
    for one, other in pairs:
        pixels[other] = np.minimum(images.pixels[one] * 1.05, 255).astype(np.uint8)
    return Images(pixels, images.labels, images.classes)


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), max_size=12), st.integers(0, 99))
@settings(max_examples=25, deadline=None)
def test_near_copies_lie_on_one_side(pairs, seed):
    pairs = [(one, other) for one, other in pairs if one != other]
    images = copied(images_of(50, 50), pairs)
    parts = split(images, seed)
    side = sides_of(parts)
    groups = parts.copies.groups
    for number in np.unique(groups):
        assert len({side[images.pixels[row].tobytes()] for row in np.flatnonzero(groups == number)}) == 1
    assert parts.leaks.count == 0


def test_bursts_lie_on_one_side_and_the_parts_know_their_groups():
    scenes = np.random.default_rng(0).integers(0, 256, (60, 8, 8, 1))
    shots = np.repeat(scenes, 3, axis=0) + np.random.default_rng(1).integers(-9, 10, (180, 8, 8, 1))
    images = Images(shots.clip(0, 255).astype(np.uint8), np.arange(180) // 90, ("chi", "lars"))
    parts = split(images)
    scene_of = [{int(name) // 3 for name in part.names} for part in parts_of(parts)]
    assert sum(map(len, scene_of)) == 60
    assert [len(np.unique(part.groups)) for part in parts_of(parts)] == [len(scenes) for scenes in scene_of]
    assert "180 of 180 pictures have near copies; 60 groups stay whole" in str(parts)


@given(st.lists(st.integers(0, 30), min_size=60, max_size=60), st.integers(0, 99))
@settings(max_examples=30, deadline=None)
def test_groups_that_pictures_carry_lie_on_one_side(numbers, seed):
    images = images_of(30, 30)
    images = Images(images.pixels, images.labels, images.classes, groups=np.array(numbers))
    parts = split(images, seed)
    sets = [{numbers[int(name)] for name in part.names} for part in parts_of(parts)]
    assert sum(map(len, sets)) == len(set(numbers))


def named(images, names):
    return Images(images.pixels, images.labels, images.classes, tuple(names))


def test_a_pattern_groups_by_what_it_finds_in_the_names():
    images = named(images_of(40, 40), (f"c/IMG_{n // 4:03d}_{n % 4}.jpg" for n in range(80)))
    parts = split(images, group_by=r"IMG_(\d+)")
    sets = [{name[:9] for name in part.names} for part in parts_of(parts)]
    assert sum(map(len, sets)) == len(set.union(*sets)) == 20


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        (r"DSC_(\d+)", r"is found in 0 of 80 names, not in 'c/IMG_000_0.jpg'"),
        (r"IMG_(", "cannot be read"),
        (r"IMG_(\d+_\d)", "finds something else in each of 80 names"),
    ],
)
def test_a_pattern_that_groups_nothing_is_refused(pattern, why):
    images = named(images_of(40, 40), (f"c/IMG_{n // 4:03d}_{n % 4}.jpg" for n in range(80)))
    with pytest.raises(DataError, match=why):
        split(images, group_by=pattern)


def test_groups_by_chance_are_refused():
    with pytest.raises(DataError, match="give one of the two"):
        split(images_of(9, 9), method="random", group_by="1")


# What stays when pictures are added


def was_mended(splits):
    return any("Moved to keep" in note for note in splits.notes)


@given(st.integers(0, 10**6), st.integers(1, 150), st.integers(0, 250))
@settings(max_examples=40, deadline=None)
def test_a_picture_keeps_its_side_when_others_are_added(seed, added, place):
    before, more = images_of(120, 130), images_of(added, added, seed=seed + 1)
    rows = np.insert(np.arange(250), place, np.arange(250, 250 + 2 * added))
    both = Images(
        np.concatenate([before.pixels, more.pixels])[rows],
        np.concatenate([before.labels, more.labels])[rows],
        before.classes,
    )
    one, other = split(before, seed), split(both, seed)
    if not was_mended(one) and not was_mended(other):
        after = sides_of(other)
        assert all(after[content] == side for content, side in sides_of(one).items())


def test_small_classes_are_mended_by_moving_few_groups():
    changed = 0
    for seed in range(30):
        parts = split(images_of(20, 20), seed)
        # 15 % of 20 is 3: half and one and a half times that are 2 and 4.
        assert all(2 <= count <= 4 for part in (parts.validation, parts.test) for count in part.counts)
        changed += was_mended(parts)
    assert 0 < changed < 30


def test_a_near_copy_added_behind_goes_where_its_original_is():
    before = images_of(100, 100)
    for row in (3, 150):
        copy = np.minimum(before.pixels[row : row + 1] * 1.05, 255).astype(np.uint8)
        both = Images(np.concatenate([before.pixels, copy]), np.append(before.labels, 0), before.classes)
        one, other = sides_of(split(before)), sides_of(split(both))
        assert other.items() >= one.items()
        assert other[copy.tobytes()] == one[before.pixels[row].tobytes()]


def test_when_two_groups_become_one_the_later_goes_to_the_earlier():
    images = images_of(100, 100)
    before = Images(images.pixels, images.labels, images.classes, groups=np.arange(200) // 4)
    one = split(before, seed=8)
    side = sides_of(one)
    of_group = [side[images.pixels[4 * number].tobytes()] for number in range(50)]
    later = next(number for number in range(30, 50) if of_group[number] != of_group[3])
    joined = np.where(before.groups == later, 3, before.groups)
    other = split(Images(images.pixels, images.labels, images.classes, groups=joined), seed=8)
    assert not was_mended(one)
    assert not was_mended(other)
    moved = {content for content, now in sides_of(other).items() if now != side[content]}
    assert moved == {images.pixels[row].tobytes() for row in range(4 * later, 4 * later + 4)}


# A class that is one long burst


def one_burst_beside_another_class():
    walk = np.random.default_rng(0).normal(0, 3, (100, 8, 8, 1)).cumsum(axis=0)
    shots = (128 + walk).clip(0, 255).astype(np.uint8)
    return Images(np.concatenate([shots, images_of(60).pixels]), np.arange(160) // 100, ("chi", "lars"))


def test_only_the_class_that_is_one_burst_is_cut():
    parts = split(one_burst_beside_another_class())
    assert set(parts.aside.labels) == {0}
    assert sum(part.counts[1] for part in parts_of(parts)) == 60
    assert min(*parts.train.counts, *parts.validation.counts, *parts.test.counts) > 0
    assert parts.leaks.count == 0
    assert f"chi: one burst, cut; {len(parts.aside)} shots near its test run set aside." in parts.notes
    assert parts.notes[-1] == "It stands beside the test run, so the test may flatter what was chosen by it."


def test_a_burst_whose_test_part_is_given_validates_by_pieces():
    images = one_burst_beside_another_class()
    parts = split(with_parts(images, ["test" if n % 10 == 0 else "train" for n in range(160)]))
    assert parts.aside is None
    assert min(parts.validation.counts) > 0
    assert parts.leaks.count >= 9
    assert parts.notes[-1] == "Validation is of the bursts that training learns from, and may flatter."


def test_a_copy_of_a_tested_shot_under_another_label_is_not_trained_on():
    images = one_burst_beside_another_class()
    tested = int(split(images).test.names[3])
    pixels = np.concatenate([images.pixels, images.pixels[tested : tested + 1]])
    parts = split(Images(pixels, np.append(images.labels, 1), images.classes))
    assert str(160) not in parts.train.names or str(tested) not in parts.test.names
    assert parts.leaks.count == 0


# Parts as their owner put them


def with_parts(images, parts):
    return Images(images.pixels, images.labels, images.classes, parts=tuple(parts))


def test_parts_are_obeyed_and_leaks_between_them_are_named():
    images = copied(images_of(60, 60), [(0, 119)])
    owner = ["train"] * 80 + ["validation"] * 20 + ["test"] * 20
    parts = split(with_parts(images, owner))
    assert [len(part) for part in parts_of(parts)] == [80, 20, 20]
    assert parts.kind == "given"
    assert [(pair.one, pair.other) for pair in parts.leaks.pairs] == [(0, 19)]
    assert "1 of 20 test pictures (5 %) has a near copy in training:\n    119 is nearly the same as 0" in str(parts)


@pytest.mark.parametrize(("there", "taken"), [("test", "validation"), ("validation", "test")])
def test_a_part_that_is_missing_is_taken_from_training(there, taken):
    images = images_of(100, 100)
    owner = [there if n % 5 == 0 else "train" for n in range(200)]
    parts = split(with_parts(images, owner))
    kept = parts.test if there == "test" else parts.validation
    assert kept.names == tuple(str(n) for n in range(0, 200, 5))
    assert f"The {taken} part was taken from the training part, by groups." in parts.notes
    assert min(map(len, parts_of(parts))) > 10


def test_a_test_part_that_is_all_in_training_is_refused():
    images = images_of(20, 20)
    both = Images(
        np.concatenate([images.pixels, images.pixels[:5]]),
        np.concatenate([images.labels, images.labels[:5]]),
        images.classes,
        parts=("train",) * 40 + ("test",) * 5,
    )
    with pytest.raises(DataError, match="Every one of the 5 test pictures is a training picture too: nothing is left"):
        split(both)


def test_a_split_can_be_told_as_json():
    plain = json.loads(json.dumps(split(copied(images_of(40, 40), [(1, 2)])).to_plain()))
    assert plain["kind"] == "grouped"
    assert len(plain["train"]) + len(plain["validation"]) + len(plain["test"]) == 80
    assert plain["copies"]["kinds"] == {"copy": 1}


# Real photos of two people, each one long burst


@pytest.fixture(scope="module")
def two_people(glassnet_data):
    return gn.data.folder(glassnet_data / "chi_lars")


def by_class(images, label):
    return images.pixels[images.labels == label].astype(np.float32).reshape(-1, 91 * 91)


def test_no_tested_photo_of_the_two_people_has_a_training_photo_nearer_than_the_median(two_people):
    parts = split(two_people)
    assert min(*parts.train.counts, *parts.validation.counts, *parts.test.counts) >= 15
    assert sum(map(len, (*parts_of(parts), parts.aside))) == 403
    for label in (0, 1):
        photos = by_class(two_people, label)
        one, other = np.triu_indices(len(photos), 1)
        for power in (1, 2):
            median = np.median(
                [(np.abs(photos[a] - photos[b]) ** power).mean() for a, b in zip(one, other, strict=True)]
            )
            nearest = min(
                (np.abs(by_class(parts.train, label) - photo) ** power).mean(axis=1).min()
                for photo in by_class(parts.test, label)
            )
            assert nearest >= median
    assert gn.data.leaks(parts.train, parts.test).count == 0


def test_what_is_said_of_the_two_people_fits_a_terminal(two_people):
    told = str(split(two_people))
    assert max(map(len, told.splitlines())) <= 80
    assert "one burst, cut;" in told
