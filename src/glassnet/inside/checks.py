"""What a map of reasons must pass to be believed: it goes when the weights are shuffled, and names what counts."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from glassnet.drawing import Shown
from glassnet.errors import DataError, SettingError
from glassnet.extras import later
from glassnet.inside import attribution
from glassnet.inside.attribution import ADRIFT, INTEGRATED, Reasons, explained
from glassnet.inside.evidence import Array, Evidence, class_number, evidence_in
from glassnet.inside.photos import FILLS, Fill, filled, one_photo
from glassnet.runs.run import Run
from glassnet.seeds import stream

stats: Any = later("scipy.stats")

ALIKE = 0.75  # maps that rank pixels more alike than that are one map: a network's and chance's must not be
BLOCK = 7  # pixels a side
STEPS = 20
RARE = 5  # percent of chance's orders that may do as well

Verdict = Literal["passed", "failed", "tie"]


@dataclass(frozen=True)
class Order:
    """Blocks of a photo deleted in the order a map names them, painted with `fill`: against orders drawn by chance.

    `deletion` is the mean evidence while the named blocks go, first those that speak most for the class; `insertion`
    while they come, on a photo painted all over. `chance` are the means for orders drawn (the same for both: an order
    backwards is an order too). Evidence is in logits.
    """

    fill: str
    deletion: float
    insertion: float
    chance: tuple[float, ...]

    @cached_property
    def passed(self) -> bool:
        """Whether deleting what the map names hurts, and inserting helps, as at most 5 % of chance's orders do."""
        low, high = np.percentile(self.chance, (RARE, 100 - RARE))
        return bool(self.deletion <= low and self.insertion >= high)

    @cached_property
    def beats(self) -> float:
        """The share of chance's orders that hurt less."""
        return float(np.mean(np.array(self.chance) > self.deletion))


@dataclass(frozen=True)
class Mark:
    """How one map did.

    `alike` is the rank correlation of its size with that of the map for shuffled weights, one a draw: at 1 the weights
    had no part in it. `orders` say, for each fill, whether it names what counts.
    """

    method: str
    alike: tuple[float, ...]
    orders: tuple[Order, ...]

    @property
    def collapses(self) -> bool:
        """Whether the map goes when the weights are shuffled."""
        return float(np.mean(self.alike)) <= ALIKE

    @property
    def names_what_counts(self) -> Verdict:
        """Whether its order beats chance's with every fill; a tie where that depends on the fill."""
        passed = [order.passed for order in self.orders]
        return "passed" if all(passed) else "tie" if any(passed) else "failed"

    @property
    def verdict(self) -> Verdict:
        """Both together."""
        return self.names_what_counts if self.collapses else "failed"

    def __str__(self) -> str:
        gone = "goes" if self.collapses else "STAYS"
        fills = ", ".join(f"{order.fill} {'yes' if order.passed else 'no'}" for order in self.orders)
        return f"{self.method:<21}{self.verdict:<7} {gone} {np.mean(self.alike):+.2f}   names: {fills}"


@dataclass(frozen=True)
class Marks(Shown):
    """The test marks of the maps of one photo. `residual` is what integrated gradients miss; over 0.05 is a red mark.

    >>> order = Order("mean", -2.0, 3.0, (0.0, 0.5, 1.0))
    >>> print(Marks((Mark("occlusion", (0.1, 0.3), (order,)),)))
    Goes when weights are shuffled (rank correlation <= 0.75 over 2 draws);
    names what counts more than 3 orders drawn by chance:
      occlusion            passed  goes +0.20   names: mean yes
    """

    of: tuple[Mark, ...]
    residual: float | None = None

    @property
    def by_method(self) -> Mapping[str, Mark]:
        """The marks by the name of their map."""
        return {mark.method: mark for mark in self.of}

    @property
    def ranking(self) -> tuple[str, ...] | None:
        """The methods, best first by deletion less insertion; None, a tie, where the fills do not agree."""
        found = {_ranked(self.of, place) for place in range(min((len(mark.orders) for mark in self.of), default=0))}
        return found.pop() if len(found) == 1 else None

    @property
    def is_adrift(self) -> bool:
        """Whether integrated gradients miss so much of what they share out that they are not to be believed."""
        return self.residual is not None and self.residual > ADRIFT

    def __str__(self) -> str:
        draws = max((len(mark.alike) for mark in self.of), default=0)
        drawn = max((len(order.chance) for mark in self.of for order in mark.orders), default=0)
        lines = [f"Goes when weights are shuffled (rank correlation <= {ALIKE} over {draws} draws);"]
        lines += [f"names what counts more than {drawn} orders drawn by chance:"]
        lines += [f"  {mark}" for mark in self.of]
        if len(self.of) > 1:
            lines.append(f"  best first: {' > '.join(self.ranking or ('a tie, it turns with the fill',))}")
        if self.is_adrift:
            missed = f"{100 * (self.residual or 0):.0f} %"
            lines.append(f"  integrated gradients miss {missed} of what they share out: not to be believed")
        return "\n".join(lines)

    def to_plain(self) -> dict[str, Any]:
        """The marks as JSON holds them."""
        return {
            "residual": self.residual,
            "ranking": None if self.ranking is None else list(self.ranking),
            "of": [
                {
                    **asdict(mark),
                    "collapses": mark.collapses,
                    "names_what_counts": mark.names_what_counts,
                    "verdict": mark.verdict,
                }
                for mark in self.of
            ],
        }


def marks(
    run: Run,
    found: Reasons,
    image: Any = None,
    *,
    draws: int = 4,
    orders: int = 20,
    fills: tuple[Fill, ...] = FILLS,
    steps: tuple[int, int] = (attribution.STEPS, attribution.MOST_STEPS),
    seed: int = 0,
) -> Marks:
    """Test the maps in `found`, which `reasons` gave for `run`.

    Shuffling: all weights change places within their arrays, `draws` times, and each map is made anew; one that still
    ranks pixels as before (Spearman over 0.75) shows the photo and not the network. Do not ask for 0: honest methods
    keep 0.3 to 0.55, since a photo has places where any network finds something.
    Deletion: the photo's blocks of 7x7 are painted over in 20 steps, in the order the map names them and in `orders`
    drawn by chance, with each of three fills, for a fill may itself look like something: mean, wall gray, blur.
    The chances are drawn from `seed`. `image` is only needed where the network has other inputs beside the photo.

    This takes some 1,300 looks at the photo, and for each draw as many as the maps took. A photo that passes says
    nothing of others.
    Sources: Adebayo et al. 2018, "Sanity Checks for Saliency Maps"; Petsiuk et al. 2018, "RISE" (deletion, insertion);
    Tomsett et al. 2020, "Sanity Checks for Saliency Metrics" (why several fills).

    >>> from glassnet.graph.notation import from_text
    >>> from glassnet.inside.attribution import reasons
    >>> chance = np.random.default_rng(0)
    >>> network = from_text("14x14x1 > dense 2 softmax")
    >>> weights = {name: chance.normal(size=each.shape) for name, each in network.weights.items()}
    >>> run = Run(network, weights)
    >>> photo = chance.random((14, 14, 1), np.float32)
    >>> found = marks(run, reasons(run, photo, methods=("integrated gradients",)))
    >>> found.by_method["integrated gradients"].collapses
    True
    """
    if min(draws, orders) < 1:
        raise SettingError(f"marks(draws={draws}, orders={orders}): chance draws at least once.")
    given = _others(run, image)
    evidence = _evidence(run, found, given)
    alike = shuffled_likeness(run, found, draws, seed, given, steps)
    blocks = blocks_of(*found.photo.shape[:2])
    chance = [_chance(seed, "order", number).permutation(len(blocks)) for number in range(orders)]
    tested: dict[str, list[Order]] = {method: [] for method in found.maps}
    for fill in fills:
        ground = filled(found.photo, fill)
        curve = _curves(evidence, found.photo, ground, blocks)
        drawn = tuple(curve(order) for order in chance)
        for method, values in found.maps.items():
            named = order_of(values, blocks)
            tested[method].append(Order(str(fill), curve(named), curve(named[::-1]), drawn))
    kept = tuple(Mark(method, alike[method], tuple(tested[method])) for method in found.maps)
    return Marks(kept, found.residual if INTEGRATED in found.maps else None)


def shuffled_likeness(
    run: Run,
    found: Reasons,
    draws: int,
    seed: int = 0,
    given: Mapping[str, Array] = MappingProxyType({}),
    steps: tuple[int, int] = (attribution.STEPS, attribution.MOST_STEPS),
) -> dict[str, tuple[float, ...]]:
    """How alike each map is to the one that the same network gives with its weights shuffled; one number a draw."""
    likenesses: dict[str, list[float]] = {method: [] for method in found.maps}
    for draw in range(draws):
        mixed = Run(run.network, shuffled(run.weights, seed, draw), card=run.card)
        evidence = _evidence(mixed, found, given)
        other = explained(mixed, evidence, found.photo, found.baseline, tuple(found.maps), found.squares, steps)
        for method, values in found.maps.items():
            likenesses[method].append(rank_correlation(np.abs(values), np.abs(other.maps[method])))
    return {method: tuple(values) for method, values in likenesses.items()}


def shuffled(weights: Mapping[str, Array], seed: int, draw: int = 0) -> dict[str, Array]:
    """Every array with its numbers in other places: what was learned is gone, and how large the numbers are is not.

    >>> sorted(shuffled({"W": np.arange(4.0)}, 0)["W"].tolist())
    [0.0, 1.0, 2.0, 3.0]
    """
    return {
        name: _chance(seed, "shuffle", draw, name).permutation(array.reshape(-1)).reshape(array.shape)
        for name, array in weights.items()
    }


def rank_correlation(one: NDArray[Any], other: NDArray[Any]) -> float:
    """Spearman's: 1 where both rank pixels alike, 0 where a map is flat and ranks nothing.

    >>> rank_correlation(np.array([1.0, 2.0, 3.0]), np.array([1.0, 4.0, 9.0]))
    1.0
    """
    first, second = (stats.rankdata(values.reshape(-1)) for values in (one, other))
    first, second = first - first.mean(), second - second.mean()
    size = float(np.sqrt((first @ first) * (second @ second)))
    return float(np.clip(first @ second / size, -1, 1)) if size else 0.0


def blocks_of(height: int, width: int, side: int = BLOCK) -> list[tuple[slice, slice]]:
    """The photo cut into squares; those at the far ends may be smaller.

    >>> len(blocks_of(91, 91)), blocks_of(8, 7)[1]
    (169, (slice(7, 14, None), slice(0, 7, None)))
    """
    return [
        (slice(top, top + side), slice(left, left + side))
        for top in range(0, height, side)
        for left in range(0, width, side)
    ]


def order_of(values: Array, blocks: list[tuple[slice, slice]]) -> NDArray[np.int64]:
    """Blocks by the mean of a map in them, what speaks most for the class first; the first of those that tie."""
    order: NDArray[np.int64] = np.argsort([-float(values[block].mean()) for block in blocks], kind="stable")
    return order


def _curves(
    evidence: Evidence, photo: Array, ground: Array, blocks: list[tuple[slice, slice]]
) -> Callable[[NDArray[np.int64]], float]:
    """For an order of blocks, the mean evidence while they are painted over from none to all."""

    def mean(order: NDArray[np.int64]) -> float:
        heights = evidence.of(np.stack(list(_painted_over(photo, ground, blocks, order))))
        return float(np.trapezoid(heights) / (len(heights) - 1))

    return mean


def _painted_over(
    photo: Array, ground: Array, blocks: list[tuple[slice, slice]], order: NDArray[np.int64]
) -> Iterator[Array]:
    now = photo.copy()
    yield now.copy()
    for some in np.array_split(order, min(STEPS, len(order))):
        for number in some:
            now[blocks[number]] = ground[blocks[number]]
        yield now.copy()


def _evidence(run: Run, found: Reasons, given: Mapping[str, Array]) -> Evidence:
    """The evidence that `found` is of, as `run` weighs it."""
    evidence = evidence_in(run, given=given)
    count = evidence.scores(found.photo[None]).shape[1]
    return replace(evidence, label=class_number(run, found.label, count), rival=class_number(run, found.rival, count))


def _others(run: Run, image: Any) -> dict[str, Array]:
    if len(run.network.inputs) == 1:
        return {}
    if image is None:
        raise DataError("This network has other inputs beside the photo: marks(run, found, image) needs them again.")
    return one_photo(run, image)[1]


def _chance(seed: int, *purpose: object) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(stream(seed, "marks", *purpose)))


def _ranked(of: tuple[Mark, ...], place: int) -> tuple[str, ...]:
    """The methods by one fill, best first."""
    gained = {mark.method: mark.orders[place].deletion - mark.orders[place].insertion for mark in of}
    return tuple(sorted(gained, key=lambda method: gained[method]))
