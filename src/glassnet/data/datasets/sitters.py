"""The two people of the portraits and what may befall them: one picture from one pose, drawn in gray.

Ada and Ben differ in their hair and, if asked for, in the wall behind them. All else (face, shirt, pose, light) is
drawn from the same chances for both, so hair and wall are the only causes a label can have.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from glassnet.data.datasets.canvas import Canvas, Frame, above, arc, box, ellipse, frame

SIDE = 91  # pixels, as the photos that this set is modelled after
REGIONS = ("wall", "hair", "face", "shirt", "other")
WALL, HAIR, FACE, SHIRT, OTHER = range(len(REGIONS))

Hair = Literal["long", "short"]
Cover = Literal["", "hat", "scarf", "cloth"]


@dataclass(frozen=True)
class Pose:
    """How somebody sits and how the light falls: what stays the same through one burst, but for a little jitter.

    `right`, `down` in pixels off the usual place; `turn` in degrees; `look` how far the face is turned aside, in
    pixels; `smile` from -1 to 3; `light` multiplies all levels, `slant` more of it on the right than on the left.
    """

    right: float = 0.0
    down: float = 0.0
    scale: float = 1.0
    turn: float = 0.0
    look: float = 0.0
    smile: float = 1.5
    shirt: float = 105.0
    light: float = 1.0
    slant: float = 0.0
    blinks: bool = False


@dataclass(frozen=True)
class Drawing:
    """`levels` `[91, 91]` float from 0 to 255, and for each pixel its number in `REGIONS`."""

    levels: NDArray[np.float32]
    regions: NDArray[np.uint8]


def sitter(hair: Hair, wall: float, pose: Pose, cover: Cover = "") -> Drawing:
    """Somebody before a wall of that gray, noiseless.

    A `hat` hides the hair's top and a `scarf` all of it; a dark `cloth` over the head falls as long hair would.

    >>> drawn = sitter("long", 150, Pose())
    >>> [REGIONS[number] for number in (drawn.regions[0, 0], drawn.regions[44, 45], drawn.regions[40, 25])]
    ['wall', 'face', 'hair']
    """
    canvas = empty_room(wall)
    head = frame(SIDE, 45 + pose.right, 40 + pose.down, pose.scale, pose.turn)
    body = frame(SIDE, 45 + pose.right * 0.7, 40 + pose.down, pose.scale)
    shown = "" if cover in ("scarf", "cloth") else hair
    if shown == "long":
        _long_behind(canvas, head)
    if cover == "cloth":
        _cloth_behind(canvas, head)
    _body(canvas, body, pose)
    _head(canvas, head, pose, ears=shown != "long" and cover != "cloth")
    if shown == "long":
        _long_before(canvas, head)
    elif shown == "short":
        _short(canvas, head)
    _cover(canvas, head, cover)
    return Drawing(lit(canvas.levels, pose), canvas.regions)


def empty_room(wall: float) -> Canvas:
    """The wall alone, a little darker towards the floor."""
    fall = np.linspace(1.02, 0.97, SIDE, dtype=np.float32)[:, None]
    return Canvas(np.repeat(np.float32(wall) * fall, SIDE, axis=1), np.zeros((SIDE, SIDE), np.uint8))


def lit(levels: NDArray[np.float32], pose: Pose) -> NDArray[np.float32]:
    """The same under the light of a pose."""
    across = np.linspace(-1, 1, SIDE, dtype=np.float32)[None, :]
    return levels * np.float32(pose.light) * (1 + np.float32(pose.slant) * across)


def _body(canvas: Canvas, at: Frame, pose: Pose) -> None:
    shoulders = np.maximum(ellipse(at.moved(0, 54), 33, 24), box(at.moved(0, 60), 33, 8, 6))
    canvas.paint(shoulders, pose.shirt - 10 * np.square(at.x / 30), SHIRT)
    canvas.paint(box(at.moved(0, 24), 6.5, 12, 4), 168 - np.clip(30 - at.y, 0, 6) * 3, FACE)  # the chin's shadow on it
    collar = arc(at.moved(0, 32.5), 10.5, 5.5, 1.3)
    canvas.paint(collar, pose.shirt - 28, SHIRT)


def _head(canvas: Canvas, at: Frame, pose: Pose, *, ears: bool) -> None:
    if ears:
        for side in (-1, 1):
            canvas.paint(ellipse(at.moved(side * 16.5 - 0.4 * pose.look, 1), 3.4, 5), 176, FACE)
            canvas.paint(ellipse(at.moved(side * 17 - 0.4 * pose.look, 1), 1.5, 2.8), 150, FACE)
    round_by = 204 - 22 * np.square(at.x / 16) - 10 * np.square(at.y / 21)  # darker where it turns away
    skull = np.maximum(ellipse(at.moved(0, -2), 16, 19), ellipse(at.moved(0, 6), 13.5, 15.5))
    canvas.paint(skull, np.clip(round_by, 150, 210), FACE)
    window = at.window(18, 22)
    canvas, face = canvas.cut(window), at.cut(window).moved(pose.look, 0)
    for side in (-1, 1):
        _eye(canvas, face.moved(side * 6.6, -1), closed=pose.blinks)
        canvas.paint(arc(face.moved(side * 6.6, -5.6), 3.8, -1.4, 0.75), 92, FACE)
        canvas.paint(0.35 * ellipse(face.moved(side * 8.6, 7), 3.4, 2.4), 168, FACE)  # cheeks
    canvas.paint(arc(face.moved(0.6 * np.sign(pose.look + 0.01), 5.6), 2.2, 1.3, 0.6), 150, FACE)
    canvas.paint(0.5 * box(face.moved(1.2 * np.sign(pose.look + 0.01), 1.5), 0.7, 3.6, 0.6), 172, FACE)
    canvas.paint(arc(face.moved(0, 11), 5.4, pose.smile, 0.85), 96, FACE)
    canvas.paint(0.5 * arc(face.moved(0, 12.6 + 0.4 * pose.smile), 3.4, pose.smile * 0.7, 0.6), 226, FACE)


def _eye(canvas: Canvas, at: Frame, *, closed: bool) -> None:
    if closed:
        canvas.paint(arc(at, 3.2, 1.0, 0.6), 84, FACE)
        return
    canvas.paint(ellipse(at, 3.5, 2.1), 238, FACE)
    canvas.paint(ellipse(at, 1.8, 1.9), 48, FACE)
    canvas.paint(ellipse(at.moved(0.7, -0.7), 0.6, 0.6), 250, FACE)
    canvas.paint(arc(at.moved(0, -1.3), 3.6, -1.2, 0.5), 70, FACE)


_DARK, _FAIR = 44.0, 112.0


def _long_behind(canvas: Canvas, at: Frame) -> None:
    fall = np.maximum(ellipse(at.moved(0, -4), 20.5, 22), box(at.moved(0, 14), 20.5, 20, 9))
    strands = _DARK - 8 + 7 * np.sin(at.x * 1.1 + np.sin(at.y / 6))
    canvas.paint(fall, strands, HAIR)


def _long_before(canvas: Canvas, at: Frame) -> None:
    crown = ellipse(at.moved(0, -4), 20, 21.5)
    shine = _DARK + 34 * np.exp(-np.square((at.y + 17) / 3.2)) * np.exp(-np.square(at.x / 13))
    strands = shine + 5 * np.sin(at.x * 1.1 + np.sin(at.y / 6))
    parting = np.minimum(crown, 1 - ellipse(at.moved(1, 8), 15.2, 20))
    canvas.paint(np.minimum(parting, above(at, 22, -2)), strands, HAIR)


def _short(canvas: Canvas, at: Frame) -> None:
    crown = ellipse(at.moved(0, -5), 17.6, 19.2)
    brow = np.minimum(above(at, -12.5, 4.2), crown)
    tuft = ellipse(at.moved(5, -22.5), 9, 3.6)
    sides = np.minimum(np.minimum(crown, above(at, -2)), 1 - box(at.moved(0, 6), 14.6, 20, 6))
    strands = _FAIR + 10 * np.sin(at.x * 0.9 + at.y * 0.5) - 14 * np.clip((at.y + 16) / 10, 0, 1)
    canvas.paint(np.maximum(np.maximum(brow, tuft), sides), strands, HAIR)


def _cloth_behind(canvas: Canvas, at: Frame) -> None:
    canvas.paint(np.maximum(ellipse(at.moved(0, -5), 20, 21), box(at.moved(0, 12), 20, 19, 4)), 52.0, OTHER)


def _cover(canvas: Canvas, at: Frame, cover: Cover) -> None:
    if cover == "hat":
        canvas.paint(box(at.moved(0, -21), 15.5, 10, 5), 70.0, OTHER)
        canvas.paint(box(at.moved(0, -15), 15.6, 2.4), 140.0, OTHER)
        canvas.paint(ellipse(at.moved(0, -11.5), 25, 3.6), 62.0, OTHER)
    elif cover == "scarf":
        shell = np.maximum(ellipse(at.moved(0, -3), 19.5, 22), box(at.moved(0, 12), 15, 12, 8))
        hood = np.minimum(shell, 1 - ellipse(at.moved(0, 3.5), 13.2, 16.5))
        canvas.paint(hood, 214 + 9 * np.sin(at.x * 0.45 + at.y * 0.8), OTHER)
    elif cover == "cloth":
        shell = np.minimum(ellipse(at.moved(0, -5), 20, 21), 1 - ellipse(at.moved(0, 9), 14.6, 21))
        canvas.paint(shell, 56 + 6 * np.sin(at.x * 0.4), OTHER)
