"""One picture file becomes pixels here, and nowhere else: limits checked, EXIF orientation applied, levels 0..255."""

import os
import stat
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from math import ceil, floor
from pathlib import Path
from threading import Lock
from typing import IO, TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from glassnet.data.fitting import View
from glassnet.data.kinds import Color, UnreadablePicture, to_levels
from glassnet.data.names import shown
from glassnet.data.origin import Origin
from glassnet.extras import MissingPackage, needs

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFile import ImageFile

__all__ = [
    "NOT_READ",
    "WE_READ",
    "Color",
    "UnreadablePicture",
    "decode",
    "open_regular",
    "pixels_of",
    "read_file",
    "read_header",
]

FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "GIF", "TIFF", "PPM")
WE_READ = "JPEG, PNG, WebP, BMP, GIF, TIFF, PGM and HEIC"
# Raw photos open as TIFF, and would give the small preview that lies in front of the photo.
NOT_READ = {".avif", ".svg", ".dng", ".cr2", ".nef", ".arw"}
LARGEST_FILE = 50_000_000  # bytes; the largest photo a phone writes is a fifth of it
MOST_PIXELS = 40_000_000  # 120 MB once decoded in colour
LONGEST_SIDE = 20_000
_ORIENTATION, _EXIF_PART, _TAKEN, _CHANGED = 0x0112, 0x8769, 0x9003, 0x0132
_TURNED = (5, 6, 7, 8)  # the orientations that swap rows and columns
_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1")
_ONE_PICTURE = ("MPO", "HEIF")  # whose further frames are previews and depth maps of the same photo

Aim = Callable[[int, int], View]
"""What of a photo of so many rows and columns is wanted, and the sides it becomes (see `fitting.view`)."""


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
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise UnreadablePicture("not an ordinary file")
    with os.fdopen(handle, "rb") as file:
        yield file


def read_header(path: Path) -> Origin:
    """What the first bytes of a file say of it: sides (upright), mode, EXIF. Nothing is decoded.

    Raises `UnreadablePicture` with the reason.
    """
    _check_ending(path)
    with open_regular(path) as file:
        size = _checked_size(file)
        with _opened(file) as image:
            height, width, orientation = _upright(image)
            return Origin(str(path), height, width, image.mode, orientation, size, _taken(image))


def read_file(path: Path, *, follow_links: bool = False) -> bytes:
    """The bytes of a picture file, 1 to 50 MB of them. Raises `UnreadablePicture` with the reason."""
    _check_ending(path)
    with open_regular(path, follow_links=follow_links) as file:
        _checked_size(file)
        return file.read(LARGEST_FILE)


def decode(path: Path, color: Color, *, follow_links: bool = False) -> NDArray[np.uint8]:
    """The pixels of a picture file, uint8 `[height, width, 1 or 3]`, upright as its EXIF orientation says.

    JPEG, PNG, WebP, BMP, GIF, TIFF, PGM and PPM, and HEIC where pillow-heif is installed; of an animation or of pages
    the first. Levels by the rules of `kinds.to_levels`. Raises `UnreadablePicture` with the reason: over 50 MB or 40
    megapixels, a side over 20,000, damaged, of another format.
    """
    return pixels_of(read_file(path, follow_links=follow_links), color)[0]


def pixels_of(data: bytes, color: Color, aim: Aim | None = None) -> tuple[NDArray[np.uint8], str]:
    """The same from the bytes of a file, and a remark on how its levels were made, empty where nothing is to be said.

    With `aim`, a JPEG is decoded at 1/2, 1/4 or 1/8 of its sides where that leaves at least twice as many pixels a side
    as are wanted (its decoder then averages while it decodes, several times as fast), and comes in the sides wanted.
    """
    with _opened(BytesIO(data)) as file:
        from PIL import ImageOps

        several = file.format not in _ONE_PICTURE and getattr(file, "is_animated", False)
        image = _drafted(file, color, aim) if file.format in ("JPEG", "MPO") else file
        ImageOps.exif_transpose(image, in_place=True)
        levels, remark = to_levels(image, color)
        pixels = np.asarray(levels)
    remarks = [*([remark] if remark else []), *(["first of several frames"] if several else [])]
    return pixels[..., None] if pixels.ndim == 2 else pixels, ", ".join(remarks)


def _drafted(image: "ImageFile", color: Color, aim: Aim | None) -> "Image":
    """A JPEG decoded to gray alone where gray is wanted, and from fewer pixels where fewer are wanted."""
    from PIL import Image

    height, width, orientation = _upright(image)
    rows, columns, tall, wide = aim(height, width) if aim else (height, width, height, width)
    if orientation in _TURNED:
        rows, columns, tall, wide = columns, rows, wide, tall
    spare = min(rows / tall, columns / wide) / 2
    scale = next((scale for scale in (8, 4, 2) if spare >= scale), 1)
    left, top = (image.width - columns) / 2 / scale, (image.height - rows) / 2 / scale
    image.draft("L" if color == "gray" else None, (image.width // scale, image.height // scale))
    if scale == 1:
        return image
    # The part seen may end within a pixel: cut around it, and let the filter weigh the rest.
    edges = floor(left), floor(top), ceil(left + columns / scale), ceil(top + rows / scale)
    box = (left - edges[0], top - edges[1], left - edges[0] + columns / scale, top - edges[1] + rows / scale)
    return image.crop(edges).resize((wide, tall), Image.Resampling.LANCZOS, box=box)


def _upright(image: "Image") -> tuple[int, int, int]:
    """Height and width once upright, and the EXIF orientation, 1 where it is none."""
    orientation = image.getexif().get(_ORIENTATION)
    orientation = orientation if isinstance(orientation, int) and 1 <= orientation <= 8 else 1
    # Pillow gives the sides of a TIFF as they will be.
    if orientation in _TURNED and image.format != "TIFF":
        return image.width, image.height, orientation
    return image.height, image.width, orientation


def _taken(image: "Image") -> str:
    exif = image.getexif()
    for tags, tag in ((exif.get_ifd(_EXIF_PART), _TAKEN), (exif, _CHANGED)):
        taken = tags.get(tag)
        if isinstance(taken, str) and taken.strip("\0 "):
            return shown(taken.strip("\0 ")[:40])
    return ""


@contextmanager
def _opened(file: IO[bytes]) -> Iterator["ImageFile"]:
    from PIL import Image, UnidentifiedImageError

    with _silence.kept():
        try:
            with Image.open(file, formats=_formats(file)) as image:
                _check_sides(image.height, image.width)
                yield image
        except (MemoryError, UnreadablePicture):
            raise
        except UnidentifiedImageError:
            raise UnreadablePicture(f"not a picture in any of {WE_READ}") from None
        except Image.DecompressionBombError:
            raise UnreadablePicture(f"its header claims far more than {_limit()}") from None
        except Exception as why:  # noqa: BLE001 (hostile bytes make a decoder raise nearly anything)
            raise UnreadablePicture(f"damaged: {type(why).__name__}: {shown(str(why))[:120]}") from None


def _formats(file: IO[bytes]) -> tuple[str, ...]:
    """What `file` may be taken for, its decoder registered."""
    # Pillow loads some of these only with all that it has, two threads of which stumble over each other.
    from PIL import TiffImagePlugin, WebPImagePlugin  # noqa: F401 (registers itself)

    start = file.read(12)
    file.seek(0)
    if start[4:8] != b"ftyp" or start[8:] not in _HEIC_BRANDS:
        return FORMATS
    try:
        # It turns a photo upright itself, and says so to Pillow: its EXIF orientation reads 1.
        needs("pillow_heif", "to read a HEIC photo", extra="heic").register_heif_opener()
    except MissingPackage:
        raise UnreadablePicture("a HEIC photo; to read those: pip install 'glassnet[heic]'") from None
    return ("HEIF",)


def _check_ending(path: Path) -> None:
    if path.suffix.lower() in NOT_READ:
        raise UnreadablePicture(f"{path.suffix[1:].upper()} files are not read; convert it to JPEG or PNG")


def _checked_size(file: IO[bytes]) -> int:
    size = os.fstat(file.fileno()).st_size
    if size == 0:
        raise UnreadablePicture("empty: 0 bytes")
    if size > LARGEST_FILE:
        raise UnreadablePicture(f"{size / 1e6:,.0f} MB; the limit is {LARGEST_FILE / 1e6:,.0f} MB")
    return size


def _check_sides(height: int, width: int) -> None:
    if height * width > MOST_PIXELS or max(height, width) > LONGEST_SIDE:
        raise UnreadablePicture(f"{height}x{width} pixels; the limit is {_limit()}")


def _limit() -> str:
    return f"{MOST_PIXELS // 10**6} megapixels and {LONGEST_SIDE:,} a side"


class _Silence:
    """No warnings while pictures are read, by any number of threads: a decoder's remarks on metadata help nobody.

    Python keeps one list of warning filters for all threads, so the first to come changes it and the last to go
    changes it back.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._readers = 0
        self._filters: Any = None

    @contextmanager
    def kept(self) -> Iterator[None]:
        with self._lock:
            self._readers += 1
            if self._readers == 1:
                self._filters = warnings.catch_warnings()
                self._filters.__enter__()
                warnings.simplefilter("ignore")
        try:
            yield
        finally:
            with self._lock:
                self._readers -= 1
                if not self._readers:
                    self._filters.__exit__(None, None, None)


_silence = _Silence()
