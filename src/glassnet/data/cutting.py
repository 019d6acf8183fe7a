"""A class that is one long burst, cut so that no tested shot has a near one in training."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.data.likeness import shrunk
from glassnet.seeds import stream

Rows = NDArray[np.int64]
Floats = NDArray[np.float32]

_MOST_WORK = 4e9  # differences of pixels to take: some seconds; beyond, pictures are compared at half the size
_ENOUGH = 0.8  # of the largest training part: how far chance may go when it picks where to cut


@dataclass(frozen=True, eq=False)
class Cut:
    """Places in one class `[n]`, in order: which are trained on, validate, test, and which are set aside.

    `usual` is the median of the mean difference of two shots of the class; no tested shot is nearer to a trained one.
    """

    train: Rows
    validation: Rows
    test: Rows
    aside: Rows
    usual: float


def cut(pixels: NDArray[Any], contents: Sequence[bytes], seed: int, validation: float, test: float) -> Cut:
    """Cut the shots `pixels` `[n, H, W, C]` of one sitting, in order, known by their `contents`.

    Any division of a sitting by chance leaves each tested shot a twin in training. So the test is a run of
    neighbouring shots, and every other shot nearer to one of them than the median of the class, by mean difference or
    by root mean square, is kept out of training. From those the validation part is taken, farthest from training
    first: it may still flatter, the test does not. The rest is set aside. The run is as long as leaves the parts in
    the wanted proportion, and lies where nearly the most is left to train on; the seed chooses among such places.
    """
    held, second = (test, validation) if test else (validation, 0.0)
    apart, squared = all_differences(pixels)
    usual = _median(apart)
    near = (apart < usual) | (squared < _median(squared))
    start, stop = _window(near, contents, seed, held, (1 - validation - test) / held)
    run = np.arange(start, stop)
    others = np.setdiff1d(np.arange(len(apart)), run)
    far = ~near[np.ix_(others, run)].any(axis=1)
    train, between = others[far], others[~far]
    wanted = min(round(len(run) * second / held), len(between))
    from_train = apart[np.ix_(between, train)].min(axis=1, initial=np.inf)
    chosen = np.sort(between[np.argsort(-from_train, kind="stable")[:wanted]])
    aside = np.setdiff1d(between, chosen)
    return Cut(train, chosen, run, aside, usual) if test else Cut(train, run, chosen, aside, usual)


def all_differences(pixels: NDArray[Any]) -> tuple[Floats, Floats]:
    """How far each picture is from each, `[n, n]`: the mean difference of pixels without sign, and the mean square.

    >>> mean, square = all_differences(np.array([1, 4, 9], np.uint8).reshape(3, 1, 1, 1))
    >>> mean.tolist(), square[0].tolist()
    ([[0.0, 3.0, 8.0], [3.0, 0.0, 5.0], [8.0, 5.0, 0.0]], [0.0, 9.0, 64.0])
    """
    count, side = len(pixels), min(pixels.shape[1:3])
    while count**2 / 2 * np.prod(pixels.shape[1:]) > _MOST_WORK and side > 8:
        side //= 2
        pixels = shrunk(pixels, side)
    flat = pixels.reshape(count, -1).astype(np.float32)
    mean, square = np.zeros((count, count), np.float32), np.zeros((count, count), np.float32)
    for row in range(count - 1):
        apart = flat[row + 1 :] - flat[row]
        square[row, row + 1 :] = np.einsum("np,np->n", apart, apart) / flat.shape[1]
        mean[row, row + 1 :] = np.abs(apart, out=apart).mean(axis=1)
    return mean + mean.T, square + square.T


def _median(apart: Floats) -> float:
    return float(np.median(apart[np.triu_indices(len(apart), 1)]))


def _window(
    near: NDArray[np.bool_], contents: Sequence[bytes], seed: int, held: float, ratio: float
) -> tuple[int, int]:
    """Where the run of held-out shots begins and ends: the longest that leaves `ratio` times as many to train on."""
    length = max(round(held * len(near)), 1)
    free = _left_to_train(near, length)
    while length > 1 and free.max() < ratio * length:
        length = max(int(0.95 * length), 1)
        free = _left_to_train(near, length)
    good = np.flatnonzero(free >= _ENOUGH * free.max())
    start = min(good.tolist(), key=lambda place: stream(seed, "cut", contents[place + length // 2].hex()))
    return start, start + length


def _left_to_train(near: NDArray[np.bool_], length: int) -> NDArray[np.int64]:
    """For each place of a run of this length, how many shots are near to none of the run."""
    before = np.concatenate([np.zeros((1, len(near)), np.int64), np.cumsum(near, axis=0)])
    left: NDArray[np.int64] = (before[length:] == before[:-length]).sum(axis=1)
    return left
