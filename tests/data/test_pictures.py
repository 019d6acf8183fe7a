"""One file becomes pixels: limits, orientation, modes, damage."""

import os
import zlib
from io import BytesIO

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from glassnet.data import pictures
from glassnet.data.kinds import is_gray
from glassnet.data.pictures import UnreadablePicture, decode, read_header

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


def test_real_photos_in_eight_orientations_show_one_picture(glassnet_data):
    folder = glassnet_data / "exif_orientation"
    for kind, shape in (("Landscape", (1200, 1800, 3)), ("Portrait", (1800, 1200, 3))):
        photos = [decode(folder / f"{kind}_{n}.jpg", "rgb") for n in range(9)]
        assert {photo.shape for photo in photos} == {shape}
        small = [photo[::8, ::8].astype(float) for photo in photos]
        # The number printed in each differs, and JPEG's grain: the rest is one scene.
        assert max(np.abs(one - small[1]).mean() for one in small) < 12


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


def png_claiming(height, width):
    """A PNG whose header claims a size; its data are a few bytes."""

    def chunk(kind, body):
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")

    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x00\x00\x00\x00"
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 10)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(("height", "width"), [(13300, 13300), (20001, 10), (60000, 60000)])
def test_a_bomb_is_refused_by_its_header(tmp_path, height, width):
    (tmp_path / "bomb.png").write_bytes(png_claiming(height, width))
    with pytest.raises(
        UnreadablePicture,
        match=rf"{height}x{width} pixels; the limit is 40 megapixels|by its header far over 40 megapixels",
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


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "BMP", "GIF"])
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
@given(st.sampled_from(["JPEG", "PNG", "WEBP", "BMP", "GIF"]), st.integers(0, 2000), st.binary(min_size=1, max_size=4))
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
