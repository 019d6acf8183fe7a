"""Every kind of picture keeps its contrast: values worked by hand, read back from real files."""

import numpy as np
import pytest
from PIL import Image
from tests.data.raw import png, tiff_of_gray

from glassnet.data.kinds import UnreadablePicture, to_levels
from glassnet.data.pictures import decode, pixels_of, read_header

DEEP = np.array([[0, 257, 25700, 65535]], np.uint16)  # 0, 1, 100, 255 of 255


def levels_and_remark(path, color="gray"):
    pixels, remark = pixels_of(path.read_bytes(), color)
    return pixels[0, :, 0].tolist() if color == "gray" else pixels[0].tolist(), remark


@pytest.mark.parametrize("ending", ["png", "tif", "pgm"])
def test_sixteen_bits_are_divided_by_257(tmp_path, ending):
    Image.fromarray(DEEP).save(tmp_path / f"deep.{ending}")
    assert levels_and_remark(tmp_path / f"deep.{ending}") == ([0, 1, 100, 255], "16-bit levels")


def test_a_dark_sixteen_bit_picture_stays_dark(tmp_path):
    Image.fromarray(DEEP // 10).save(tmp_path / "dark.png")
    assert levels_and_remark(tmp_path / "dark.png")[0] == [0, 0, 10, 25]


def test_sixteen_bit_colour_is_within_a_level_of_that(tmp_path):
    values = np.random.default_rng(0).integers(0, 65536, (40, 3))
    (tmp_path / "deep.png").write_bytes(png(16, 2, values.astype(">u2").tobytes()))
    pixels = decode(tmp_path / "deep.png", "rgb")[0].astype(int)
    assert np.abs(pixels - values / 257).max() <= 1


def test_sixteen_bit_gray_with_opacity_keeps_its_contrast_on_white(tmp_path):
    row = np.array([[0, 65535], [25700, 65535], [0, 0]], ">u2").tobytes()
    (tmp_path / "deep.png").write_bytes(png(16, 4, row))
    assert levels_and_remark(tmp_path / "deep.png") == ([0, 100, 255], "transparent: laid on white")


@pytest.mark.parametrize("depth", [1, 2, 4])
def test_fewer_bits_reach_from_black_to_white(tmp_path, depth):
    (tmp_path / "shallow.png").write_bytes(png(depth, 0, bytes([0b11111111, 0b00000000])))
    levels, _ = levels_and_remark(tmp_path / "shallow.png")
    assert levels == [255] * (8 // depth) + [0] * (8 // depth)


@pytest.mark.parametrize(
    ("values", "levels", "remark"),
    [
        ([0, 0.5, 1], [0, 128, 255], "floats 0..1"),
        ([0, 100.4, 255], [0, 100, 255], "floats 0..255"),
        ([-1, 0, 1], [0, 128, 255], "its own range -1..1 stretched"),
        ([0, 500, 1000], [0, 128, 255], "its own range 0..1000 stretched"),
        ([-3, -3, -3], [0, 0, 0], "its own range -3..-3 stretched"),
    ],
)
@pytest.mark.parametrize("ending", ["tif", "pfm"])
def test_floats_are_shares_or_levels_or_stretched(tmp_path, values, levels, remark, ending):
    Image.fromarray(np.array([values], np.float32)).save(tmp_path / f"float.{ending}")
    assert levels_and_remark(tmp_path / f"float.{ending}") == (levels, remark)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_values_that_are_no_numbers_are_refused(tmp_path, value):
    Image.fromarray(np.array([[0, value]], np.float32)).save(tmp_path / "float.tif")
    with pytest.raises(UnreadablePicture, match="holds values that are not finite numbers"):
        decode(tmp_path / "float.tif", "gray")


@pytest.mark.parametrize(
    ("values", "levels", "remark"),
    [
        ([0, 100, 255], [0, 100, 255], "32-bit levels"),
        ([0, 25700, 65535], [0, 100, 255], "32-bit levels"),
        ([-70000, 0, 70000], [0, 128, 255], "its own range -70000..70000 stretched"),
    ],
)
def test_whole_numbers_of_32_bits_are_taken_by_how_far_they_reach(tmp_path, values, levels, remark):
    Image.fromarray(np.array([values], np.int32)).save(tmp_path / "whole.tif")
    assert levels_and_remark(tmp_path / "whole.tif") == (levels, remark)


def test_twelve_bits_are_brought_to_the_same_range(tmp_path):
    # 0x000 and 0xFFF, then 0x643 (1603, which is 99.8 of 255), each in a byte and a half
    (tmp_path / "twelve.tif").write_bytes(tiff_of_gray(12, bytes([0x00, 0x0F, 0xFF, 0x64, 0x30]), width=3))
    assert levels_and_remark(tmp_path / "twelve.tif") == ([0, 255, 100], "12-bit levels")


def test_where_white_is_zero_levels_are_turned_round(tmp_path):
    (tmp_path / "fax.tif").write_bytes(tiff_of_gray(16, DEEP.astype("<u2").tobytes(), width=4, white_is_zero=True))
    assert levels_and_remark(tmp_path / "fax.tif")[0] == [255, 254, 155, 0]


@pytest.mark.parametrize("mode", ["LA", "RGBA", "PA"])
def test_half_transparent_black_on_white_is_gray(mode):
    clear = Image.new("RGBA", (1, 1), (0, 0, 0, 127)).convert(mode)
    levels, remark = to_levels(clear, "gray")
    assert (levels.getpixel((0, 0)), remark) == (128, "transparent: laid on white")


def test_opacity_that_is_multiplied_in_is_taken_out_first():
    levels, _ = to_levels(Image.new("LA", (1, 1), (200, 128)).convert("La"), "gray")
    assert levels.getpixel((0, 0)) == pytest.approx(255 - (255 - 200) * 128 / 255, abs=1.5)


def test_a_colour_named_clear_is_white(tmp_path):
    Image.new("P", (2, 1), 0).save(tmp_path / "clear.gif", transparency=0)
    assert levels_and_remark(tmp_path / "clear.gif") == ([255, 255], "transparent: laid on white")


def test_palettes_are_looked_up(tmp_path):
    Image.new("RGB", (2, 1), (0, 0, 255)).quantize(4).save(tmp_path / "web.png")
    assert levels_and_remark(tmp_path / "web.png", "rgb") == ([[0, 0, 255]] * 2, "palette")


def test_ink_becomes_light(tmp_path):
    # cyan, magenta, yellow, black: no ink is white, all of black is black, cyan alone takes the red away
    inks = np.array([[[0, 0, 0, 0], [0, 0, 0, 255], [255, 0, 0, 0]]], np.uint8).repeat(8, 0).repeat(8, 1)
    Image.fromarray(inks, "CMYK").save(tmp_path / "print.jpg", quality=100)
    with Image.open(tmp_path / "print.jpg") as file:
        assert "adobe" in file.info  # which means that the file holds them inverted
    pixels = decode(tmp_path / "print.jpg", "rgb")[4, 4::8].tolist()
    for pixel, expected in zip(pixels, [(255, 255, 255), (0, 0, 0), (0, 255, 255)], strict=True):
        assert pixel == pytest.approx(expected, abs=3)
    Image.fromarray(inks, "CMYK").save(tmp_path / "print.tif")
    assert decode(tmp_path / "print.tif", "rgb")[4, 4::8].tolist() == [[255, 255, 255], [0, 0, 0], [0, 255, 255]]
    assert pixels_of((tmp_path / "print.tif").read_bytes(), "rgb")[1] == "CMYK"


def test_colours_that_we_do_not_know_are_refused_with_advice(tmp_path):
    Image.new("LAB", (2, 2)).save(tmp_path / "lab.tif")
    with pytest.raises(UnreadablePicture, match="its colours are LAB, which we do not read; save it as RGB"):
        decode(tmp_path / "lab.tif", "rgb")


@pytest.mark.parametrize("kind", ["gif", "webp", "png", "tif"])
def test_of_several_frames_the_first_is_taken_and_told(tmp_path, kind):
    frames = [Image.new("RGB", (16, 16), level) for level in ("white", "black", "red")]
    frames[0].save(tmp_path / f"moving.{kind}", save_all=True, append_images=frames[1:])
    pixels, remark = pixels_of((tmp_path / f"moving.{kind}").read_bytes(), "gray")
    assert pixels.min() == 255
    assert remark.endswith("first of several frames")


def test_a_phone_s_photo_with_a_preview_behind_it_is_one_photo(tmp_path):
    photo = Image.new("RGB", (64, 48), "red")
    photo.save(tmp_path / "phone.jpg", "MPO", save_all=True, append_images=[Image.new("RGB", (16, 12))])
    pixels, remark = pixels_of((tmp_path / "phone.jpg").read_bytes(), "gray")
    assert (pixels.shape, remark) == ((48, 64, 1), "")
    assert read_header(tmp_path / "phone.jpg").mode == "RGB"
