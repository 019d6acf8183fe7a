"""A line of text as a network. What cannot be read is pointed at, with the nearest words we know."""

from typing import Any

from glassnet.errors import NotationError
from glassnet.graph.network import Network, unique_names
from glassnet.graph.node import Node, place
from glassnet.graph.op import Op
from glassnet.graph.ops.activation import Activation
from glassnet.graph.ops.input import Input
from glassnet.graph.ops.merging import MODES, Merge
from glassnet.graph.ops.regression import Regression
from glassnet.graph.plain import MOST_LAYERS, TRAINED, require_all_used, require_count, with_trained
from glassnet.graph.rules import LONGEST_NAME, Plain, Refused, Rule, is_name, words_of
from glassnet.graph.settings import RULES, read
from glassnet.graph.text_cursor import Cursor
from glassnet.graph.text_forms import (
    ACTIVATION_WORDS,
    FORM_OF_KIND,
    FORM_OF_WORD,
    RESERVED,
    SCALAR,
    SHORT_SETTINGS,
    Form,
    said,
    usual,
)
from glassnet.graph.text_tokens import Token, nearest
from glassnet.graph.vocabulary import OPTIMIZER_LABELS

_SECOND_INPUT = "an input stands at the start of a chain; for a new shape write reshape 28x28x1."
_NO_LABELS = {"as", *RULES[Merge], *map(usual, MODES)}


def from_text(text: str) -> Network:
    """The network that a line of text describes.

    Layers stand behind each other, `>` (or `->`, `→`) between them; a network starts with the shape of one sample. A
    setting is a number behind the layer's word, a word that explains itself (`relu`, `valid`), or `setting=value`;
    `as` gives a name. Branches are chains of their own, `;` between them, that start from the label of another:
    `a: 28x28x1 ; b: a > conv 8@3 ; c: a > conv 8@5 ; merge b c concat axis=3 > dense 10 softmax`. What is left unsaid
    is as TFLearn has it. Raises `NotationError` with the place that cannot be read, `ShapeError` where layers do not
    fit each other.

    >>> from_text("28x28x1 > conv 32@2 relu > pool 2 > dense 10 softmax").names
    ('InputData', 'Conv2D', 'MaxPool2D', 'FullyConnected')
    >>> from_text("28x28x1 > conv 32@2 > dens 10")
    Traceback (most recent call last):
        ...
    glassnet.errors.NotationError: 'dens' is no layer. Did you mean 'dense'?
      28x28x1 > conv 32@2 > dens 10
                            ^
    It could read: 91x91x1 > conv 3@10 relu > pool 2 > dense 1024 relu > keep 0.8 > dense 2 softmax
    """
    return _Reader(text).network()


class _Reader(Cursor):
    """Makes the layers of a text on the way through it."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.made: list[Node] = []
        self.labels: dict[str, Node] = {}

    def network(self) -> Network:
        last = self.chain()
        while self.takes(";"):
            last = last if self.now.kind == "close" else self.chain()
        if self.now.kind != "close":
            raise self.wrong(self.now, f"'{self.now.text}' stands where the text should go on with > or end.")
        network = Network(last)
        require_all_used(network, self.named())
        return network

    def chain(self) -> Node:
        label = self.label()
        node = self.head()
        while self.now.kind == "arrow":
            self.take()
            node = self.layer((node,))
        if label is not None:
            self.labels[label.text] = node
        return node

    def label(self) -> Token | None:
        if self.now.kind != "word" or self.next.kind != "colon":
            return None
        label = self.take()
        self.take()
        if usual(label.text) in RESERVED or label.text in self.labels:
            why = "has a meaning already" if usual(label.text) in RESERVED else "is given twice"
            raise self.wrong(label, f"the label '{label.text}' {why}; take another.")
        return label

    def head(self) -> Node:
        """What a chain starts with: the shape of an input, a labelled layer, or several joined."""
        token = self.now
        if token.kind in ("size", "number") or token.text == SCALAR:
            return self.settled(FORM_OF_KIND[Input], token, ())
        if token.kind == "word" and token.text in self.labels:
            return self.labels[self.take().text]
        form = FORM_OF_WORD.get(usual(token.text)) if token.kind == "word" else None
        if form is not None and form.kind in (Input, Merge):
            return self.settled(form, self.take(), ())
        if form is not None or usual(token.text) in ACTIVATION_WORDS:
            raise self.wrong(token, "a network starts with the shape of one sample, such as 28x28x1.")
        if token.kind == "word":
            raise self.wrong(token, f"'{token.text}' is no label given before.{nearest(token.text, self.labels)}")
        raise self.wrong(token, "here the shape of an input is missing, such as 28x28x1.")

    def layer(self, before: tuple[Node, ...]) -> Node:
        token = self.now
        if token.kind != "word":
            raise self.wrong(token, "here a layer is missing." if token.kind != "size" else _SECOND_INPUT)
        word = usual(token.text)
        if word in ACTIVATION_WORDS:
            return self.settled(FORM_OF_KIND[Activation], token, before)
        if word not in FORM_OF_WORD:
            raise self.wrong(token, f"'{token.text}' is no layer.{nearest(word, [*FORM_OF_WORD, *ACTIVATION_WORDS])}")
        self.take()
        if word == "dropout" and self.now.kind == "number":
            raise self.wrong(self.now, "is this the share to keep or to drop? Write keep 0.8 to keep 80 %.")
        return self.settled(FORM_OF_WORD[word], token, before)

    def settled(self, form: Form, start: Token, before: tuple[Node, ...]) -> Node:
        """The layer that the words up to the next arrow describe."""
        inputs = [*before, *(self.joined() if form.kind is Merge else ())]
        settings = self.settings(form)
        name = self.name()
        op = self.op(form, start, settings)
        asked = name or op.asked_name
        try:
            require_count(form.kind, len(inputs), asked)
            if isinstance(op, Regression) and TRAINED in settings:
                op = with_trained(op, settings[TRAINED], asked, self.named())
        except NotationError as why:
            raise self.wrong(start, str(why), form) from None
        if len(self.made) == MOST_LAYERS:
            raise self.wrong(start, f"a network may have {MOST_LAYERS:,} layers, this is one more.")
        self.made.append(place(op, tuple(inputs), name))
        return self.made[-1]

    def named(self) -> dict[str, Node]:
        """The layers so far, by the names they will have."""
        return dict(zip(unique_names(node.asked_name for node in self.made), self.made, strict=True))

    def joined(self) -> list[Node]:
        """The labelled layers behind `merge`."""
        found = []
        while self.now.kind == "word" and self.next.text != "=" and usual(self.now.text) not in _NO_LABELS:
            token = self.take()
            if token.text not in self.labels:
                raise self.wrong(token, f"'{token.text}' is no label given before.{nearest(token.text, self.labels)}")
            found.append(self.labels[token.text])
        return found

    def op(self, form: Form, start: Token, settings: dict[str, Any]) -> Op:
        missing = [key for key in form.first if key not in settings]
        if missing:
            raise self.wrong(start, f"'{start.text}' needs its {' and '.join(missing)}.", form)
        for follower, leader in form.follows:
            settings.setdefault(follower, settings[leader])
        if form.kind is Regression and "optimizer" in settings:
            settings.setdefault("label", OPTIMIZER_LABELS[settings["optimizer"].name])
        return form.kind(**{key: value for key, value in settings.items() if key in RULES[form.kind]})

    def name(self) -> str | None:
        if self.now.text != "as" or self.now.kind != "word":
            return None
        self.take()
        token = self.take()
        name = token.plain()
        if token.kind not in ("word", "quoted") or not is_name(name):
            raise self.wrong(token, f"a name is a word, or up to {LONGEST_NAME} characters in quotation marks.")
        return str(name)

    # The settings of one layer.

    def settings(self, form: Form) -> dict[str, Any]:
        settings: dict[str, Any] = {}
        for key in form.first:
            self.takes("@")
            if self.now.kind in ("number", "size") or self.now.text == SCALAR:
                self.put(form, settings, key, self.now, self.value())
        while self.now.kind in ("word", "number", "size", "quoted", "mark") and self.now.text != "as":
            self.setting(form, settings)
        return settings

    def setting(self, form: Form, settings: dict[str, Any]) -> None:
        """One more setting: told by its name, or known by its value."""
        token = self.now
        key = self.key(form, token)
        if key is not None and (self.next.text == "=" or self.next.kind in ("number", "size")):
            self.take()
            self.takes("=")
            self.put(form, settings, key, self.now, self.value())
            return
        loose = (key for key in form.loose if spelled(RULES[form.kind][key], token.text) is not None)
        key = next(loose, None) if token.kind == "word" else None
        if key is not None:
            self.put(form, settings, key, token, self.formula())
            return
        if usual(token.text) in FORM_OF_WORD:
            raise self.wrong(token, f"a '>' is missing before '{token.text}'.")
        raise self.wrong(token, f"'{token.text}' says nothing about '{said(form)}'.{self.hint(form, token)}", form)

    def key(self, form: Form, token: Token) -> str | None:
        known = {*RULES[form.kind], *((TRAINED,) if form.kind is Regression else ())}
        key = token.text.lower().replace("-", "_")
        short = SHORT_SETTINGS.get(key)
        return key if key in known else short if short in known else None

    def hint(self, form: Form, token: Token) -> str:
        loose = [word for key in form.loose for word in words_of(RULES[form.kind][key])]
        return nearest(token.text, [*RULES[form.kind], *SHORT_SETTINGS, *loose])

    def put(self, form: Form, settings: dict[str, Any], key: str, token: Token, plain: Plain) -> None:
        if key in settings:
            raise self.wrong(token, f"'{said(form)}' is told its {key} twice.", form)
        if key not in RULES[form.kind]:
            settings[key] = plain
            return
        try:
            settings[key] = read(form.kind, key, _spelled_out(RULES[form.kind][key], plain))
        except Refused as why:
            raise self.wrong(token, str(why), form) from None


def spelled(rule: Rule, word: str) -> str | None:
    """The word as the rule has it, in whichever case and with - or _ it came; None if the rule has no such word."""
    return {usual(known): known for known in words_of(rule)}.get(usual(word))


def _spelled_out(rule: Rule, plain: Plain) -> Plain:
    if isinstance(plain, dict):
        return {**plain, "name": spelled(rule, plain["name"]) or plain["name"]}
    return spelled(rule, plain) or plain if isinstance(plain, str) else plain
