"""One file becomes pixels: limits, orientation, modes, damage."""

import os
import shutil
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from types import ModuleType

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFile, ImageOps
from PIL.JpegImagePlugin import JpegImageFile
from tests.data.raw import png_claiming

from glassnet.data import pictures
from glassnet.data.fitting import fit_sides
from glassnet.data.folders import folder
from glassnet.data.kinds import is_gray
from glassnet.data.pictures import UnreadablePicture, decode, pixels_of, read_header
from glassnet.data.preparation import Preparation

ORIENTATION = 0x0112


@pytest.fixture
def quarters(tmp_path):
    """A picture 4 high and 6 wide, its corners of four levels, as a PNG with an EXIF orientation of choice."""
    upright = np.zeros((4, 6), np.uint8)
    upright[:2, :3], upright[:2, 3:], upright[2:, :3], upright[2:, 3:] = 10, 80, 150, 220

    def write(orientation):
        # What a camera stores so that the orientation brings it upright: the inverse of each turn.
        stored = {
            1: upright,
            2: upright[:, ::-1],
            3: upright[::-1, ::-1],
            4: upright[::-1],
            5: upright.T,
            6: np.rot90(upright, 1),
            7: np.rot90(upright.T, 2),
            8: np.rot90(upright, -1),
        }[orientation]
        exif = Image.Exif()
        exif[ORIENTATION] = orientation
        Image.fromarray(np.ascontiguousarray(stored)).save(tmp_path / f"{orientation}.png", exif=exif)
        return tmp_path / f"{orientation}.png", upright

    return write


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_exif_orientation_comes_out_upright(quarters, orientation):
    path, upright = quarters(orientation)
    assert np.array_equal(decode(path, "gray")[..., 0], upright)
    header = read_header(path)
    assert (header.height, header.width) == upright.shape


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_tiff_comes_out_upright_too(quarters, tmp_path, orientation):
    stored, upright = quarters(orientation)
    with Image.open(stored) as image:
        image.save(tmp_path / "scan.tif", tiffinfo={ORIENTATION: orientation})
    assert np.array_equal(decode(tmp_path / "scan.tif", "gray")[..., 0], upright)
    header = read_header(tmp_path / "scan.tif")
    assert (header.height, header.width, header.orientation) == (*upright.shape, orientation)


@pytest.mark.parametrize("fit", ["crop", "pad", "stretch"])
def test_real_photos_in_eight_orientations_are_one_picture_in_training_and_prediction(glassnet_data, tmp_path, fit):
    for kind in ("Landscape", "Portrait"):
        (tmp_path / kind).mkdir()
        for number in range(9):
            shutil.copy(glassnet_data / "exif_orientation" / f"{kind}_{number}.jpg", tmp_path / kind)
    images = folder(tmp_path, size=96, fit=fit)
    assert [origin.orientation for origin in images.origins] == [1, 1, 2, 3, 4, 5, 6, 7, 8] * 2
    assert [(origin.height, origin.width) for origin in images.origins] == [(1200, 1800)] * 9 + [(1800, 1200)] * 9
    for pixels, origin in zip(images.pixels, images.origins, strict=True):
        assert np.array_equal(pixels, images.preparation.from_file(origin.path))
    for first in (0, 9):
        photos = images.pixels[first : first + 9].astype(int)
        away = np.abs(photos - photos[1])
        away[:, 38:58] = 0  # the number printed in each
        assert np.quantile(away, 0.999) <= 4
        assert away.mean() < 0.3
        assert np.abs(np.rot90(photos[1]) - photos[1]).mean() > 50


def test_a_number_that_is_no_orientation_turns_nothing(tmp_path):
    for orientation in (0, 9, 300):
        exif = Image.Exif()
        exif[ORIENTATION] = orientation
        Image.new("L", (4, 2)).save(tmp_path / "odd.png", exif=exif)
        header = read_header(tmp_path / "odd.png")
        assert (header.height, header.width, header.orientation) == (2, 4, 1)
        assert decode(tmp_path / "odd.png", "gray").shape == (2, 4, 1)


def test_a_gray_file_is_known_by_its_header(tmp_path):
    for mode, gray in (("L", True), ("1", True), ("RGB", False), ("P", False), ("I;16", True)):
        Image.new(mode, (2, 2)).save(tmp_path / "one.png")
        assert is_gray(read_header(tmp_path / "one.png").mode) is gray, mode


def test_sixteen_bits_keep_their_contrast(tmp_path):
    levels = np.array([[0, 257, 25700, 65535]], np.uint16)
    Image.fromarray(levels).save(tmp_path / "deep.png")
    assert decode(tmp_path / "deep.png", "gray")[0, :, 0].tolist() == [0, 1, 100, 255]


def test_what_is_transparent_lies_on_white(tmp_path):
    Image.new("RGBA", (1, 1), (10, 20, 30, 0)).save(tmp_path / "clear.png")
    assert decode(tmp_path / "clear.png", "rgb").ravel().tolist() == [255, 255, 255]


def test_cmyk_and_palette_become_rgb(tmp_path):
    Image.new("CMYK", (2, 2), (0, 0, 0, 0)).save(tmp_path / "print.jpg")
    assert decode(tmp_path / "print.jpg", "rgb").min() == 255
    Image.new("RGB", (2, 2), (0, 0, 255)).quantize(4).save(tmp_path / "web.gif")
    assert decode(tmp_path / "web.gif", "rgb")[0, 0].tolist() == [0, 0, 255]


def test_of_an_animation_the_first_frame_is_taken(tmp_path):
    frames = [Image.new("L", (2, 2), level) for level in (255, 0)]
    frames[0].save(tmp_path / "moving.gif", save_all=True, append_images=frames[1:])
    assert decode(tmp_path / "moving.gif", "gray").min() == 255


@pytest.mark.parametrize(("height", "width"), [(13300, 13300), (20001, 10), (60000, 60000)])
def test_a_bomb_is_refused_by_its_header(tmp_path, height, width):
    (tmp_path / "bomb.png").write_bytes(png_claiming(height, width))
    with pytest.raises(
        UnreadablePicture,
        match=rf"{height}x{width} pixels; the limit is 40 megapixels|its header claims far more than 40 megapixels",
    ):
        decode(tmp_path / "bomb.png", "gray")


def test_empty_and_oversized_files_are_refused(tmp_path, monkeypatch):
    (tmp_path / "none.png").touch()
    with pytest.raises(UnreadablePicture, match="empty: 0 bytes"):
        decode(tmp_path / "none.png", "gray")
    monkeypatch.setattr(pictures, "LARGEST_FILE", 1000)
    (tmp_path / "big.png").write_bytes(b"x" * 2000)
    with pytest.raises(UnreadablePicture, match="the limit is"):
        decode(tmp_path / "big.png", "gray")


@pytest.mark.parametrize("kind", ["ICO", "TGA", "JPEG2000"])
def test_formats_off_the_list_are_refused_whatever_their_name(tmp_path, kind):
    Image.new("L", (16, 16)).save(tmp_path / "one.jpg", format=kind)
    with pytest.raises(
        UnreadablePicture, match="not a picture in any of JPEG, PNG, WebP, BMP, GIF, TIFF, PGM and HEIC"
    ):
        decode(tmp_path / "one.jpg", "gray")


def test_a_fifo_is_never_waited_on(tmp_path):
    os.mkfifo(tmp_path / "pipe.png")
    with pytest.raises(UnreadablePicture, match="not an ordinary file"):
        decode(tmp_path / "pipe.png", "gray")


def test_a_link_is_opened_only_where_the_user_named_it(tmp_path):
    Image.new("L", (2, 2), 9).save(tmp_path / "real.png")
    (tmp_path / "link.png").symlink_to(tmp_path / "real.png")
    assert decode(tmp_path / "link.png", "gray", follow_links=True).max() == 9
    with pytest.raises(UnreadablePicture, match="cannot be opened"):
        decode(tmp_path / "link.png", "gray")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "BMP", "GIF", "TIFF", "PPM"])
def test_a_file_cut_short_is_read_or_refused_never_else(tmp_path, kind):
    whole = BytesIO()
    Image.fromarray(np.arange(1024, dtype=np.uint8).reshape(32, 32)).save(whole, kind)
    for end in range(1, len(whole.getvalue()), 37):
        (tmp_path / "cut").write_bytes(whole.getvalue()[:end])
        try:
            assert decode(tmp_path / "cut", "gray").shape == (32, 32, 1)
        except UnreadablePicture:
            continue


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["JPEG", "PNG", "WEBP", "BMP", "GIF", "TIFF", "PPM"]),
    st.integers(0, 2000),
    st.binary(min_size=1, max_size=4),
)
def test_a_damaged_file_is_read_or_refused_never_else(tmp_path, kind, at, bytes_):
    whole = BytesIO()
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    Image.fromarray(np.arange(1024, dtype=np.uint8).reshape(32, 32)).save(whole, kind, exif=exif)
    at %= len(whole.getvalue())
    (tmp_path / "bad").write_bytes(whole.getvalue()[:at] + bytes_ + whole.getvalue()[at + len(bytes_) :])
    for read in (read_header, lambda path: decode(path, "rgb")):
        try:
            read(tmp_path / "bad")
        except UnreadablePicture:
            continue


def photo_like(height, width):
    """A picture with edges, slopes and grain, as a photo has them."""
    draw = np.random.default_rng(0)
    coarse = Image.fromarray(draw.integers(0, 256, (height // 60, width // 60, 3), np.uint8))
    smooth = np.asarray(coarse.resize((width, height), Image.Resampling.BICUBIC)).astype(float)
    smooth[height // 3 : height // 2] *= 0.3
    return Image.fromarray((smooth + draw.normal(0, 5, smooth.shape)).clip(0, 255).astype(np.uint8))


@pytest.mark.parametrize("fit", ["crop", "pad", "stretch"])
@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("orientation", [1, 6])
def test_a_jpeg_decoded_small_is_the_jpeg_decoded_whole(fit, channels, orientation):
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    held = BytesIO()
    photo_like(900, 1500).save(held, "JPEG", quality=90, exif=exif)
    preparation = Preparation(40, 50, channels, fit=fit)
    small, _ = preparation.from_bytes(held.getvalue())
    with Image.open(held) as image:
        whole = np.asarray(ImageOps.exif_transpose(image).convert("L" if channels == 1 else "RGB"))
    away = np.abs(small.astype(int) - fit_sides(whole.reshape(*whole.shape[:2], channels), 40, 50, fit))
    assert away.mean() < 1  # of which half is where a crop begins: at whole pixels of the photo, or between them
    assert away.max() <= 10


def test_a_jpeg_is_never_decoded_below_twice_the_sides_wanted(monkeypatch):
    asked = []
    draft = JpegImageFile.draft

    def watched(image, mode, size):
        found = draft(image, mode, size)
        asked.append(min(image.size))
        return found

    monkeypatch.setattr(JpegImageFile, "draft", watched)
    held = BytesIO()
    Image.new("RGB", (803, 799)).save(held, "JPEG")
    for side in (30, 49, 50, 51, 99, 100, 101, 199, 200, 300, 700, 1000):
        Preparation(side, side, 3).from_bytes(held.getvalue())
        assert asked[-1] >= min(2 * side, 799), side
    assert asked == [100, 100, 200, 200, 200, 400, 400, 400, 799, 799, 799, 799]


def test_many_threads_read_in_silence_and_leave_the_warnings_as_they_were(tmp_path):
    path = tmp_path / "odd.tif"
    Image.new("L", (8, 8)).save(path)
    whole = bytearray(path.read_bytes())
    filters = list(warnings.filters)
    with ThreadPoolExecutor(8) as pool:
        assert {pixels.shape for pixels, _ in pool.map(lambda _: pixels_of(bytes(whole), "gray"), range(200))} == {
            (8, 8, 1)
        }
    assert warnings.filters == filters


HEIC_START = b"\0\0\0\x18ftypheic\0\0\0\0"


def test_a_phone_s_own_format_says_what_it_needs(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pillow_heif", None)  # as where it is not installed
    (tmp_path / "IMG_1.HEIC").write_bytes(HEIC_START)
    for read in (read_header, lambda path: decode(path, "rgb")):
        with pytest.raises(UnreadablePicture, match=r"a HEIC photo; to read those: pip install 'glassnet\[heic\]'"):
            read(tmp_path / "IMG_1.HEIC")


def test_a_phone_s_own_format_is_read_once_its_reader_is_there(tmp_path, monkeypatch):
    class Photo(ImageFile.ImageFile):
        format = "HEIF"

        def _open(self):
            self._mode, self._size, self.tile = "RGB", (6, 4), []
            self.im = Image.new("RGB", (6, 4), "red").im

    reader = ModuleType("pillow_heif")
    reader.register_heif_opener = lambda: Image.register_open("HEIF", Photo, lambda start: start[4:8] == b"ftyp")
    monkeypatch.setitem(sys.modules, "pillow_heif", reader)
    monkeypatch.setattr(Image, "OPEN", dict(Image.OPEN))
    monkeypatch.setattr(Image, "ID", list(Image.ID))
    (tmp_path / "IMG_1.heic").write_bytes(HEIC_START)
    assert read_header(tmp_path / "IMG_1.heic").width == 6
    assert decode(tmp_path / "IMG_1.heic", "rgb").tolist() == [[[255, 0, 0]] * 6] * 4


@pytest.mark.parametrize("ending", ["nef", "dng", "CR2", "arw", "avif", "svg"])
def test_a_raw_photo_is_not_mistaken_for_the_preview_in_it(tmp_path, ending):
    Image.new("L", (8, 8)).save(tmp_path / "one.tif")
    (tmp_path / "one.tif").rename(tmp_path / f"one.{ending}")
    for read in (read_header, lambda path: decode(path, "rgb")):
        with pytest.raises(UnreadablePicture, match=f"{ending.upper()} files are not read; convert it"):
            read(tmp_path / f"one.{ending}")
