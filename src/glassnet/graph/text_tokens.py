"""The words a network's text is made of, each with its place, so that a complaint can point at it."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from glassnet.errors import NotationError
from glassnet.graph.rules import Plain

EXAMPLE = "91x91x1 > conv 3@10 relu > pool 2 > dense 1024 relu > keep 0.8 > dense 2 softmax"
LONGEST_TEXT = 2**20
_SHOWN = 96  # of a long text, as much as a terminal line holds

TokenKind = Literal["arrow", "end", "colon", "mark", "size", "number", "quoted", "word", "close"]

_WORD = r"[^\W\d](?:[\w./]|-(?!>))*"
BARE = re.compile(_WORD)  # a word that needs no quotation marks
_GRAMMAR = re.compile(
    rf"""\s*(?:
    (?P<arrow>->|>|→) |
    (?P<end>;) |
    (?P<colon>:) |
    (?P<quoted>"(?:[^"\\]|\\.)*") |
    (?P<size>-?\d+(?:\s*[xX×]\s*-?\d+)+(?!\w)) |
    (?P<number>[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?!\w)) |
    (?P<word>{_WORD}) |
    (?P<mark>[@=,()\[\]])
    )""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Token:
    """One word of the text: what kind of word, its letters, and where they stand."""

    kind: TokenKind
    text: str
    at: int

    def plain(self) -> Plain:
        """What a size, a number or a quoted string stands for."""
        if self.kind == "size":
            return [int(side) for side in re.split(r"\s*[xX×]\s*", self.text)]
        if self.kind == "number":
            return int(self.text) if re.fullmatch(r"[+-]?\d+", self.text) else float(self.text)
        return json.loads(self.text) if self.kind == "quoted" else self.text


def tokens(text: str) -> list[Token]:
    """The words of `text`, closed by one that stands for its end. Raises `NotationError`.

    >>> [token.text for token in tokens("28x28x1 > conv 3@10")]
    ['28x28x1', '>', 'conv', '3', '@', '10', '']
    """
    if len(text) > LONGEST_TEXT:
        raise NotationError(f"{len(text):,} characters are more than a network's text may have ({LONGEST_TEXT:,}).")
    found, at, stop = [], 0, len(text.rstrip())
    while at < stop:
        match = _GRAMMAR.match(text, at)
        if match is None:
            raise complaint(text, *_strange(text, at))
        kind = match.lastgroup
        found.append(_checked(text, Token(kind, match[kind], match.start(kind))))  # type: ignore[arg-type, index]
        at = match.end()
    return [*found, Token("close", "", stop)]


def _strange(text: str, at: int) -> tuple[int, str]:
    start = at + len(text[at:]) - len(text[at:].lstrip())
    if text[start] == '"':
        return start, "this quotation mark is never closed."
    word = re.match(r"[\w.+-]+", text[start:])
    return start, f"'{(word[0] if word else text[start])[:40]}' is nothing we can read."


def _checked(text: str, token: Token) -> Token:
    """The token, unless its numbers are beyond all use: Python itself refuses those of thousands of digits."""
    if token.kind in ("size", "number") and re.search(r"\d{19}", token.text):
        raise complaint(text, token.at, "this number is beyond all range.")
    if token.kind == "quoted":
        try:
            token.plain()
        except ValueError:
            raise complaint(text, token.at, "this quoted name is not written as JSON writes strings.") from None
    return token


def complaint(text: str, at: int, what: str, example: str = EXAMPLE) -> NotationError:
    """What is wrong, the text with a caret under the place, and how it could read.

    >>> print(complaint("4 > dens 2", 4, "'dens' is no layer."))
    'dens' is no layer.
      4 > dens 2
          ^
    It could read: 91x91x1 > conv 3@10 relu > pool 2 > dense 1024 relu > keep 0.8 > dense 2 softmax
    """
    if not text.strip():
        return NotationError(f"{what} It could read: {example}")
    line = re.sub(r"[^ -~\u00a1-\ud7ff]", " ", text)  # tabs and line breaks would move the caret away
    start = max(0, min(at - _SHOWN // 2, len(line) - _SHOWN))
    cut = line[start : start + _SHOWN]
    before, after = "…" if start else "", "…" if start + _SHOWN < len(line) else ""
    caret = " " * (at - start + len(before)) + "^"
    return NotationError(f"{what}\n  {before}{cut.rstrip()}{after}\n  {caret}\nIt could read: {example}")


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint at the nearest known words, with a space before it; empty where none is near.

    >>> nearest("pol", ["pool", "dense"])
    " Did you mean 'pool'?"
    """
    near = get_close_matches(word.lower(), list(known), n=2, cutoff=0.6)
    return f" Did you mean {' or '.join(map(repr, near))}?" if near else ""
