"""The photos that are looked through: at most so many, over all of them, and each with its own name and masks."""

import numpy as np
import pytest
from tests.inside.nets import drawn

import glassnet as gn
from glassnet.data.images import Images
from glassnet.errors import DataError
from glassnet.graph.notation import from_text
from glassnet.inside.capturing import capture
from glassnet.inside.effort import Effort, effort_for
from glassnet.inside.given_pictures import spread
from glassnet.inside.looked_through import Among
from glassnet.runs.run import Run


def test_rows_are_spread_from_the_first_to_the_last() -> None:
    assert spread(100, 5).tolist() == [0, 25, 50, 74, 99]
    assert spread(3, 5).tolist() == [0, 1, 2]
    assert spread(9, 1).tolist() == [0]


def test_names_and_masks_go_with_their_photos(run: Run, digits: Images) -> None:
    masks = np.arange(len(digits))[:, None, None] * np.ones((1, 8, 8))
    among = Among(run, digits, {"number": masks}, Effort(looked_through=4))
    assert among.rows.tolist() == [0, 50, 99, 149]
    assert among.names == tuple(digits.names[row] for row in among.rows)
    regions = among.regions(among.rows)
    assert regions is not None
    assert regions["number"][:, 0, 0].tolist() == among.rows.tolist()
    assert np.array_equal(among.shown(2, "InputData"), digits.inputs()[99])


def test_captured_photos_can_be_looked_through_themselves(run: Run, digits: Images) -> None:
    captured = capture(run, digits, most=5)
    among = Among(run, captured, None, Effort())
    assert len(among) == 5
    assert among.names == captured.names


def test_a_photo_that_a_layer_makes_of_a_row_is_shown_as_that_layer_makes_it() -> None:
    run = drawn("16 > reshape 4x4x1 as photo > conv 2@3")
    rows = np.arange(32, dtype=np.float32).reshape(2, 16)
    assert np.array_equal(Among(run, rows, None, Effort()).shown(1, "photo")[..., 0], rows[1].reshape(4, 4))


def test_files_of_photos_are_looked_through_too(run: Run, digits: Images, tmp_path) -> None:
    from PIL import Image

    paths = [str(tmp_path / f"{number}.png") for number in range(3)]
    for number, path in enumerate(paths):
        Image.fromarray(np.full((8, 8), number, np.uint8)).save(path)
    trained = gn.fit(
        gn.regression(gn.fully_connected(gn.input_data([None, 8, 8, 1]), 2, activation="softmax")),
        gn.data.Images(
            np.zeros((2, 8, 8, 1), np.uint8), np.array([0, 1]), ("a", "b"), preparation=gn.data.Preparation(8, 8, 1)
        ),
        n_epoch=1,
        show=False,
    )
    found = gn.inside.Inspector(trained, paths)
    assert found.handle({"ask": "photo", "photo": 0}).arrays[0].shape == (8, 8, 1)
    assert len(found.among) == 3
    assert list(found.among.names) == sorted(found.captured.names) == paths
    alone = gn.inside.Inspector(trained, paths[2])
    assert (alone.captured.names, len(alone.among)) == ((paths[2],), 1)


def test_splits_are_asked_for_one_of_their_parts(run: Run, digits: Images) -> None:
    with pytest.raises(DataError, match=r"give one of their parts, such as splits\.test"):
        gn.inside.Inspector(run, gn.data.split(digits, method="random"))


def test_one_photo_is_a_batch_of_one(run: Run, digits: Images) -> None:
    found = gn.inside.Inspector(run, digits.inputs()[7])
    assert (len(found.captured), len(found.among)) == (1, 1)
    assert not found.handle({"ask": "excites", "layer": "conv_1", "channel": 0}).is_missing


def test_the_larger_the_network_the_less_is_asked_of_it() -> None:
    small, middle, large = (
        effort_for(from_text(text))
        for text in (
            "8x8x1 > conv 4@3 > dense 2",
            "28x28x1 > conv 32@5 > pool 2 > conv 64@5 > dense 10",
            "91x91x1 > conv 32@10 > pool 2 > conv 64@10 > dense 2",
        )
    )
    assert small == Effort()
    assert small.draws > middle.draws > large.draws >= 1
    assert small.looked_through > middle.looked_through > large.looked_through
