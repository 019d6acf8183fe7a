"""Nearest neighbour on pixels: the classifier that learns nothing, which every network has to beat."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glassnet.data.images import Images
from glassnet.errors import DataError

NOWHERE = -1
MOST_PRODUCTS = 6e11  # of two numbers; 10,000 pictures against 60,000 of 28x28 are 4.7e11: seconds on two cores
_INPUT_BYTES, _PRODUCT_BYTES = 1 << 26, 1 << 24  # of single precision at once: pictures of a side, and distances


@dataclass(frozen=True, eq=False)
class Neighbours:
    """For each picture asked about, the row of the known picture nearest to it, or NOWHERE, and how far that is.

    `distance` is Euclidean, in units of the pixels. `searched` counts the known pictures that were searched.
    """

    row: NDArray[np.int64]
    distance: NDArray[np.float64]
    searched: int


def nearest(asked: Images, known: Images, most_products: float = MOST_PRODUCTS) -> Neighbours:
    """The picture of `known` nearest in pixels to each of `asked`: exact; of several as near, the first.

    Memory stays near 300 MB whatever the sets' sizes. Pictures that hold a number that is none (NaN, infinity) are
    nobody's neighbour and have none. Where the products would be more than `most_products`, evenly spaced pictures of
    `known` are searched, as many as that allows. Raises `DataError` when pictures have different sizes.

    >>> pictures = Images(np.array([0, 90, 200], np.uint8).reshape(3, 1, 1, 1), np.array([0, 0, 1]), ("dark", "light"))
    >>> found = nearest(pictures[[1]], pictures[[0, 2]])
    >>> found.row.tolist(), found.distance.tolist()
    ([0], [90.0])
    """
    if asked.shape != known.shape:
        sizes = ["x".join(map(str, each.shape)) for each in (asked, known)]
        raise DataError(
            f"The pictures to judge are {sizes[0]} and those trained on {sizes[1]}, so their pixels cannot be "
            "compared. Read both with the same size and color."
        )
    ours, theirs = _flat(asked, known)
    asking, rows = _finite(ours), _finite(theirs)
    rows = rows[_spaced(len(rows), int(most_products // max(1, ours.size)))]
    row, distance = np.full(len(ours), NOWHERE), np.full(len(ours), np.inf)
    if len(asking) and len(rows):
        found, squares = _search(_some(ours, asking), _some(theirs, rows))
        row[asking], distance[asking] = rows[found], np.sqrt(squares)
    return Neighbours(row, distance, len(rows))


def _finite(rows: NDArray[np.generic]) -> NDArray[np.int64]:
    return np.flatnonzero(np.isfinite(rows).all(axis=1)) if rows.dtype.kind == "f" else np.arange(len(rows))


def _some(rows: NDArray[np.generic], chosen: NDArray[np.int64]) -> NDArray[np.generic]:
    return rows if len(chosen) == len(rows) else rows[chosen]


def _flat(asked: Images, known: Images) -> tuple[NDArray[np.generic], NDArray[np.generic]]:
    """Both as rows of numbers on one scale: levels where both are levels, so that distances are whole numbers."""
    if asked.pixels.dtype == known.pixels.dtype == np.uint8:
        one, other = asked.pixels, known.pixels
    else:
        one, other = asked.inputs(), known.inputs()
    height, width, channels = asked.shape
    return one.reshape(len(one), height * width * channels), other.reshape(len(other), height * width * channels)


def _spaced(count: int, most: int) -> NDArray[np.int64]:
    most = max(1, min(count, most))
    return np.arange(min(most, count)) * count // most


def _search(ours: NDArray[np.generic], theirs: NDArray[np.generic]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Fast and rough in single precision, then exact among all that roundness could have put first."""
    middle = theirs[:: max(1, len(theirs) // 256)].mean(axis=0, dtype=np.float64).astype(np.float32)
    columns = max(1, min(len(theirs), _INPUT_BYTES // (4 * ours.shape[1])))  # of their pictures, at once
    rows = max(1, min(_PRODUCT_BYTES // (4 * columns), _INPUT_BYTES // (4 * ours.shape[1])))  # of ours
    best, found = np.full(len(ours), np.inf), np.full(len(ours), NOWHERE)
    for column in range(0, len(theirs), columns):
        block = _centred(theirs[column : column + columns], middle)
        lengths = np.einsum("ij,ij->i", block, block)
        # A product with one more number, the length, comes to |b|^2 - 2ab: no second pass over the large result.
        block = np.hstack([block, lengths[:, None]])
        for row in range(0, len(ours), rows):
            mine, yours = _candidates(_centred(ours[row : row + rows], middle), block)
            _improve(ours, theirs, mine + row, yours + column, best, found)
    return found, best


def _centred(pictures: NDArray[np.generic], middle: NDArray[np.float32]) -> NDArray[np.float32]:
    """Single precision, with what all pictures share taken away: smaller numbers are rounded less."""
    centred: NDArray[np.float32] = np.subtract(pictures, middle, dtype=np.float32)
    return centred


def _candidates(ours: NDArray[np.float32], theirs: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs (row of ours, row of theirs) among which the nearest of each of ours must be."""
    own = np.einsum("ij,ij->i", ours, ours)
    apart = np.hstack([-2 * ours, np.ones((len(ours), 1), np.float32)]) @ theirs.T  # less |a|^2, the same for all
    # A sum of d products is off by about sqrt(d) eps of its largest possible size; four times that is safe.
    slack = 4 * np.finfo(np.float32).eps * np.sqrt(ours.shape[1]) * (own + theirs[:, -1].max())
    mine, yours = np.divmod(np.flatnonzero(apart <= (apart.min(axis=1) + slack)[:, None]), len(theirs))
    return mine, yours


def _improve(
    ours: NDArray[np.generic],
    theirs: NDArray[np.generic],
    mine: NDArray[np.int64],
    yours: NDArray[np.int64],
    best: NDArray[np.float64],
    found: NDArray[np.int64],
) -> None:
    """Enter the exact squared distances of these pairs where they are less than the best so far."""
    squares = _squares(ours, theirs, mine, yours)
    order = np.lexsort((yours, squares, mine))
    first = order[np.unique(mine[order], return_index=True)[1]]
    nearer = first[squares[first] < best[mine[first]]]
    best[mine[nearer]] = squares[nearer]
    found[mine[nearer]] = yours[nearer]


def _squares(
    ours: NDArray[np.generic], theirs: NDArray[np.generic], mine: NDArray[np.int64], yours: NDArray[np.int64]
) -> NDArray[np.float64]:
    """The squared distance of each pair, exact for levels: they are whole numbers, summed as such."""
    exact = np.int64 if ours.dtype == np.uint8 else np.float64
    squares = np.empty(len(mine))
    portion = max(1, _INPUT_BYTES // (8 * ours.shape[1]))
    for at in range(0, len(mine), portion):
        some = slice(at, at + portion)
        apart = ours[mine[some]].astype(exact) - theirs[yours[some]].astype(exact)
        squares[some] = np.einsum("ij,ij->i", apart, apart)
    return squares
