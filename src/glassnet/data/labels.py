"""Names of classes as people write them: two that differ by case or a space are one name, mistyped."""

from collections.abc import Mapping
from unicodedata import normalize

from glassnet.errors import DataError


def check_alike(counts: Mapping[str, int], where: str) -> None:
    """Raise `DataError` when two names, each with how often it occurs in `where`, differ only by case or by a space.

    Names of one letter may differ by case: data of written letters have "a" beside "A".

    >>> check_alike({"cat": 3, "dog": 1, "a": 1, "A": 1}, "photos")
    >>> check_alike({"cat": 3, "Cat ": 1}, "photos")
    Traceback (most recent call last):
        ...
    glassnet.errors.DataError: Two classes in photos differ only by case or a space:
    'Cat ' (1) and 'cat' (3). Did you mean 'cat' for both? Rename one; nothing was read.
    """
    seen: dict[str, str] = {}
    for name in sorted(counts):
        other = seen.setdefault(_key(name), name)
        if other != name:
            meant = other if counts[other] > counts[name] else name
            raise DataError(
                f"Two classes in {where} differ only by case or a space:\n"
                f"'{other}' ({counts[other]:,}) and '{name}' ({counts[name]:,}). "
                f"Did you mean '{meant}' for both? Rename one; nothing was read."
            )


def _key(name: str) -> str:
    # A Mac writes é as two letters, others as one.
    plain = " ".join(normalize("NFC", name).split())
    return plain.casefold() if len(plain) > 1 else plain
