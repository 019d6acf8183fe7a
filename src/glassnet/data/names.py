"""File names as a person may see them: any bytes a disk can hold, shown so that no terminal stumbles."""

import os

_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def shown(name: str) -> str:
    r"""`name` with what cannot be printed written out; two different names never look the same.

    Undecodable bytes (Python holds them as lone surrogates), control characters and marks that turn the direction of
    text become escapes; every script passes as it is.

    >>> shown("café 写真.jpg")
    'café 写真.jpg'
    >>> print(shown(os.fsdecode(b"caf\xe9.jpg")), shown("a\nb"))
    caf\xe9.jpg a\nb
    """
    text = os.fsencode(name).decode("utf-8", "surrogateescape").translate(_ESCAPES)
    return "".join(letter if letter.isprintable() else _escape(letter) for letter in text)


def cut_short(name: str, width: int = 20) -> str:
    """`name` shown in at most `width` letters: both its ends, which tell more than its middle.

    >>> cut_short("chi/IMG_20170314_092653.jpg"), cut_short("cat")
    ('chi/IMG_2…092653.jpg', 'cat')
    """
    name, half = shown(name), width // 2
    return name if len(name) <= width else f"{name[: width - half - 1]}…{name[-half:]}"


def _escape(letter: str) -> str:
    code = ord(letter)
    if 0xDC80 <= code <= 0xDCFF:  # Python's stand-in for the byte code - 0xDC00
        return f"\\x{code - 0xDC00:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
