"""A plan: how the arithmetic of one network is done, with the measurements and reasons behind it. Plain values."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, cast

from glassnet.engine.convolution import Algorithm
from glassnet.engine.products import ProductName

Way = Algorithm | ProductName


@dataclass(frozen=True)
class Candidate:
    """One way to do a layer, and how long it takes for a batch, forward and backward; None where it was not timed."""

    algorithm: Way
    seconds: float | None = None

    def __str__(self) -> str:
        return self.algorithm if self.seconds is None else f"{self.algorithm} {in_time(self.seconds)}"


@dataclass(frozen=True)
class LayerPlan:
    """What was chosen for one convolution or one dense layer's product, among which candidates, and why."""

    layer: str
    algorithm: Way
    candidates: tuple[Candidate, ...]
    reason: str

    def __str__(self) -> str:
        others = ", ".join(str(each) for each in self.candidates if each.algorithm != self.algorithm)
        chosen = next((each for each in self.candidates if each.algorithm == self.algorithm), Candidate(self.algorithm))
        return f"{self.layer} {chosen}" + (f" (not {others})" if others else "")


@dataclass(frozen=True)
class Plan:
    """How a network is computed. Saved with the run, and given again (`plan=run.plan`) it is followed as it is.

    `engine` is "auto" or "reference", the plain path. `threads` is how many torch works with, `precision` "float32" or
    "bfloat16". `folded` are dense weights that are updated by one matrix product, their gradient never laid out.
    `pool_first` means that a relu before a max pool is taken behind it, where it has four times less to do: the same
    function. `evaluation_batch` samples are judged at a time. `step_seconds` is one measured step of training. `gpu` is
    what the GPU is called that all this was measured on; empty for a processor.

    >>> print(Plan(engine="auto", threads=2, layers=(LayerPlan("conv_1", "fourier", (), "measured"),)))
    auto: 2 threads, float32; conv_1 fourier
    """

    engine: str = "reference"
    precision: str = "float32"
    threads: int = 0  # 0: as many as torch would take
    layers: tuple[LayerPlan, ...] = ()
    folded: tuple[str, ...] = ()
    pool_first: bool = False
    evaluation_batch: int | None = None
    step_seconds: float | None = None
    gpu: str = ""

    def __str__(self) -> str:
        parts = [f"{self.engine}: {self.workers}, {self.precision}", *map(str, self.layers)]
        if self.folded:
            parts.append(f"SGD folded into {', '.join(self.folded)}")
        if self.pool_first:
            parts.append("relu behind its pool")
        return "; ".join(parts)

    @property
    def workers(self) -> str:
        """Who computes, in words: the GPU, or so many threads."""
        if self.gpu:
            return self.gpu
        return f"{self.threads} thread{'s' * (self.threads != 1)}" if self.threads else "torch's own threads"

    def algorithm(self, layer: str) -> Algorithm:
        """What was chosen for the convolution of that name; torch's own where nothing was."""
        return cast("Algorithm", self._way(layer) or "direct")

    def product(self, layer: str) -> ProductName:
        """Who multiplies in the dense layer of that name; torch as it comes where nothing was chosen."""
        return cast("ProductName", self._way(layer) or "matmul")

    def _way(self, layer: str) -> Way | None:
        return next((each.algorithm for each in self.layers if each.layer == layer), None)

    def to_plain(self) -> dict[str, Any]:
        """The plan as JSON holds it.

        >>> Plan.from_plain(Plan(threads=2).to_plain()) == Plan(threads=2)
        True
        """
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "Plan":
        """The plan `to_plain` wrote."""
        layers = tuple(
            LayerPlan(
                layer["layer"],
                layer["algorithm"],
                tuple(Candidate(each["algorithm"], each["seconds"]) for each in layer["candidates"]),
                layer["reason"],
            )
            for layer in plain["layers"]
        )
        return cls(**{**plain, "layers": layers, "folded": tuple(plain["folded"])})


REFERENCE = Plan()


def in_time(seconds: float) -> str:
    """A duration as people say it.

    >>> [in_time(t) for t in (0.00042, 0.0123, 1.9, 83.8, 314.0)]
    ['0.42 ms', '12 ms', '1.9 s', '84 s', '5.2 min']
    """
    if seconds < 0.001:
        return f"{seconds * 1000:.2f} ms"
    if seconds < 1:
        return f"{seconds * 1000:.{1 if seconds < 0.01 else 0}f} ms"
    if seconds < 100:
        return f"{seconds:.{1 if seconds < 10 else 0}f} s"
    return f"{seconds / 60:.1f} min"
