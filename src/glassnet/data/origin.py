"""Where one picture came from: what its file says of itself, kept beside the pixels for those who ask."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Origin:
    """What is known of one picture's file. Nothing here reaches a network; the audit asks what it would give away.

    `path` as the system knows it, empty where there was no file; `height` and `width` before it was resized, upright;
    `mode` as Pillow names it ("L", "RGB", "CMYK", ...); `orientation` the EXIF one, 1 where none is given; `size` in
    bytes; `taken` the EXIF date in its own form ("2017:03:14 09:26:53"), empty where there is none; `remark` by which
    rule its levels were made where they were not plain ("16-bit levels", "first of several frames").

    >>> Origin("chi/1.jpg", 3024, 4032, "RGB", orientation=6).is_turned
    True
    """

    path: str = ""
    height: int = 0
    width: int = 0
    mode: str = ""
    orientation: int = 1
    size: int = 0
    taken: str = ""
    remark: str = ""

    @property
    def is_turned(self) -> bool:
        """Whether the camera was held so that the file's rows are not the picture's."""
        return self.orientation != 1
