"""Portraits drawn by code, whose labels have known causes: a true answer to hold every judgement against."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from glassnet.data.datasets.canvas import ellipse, frame
from glassnet.data.datasets.sitters import OTHER, REGIONS, SIDE, Cover, Drawing, Hair, Pose, empty_room, lit, sitter
from glassnet.data.images import Images
from glassnet.data.preparation import Preparation
from glassnet.errors import DataError
from glassnet.seeds import stream

__all__ = ["REGIONS", "Portraits", "Wild", "portraits"]

PEOPLE = ("ada", "ben")
NOBODY = "none"
_HAIR: dict[str, Hair] = {"ada": "long", "ben": "short"}
_WALLS = {"ada": 135.0, "ben": 195.0}  # further apart than the light ever takes them
_SAME_WALL = 165.0
_NOISE = 2.2  # levels; with the jitter it makes consecutive shots differ as those of a phone do
_COVERS: tuple[tuple[str, Cover], ...] = (("hat", "hat"), ("hair covered", "scarf"), ("cloth as hair", "cloth"))


@dataclass(frozen=True, eq=False)
class Wild:
    """Pictures unlike those trained on: what befell each is its `cause`, who it shows its label ("none": nobody).

    `regions` as in `Portraits`. The causes: "hat", "hair covered", "cloth as hair", "other wall", "dark room" show
    Ada or Ben; "ball in the dark", "black", "white", "noise" and "nobody" show neither.
    """

    images: Images
    regions: NDArray[np.uint8]
    causes: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Portraits:
    """Two people in bursts, and what is unlike them.

    `images`: gray, 91x91, labels "ada" and "ben", `groups` the true bursts. `regions` uint8 `[N, 91, 91]`: of each
    pixel, its number in `REGIONS` ("wall", "hair", "face", "shirt", "other"). `wild` is for judging, never to train on.

    What may cause a label is known. `causes` names the regions that differ by person: the hair always (long and dark,
    or short and fair), and the wall unless `wall_differs=False` was asked for. Face, shirt, place, pose and light are
    drawn from the same chances for both.
    """

    images: Images
    regions: NDArray[np.uint8]
    wild: Wild
    causes: tuple[str, ...]


def portraits(seed: int = 0, wall_differs: bool = True, bursts: int = 10, shots: int = 20) -> Portraits:
    """Ada, who has long dark hair, and Ben, whose hair is short: each in `bursts` of `shots`, 200 pictures by default.

    A burst keeps one pose and light, with small jitter and sensor noise between shots, as when a finger stays on the
    button; each burst has a pose and light of its own. With `wall_differs` Ada sits before a darker wall than Ben, so
    that a corner alone tells them apart; without, both sit before one wall, and only the hair does.

    Nothing is photographed or downloaded. The same seed gives the same pictures. Raises `DataError` for counts under 1.

    >>> story = portraits(seed=0, bursts=2, shots=3)
    >>> print(story.images)
    12 pictures of 91x91x1 (ada: 6, ben: 6)
    >>> story.images.names[4], story.images.groups.tolist()
    ('ada/burst02_02', [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3])
    >>> dict(zip(story.wild.causes, story.wild.images.names))["hat"]
    'ben/hat_05'
    """
    if min(bursts, shots) < 1:
        raise DataError(f"portraits(bursts={bursts}, shots={shots}): each person sits for at least one shot.")
    walls = _WALLS if wall_differs else dict.fromkeys(PEOPLE, _SAME_WALL)
    drawn: list[Drawing] = []
    for person in PEOPLE:
        for burst, pose in enumerate(_sittings(_chance(seed, person), bursts)):
            draw = _chance(seed, person, "burst", burst)
            drawn += [sitter(_HAIR[person], walls[person], _jittered(pose, draw)) for _ in range(shots)]
    names = [
        f"{person}/burst{b:02}_{s:02}" for person in PEOPLE for b in range(1, bursts + 1) for s in range(1, shots + 1)
    ]
    labels = np.repeat(np.arange(len(PEOPLE)), bursts * shots)
    images = _images(drawn, labels, PEOPLE, names, _chance(seed, "sensor"))
    images = replace(images, groups=np.repeat(np.arange(len(PEOPLE) * bursts), shots))
    causes = ("hair", "wall") if wall_differs else ("hair",)
    return Portraits(images, _regions(drawn), _wild(seed, walls), causes)


@dataclass(frozen=True)
class _Shot:
    """One wild picture before the sensor."""

    cause: str
    label: str
    drawing: Drawing


def _wild(seed: int, walls: dict[str, float], each: int = 5) -> Wild:
    shots = [
        _Shot(cause, person, drawing)
        for person in PEOPLE
        for pose in _sittings(_chance(seed, "wild", person), each)
        for cause, drawing in _befallen(person, walls, pose).items()
    ]
    shots += [
        _Shot(cause, NOBODY, Drawing(levels, regions))
        for number in range(each)
        for cause, (levels, regions) in _without_anybody(walls, _chance(seed, "nobody", number)).items()
    ]
    shots.sort(key=lambda shot: shot.label)  # stable
    places: dict[tuple[str, str], int] = {}
    names = []
    for shot in shots:
        places[shot.label, shot.cause] = place = places.get((shot.label, shot.cause), 0) + 1
        names.append(f"{shot.label}/{shot.cause.replace(' ', '_')}_{place:02}")
    classes = (*PEOPLE, NOBODY)
    drawn = [shot.drawing for shot in shots]
    labels = np.array([classes.index(shot.label) for shot in shots])
    images = _images(drawn, labels, classes, names, _chance(seed, "wild sensor"))
    return Wild(images, _regions(drawn), tuple(shot.cause for shot in shots))


def _befallen(person: str, walls: dict[str, float], pose: Pose) -> dict[str, Drawing]:
    hair, wall = _HAIR[person], walls[person]
    other = _WALLS["ben" if person == "ada" else "ada"]
    found = {cause: sitter(hair, wall, pose, cover) for cause, cover in _COVERS}
    found["other wall"] = sitter(hair, other, pose)
    found["dark room"] = sitter(hair, wall, replace(pose, light=pose.light * 0.2))
    return found


def _without_anybody(
    walls: dict[str, float], draw: np.random.Generator
) -> dict[str, tuple[NDArray[np.float32], NDArray[np.uint8]]]:
    pose = _sittings(draw, 1)[0]
    room = empty_room(walls[PEOPLE[int(draw.integers(2))]])
    plain = np.full((SIDE, SIDE), OTHER, np.uint8)
    dark = empty_room(14)
    middle = draw.uniform(35, 56, 2)
    radius = draw.uniform(11, 17)
    at = frame(SIDE, *middle)
    ball = ellipse(at, radius, radius)
    dark.paint(ball, 150 - 4 * (at.x + at.y), OTHER)
    flat = np.zeros((SIDE, SIDE), np.float32)
    return {
        "ball in the dark": (dark.levels, dark.regions),
        "black": (flat, plain),
        "white": (flat + 255, plain),
        "noise": (draw.uniform(0, 255, flat.shape).astype(np.float32), plain),
        "nobody": (lit(room.levels, pose), room.regions),
    }


def _sittings(draw: np.random.Generator, count: int) -> list[Pose]:
    """A pose and light for each burst; the lights are spread evenly, so that neither person has the better ones."""
    lights = draw.permutation(np.linspace(0.9, 1.1, count)) if count > 1 else draw.uniform(0.9, 1.1, 1)
    return [
        Pose(
            right=draw.uniform(-6, 6),
            down=draw.uniform(-3, 4),
            scale=draw.uniform(0.93, 1.07),
            turn=draw.uniform(-7, 7),
            look=draw.uniform(-3, 3),
            smile=draw.uniform(0, 3),
            shirt=draw.uniform(75, 150),
            light=float(light),
            slant=draw.uniform(-0.05, 0.05),
        )
        for light in lights
    ]


def _jittered(pose: Pose, draw: np.random.Generator) -> Pose:
    return replace(
        pose,
        right=pose.right + draw.normal(0, 0.35),
        down=pose.down + draw.normal(0, 0.35),
        turn=pose.turn + draw.normal(0, 0.5),
        look=pose.look + draw.normal(0, 0.3),
        smile=pose.smile + draw.normal(0, 0.15),
        light=pose.light * draw.normal(1, 0.006),
        blinks=bool(draw.random() < 0.04),
    )


def _images(
    drawn: list[Drawing],
    labels: NDArray[np.int64],
    classes: tuple[str, ...],
    names: list[str],
    draw: np.random.Generator,
) -> Images:
    levels = np.stack([drawing.levels for drawing in drawn])
    noisy = levels + draw.normal(0, _NOISE, levels.shape)
    pixels = np.clip(np.rint(noisy), 0, 255).astype(np.uint8)[..., None]
    return Images(pixels, labels, classes, tuple(names), Preparation(SIDE, SIDE, 1))


def _regions(drawn: list[Drawing]) -> NDArray[np.uint8]:
    return np.stack([drawing.regions for drawing in drawn])


def _chance(seed: int, *purpose: object) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(stream(seed, "portraits", *purpose)))
