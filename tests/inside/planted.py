"""Photos whose label is one small patch of stripes, beside a patch of the same contrast that means nothing.

Some have no such patch, and a label for that: of two classes a network may know one, and take what is not it for the
other, whose photos then have no reason in them.

Who looks for contrast finds both patches; only who looks for the reason finds the right one. A network trained on
them, and maps of the network, have an answer that is known.

The photos lie about 0, not about a mid gray: a gray is something every filter answers to, everywhere.
"""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

import glassnet as gn

SIDE, PATCH = 64, 10
CONTRAST = 0.22
CLASSES = ("rows", "columns", "neither")


@dataclass(frozen=True, eq=False)
class Planted:
    """`images`, and where the patch that means something (`informative`) and the other (`distractor`) are, bool."""

    images: gn.data.Images
    informative: np.ndarray
    distractor: np.ndarray

    def __getitem__(self, rows: np.ndarray | slice) -> "Planted":
        return Planted(self.images[rows], self.informative[rows], self.distractor[rows])

    @property
    def with_patch(self) -> "Planted":
        return self[self.images.labels < 2]

    def without(self, masks: np.ndarray) -> gn.data.Images:
        """The photos with a patch erased: its pixels at the mean of those around it."""
        pixels = self.images.pixels.copy()
        for photo, mask in zip(pixels, masks, strict=True):
            around = ndimage.binary_dilation(mask, iterations=2) & ~mask
            photo[mask] = photo[around].mean() if mask.any() else 0
        return gn.data.Images(pixels, self.images.labels, self.images.classes)


def planted(seed: int, count: int, *, labels_by_chance: bool = False) -> Planted:
    """`count` photos of soft clouds: horizontal stripes somewhere, vertical ones, or neither, in turn."""
    chance = np.random.default_rng(seed)
    labels = np.arange(count) % 3
    pixels, masks = np.empty((count, SIDE, SIDE, 1), np.float32), np.zeros((2, count, SIDE, SIDE), bool)
    for row in range(count):
        clouds = ndimage.gaussian_filter(chance.normal(size=(SIDE, SIDE)), 6)
        photo = 0.12 * clouds / clouds.std() + chance.normal(0, 0.01, (SIDE, SIDE))
        for kind, (top, left) in enumerate(_places(chance)):
            here = slice(top, top + PATCH), slice(left, left + PATCH)
            stripes = _stripes("diagonal" if kind else CLASSES[labels[row]], int(chance.integers(4)))
            if kind or labels[row] < 2:
                photo[here] = photo[here].mean() + CONTRAST * stripes
                masks[(kind, row, *here)] = True
        pixels[row, ..., 0] = photo.clip(-0.5, 0.5)
    told = chance.permutation(labels) if labels_by_chance else labels
    return Planted(gn.data.Images(pixels, told.astype(np.int64), CLASSES), masks[0], masks[1])


def _places(chance: np.random.Generator) -> list[tuple[int, int]]:
    """Two corners whose patches keep apart."""
    while True:
        places = chance.integers(2, SIDE - PATCH - 2, (2, 2))
        if np.abs(places[0] - places[1]).max() >= PATCH + 6:
            return [tuple(map(int, place)) for place in places]


def _stripes(kind: str, phase: int) -> np.ndarray:
    rows, columns = np.mgrid[:PATCH, :PATCH]
    along = {"rows": rows, "columns": columns}.get(kind, rows + columns)
    return np.where((along + phase) % 4 < 2, 1.0, -1.0)


def sobel(photo: np.ndarray) -> np.ndarray:
    """Where a photo `[H, W, C]` has edges: a map that never saw a network, and must not pass for one that did."""
    gray = photo.mean(-1)
    return np.hypot(ndimage.sobel(gray, 0), ndimage.sobel(gray, 1))


def ratio(found: np.ndarray, informative: np.ndarray, distractor: np.ndarray) -> float:
    """Of what a map puts on the two patches, what part it puts on the right one; 0.5 is a map that cannot tell."""
    size = np.abs(found)
    right, wrong = size[informative].sum(), size[distractor].sum()
    return float(right / (right + wrong)) if right + wrong else 0.5


def points(found: np.ndarray, informative: np.ndarray) -> bool:
    """Whether the strongest pixel is on the right patch, or beside it as far as a coarse map reaches."""
    near = ndimage.binary_dilation(informative, iterations=3)
    return bool(near.reshape(-1)[int(np.abs(found).argmax())])


def mass(found: np.ndarray, informative: np.ndarray) -> float:
    """What part of a map lies on the right patch."""
    size = np.abs(found)
    return float(size[informative].sum() / size.sum()) if size.any() else 0.0
