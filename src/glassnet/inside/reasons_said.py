"""What decided, as a view takes it: maps with their test marks, edits, what matters, the audit; a sentence for each."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from glassnet.data.auditing import Audit
from glassnet.data.cue import percent
from glassnet.data.images import Images
from glassnet.inside.answering import said_of
from glassnet.inside.attribution import ADRIFT, INTEGRATED, Reasons, reasons, told
from glassnet.inside.checks import ALIKE, Mark, Marks, Order, marks
from glassnet.inside.editing import edits
from glassnet.inside.effort import Effort
from glassnet.inside.evidence import photo_input
from glassnet.inside.given_pictures import spread
from glassnet.inside.looked_through import Among
from glassnet.inside.mattering import Flips, what_matters
from glassnet.inside.photos import Mask
from glassnet.inside.reply import Message, Reply, known
from glassnet.runs.run import Run
from glassnet.shares import LEVEL

Fed = Mapping[str, Any]
Plain = dict[str, Any]


def reasons_reply(run: Run, photo: Fed, effort: Effort, message: Message) -> Reply:
    """What the message `reasons` is answered with; {"marks": False} leaves the maps untested, which is quicker."""
    height, width = run.network[photo_input(run.network)].shape.sides[:2]
    window, stride = effort.squares(height, width)
    image = _as_asked(run, photo)
    found = reasons(run, image, window=window, stride=stride, steps=effort.steps)
    tested = None
    if message.get("marks", True):
        # Shuffled weights need no sum that adds up, only an order of pixels: the first number of steps will do.
        steps = (effort.steps[0], effort.steps[0])
        tested = marks(run, found, image, draws=effort.draws, orders=effort.orders, fills=effort.fills, steps=steps)
    said = {
        "label": found.label,
        "rival": found.rival,
        "preferred": known(found.preferred),
        "residual": known(found.residual),
        "steps": found.steps,
        "complete": bool(found.is_complete),
        "told": _told(found),
        "methods": [_method_said(found, method, tested) for method in found.maps],
        "lacking": dict(found.lacking),
        "layer": found.layer,
    }
    return Reply(said, tuple(found.maps.values()))


def edits_reply(run: Run, photo: Fed, regions: Mapping[str, Mask], other: Fed | None) -> Reply:
    """What the message `edits` is answered with: one changed photo a row."""
    image = _as_asked(run, photo)
    made = edits(run, image, regions, other=None if other is None else _as_asked(run, other))
    name = photo_input(run.network)
    after = {name: np.stack([edit.photo for edit in made.of])}
    given = {key: np.repeat(each, len(made.of), axis=0) for key, each in photo.items() if key != name}
    before, said = said_of(run, dict(photo)), said_of(run, after | given)
    rows = [
        {
            "name": edit.name,
            "sentence": _edit_sentence(edit.name, edit.area, edit.answer, edit.flipped),
            "answer": edit.answer,
            "sure": said.sure(row),
            "flipped": edit.flipped,
        }
        for row, edit in enumerate(made.of)
    ]
    return Reply(
        {"before": {"answer": made.answer, "sure": before.sure(0)}, "rows": rows}, tuple(edit.photo for edit in made.of)
    )


def matters_said(run: Run, among: Among, effort: Effort) -> Reply:
    """What the message `matters` is answered with: the kinds of edit, those that flip most answers first."""
    chosen = spread(len(among), effort.edited)
    rows = among.rows[chosen]
    fed = {name: each[chosen] for name, each in among.fed.items()}
    some = among.some(rows) if isinstance(among.images, Images) else _as_asked(run, fed)
    found = what_matters(run, some, among.regions(rows))
    return Reply({"n": len(rows), "rows": [_flips_said(flips) for flips in found.of]})


def audit_said(found: Audit) -> Reply:
    """What the message `audit` is answered with: how often the label is guessed from one thing alone."""
    rows = [{"name": cue.name, "right": cue.share, "n": cue.n, "sentence": f"{cue}."} for cue in found.cues]
    return Reply({"rows": rows, "sentence": " ".join(found.sentences) or _nothing_sure(found)})


def _nothing_sure(found: Audit) -> str:
    """What to say of an audit without an alarm: how near the best came to one."""
    best = max(found.cues, key=lambda cue: cue.share)
    commonest = f"Always naming the commonest class is right {percent(found.baseline)} of the time."
    if best.interval[1] <= found.baseline or best.is_beyond_doubt:
        return f"No corner and no light gives the classes away. {commonest}"
    return (
        f"{best.name[:1].upper()}{best.name[1:]} alone is right {percent(best.share)} of the time, but {best.n:,} "
        f"pictures, worth {best.units:.0f} independent ones, are too few to be sure of it. {commonest}"
    )


def _as_asked(run: Run, photo: Fed) -> Any:
    """One photo as `reasons` takes it: an array where the network has one input."""
    return dict(photo) if len(run.network.inputs) > 1 else next(iter(photo.values()))


def _told(found: Reasons) -> str:
    decided = f"What speaks for {found.label!r} and against {found.rival!r}: {found.preferred:+.2f} in logits"
    return f"{decided}; {told(found)}." if INTEGRATED in found.maps else f"{decided}."


def _method_said(found: Reasons, method: str, tested: Marks | None) -> Plain:
    said: list[Plain] = []
    verdict: str | None = None
    if tested is None:
        sentence = "Whether this map can be believed was not tested for this photo: gn.inside.marks(run, reasons) does."
        said.append({"name": "not tested", "passed": None, "sentence": sentence})
    else:
        mark = tested.by_method[method]
        said += _marks_said(mark)
        verdict = mark.verdict
    if method == INTEGRATED:
        said.append(_adds_up(found))
        verdict = "failed" if found.residual > ADRIFT else verdict
    return {"name": method, "reach": known(_reach(found, method)), "verdict": verdict, "marks": said}


def _marks_said(mark: Mark) -> list[Plain]:
    alike, draws = float(np.mean(mark.alike)), len(mark.alike)
    goes = "goes" if mark.collapses else "stays"
    said: list[Plain] = [
        {
            "name": "shuffled weights",
            "passed": mark.collapses,
            "sentence": f"With the weights shuffled ({draws} draw{'' if draws == 1 else 's'}) the map {goes}: the two "
            f"rank pixels {alike:.2f} alike, where 1 is the same and up to {ALIKE} passes.",
        }
    ]
    said += [
        {"name": f"deleting, {order.fill}", "passed": order.passed, "sentence": _order_sentence(order)}
        for order in mark.orders
    ]
    return said


def _order_sentence(order: Order) -> str:
    beaten, count = round(order.beats * len(order.chance)), len(order.chance)
    told = (
        f"Painting over first what it names (with {order.fill}) hurts the answer more than {beaten} of {count} "
        "orders drawn by chance"
    )
    if order.passed:
        return f"{told}, and bringing it back first helps more."
    if beaten == count:
        return f"{told}, but bringing it back first does not help more."
    return f"{told}: chance does as well."


def _adds_up(found: Reasons) -> Plain:
    passed = True if found.is_complete else None if found.residual <= ADRIFT else False
    sentence = (
        f"Its numbers must add up to the preference: {100 * found.residual:.2g} % is missed at {found.steps} steps."
    )
    return {"name": "adds up", "passed": passed, "sentence": sentence}


def _reach(found: Reasons, method: str) -> float:
    return float(np.abs(found.maps[method]).max(initial=0))


def _edit_sentence(name: str, area: float, answer: str, flipped: bool) -> str:
    what = f"{name[:1].upper()}{name[1:]}, {100 * area:.0f} % of the pixels"
    return f"{what}: the answer flips to {answer}." if flipped else f"{what}: the answer stays {answer}."


def _flips_said(flips: Flips) -> Plain:
    low, high = flips.interval
    sentence = (
        f"{flips.kind[:1].upper()}{flips.kind[1:]}: {flips.flipped:,} of {flips.n:,} answers flip "
        f"({100 * LEVEL:.0f} %: {100 * low:.0f}-{100 * high:.0f})."
    )
    return {
        "name": flips.kind,
        "sentence": sentence,
        "flipped": flips.flipped,
        "n": flips.n,
        "low": float(low),
        "high": float(high),
    }
