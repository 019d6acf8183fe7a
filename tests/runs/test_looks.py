import numpy as np
import pytest

from glassnet.runs.looks import LEVEL, look_names, look_word, looks


def one(picture: np.ndarray) -> dict[str, float]:
    return dict(zip(look_names(picture.shape), looks(picture[None])[0].tolist(), strict=True))


def test_each_number_is_what_a_hand_would_reckon():
    """A board of 8x8 with one dark and one bright half: mean 0.5, spread 0.3, one step of 0.6 in seven across a row."""
    board = np.full((8, 8, 1), 0.2)
    board[:, 4:] = 0.8
    found = one(board)
    assert found["brightness"] == pytest.approx(0.5)
    assert found["contrast"] == pytest.approx(np.log(0.3 + LEVEL), rel=1e-6)
    assert found["grain"] == pytest.approx(np.log((0.6 / 7) / 2 + LEVEL), rel=1e-6)
    assert found["structure"] == pytest.approx(0, abs=1e-6)  # blocks of 2x2 lie within a half


def test_noise_keeps_a_quarter_of_its_contrast_in_blocks_of_four():
    noise = np.random.default_rng(0).normal(0.5, 0.1, (256, 256, 1))
    assert one(noise)["structure"] == pytest.approx(np.log(1 / 4), abs=0.05)


def test_colour_is_the_distance_between_the_strongest_channel_and_the_weakest():
    red = np.zeros((4, 4, 3))
    red[..., 0] = 0.49
    assert one(red)["colour"] == pytest.approx(0.7)
    assert one(np.full((4, 4, 3), 0.3))["colour"] == 0


def test_a_blank_picture_has_finite_numbers():
    assert np.isfinite(looks(np.zeros((1, 9, 7, 3)))).all()


@pytest.mark.parametrize("shape", [(1, 1, 1), (5,), (3, 4), (1, 9, 3)])
def test_what_is_no_picture_has_brightness_and_contrast(shape):
    assert looks(np.full((2, *shape), 0.25)).shape == (2, 2)


def test_many_pictures_give_what_each_gives_alone():
    pictures = np.random.default_rng(1).random((5000, 4, 4, 1), np.float32)
    assert (looks(pictures)[[0, 4999]] == looks(pictures[[0, 4999]])).all()


def test_there_is_a_word_for_more_and_for_less_of_each():
    assert [look_word(name, True) for name in look_names((8, 8, 3))] == [
        "brighter",
        "harsher",
        "grainier",
        "coarser",
        "more colourful",
    ]
