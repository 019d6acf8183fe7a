"""A place in a network's text that moves from word to word, and reads values: numbers, sizes, formulas, lists."""

from collections.abc import Callable
from typing import TypeVar

from glassnet.errors import NotationError
from glassnet.graph.rules import Plain
from glassnet.graph.text_forms import CONSTANTS, SCALAR, Form
from glassnet.graph.text_tokens import Token, complaint, tokens

Item = TypeVar("Item")


class Cursor:
    """Goes through the words of a text once, from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokens(text)
        self.at = 0

    @property
    def now(self) -> Token:
        return self.tokens[self.at]

    @property
    def next(self) -> Token:
        return self.tokens[min(self.at + 1, len(self.tokens) - 1)]

    def take(self) -> Token:
        """The word we stand on; then we stand on the next."""
        token = self.now
        self.at += token.kind != "close"
        return token

    def takes(self, text: str) -> bool:
        """Take the word if it is this one."""
        taken = self.now.text == text
        if taken:
            self.take()
        return taken

    def wrong(self, token: Token, what: str, form: Form | None = None) -> NotationError:
        """The complaint about a word, with an example of the layer it belongs to."""
        return complaint(self.text, token.at, what, form.example) if form else complaint(self.text, token.at, what)

    def value(self) -> Plain:
        """What stands behind `setting=`: a number, a size, a word, a formula with its settings, or a list."""
        return self.items("]", self.entry) if self.takes("[") else self.entry()

    def entry(self) -> Plain:
        """One value, or one of a list."""
        return self.formula() if self.now.kind == "word" and self.next.text == "(" else self.atom()

    def formula(self) -> Plain:
        """A formula's name, with its settings in brackets where it has any."""
        name = self.take().text
        if not self.takes("("):
            return name
        pairs = self.items(")", self.pair)
        return {"name": name, "settings": dict(pairs)}

    def pair(self) -> tuple[str, Plain]:
        key = self.take()
        if key.kind != "word" or not self.takes("="):
            raise self.wrong(key, "between brackets stand settings, such as leaky_relu(alpha=0.2).")
        return key.text, self.simple()

    def simple(self) -> Plain:
        """A value that holds no formula: so none is nested in another, however long the text."""
        return self.items("]", self.atom) if self.takes("[") else self.atom()

    def atom(self) -> Plain:
        token = self.take()
        if token.kind in ("number", "size", "quoted"):
            return token.plain()
        if token.kind != "word":
            raise self.wrong(token, "here a value is missing.")
        if token.text == SCALAR:
            return []
        return CONSTANTS.get(token.text.lower(), token.text)

    def items(self, close: str, item: Callable[[], Item]) -> list[Item]:
        """Items with commas between them, up to the closing bracket."""
        found: list[Item] = []
        while not self.takes(close):
            found.append(item())
            if not self.takes(",") and self.now.text != close:
                raise self.wrong(self.now, f"here a '{close}' or a ',' is missing.")
        return found
