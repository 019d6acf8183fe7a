"""The filters of a convolution, slice by slice: how they began, how they are now, and what of that was learned."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from glassnet.drawing import Shown
from glassnet.errors import DataError, UnknownName
from glassnet.graph.network import Network
from glassnet.graph.ops import Conv2D
from glassnet.inside.beginnings import cosine, learned_part, start_of, strange
from glassnet.inside.decay import Forgetting, forgetting
from glassnet.inside.grain import Grain, grain_of, noise_band
from glassnet.runs.run import Run

View = Literal["start", "now", "learned"]
VIEWS: tuple[View, ...] = ("start", "now", "learned")
ALIKE = 0.99  # the cosine from which two filters do the same
UNMOVED = 1e-3  # of the start: a filter that learned less than that never got a gradient worth the name
_LEAST_LENGTH = 1e-6
_ADDRESS = re.compile(r"(?P<layer>.+?)\s*/\s*out (?P<out>\d+)\s*(?:<-|←)\s*in (?P<into>\d+)")


@dataclass(frozen=True, eq=False)
class Slice:
    """One slice `[height, width]` of one filter: what output channel `out` does to input channel `into`, from 0."""

    layer: str
    out: int
    into: int
    start: NDArray[np.float32]
    now: NDArray[np.float32]
    learned: NDArray[np.float32]

    @property
    def address(self) -> str:
        """Its name on every picture and in every table: `conv_2/out 17 <- in 4`."""
        return address(self.layer, self.out, self.into)

    def __str__(self) -> str:
        return f"{self.address}: {', '.join(f'{view} {self.reading(view)}' for view in VIEWS)}"

    def grain(self, view: View) -> Grain:
        """The grain numbers of one view of it."""
        return grain_of(getattr(self, view))

    def reading(self, view: View) -> str:
        """The word of `Grain.reading` for one view of it: "grain", "smooth", ..."""
        return str(self.grain(view).reading().item())


@dataclass(frozen=True)
class Twins:
    """Two filters whose weights are alike up to their size: `cosine` is at least 0.99."""

    one: int
    other: int
    cosine: float


@dataclass(frozen=True, eq=False)
class Filters(Shown):
    """All filters of a layer. `start` and `now` are `[height, width, in, out]` as in the model; `learned` is what
    training added: the difference, or where weights decay (`decays`) now without what is left of the start, W - a W0.
    `left` is that share a, as `beginnings.share_left` finds it: 1 untouched, 0 forgotten. `forgetting` says how fast
    weight decay takes it away.

    `came_from` says in words where the start is from. `by_epoch` holds what snapshots kept, by epoch, and now under the
    last; empty where none were kept. `remarks` say what could mislead.
    """

    layer: str
    start: NDArray[np.float32]
    now: NDArray[np.float32]
    learned: NDArray[np.float32]
    left: float
    decays: bool
    came_from: str
    maps: int
    by_epoch: Mapping[int, NDArray[Any]]
    forgetting: Forgetting
    remarks: tuple[str, ...] = ()

    def __len__(self) -> int:
        return int(self.now.shape[2] * self.now.shape[3])

    def __iter__(self) -> Iterator[Slice]:
        inputs, filters = self.now.shape[2:]
        return (self.slice(out, into) for out in range(filters) for into in range(inputs))

    def __getitem__(self, where: str) -> Slice:
        """The slice of that address, such as "conv_2/out 17 <- in 4". Raises `UnknownName` for one there is not."""
        found = _ADDRESS.fullmatch(where.strip())
        if found is None or found["layer"] != self.layer:
            raise UnknownName(f"'{where}' is no slice of '{self.layer}'. Its first is '{address(self.layer, 0, 0)}'.")
        return self.slice(int(found["out"]), int(found["into"]))

    def slice(self, out: int, into: int = 0) -> Slice:
        """What output channel `out` does to input channel `into`; both count from 0."""
        inputs, filters = self.now.shape[2:]
        if not (0 <= out < filters and 0 <= into < inputs):
            raise UnknownName(
                f"There is no slice '{address(self.layer, out, into)}': '{self.layer}' has filters 0 to {filters - 1}, "
                f"each with slices for inputs 0 to {inputs - 1}."
            )
        views = (getattr(self, view)[:, :, into, out] for view in VIEWS)
        return Slice(self.layer, out, into, *views)

    @property
    def counts(self) -> str:
        """How many there are, in a line: 64 filters of 10x10x32 are 2,048 slices and 64 maps."""
        height, width, inputs, filters = self.now.shape
        named = [_many(filters, "filter"), _many(len(self), "slice"), _many(self.maps, "map")]
        return f"{named[0]} of {height}x{width}x{inputs}: {named[1]}, {named[2]}"

    def grain(self, view: View = "now") -> Grain:
        """The grain numbers of every slice, arrays `[in, out]`. Raises `UnknownName` for a view there is not."""
        if view not in VIEWS:
            raise UnknownName(f"Invalid view: {view!r}. Known: {', '.join(VIEWS)}.")
        return self._grains[view]

    @cached_property
    def _grains(self) -> dict[View, Grain]:
        return {view: grain_of(getattr(self, view).transpose(2, 3, 0, 1)) for view in VIEWS}

    @property
    def broken(self) -> int:
        """How many weights are no numbers now: NaN or infinite."""
        return int((~np.isfinite(self.now)).sum())

    @property
    def cosine(self) -> float:
        """How much of its direction the layer kept from its start: 1 all, 0 nothing."""
        return cosine(self.now, self.start)

    @property
    def learned_share(self) -> float:
        """The length of the learned part beside that of the start, |R| / |W0|; NaN where the start is all 0."""
        return _ratio(_lengths(self.learned.reshape(-1, 1)), _lengths(self.start.reshape(-1, 1))).item()

    @property
    def learned_shares(self) -> NDArray[np.float64]:
        """The same for each filter by itself, [out]."""
        return _ratio(_lengths(self.learned), _lengths(self.start))

    @property
    def dead(self) -> tuple[int, ...]:
        """Filters whose weights are all 0 (below 1e-6 together): their maps are the bias everywhere."""
        return _where(_lengths(self.now) < _LEAST_LENGTH)

    @property
    def unmoved(self) -> tuple[int, ...]:
        """Filters that learned nothing: each by itself is its start but for its length, to a thousandth. Mostly
        those whose relu never lets any gradient through. Which maps are silent on your photos, `silent` says.
        """
        now, start = (each.reshape(-1, each.shape[-1]).astype(np.float64) for each in (self.now, self.start))
        left = _ratio((now * start).sum(axis=0), (start**2).sum(axis=0))
        return _where(_ratio(_lengths(now - left * start), _lengths(start)) < UNMOVED)

    @property
    def twins(self) -> tuple[Twins, ...]:
        """Pairs of filters that do the same up to their size, the lower number first."""
        rows = self.now.reshape(-1, self.now.shape[-1]).T.astype(np.float64)
        lengths = np.linalg.norm(rows, axis=1)
        usable = np.isfinite(lengths) & (lengths >= _LEAST_LENGTH)
        unit = np.where(usable[:, None], rows / np.where(usable, lengths, 1)[:, None], 0.0)
        alike = np.triu(unit @ unit.T, 1)
        return tuple(
            Twins(int(one), int(other), float(alike[one, other])) for one, other in np.argwhere(alike >= ALIKE)
        )

    @property
    def epochs(self) -> tuple[int, ...]:
        """The epochs there are views of; empty where the run kept no snapshots."""
        return tuple(self.by_epoch)

    def at(self, epoch: int) -> NDArray[np.float32]:
        """The filters as they were after `epoch` passes. Raises `DataError` for an epoch that was not kept."""
        if epoch not in self.by_epoch:
            kept = f"Kept are {', '.join(map(str, self.epochs))}." if self.epochs else _HOW_TO_KEEP
            raise DataError(f"The filters of '{self.layer}' at epoch {epoch} were not kept. {kept}")
        return np.asarray(self.by_epoch[epoch], np.float32)

    def over_epochs(self) -> "tuple[Moment, ...]":
        """Grain and memory of the start at each epoch there is. Raises `DataError` where no snapshots were kept."""
        if not self.by_epoch:
            raise DataError(f"How the filters of '{self.layer}' changed over epochs is not known. {_HOW_TO_KEEP}")
        return tuple(_moment(epoch, self.at(epoch), self.start, self.decays) for epoch in self.epochs)

    def __str__(self) -> str:
        return "\n".join([f"{self.layer}: {self.counts}", *self._memory(), *self._table(), *self._odd(), *self.remarks])

    def to_plain(self) -> dict[str, Any]:
        """Everything but the weights, as JSON holds it."""
        return {
            "layer": self.layer,
            "counts": self.counts,
            "start": self.came_from,
            "cosine": _known(self.cosine),
            "left": _known(self.left),
            "decays": self.decays,
            "forgetting": self.forgetting.to_plain(),
            "learned_share": _known(self.learned_share),
            "grain": {view: self.grain(view).to_plain() for view in VIEWS},
            "too_small": self.grain().is_too_small,
            "dead": list(self.dead),
            "unmoved": list(self.unmoved),
            "twins": [[each.one, each.other] for each in self.twins],
            "broken": self.broken,
            "epochs": list(self.epochs),
            "remarks": list(self.remarks),
        }

    def _memory(self) -> Iterator[str]:
        yield f"start {self.came_from}; cosine of now and start {self.cosine:.2f}"
        yield f"{self.left:.2f} of the start is left; what was learned is {self.learned_share:.2f} times as long"
        yield str(self.forgetting)

    def _table(self) -> Iterator[str]:
        height, width = self.now.shape[:2]
        yield f"{'':9}{'neighbours alike':23}{'steps between':23}{'short waves':23}".rstrip()
        for view in VIEWS:
            grain = self.grain(view)
            yield f"{view:9}" + "".join(f"{grain.spread(each)!s:23}" for each in ("rho", "tv", "high")).rstrip()
        yield f"{'noise':9}" + "".join(f"{each!s:23}" for each in noise_band(height, width)).rstrip()
        for view in VIEWS:
            words = ", ".join(f"{count:,} {word}" for word, count in self.grain(view).counts().items())
            yield f"{view:9}reads: {words}"

    def _odd(self) -> Iterator[str]:
        if self.broken:
            yield f"{_many(self.broken, 'weight')} are no numbers."
        for word, which in (("dead", self.dead), ("unmoved", self.unmoved)):
            if which:
                yield f"{word}: {_listed(which)}"
        if self.twins:
            yield f"twins: {_listed([f'{each.one} and {each.other}' for each in self.twins])}"


@dataclass(frozen=True, eq=False)
class Moment:
    """The filters of a layer after `epoch` passes: grain now and of what was learned so far, and what the start still
    is to them (`cosine`, and the `left` share of it).
    """

    epoch: int
    now: Grain
    learned: Grain
    cosine: float
    left: float


def filters(run: Run, layer: str) -> Filters:
    """The filters of convolution `layer`: as they began, as they are now, and what was learned.

    What looks like static in a filter is mostly its random start, which training adds to and never erases; the learned
    part shows what it added. Without snapshots the start is drawn again from the recipe's seed, to the same bits.
    Slices are small pictures of weights, addressed `conv_2/out 17 <- in 4`, both counted from 0. Raises `UnknownName`
    for a layer there is not, `DataError` for one without filters.

    >>> import glassnet as gn
    >>> net = gn.conv_2d(gn.input_data([None, 8, 8, 1]), 4, 5, activation="relu", name="conv_1")
    >>> net = gn.regression(gn.fully_connected(net, 10, activation="softmax"))
    >>> run = gn.fit(net, gn.datasets.digits.images()[:100], n_epoch=2, show=False, keep_filters=True)
    >>> found = gn.inside.filters(run, "conv_1")
    >>> print(found.counts, found.epochs)
    4 filters of 5x5x1: 4 slices, 4 maps (0, 1, 2)
    >>> found["conv_1/out 3 <- in 0"].reading("start")
    'grain'
    """
    require_convolution(run.network, layer)
    name = f"{layer}/W"
    now = np.asarray(run.weights[name], np.float32)
    start, came_from = start_of(run, name)
    decays = run.network.weights[name].regularizer is not None
    learned, left = learned_part(now, start, decays=decays)
    maps, by_epoch = run.network[layer].shape.channels, _by_epoch(run, name, now)
    lasts, odd = forgetting(run, layer), _remarks(now, start, layer)
    return Filters(layer, start, now, learned, left, decays, came_from, maps, by_epoch, lasts, odd)


def require_convolution(network: Network, layer: str) -> None:
    """Raise `DataError` unless `layer` is a convolution, saying which are; `UnknownName` where there is none."""
    node = network[layer]
    if isinstance(node.op, Conv2D):
        return
    named = zip(network.names, network.nodes, strict=True)
    others = [f"'{name}'" for name, each in named if isinstance(each.op, Conv2D)]
    told = f"Those that have: {', '.join(others)}." if others else "This network has no convolution at all."
    raise DataError(f"'{layer}' is {node.op.kind} and has no filters. {told}")


def address(layer: str, out: int, into: int) -> str:
    """What a slice is called.

    >>> address("conv_2", 17, 4)
    'conv_2/out 17 <- in 4'
    """
    return f"{layer}/out {out} <- in {into}"


_HOW_TO_KEEP = "Train with fit(..., keep_filters=True), which keeps epochs 0, 1, 2, 3, 5, 8, 13, ... and the last."


def _by_epoch(run: Run, name: str, now: NDArray[np.float32]) -> dict[int, NDArray[Any]]:
    if run.snapshots is None:
        return {}
    return {epoch: kept[name] for epoch, kept in run.snapshots.by_epoch.items()} | {run.snapshots.last: now}


def _remarks(now: NDArray[np.float32], start: NDArray[np.float32], layer: str) -> tuple[str, ...]:
    found = []
    if min(now.shape[:2]) * max(now.shape[:2]) < 25:
        height, width = now.shape[:2]
        found.append(f"{height}x{width} weights are too few to tell grain from a picture, slice by slice.")
    if strange(now, start):
        found.append(f"'{layer}' has nothing in common with this start: it forgot it, or training did not begin there.")
    return tuple(found)


def _moment(epoch: int, now: NDArray[np.float32], start: NDArray[np.float32], decays: bool) -> Moment:
    learned, left = learned_part(now, start, decays=decays)
    grain, of_learned = (grain_of(each.transpose(2, 3, 0, 1)) for each in (now, learned))
    return Moment(epoch, grain, of_learned, cosine(now, start), left)


def _lengths(weights: NDArray[Any]) -> NDArray[np.float64]:
    """The length of each filter, [out]; NaN where it holds what is no number."""
    flat = weights.reshape(-1, weights.shape[-1]).astype(np.float64)
    return np.asarray(np.sqrt((flat**2).sum(axis=0)))


def _ratio(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(other > 0, one / np.where(other > 0, other, 1), np.nan)


def _where(mask: NDArray[np.bool_]) -> tuple[int, ...]:
    return tuple(np.flatnonzero(mask).tolist())


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}" + ("" if count == 1 else "s")


def _listed(which: Any) -> str:
    words = list(map(str, which))
    return ", ".join(words[:12]) + (f" and {len(words) - 12:,} more" if len(words) > 12 else "")
