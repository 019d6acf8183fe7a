"""The drawn portraits: what is said of their causes must hold, for other tests take it for the truth."""

import numpy as np
import pytest

import glassnet as gn
from glassnet.data.datasets.sitters import FACE, HAIR, OTHER, WALL
from glassnet.data.datasets.story import REGIONS, portraits
from glassnet.errors import DataError


@pytest.fixture(scope="module")
def story():
    return portraits(seed=0)


@pytest.fixture(scope="module")
def same_wall():
    return portraits(seed=0, wall_differs=False)


def mean_level(told, region):
    """The mean level of a region, picture by picture."""
    levels, mine = told.images.pixels[..., 0].astype(float), told.regions == region
    return (levels * mine).sum(axis=(1, 2)) / mine.sum(axis=(1, 2))


def corner(images):
    return images.pixels[:, :10, :10, 0].mean(axis=(1, 2))


def test_two_people_sit_in_ten_bursts_of_twenty(story):
    assert str(story.images) == "400 pictures of 91x91x1 (ada: 200, ben: 200)"
    assert np.unique(story.images.groups, return_counts=True)[1].tolist() == [20] * 20
    assert story.images.names[46] == "ada/burst03_07"
    assert all(len(set(story.images.labels[story.images.groups == group])) == 1 for group in range(20))


def test_before_two_walls_a_corner_tells_them_apart_always(story):
    levels = corner(story.images)
    assert levels[:200].max() < levels[200:].min()
    assert story.causes == ("hair", "wall")


def test_before_one_wall_no_threshold_on_a_corner_tells_them_apart(same_wall):
    levels = np.sort(np.unique(corner(same_wall.images)))
    truth = same_wall.images.labels
    best = max(((corner(same_wall.images) > level) == truth).mean() for level in levels)
    assert 1 - best > 0.3
    assert same_wall.causes == ("hair",)


@pytest.mark.parametrize("told", ["story", "same_wall"])
def test_the_hair_tells_them_apart_with_or_without_the_wall(told, request):
    told = request.getfixturevalue(told)
    dark = mean_level(told, HAIR)
    assert dark[:200].max() < dark[200:].min()


def test_faces_and_shirts_are_drawn_from_the_same_chances(same_wall):
    for region in (FACE, WALL):
        ada, ben = np.split(mean_level(same_wall, region), 2)
        assert abs(ada.mean() - ben.mean()) < 0.5 * ada.std()


def test_regions_are_where_they_are_said_to_be(story):
    assert REGIONS == ("wall", "hair", "face", "shirt", "other")
    assert story.regions.shape == (400, 91, 91)
    assert (story.regions[:, 0, :] == WALL).all()
    assert (story.regions[:, 44, 45] == FACE).all()
    # Skin is the brightest that is neither wall nor eye; hair is the darkest region of Ada.
    assert (mean_level(story, HAIR)[:200] < 60).all()
    assert not (story.regions == OTHER).any()


def test_shots_of_a_burst_are_near_copies_and_other_bursts_are_not(story):
    levels = story.images.pixels[..., 0].astype(float)
    within = [np.abs(levels[row] - levels[row + 1]).mean() for row in range(199) if row % 20 != 19]
    across = [np.abs(levels[row] - levels[row + 20]).mean() for row in range(180)]
    assert max(within) < 12
    assert np.mean(across) > 2.5 * np.mean(within)


def test_the_wild_set_names_the_cause_of_every_picture(story):
    wild = story.wild
    assert str(wild.images) == "75 pictures of 91x91x1 (ada: 25, ben: 25, none: 25)"
    with_somebody = {"hat", "hair covered", "cloth as hair", "other wall", "dark room"}
    for cause, label, name in zip(wild.causes, wild.images.labels, wild.images.names, strict=True):
        assert (cause in with_somebody) == (wild.images.classes[label] != "none")
        assert cause.replace(" ", "_") in name
    by_cause = {cause: wild.images.pixels[np.array(wild.causes) == cause] for cause in wild.causes}
    assert by_cause["black"].mean() < 2
    assert by_cause["white"].mean() > 253
    assert 120 < by_cause["noise"].mean() < 135
    assert by_cause["dark room"].mean() < 45


def test_covered_hair_is_nowhere_to_be_seen(story):
    covered = story.wild.regions[[cause in ("hair covered", "cloth as hair") for cause in story.wild.causes]]
    assert not (covered == HAIR).any()
    assert (covered == OTHER).any(axis=(1, 2)).all()


def test_before_the_other_wall_each_stands_where_the_other_stood(story):
    swapped = story.wild.images[[cause == "other wall" for cause in story.wild.causes]]
    levels = corner(swapped)
    middle = (corner(story.images)[:200].max() + corner(story.images)[200:].min()) / 2
    assert ((levels > middle) == (swapped.labels == 0)).all()


def test_the_same_seed_draws_the_same_pictures():
    one, again, other = (portraits(seed, bursts=1, shots=2).images.pixels for seed in (3, 3, 4))
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)


def test_nobody_sits_for_no_shots():
    with pytest.raises(DataError, match="shots=0"):
        portraits(shots=0)


def test_it_is_found_by_its_public_name():
    assert gn.datasets.portraits is portraits


def by_nearest(told, cause, seen=slice(None)):
    """How many pictures of one cause the nearest portrait names right by what is seen of it, and of how many."""
    asked = [row for row, one in enumerate(told.wild.causes) if one == cause]
    known = told.images.pixels[:, seen, seen].reshape(len(told.images), -1).astype(np.float32)
    hits = 0
    for row in asked:
        apart = np.square(known - told.wild.images.pixels[row, seen, seen].reshape(-1)).sum(axis=1)
        hits += told.images.labels[apart.argmin()] == told.wild.images.labels[row]
    return hits, len(asked)


def test_who_goes_by_a_corner_is_wrong_of_everybody_before_the_other_wall(story, same_wall):
    assert by_nearest(story, "hat", seen=slice(10)) == (10, 10)
    assert by_nearest(story, "other wall", seen=slice(10)) == (0, 10)
    assert by_nearest(same_wall, "other wall") == (10, 10)


def test_who_goes_by_the_hair_is_fooled_when_it_is_covered(same_wall):
    assert by_nearest(same_wall, "hair covered") == (5, 10)
    assert by_nearest(same_wall, "cloth as hair") == (5, 10)
