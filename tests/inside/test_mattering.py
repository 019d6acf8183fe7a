"""The portraits' labels have known causes, so what must flip an answer is known too."""

from functools import cache

import numpy as np
import pytest
from tests.inside.nets import drawn, photo, trained

import glassnet as gn
from glassnet.data.datasets.story import REGIONS, Portraits
from glassnet.errors import DataError
from glassnet.inside.attribution import OCCLUSION
from glassnet.inside.mattering import Mattering, what_is_named, what_matters
from glassnet.runs.run import Run

NET = "91x91x1 > conv 8@5 relu > pool 4 > conv 16@5 relu > pool 4 > dense 2 softmax"


@pytest.fixture(scope="module", params=[0, 1, 2], ids="seed {}".format)
def seed(request) -> int:
    return request.param


@cache
def taught(seed: int, *, wall_differs: bool) -> tuple[Run, Portraits]:
    """A network, and portraits it did not learn from."""
    learned = gn.datasets.portraits(seed=10 + seed, wall_differs=wall_differs, bursts=8, shots=5)
    asked = gn.datasets.portraits(seed=20 + seed, wall_differs=wall_differs, bursts=6, shots=2)
    run = trained(NET, learned.images, 8, seed)
    assert (run.predict(asked.images.pixels).argmax(axis=1) == asked.images.labels).mean() >= 0.95
    return run, asked


def judged(seed: int, *, wall_differs: bool) -> Mattering:
    run, asked = taught(seed, wall_differs=wall_differs)
    return what_matters(run, asked.images, asked.regions, REGIONS)


def test_where_only_the_hair_differs_hair_flips_every_answer_and_shirt_and_wall_none(seed):
    found = judged(seed, wall_differs=False)
    assert found["hair of another class"].share >= 0.9
    assert found["shirt of another class"].flipped == 0
    assert found["shirt in the gray of another class"].flipped == 0
    assert found["wall in the gray of another class"].share <= 0.1
    assert found.of[0].kind == "hair of another class"


def test_where_only_the_hair_differs_what_occlusion_names_flips_more_answers_than_as_much_elsewhere(seed):
    run, asked = taught(seed, wall_differs=False)
    # A fifth of the photo is about what the hair takes of it; painting a tenth leaves enough hair to go by.
    assert what_is_named(run, asked.images[::2], method=OCCLUSION, share=0.2, draws=10).beats_chance


def test_where_the_wall_differs_too_a_cause_flips_answers_and_a_shirt_none(seed):
    # Which of the two causes is used is luck of the seed: with seed 1 the wall alone flips no answer, and hair does.
    found = judged(seed, wall_differs=True)
    causes = "wall in the gray of another class", "hair of another class", "wall painted dark"
    assert max(found[kind].share for kind in causes) >= 0.25
    assert found["shirt of another class"].flipped == 0
    assert found["shirt in the gray of another class"].flipped == 0


def reader_of_a_corner() -> Run:
    """A network whose weights read the top left corner alone: below gray 165 it says ada, above ben."""
    run = drawn("91x91x1 > dense 2 softmax")
    W = np.zeros((91, 91, 2), np.float32)
    W[:6, :6, 1] = 1.0
    return Run(run.network, {"FullyConnected/W": W.reshape(-1, 2), "FullyConnected/b": np.array([36 * 165 / 255, 0])})


def test_what_reads_the_wall_alone_is_flipped_by_the_wall_and_by_nothing_of_the_person():
    story = gn.datasets.portraits(bursts=4, shots=2)
    found = what_matters(reader_of_a_corner(), story.images, story.regions, REGIONS)
    wall = found["wall in the gray of another class"]
    assert (wall.flipped, wall.n, wall.units) == (16, 16, 8.0)
    assert wall.by_class == (("0", 8, 8), ("1", 8, 8))
    assert found["border of another class"].flipped == 16
    of_the_person = [flips for flips in found.of if flips.kind.split()[0] in ("hair", "face", "shirt")]
    assert len(of_the_person) == 18
    assert all(flips.flipped == 0 and flips.moved == 0 for flips in of_the_person)


def test_no_answer_of_a_network_that_looks_at_nothing_flips():
    run = Run(
        drawn("6x6x1 > dense 2 softmax").network,
        {"FullyConnected/W": np.zeros((36, 2)), "FullyConnected/b": np.arange(2)},
    )
    found = what_matters(run, photo((3, 6, 6, 1)))
    assert all(flips.flipped == 0 and flips.n == 3 for flips in found.of)
    assert str(found).splitlines()[1].startswith("  None flips (95 %: 0-56): ")


def test_the_table_fits_eighty_columns_and_is_the_same_each_time():
    story = gn.datasets.portraits(bursts=2, shots=2)
    run = drawn("91x91x1 > conv 2@5 relu > pool 4 > dense 2 softmax")
    one, other = (what_matters(run, story.images, story.regions, REGIONS) for _ in range(2))
    assert max(map(len, str(one).splitlines())) <= 80
    assert one.to_plain() == other.to_plain()
    assert {"hair of another class", "wall painted dark", "blurred"} <= {flips.kind for flips in one.of}
    assert "wall of another class" not in {flips.kind for flips in one.of}  # it cannot be had from behind a person


def test_frames_of_one_burst_count_as_one_in_the_interval():
    story = gn.datasets.portraits(bursts=2, shots=5)
    flips = what_matters(reader_of_a_corner(), story.images)["border of another class"]
    assert (flips.share, flips.n, flips.units) == (1.0, 20, 4.0)
    assert flips.interval[0] == pytest.approx(4 / (4 + 1.96**2), abs=1e-3)  # Wilson's lower end at 4 of 4


def test_pixels_a_map_names_flip_what_pixels_elsewhere_do_not():
    run = drawn("9x9x1 > dense 2 softmax")
    W = np.zeros((81, 2), np.float32)
    W[40, 1] = 10.0
    run = Run(run.network, {"FullyConnected/W": W, "FullyConnected/b": np.array([6.0, 0.0], np.float32)})
    photos = np.full((4, 9, 9, 1), 0.5, np.float32)
    photos[:, 4, 4] = 1.0
    found = what_is_named(run, photos, share=1 / 81)
    assert (found.flipped, found.n, max(found.chance)) == (4, 4, 0.0)
    assert found.beats_chance


def test_regions_of_another_size_and_no_photos_are_told():
    run = drawn("6x6x1 > dense 2 softmax")
    with pytest.raises(DataError, match=r"The region 'nose' is of shape \(1, 5, 5\)"):
        what_matters(run, photo((1, 6, 6, 1)), {"nose": np.ones((1, 5, 5), bool)})
    with pytest.raises(DataError, match="X holds no samples"):
        what_matters(run, np.zeros((0, 6, 6, 1), np.float32))
