"""Eighty files as real folders hold them: broken, foreign, hostile, oddly made, oddly named; each with its fate."""

import os
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image
from tests.data.raw import png, png_claiming, tiff_of_gray

Write = Callable[[Path], object]


@dataclass(frozen=True)
class Dirty:
    """A file to plant: its name, how it is written, and what must be told of it: a word of the reason or remark."""

    name: str
    write: Write
    told: str = ""


def lost() -> Iterator[Dirty]:
    """Named as pictures and none that we read: skipped, counted as a loss, told with the reason."""
    for kind, ending in (("JPEG", "jpg"), ("PNG", "png"), ("BMP", "bmp"), ("WEBP", "webp"), ("TIFF", "tif")):
        yield Dirty(f"half.{ending}", _bytes(_half(kind)), "damaged")
    yield Dirty("half.gif", _bytes(_half("GIF")), "damaged")
    yield Dirty("half.pgm", _bytes(_half("PPM")), "damaged")
    yield Dirty("head-alone.jpg", _bytes(_photo("JPEG")[:20]), "")
    yield Dirty("nothing.jpg", _bytes(b""), "empty: 0 bytes")
    yield Dirty("nothing.png", _bytes(b""), "empty: 0 bytes")
    yield Dirty("text.jpg", _bytes(b"a letter to the editor\n" * 40), "not a picture")
    yield Dirty("page-not-found.png", _bytes(b"<!DOCTYPE html><title>404</title>"), "not a picture")
    yield Dirty("drawing.jpg", _bytes(b'<svg xmlns="http://www.w3.org/2000/svg"/>'), "not a picture")
    yield Dirty("paper.jpg", _bytes(b"%PDF-1.7\n%%EOF"), "not a picture")
    yield Dirty("archive.png", _bytes(b"PK\3\4" + bytes(60)), "not a picture")
    yield Dirty("program.png", _bytes(b"\x7fELF" + bytes(60)), "not a picture")
    yield Dirty("noise.jpg", _bytes(np.random.default_rng(0).bytes(3000)), "not a picture")
    yield Dirty("icon.png", lambda path: Image.new("RGB", (16, 16)).save(path, "ICO"), "not a picture")
    yield Dirty("wavelets.jpg", lambda path: Image.new("RGB", (16, 16)).save(path, "JPEG2000"), "not a picture")
    yield Dirty("one-bit-flipped.png", _bytes(_flipped(_photo("PNG"))), "damaged")
    yield Dirty("bomb.png", _bytes(png_claiming(60_000, 60_000)), "far more than 40 megapixels")
    yield Dirty(
        "quiet-bomb.png", _bytes(png_claiming(13_300, 13_300)), "13300x13300 pixels; the limit is 40 megapixels"
    )
    yield Dirty("ribbon.png", _bytes(png_claiming(10, 20_001)), "10x20001 pixels")
    yield Dirty("bomb.gif", _bytes(_gif_claiming(65_535)), "far more than 40 megapixels")
    yield Dirty("bomb.pgm", _bytes(b"P5 50000 50000 255\n" + bytes(40)), "far more than 40 megapixels")
    yield Dirty(
        "bomb.tif", _bytes(tiff_of_gray(16, bytes(8), width=60_000, height=60_000)), "far more than 40 megapixels"
    )
    yield Dirty("bomb.bmp", _bytes(_bmp_claiming(30_000)), "far more than 40 megapixels")
    yield Dirty("no-sides.png", _bytes(png_claiming(0, 0)), "")
    yield Dirty("heavy.png", _sparse, "63 MB; the limit is 50 MB")
    yield Dirty("not-a-number.tif", lambda path: _floats(path, np.nan), "not finite")
    yield Dirty("infinite.pfm", lambda path: _floats(path, np.inf), "not finite")
    yield Dirty("lab.tif", lambda path: Image.new("LAB", (8, 8)).save(path), "LAB")
    yield Dirty("IMG_1.HEIC", _bytes(b"\0\0\0\x18ftypheic" + bytes(12)), "pip install 'glassnet[heic]'")
    yield Dirty("IMG_2.avif", _bytes(b"\0\0\0\x18ftypavif" + bytes(12)), "AVIF files are not read")
    yield Dirty("DSC_3.NEF", _bytes(_photo("TIFF")), "NEF files are not read")
    if os.geteuid():
        yield Dirty("secret.png", _unreadable, "Permission denied")


def ignored() -> Iterator[Dirty]:
    """No pictures by what they are: left alone, told with the reason, no loss."""
    yield Dirty("pipe.jpg", os.mkfifo, "not an ordinary file")
    yield Dirty("socket.jpg", _socket, "not an ordinary file")
    yield Dirty("round.jpg", lambda path: path.symlink_to("about.jpg"), "a link")
    yield Dirty("about.jpg", lambda path: path.symlink_to("round.jpg"), "a link")
    yield Dirty("dangling.png", lambda path: path.symlink_to("nowhere.png"), "a link")
    yield Dirty("out.png", lambda path: path.symlink_to(path.parents[2] / "outside.png"), "a link")
    yield Dirty("device.jpg", lambda path: path.symlink_to("/dev/zero"), "a link")
    yield Dirty("up", lambda path: path.symlink_to(path.parents[1]), "a link")
    yield Dirty("folder.jpg", Path.mkdir, "a folder inside a class folder")
    yield Dirty("more", Path.mkdir, "a folder inside a class folder")
    for name in ("notes.txt", "Thumbs.db", "MVI_4.MP4", "IMG_0001", "labels.csv", "photo.jpg.part"):
        yield Dirty(name, _bytes(b"x"), "not a picture by its ending")


def by_rule() -> Iterator[Dirty]:
    """Pictures that a careless reader would spoil: read, and told by which rule."""
    deep = np.linspace(0, 65535, 64).astype(np.uint16).reshape(8, 8)
    for ending in ("png", "tif", "pgm"):
        yield Dirty(f"deep.{ending}", lambda path: Image.fromarray(deep).save(path), "16-bit levels")
    yield Dirty("float.tif", lambda path: _floats(path, 1), "floats 0..1")
    yield Dirty("levels.pfm", lambda path: _floats(path, 200), "floats 0..255")
    yield Dirty("heights.tif", lambda path: _floats(path, 4000), "its own range 0..4000 stretched")
    yield Dirty("ink.jpg", lambda path: Image.new("CMYK", (8, 8), (9, 9, 9, 9)).save(path), "CMYK")
    yield Dirty("ink.tif", lambda path: Image.new("CMYK", (8, 8), (9, 9, 9, 9)).save(path), "CMYK")
    yield Dirty("palette.png", lambda path: Image.new("RGB", (8, 8), "red").quantize(4).save(path), "palette")
    yield Dirty("clear.png", lambda path: Image.new("RGBA", (8, 8)).save(path), "transparent")
    yield Dirty("clear-gray.png", lambda path: Image.new("LA", (8, 8)).save(path), "transparent")
    yield Dirty("fax.png", lambda path: Image.new("1", (8, 8)).save(path), "black and white")
    for ending in ("gif", "webp", "png", "tif"):
        yield Dirty(f"moving.{ending}", _moving, "first of several frames")
    yield Dirty("deep-colour.png", _bytes(png(16, 2, np.arange(24, dtype=">u2").tobytes())))
    yield Dirty("turned.jpg", _turned)
    yield Dirty("really-a-jpeg.png", _bytes(_photo("JPEG")))


def oddly_named() -> Iterator[Dirty]:
    """Plain pictures whose names trip a shell, a terminal or a text file."""
    names = [
        "写真.png",
        "صورة.png",
        "снимок.png",
        "🌻.png",
        'it\'s "one".png',
        "new\nline.png",
        "tab\there.png",
        "-rf.png",
    ]
    names += ["$(touch x).png", "; rm -rf *.png", "%s%n.png", "back\\slash.png", "\u202egnp.png", " leading.png"]
    names += [f"{'l' * 251}.png", "SHOUTED.PNG", "two.dots..png", "=cmd.png", "\x1b[31mred.png"]
    for name in [*names, os.fsdecode(b"caf\xe9.png"), os.fsdecode(b"\xff\xfe.png")]:
        yield Dirty(name, _bytes(_photo("PNG")))


def _bytes(data: bytes) -> Write:
    return lambda path: path.write_bytes(data)


def _photo(kind: str) -> bytes:
    held = BytesIO()
    levels = np.random.default_rng(0).integers(0, 256, (32, 32), np.uint8)
    Image.fromarray(levels).save(held, kind)
    return held.getvalue()


def _half(kind: str) -> bytes:
    whole = _photo(kind)
    return whole[: len(whole) // 2]


def _flipped(whole: bytes) -> bytes:
    at = len(whole) // 2
    return whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]


def _gif_claiming(side: int) -> bytes:
    whole = _photo("GIF")
    return whole[:6] + side.to_bytes(2, "little") * 2 + whole[10:]


def _bmp_claiming(side: int) -> bytes:
    held = BytesIO()
    Image.new("L", (8, 8)).save(held, "BMP")
    return held.getvalue()[:18] + side.to_bytes(4, "little") * 2 + held.getvalue()[26:]


def _floats(path: Path, most: float) -> None:
    Image.fromarray(np.array([[0, most / 2 if np.isfinite(most) else 0, most]], np.float32)).save(path)


def _sparse(path: Path) -> None:
    path.write_bytes(_photo("PNG"))
    os.truncate(path, 60 * 1024**2)


def _unreadable(path: Path) -> None:
    path.write_bytes(_photo("PNG"))
    path.chmod(0)


def _socket(path: Path) -> None:
    before = Path.cwd()
    os.chdir(path.parent)  # the name of a socket may be a hundred letters long, no more
    try:
        with socket.socket(socket.AF_UNIX) as door:
            door.bind(path.name)
    finally:
        os.chdir(before)


def _moving(path: Path) -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("white", "black", "red")]
    frames[0].save(path, save_all=True, append_images=frames[1:])


def _turned(path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("L", (8, 6)).save(path, exif=exif)
