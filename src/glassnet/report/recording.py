"""A conversation with an inspector recorded, so that a page can answer for it: what fits, in order of worth."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from glassnet.inside.inspector import Inspector
from glassnet.inside.reply import Reply
from glassnet.report.packing import as_text, packed, zipped
from glassnet.report.worth import Question, Shared, questions

BUDGET = 8_500_000  # bytes of a page, of which 10 MB can be mailed
ELSEWHERE = (
    "This view is not in the page. Open the run where it can be computed, gn.explore(run, images) in a notebook, "
    "or write the page again with more room."
)

# What of a message counts; anything else a view may send along is left out.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "network": (),
    "photo": ("photo",),
    "maps": ("layer", "photo"),
    "filters": ("layer",),
    "filters_at": ("epoch", "layer"),
    "weights": ("layer",),
    "excites": ("channel", "layer"),
    "reasons": ("photo",),
    "edits": ("photo",),
    "matters": (),
    "audit": (),
}


@dataclass(frozen=True, eq=False)
class Recording:
    """What a page answers. `messages` hold by canonical message what is said and where its numbers are: `block` counts
    into `blocks`, which are gzip of arrays one after the other as `packed` describes them. `left_out` lists the
    messages that found no room.
    """

    messages: dict[str, dict[str, Any]]
    blocks: tuple[bytes, ...]
    left_out: tuple[str, ...] = ()

    @property
    def nbytes(self) -> int:
        """What it takes in a page."""
        return len(self.index) + sum(_text_bytes(len(block)) for block in self.blocks)

    @property
    def index(self) -> str:
        """All messages and what is said to them, as JSON that may stand in a page: no name in it can end the page."""
        plain = json.dumps({"messages": self.messages, "otherwise": ELSEWHERE}, allow_nan=False, separators=(",", ":"))
        return plain.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")

    def elements(self) -> str:
        """The recording as elements of a page, which the view's `recorded(document)` reads."""
        index = f'<script type="application/json" id="glassnet-index">{self.index}</script>'
        blocks = (
            f'<script type="text/plain" id="glassnet-block-{number}">{as_text(block)}</script>'
            for number, block in enumerate(self.blocks)
        )
        return "\n".join([index, *blocks])


def record(inspector: Inspector, budget: int = BUDGET) -> Recording:
    """Ask `inspector` what a page needs, the worthiest first, as far as `budget` bytes of the page go.

    What finds no room is answered with a sentence that says so, and how it can be seen. The same inspector gives the
    same bytes.

    >>> import glassnet as gn
    >>> digits = gn.datasets.digits.images()[:60]
    >>> net = gn.conv_2d(gn.input_data([None, 8, 8, 1]), 4, 3, activation="relu", name="conv_1")
    >>> net = gn.regression(gn.fully_connected(net, 10, activation="softmax", name="answer"))
    >>> run = gn.fit(net, digits, n_epoch=1, show=False)
    >>> recording = record(gn.inside.Inspector(run, gn.inside.capture(run, digits, most=4)), budget=300_000)
    >>> recording.nbytes < 300_000, recording.left_out
    (True, ())
    """
    tape = _Tape(budget)
    for question in questions(inspector):
        tape.take(question, inspector)
    return tape.recording()


def canonical(message: Mapping[str, Any]) -> str:
    """A message in one spelling: what of it counts, keys in order.

    >>> canonical({"id": "7", "photo": 1, "ask": "maps", "layer": "a"})
    '{"ask":"maps","layer":"a","photo":1}'
    """
    kept = ("ask", *FIELDS.get(str(message.get("ask")), ()))
    return json.dumps({key: message.get(key) for key in sorted(kept)}, ensure_ascii=False, separators=(",", ":"))


@dataclass
class _Tape:
    """A recording being made: what is on it, and how many bytes are left."""

    left: int
    messages: dict[str, dict[str, Any]] = field(default_factory=dict)
    blocks: list[bytes] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    shared: dict[Shared, dict[str, Any]] = field(default_factory=dict)

    def take(self, question: Question, inspector: Inspector) -> None:
        """Record the messages of one question, all or none."""
        entries: dict[str, dict[str, Any]] = {}
        blocks: list[bytes] = []
        cut = self._cut(question.shared, inspector, blocks)
        for message, reply in question.answered(inspector):
            entries[canonical(message)] = self._entry(reply, blocks) | cut
        cost = len(json.dumps(entries)) + sum(_text_bytes(len(block)) for block in blocks)
        if cost > self.left:
            self.messages |= {key: {"said": {"missing": _no_room(cost)}} for key in entries}
            self.left_out += entries
            return
        self.left -= cost
        self.messages |= entries
        self.blocks += blocks
        if question.shared is not None:
            self.shared[question.shared] = cut

    def _cut(self, shared: Shared | None, inspector: Inspector, blocks: list[bytes]) -> dict[str, Any]:
        """Where the photos stand that pieces are cut from; they are put into `blocks` where they stand nowhere yet."""
        if shared is None:
            return {}
        if shared not in self.shared:
            photos = shared.packed(inspector)
            blocks.append(zipped(photos.data))
            return {"cut": {"block": len(self.blocks), "packed": photos.to_plain()}}
        return self.shared[shared]

    def _entry(self, reply: Reply, blocks: list[bytes]) -> dict[str, Any]:
        if not reply.arrays:
            return {"said": reply.said}
        arrays = [packed(each) for each in reply.arrays]
        blocks.append(zipped(b"".join(each.data for each in arrays)))
        return {
            "said": reply.said,
            "block": len(self.blocks) + len(blocks) - 1,
            "packed": [each.to_plain() for each in arrays],
        }

    def recording(self) -> Recording:
        return Recording(self.messages, tuple(self.blocks), tuple(self.left_out))


def _no_room(cost: int) -> str:
    return f"The {max(1, round(cost / 1000)):,} kB of this view found no room in the page. {ELSEWHERE}"


def _text_bytes(count: int) -> int:
    """How many letters so many bytes take."""
    return 4 * -(-count // 3) + 80  # and the element they stand in
