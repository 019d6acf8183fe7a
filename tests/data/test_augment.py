"""Pictures changed by chance: against formulas worked directly, and what must hold whatever is drawn."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import ndimage

from glassnet.data.augment import Augment, DataAugmentation, ImageAugmentation
from glassnet.data.chance import Chance
from glassnet.errors import DataError

ALL = {
    "crop": lambda a: a.add_random_crop((3, 4), padding=2),
    "mirrored": lambda a: a.add_random_flip_leftright(),
    "upside down": lambda a: a.add_random_flip_updown(),
    "quarter turns": lambda a: a.add_random_90degrees_rotation([0, 2]),
    "rotated": lambda a: a.add_random_rotation(40.0),
    "blurred": lambda a: a.add_random_blur(2.0),
}


def augmentation(*adds):
    made = ImageAugmentation()
    for add in adds:
        add(made)
    return made


def pictures(n=12, height=6, width=5, channels=3, dtype=np.float32):
    values = np.random.default_rng(0).random((n, height, width, channels)) * 255
    return values.astype(dtype)


def changed(steps, batch, indices=None, seed=1, epoch=0):
    rows = np.arange(len(batch)) if indices is None else np.asarray(indices)
    return Augment(steps.steps, seed, epoch)(batch[rows], rows)


def test_each_picture_is_mirrored_whole_or_left_alone_and_about_half_are():
    batch = pictures(2000, 2, 3, 1)
    made = changed(augmentation(ALL["mirrored"]), batch)
    mirrored = (made == batch[:, :, ::-1]).all(axis=(1, 2, 3))
    assert ((made == batch).all(axis=(1, 2, 3)) | mirrored).all()
    assert 900 < mirrored.sum() < 1100


def test_upside_down_turns_rows_and_no_columns():
    batch = np.arange(4.0, dtype=np.float32).reshape(1, 2, 2, 1).repeat(8, axis=0)
    made = changed(augmentation(ALL["upside down"]), batch)
    assert {tuple(each.reshape(-1)) for each in made} == {(0, 1, 2, 3), (2, 3, 0, 1)}


def test_quarter_turns_are_those_of_numpy_and_every_one_comes():
    batch = pictures(400, 4, 4, 2)
    made = changed(augmentation(lambda a: a.add_random_90degrees_rotation()), batch)
    turns = [next(k for k in range(4) if (np.rot90(old, k) == new).all()) for old, new in zip(batch, made, strict=True)]
    assert min(np.bincount(turns, minlength=4)) > 70


def test_a_crop_is_a_piece_of_the_picture_from_anywhere_in_it():
    batch = np.arange(1.0, 10, dtype=np.float32).reshape(1, 3, 3, 1).repeat(500, axis=0)
    made = changed(augmentation(lambda a: a.add_random_crop((2, 2))), batch)
    pieces = {tuple(piece.reshape(-1)) for piece in made}
    assert pieces == {(1, 2, 4, 5), (2, 3, 5, 6), (4, 5, 7, 8), (5, 6, 8, 9)}


def test_a_padded_crop_brings_in_zeros():
    batch = np.ones((200, 1, 1, 1), np.float32)
    made = changed(augmentation(lambda a: a.add_random_crop(1, padding=1)), batch)
    assert made.shape == (200, 1, 1, 1)
    assert 0.05 < made.mean() < 0.2  # one place of nine shows the picture


def test_a_rotation_is_scipys_cubic_spline_with_zeros_from_outside():
    batch = pictures(40)
    made = changed(augmentation(ALL["rotated"]), batch)
    chance = Chance(1, 0, np.arange(40))
    turned, angles = chance.yes(0), (2 * chance.shares("angle", 0) - 1) * 40
    assert 8 < turned.sum() < 32
    for row in range(40):
        wanted = ndimage.rotate(batch[row], angles[row], reshape=False, order=3, mode="constant", cval=0)
        assert (made[row] == (wanted if turned[row] else batch[row])).all()


def test_a_blur_leaves_each_channel_to_itself():
    batch = np.zeros((20, 9, 9, 2), np.float32)
    batch[:, 4, 4, 0] = 1
    made = changed(augmentation(ALL["blurred"]), batch)
    assert (made[..., 1] == 0).all()
    assert (made[..., 0].max(axis=(1, 2)) < 1).any()
    assert made[..., 0].sum(axis=(1, 2)) == pytest.approx(np.ones(20), abs=1e-4)


def test_levels_stay_levels_where_a_spline_swings_over():
    batch = np.zeros((30, 8, 8, 1), np.uint8)
    batch[:, :, 4:] = 255  # a hard edge: the spline overshoots on both sides
    made = changed(augmentation(ALL["rotated"]), batch)
    assert made.dtype == np.uint8
    inside = made[:, 3:5, 6:7]
    assert inside.min() > 200  # nothing wrapped around to black


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("dtype", [np.uint8, np.float32, np.float64])
def test_the_type_stays_and_the_pictures_given_are_untouched(name, dtype):
    batch = pictures(dtype=dtype)
    before = batch.copy()
    batch.flags.writeable = False
    made = changed(augmentation(ALL[name]), batch)
    assert made.dtype == dtype
    assert made.shape == ((12, 3, 4, 3) if name == "crop" else batch.shape)
    assert (batch == before).all()
    assert not np.shares_memory(made, batch)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(sorted(ALL)), min_size=1, max_size=3, unique=True), st.permutations(range(8)), st.data()
)
def test_a_picture_comes_out_the_same_whatever_batch_it_is_in(names, order, data):
    steps = augmentation(*(ALL[name] for name in names))
    batch = pictures(8)
    whole = changed(steps, batch)
    cut = data.draw(st.integers(1, 7))
    for part in (order[:cut], order[cut:]):
        assert (changed(steps, batch, part) == whole[list(part)]).all()


def test_seed_epoch_and_place_each_change_the_draw():
    steps, batch = augmentation(ALL["mirrored"], ALL["upside down"]), pictures(64)
    first = changed(steps, batch)
    assert (changed(steps, batch) == first).all()
    assert (changed(steps, batch, seed=2) != first).any()
    assert (changed(steps, batch, epoch=1) != first).any()
    twice = augmentation(ALL["mirrored"], ALL["mirrored"])
    assert (changed(twice, batch) != batch).any()  # two flips by one draw would undo each other


@given(hnp.arrays(np.int64, st.integers(1, 50), elements=st.integers(0, 2**40)), st.integers(0, 2**62))
def test_draws_lie_from_0_up_to_1(indices, seed):
    shares = Chance(seed, 0, indices).shares("any")
    assert ((shares >= 0) & (shares < 1)).all()


def test_draws_are_spread_evenly_and_do_not_follow_each_other():
    shares = Chance(0, 0, np.arange(100_000)).shares("any")
    counts = np.histogram(shares, bins=20, range=(0, 1))[0]
    assert ((counts - 5000) ** 2 / 5000).sum() < 43.8  # chi-square, 19 degrees, one in a thousand
    assert abs(np.corrcoef(shares[1:], shares[:-1])[0, 1]) < 0.01
    other = Chance(0, 1, np.arange(100_000)).shares("any")
    assert abs(np.corrcoef(shares, other)[0, 1]) < 0.01


def test_a_subclass_appends_its_own_step_as_in_tflearn():
    class Darker(ImageAugmentation):
        def add_darker(self, by):
            self.methods.append(self._darker)
            self.args.append([by])

        def _darker(self, batch, by):
            batch -= by  # into what it is given, as TFLearn's own do
            return batch

    steps, batch = Darker(), pictures()
    before = batch.copy()
    steps.add_darker(10)
    steps.add_random_flip_leftright()
    assert str(steps.steps[0]) == "custom"
    made = steps.apply(batch)
    assert (batch == before).all()
    assert np.sort(made, axis=2) == pytest.approx(np.sort(before - 10, axis=2))


def test_what_cannot_be_done_is_told():
    with pytest.raises(DataError, match="random_crop cuts 9x9 out of pictures of 6x5: they are too small"):
        changed(augmentation(lambda a: a.add_random_crop(9)), pictures())
    with pytest.raises(DataError, match=r"turns pictures of 6x5 on their side.*\nGive rotations=\[0, 2\]|another"):
        changed(augmentation(lambda a: a.add_random_90degrees_rotation()), pictures())
    with pytest.raises(DataError, match="height and a width of at least 1"):
        ImageAugmentation().add_random_crop((0, 3))
    broken = DataAugmentation()
    broken.methods.append(lambda batch: batch[:1])
    with pytest.raises(DataError, match="methods has 1 entries and args 0"):
        broken.apply(pictures())
    broken.args.append(None)
    with pytest.raises(DataError, match="<lambda> was given 12 pictures and returned float32 of shape"):
        broken.apply(pictures())
