import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.inside.nets import drawn, photo

import glassnet as gn
from glassnet.errors import DataError, SettingError
from glassnet.inside.editing import edits, margins
from glassnet.inside.painting import Scene, border_of, box, curtains, dark_pixels, edited, pasted, shifted
from glassnet.inside.photos import Range, filled, painted
from glassnet.runs.run import Run

SMALL = "12x10x1 > conv 3@3 relu > dense 3 softmax"


def test_margins_and_answers_are_those_that_predict_gives_for_the_edited_photo():
    run, given_photo = drawn(SMALL), photo()
    found = edits(run, given_photo, {"middle": box((12, 10), 3, 3, 5, 4)}, other=photo(seed=1))
    for edit in found.of:
        logits = np.log(run.outputs(edit.photo[None])["FullyConnected"])
        answer = int(logits.argmax())
        assert edit.answer == str(answer)
        assert edit.margin == pytest.approx(margins(logits, int(found.answer))[0], abs=1e-4)
        assert edit.flipped == (edit.answer != found.answer) == (edit.margin < 0)
    assert {"middle painted dark", "border of another class", "blurred"} <= {edit.name for edit in found.of}


def test_a_region_that_is_painted_changes_there_and_nowhere_else():
    where = box((12, 10), 3, 3, 5, 4)
    before = photo()
    for fill in ("wall", "mean", "blur", 0.7, np.zeros((12, 10, 1), np.float32)):
        after = painted(before, where, fill)
        assert np.array_equal(after[~where], before[~where])
        assert (after[where] != before[where]).all()
        assert after.dtype == np.float32
    assert (painted(before, where, 0.7)[where] == np.float32(0.7)).all()


def test_wall_gray_is_the_median_of_the_uppermost_tenth_by_channel():
    picture = np.zeros((20, 5, 3), np.float32)
    picture[:2] = 0.25, 0.5, 0.75
    picture[0, 0] = 1.0  # a lamp does not move a median
    assert filled(picture, "wall")[19, 4].tolist() == [0.25, 0.5, 0.75]


def test_another_word_for_a_fill_is_told():
    with pytest.raises(SettingError, match="'plaid' is none we know: 'wall', 'mean', 'blur'"):
        filled(photo(), "plaid")


@given(st.integers(-15, 15), st.integers(-15, 15))
def test_a_photo_shifted_holds_the_pixels_it_had(down, right):
    before = photo()
    after = shifted(before, down, right)
    assert after.shape == before.shape
    assert set(after.reshape(-1).tolist()) <= set(before.reshape(-1).tolist())
    for row, column in ((0, 0), (5, 5), (11, 9)):
        there = np.clip((row - down, column - right), 0, (11, 9))
        assert after[row, column] == before[tuple(there)]


@given(st.integers(1, 12), st.integers(1, 12), st.integers(1, 8))
def test_a_border_is_all_within_its_width_of_an_edge(height, width, thick):
    rows, columns = np.mgrid[:height, :width]
    nearest = np.minimum.reduce([rows, height - 1 - rows, columns, width - 1 - columns])
    assert np.array_equal(border_of((height, width), thick), nearest < thick)


def test_every_edit_keeps_the_shape_and_type_and_the_photo_it_was_given():
    for shape in ((12, 10, 1), (12, 10, 3), (2, 2, 1), (1, 1, 1)):
        before, other = photo(shape), photo(shape, 1)
        kept = before.copy()
        regions = {"all": np.ones(shape[:2], bool), "none": np.zeros(shape[:2], bool)}
        made = dict(edited(Scene(before, Range(0, 1), regions), Scene(other, Range(0, 1), regions)))
        assert all(after.shape == shape and after.dtype == np.float32 for after in made.values())
        assert all(np.isfinite(after).all() for after in made.values())
        assert np.array_equal(before, kept)
        assert not [name for name in made if name.startswith("none")]  # a region that is not there cannot be edited


def test_dark_is_below_a_share_of_the_range_the_network_was_shown():
    values = np.array([[0.0, 0.30, 0.32]], np.float32)[..., None]
    assert dark_pixels(values, Range(0, 1)).tolist() == [[True, True, False]]
    assert dark_pixels(2 * values - 1, Range(-1, 1)).tolist() == [[True, True, False]]
    assert curtains((10, 10)).sum() == 6 * 8  # three columns wide on either side, from the third row down


def test_pasting_takes_the_other_photo_in_the_mask_and_the_own_outside():
    one, other = np.zeros((3, 4, 1), np.float32), np.ones((3, 4, 1), np.float32)
    assert pasted(one, other, border_of((3, 4), 1)).sum() == 10


def test_a_photo_is_read_as_predict_reads_it(tmp_path):
    story = gn.datasets.portraits(bursts=1, shots=1)
    from PIL import Image

    Image.fromarray(story.images.pixels[0, ..., 0]).save(tmp_path / "ada.png")
    run = drawn("91x91x1 > conv 2@5 relu > pool 4 > dense 2 softmax")
    card = gn.runs.card.DataCard(
        samples=2,
        shape=(91, 91, 1),
        maximum=1.0,
        classes=("ada", "ben"),
        preparation=story.images.preparation.to_plain(),
    )
    run = Run(run.network, run.weights, card=card)
    from_file, from_images = edits(run, tmp_path / "ada.png"), edits(run, story.images[[0]])
    assert from_file.to_plain() == from_images.to_plain()
    assert from_file.answer == run.predict_label(tmp_path / "ada.png")[0]


def test_your_own_edits_are_judged_beside_ours_and_wrong_sizes_are_told():
    run = drawn(SMALL)
    found = edits(run, photo(), own={"as it was": photo()})
    assert found["as it was"].margin == pytest.approx(found.margin, abs=1e-5)
    assert found["as it was"].area == 0
    with pytest.raises(DataError, match=r"Your photo 'small' is of shape \(3, 3, 1\)"):
        edits(run, photo(), own={"small": np.zeros((3, 3, 1), np.float32)})
    with pytest.raises(DataError, match="The region 'nose' is 4x4, and the network sees 12x10 pixels"):
        edits(run, photo(), {"nose": np.ones((4, 4), bool)})


def test_the_table_fits_eighty_columns():
    story = gn.datasets.portraits(bursts=1, shots=1)
    run = drawn("91x91x1 > dense 2 softmax")
    regions = {"shirt": np.ones((91, 91), bool)}
    told = str(edits(run, story.images[[0]], regions, other=story.images[[1]], other_regions=regions))
    assert max(map(len, told.splitlines())) <= 80
