"""One picture file becomes pixels here, and nowhere else: limits checked, EXIF orientation applied, levels 0..255."""

import os
import stat
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Literal

import numpy as np

from glassnet.data.names import shown
from glassnet.errors import DataError

if TYPE_CHECKING:
    from PIL.Image import Image

Color = Literal["gray", "rgb"]

FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "GIF")
LARGEST_FILE = 50 * 1024**2  # bytes; the largest photo a phone writes is a fifth of it
MOST_PIXELS = 40_000_000  # 120 MB once decoded in colour
LONGEST_SIDE = 20_000
_ORIENTATION = 0x0112
_TURNED = (5, 6, 7, 8)  # the orientations that swap rows and columns


class UnreadablePicture(DataError):
    """One file that is no picture we read. The message is the reason alone; the caller knows the file."""


@dataclass(frozen=True)
class Header:
    """What a picture file says about itself before it is decoded, EXIF orientation applied."""

    height: int
    width: int
    is_gray: bool


@contextmanager
def open_regular(path: Path, *, follow_links: bool = False) -> Iterator[IO[bytes]]:
    """Open an ordinary file of sane size. Never waits on a FIFO, never opens a device or (unless asked) a link."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    if not follow_links:
        flags |= getattr(os, "O_NOFOLLOW", 0)
    try:
        handle = os.open(path, flags)
    except OSError as why:
        raise UnreadablePicture(f"cannot be opened: {why.strerror}") from None
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise UnreadablePicture("not an ordinary file")
        yield file


def read_header(path: Path) -> Header:
    """Size and colour from the first bytes of a file. Raises `UnreadablePicture` with the reason.

    Nothing is decoded. A grey picture is one whose file has a single channel.
    """
    with _opened(path, follow_links=False) as image:
        height, width = image.height, image.width
        if image.getexif().get(_ORIENTATION) in _TURNED:
            height, width = width, height
        return Header(height, width, image.mode in ("1", "L", "LA") or image.mode.startswith("I"))


def decode(path: Path, color: Color, *, follow_links: bool = False) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """The pixels of a picture file, uint8 `[height, width, 1 or 3]`, upright as its EXIF orientation says.

    JPEG, PNG, WebP, BMP and GIF; of an animation the first frame. Gray is ITU-R 601 luma, 0.299 R + 0.587 G + 0.114 B;
    16-bit levels are divided by 257; what is transparent lies on white; CMYK goes through Pillow's conversion.
    Raises `UnreadablePicture` with the reason: over 50 MB or 40 megapixels, a side over 20,000, damaged, of another
    format.
    """
    with _opened(path, follow_links=follow_links) as image:
        from PIL import ImageOps

        pixels = np.asarray(_levels(ImageOps.exif_transpose(image), "L" if color == "gray" else "RGB"))
    return pixels[..., None] if pixels.ndim == 2 else pixels


def _levels(image: "Image", mode: str) -> "Image":
    from PIL import Image

    if image.mode.startswith("I"):
        # Pillow cuts 16-bit levels off at 255, which turns a dim photo white: scale them instead.
        image = Image.fromarray(((np.asarray(image).astype(np.int64) + 128) // 257).clip(0, 255).astype(np.uint8))
    if image.has_transparency_data:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    return image.convert(mode)


@contextmanager
def _opened(path: Path, *, follow_links: bool) -> Iterator["Image"]:
    from PIL import Image, UnidentifiedImageError

    with open_regular(path, follow_links=follow_links) as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a decoder's remarks about odd metadata help nobody
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        _check_size(os.fstat(file.fileno()).st_size)
        try:
            with Image.open(file, formats=FORMATS) as image:
                _check_sides(image.height, image.width)
                yield image
        except (MemoryError, UnreadablePicture):
            raise
        except UnidentifiedImageError:
            raise UnreadablePicture(f"not a picture in any of {', '.join(FORMATS)}") from None
        except Exception as why:  # noqa: BLE001 (hostile bytes make a decoder raise nearly anything)
            raise UnreadablePicture(f"damaged: {type(why).__name__}: {shown(str(why))[:120]}") from None


def _check_size(size: int) -> None:
    if size == 0:
        raise UnreadablePicture("empty: 0 bytes")
    if size > LARGEST_FILE:
        raise UnreadablePicture(f"{size / 1e6:,.0f} MB; the limit is {LARGEST_FILE / 1e6:,.0f} MB")


def _check_sides(height: int, width: int) -> None:
    if height * width > MOST_PIXELS or max(height, width) > LONGEST_SIDE:
        raise UnreadablePicture(
            f"{height}x{width} pixels; the limit is {MOST_PIXELS // 10**6} megapixels and {LONGEST_SIDE:,} a side"
        )
