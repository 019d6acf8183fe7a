"""Any kind of picture (deep, float, palette, CMYK, transparent) becomes gray or RGB levels that keep its contrast."""

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import DataError

if TYPE_CHECKING:
    from PIL.Image import Image

Color = Literal["gray", "rgb"]

_PLAIN = ("1", "L", "LA", "La", "P", "PA", "RGB", "RGBA", "RGBa", "RGBX", "CMYK", "YCbCr")
_ONE_CHANNEL = ("1", "L", "LA", "La", "F")
_REMARKS = {"1": "black and white", "P": "palette", "PA": "palette", "CMYK": "CMYK"}
_BITS, _WHITE_IS_ZERO = 258, (262, 0)  # the TIFF tags
_TOPS = {12: (4095,), 32: (255, 65535)}  # by the bits a TIFF declares; anything else deep has 16


class UnreadablePicture(DataError):
    """One file that is no picture we read. The message is the reason alone; the caller knows the file."""


def is_gray(mode: str) -> bool:
    """Whether a picture of this Pillow mode has one channel beside its opacity.

    >>> is_gray("I;16"), is_gray("RGB")
    (True, False)
    """
    return mode in _ONE_CHANNEL or mode.startswith("I")


def to_levels(image: "Image", color: Color) -> tuple["Image", str]:
    """`image` in mode L or RGB, and a remark on the rule that brought it there, empty where none was needed.

    - 16-bit gray / 257 (12-bit likewise); 16-bit colour by its high byte, within a level of that.
    - 32-bit whole numbers: levels up to 255, 16-bit levels up to 65535, else stretched from the file's own range.
    - Floats: within 0..1 shares of white, within 0..255 levels, else stretched from the file's own range; all must be
      finite. Where a TIFF says that white is zero, they are turned round.
    - What is transparent lies on white; a palette is looked up; 1 bit is 0 or 255.
    - CMYK by Pillow's conversion, a JPEG's in Adobe's inverted sense, as every program writes it.
    - Gray is ITU-R 601 luma, 0.299 R + 0.587 G + 0.114 B. Colour profiles are not applied.

    Raises `UnreadablePicture` for values that are not finite, and for kinds of colour other than these.
    """
    from PIL import Image

    remark = _REMARKS.get(image.mode, "")
    if image.mode == "F" or image.mode.startswith("I"):
        levels, remark = _of_numbers(image)
        image = Image.fromarray(levels)
    if image.mode not in _PLAIN:
        raise UnreadablePicture(f"its colours are {image.mode}, which we do not read; save it as RGB")
    if image.has_transparency_data:
        image = image.convert("LA") if image.mode == "La" else image
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
        remark = "transparent: laid on white"
    return image.convert("L" if color == "gray" else "RGB"), remark


def _of_numbers(image: "Image") -> tuple[NDArray[np.uint8], str]:
    tags = getattr(image, "tag_v2", {})
    numbers = np.asarray(image)
    if image.mode == "F":
        levels, remark = _of_floats(numbers)
    else:
        bits = tags.get(_BITS, (16,))[0]
        levels, remark = _of_whole(numbers, _TOPS.get(bits, (65535,)), bits)
    tag, value = _WHITE_IS_ZERO
    return (255 - levels if tags.get(tag) == value else levels), remark


def _of_whole(numbers: NDArray[Any], tops: tuple[int, ...], bits: int) -> tuple[NDArray[np.uint8], str]:
    low, high = int(numbers.min()), int(numbers.max())
    for top in tops:
        if low >= 0 and high <= top:
            scaled = (numbers.astype(np.int32) * 255 + top // 2) // top  # / 257 where the top is 65535
            return scaled.astype(np.uint8), f"{bits}-bit levels"
    return _stretched(numbers.astype(np.float64), low, high)


def _of_floats(numbers: NDArray[Any]) -> tuple[NDArray[np.uint8], str]:
    low, high = float(numbers.min()), float(numbers.max())
    if not np.isfinite(numbers).all():
        raise UnreadablePicture("holds values that are not finite numbers")
    if low >= 0 and high <= 1:
        return (numbers * 255 + 0.5).astype(np.uint8), "floats 0..1"
    if low >= 0 and high <= 255:
        return (numbers + 0.5).astype(np.uint8), "floats 0..255"
    return _stretched(numbers.astype(np.float64), low, high)


def _stretched(numbers: NDArray[np.float64], low: float, high: float) -> tuple[NDArray[np.uint8], str]:
    span = (high - low) or 1.0
    return ((numbers - low) / span * 255 + 0.5).astype(np.uint8), f"its own range {low:g}..{high:g} stretched"
