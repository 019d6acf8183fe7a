"""Where data enter the network, and what is done to them on their way in."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal

from glassnet.errors import ShapeError
from glassnet.graph.op import Op, Weight
from glassnet.graph.shape import Shape
from glassnet.graph.steps import CROPS, CUSTOM, ON_PICTURES, STATISTICS
from glassnet.graph.term import Term, term

Fit = Literal["exact", "larger", "any"]
_UNMEASURED = {"mean": term("zeros"), "std": term("constant", value=1.0), "pc": term("zeros")}


@dataclass(frozen=True)
class Input(Op):
    """One array of samples, fed under the layer's name. `dtype` is what it is turned into on the way in.

    `preprocessing` is done to every sample, as part of the network; `augmentation` to those it learns from, before.
    `shape` is that of a sample behind both. What the preprocessing knows of the training data (their mean, their
    deviation) are arrays of this layer, `mean`, `std` and `pc`; `pictures` says how many samples they were measured on,
    0 before the first training.
    """

    kind: ClassVar[str] = "input"
    asked_name: ClassVar[str] = "InputData"
    shape: Shape
    dtype: str = "float32"
    preprocessing: tuple[Term, ...] = ()
    augmentation: tuple[Term, ...] = ()

    def output_shape(self, *inputs: Shape) -> Shape:
        self._require_image()
        self._require_size()
        self._require_sides()
        return self.shape

    def weights(self, *inputs: Shape) -> tuple[Weight, ...]:
        found = tuple(
            self._statistic(name, step) for name, step in zip(self.statistics, self.preprocessing, strict=True) if name
        )
        count = (Weight("pictures", (), Term("zeros"), trainable=False),) if any(self.is_measured) else ()
        return found + count

    @property
    def statistics(self) -> tuple[str | None, ...]:
        """For each step of the preprocessing the name of the array it computes with, None where it needs none."""
        return tuple(self._names())

    @property
    def is_measured(self) -> tuple[bool, ...]:
        """For each step of the preprocessing, whether its numbers come from the training data."""
        return tuple(
            step.name in STATISTICS and step.setting("value") is None and step.setting("sides") is None
            for step in self.preprocessing
        )

    def takes(self, *, training: bool = False) -> Fit:
        """Which samples may be fed: those of `shape`, larger ones that are cropped, or any where a function decides."""
        steps = (*self.augmentation, *self.preprocessing) if training else self.preprocessing
        if any(step.name == CUSTOM for step in steps):
            return "any"
        return "larger" if any(step.name in CROPS for step in steps) else "exact"

    def _names(self) -> Iterator[str | None]:
        used: Counter[str] = Counter()
        for step in self.preprocessing:
            name = STATISTICS.get(step.name)
            yield name and (f"{name}_{used[name]}" if used[name] else name)
            used[name or ""] += 1

    def _statistic(self, name: str, step: Term) -> Weight:
        kind = STATISTICS[step.name]
        given: tuple[int, ...] | None = step.setting("sides")
        if given is not None:
            return Weight(name, given, Term("given", code=step.code) if step.code else Term("zeros"), trainable=False)
        if step.setting("value") is not None:
            return Weight(name, (), term("constant", value=step.setting("value")), trainable=False)
        by_channel = self.shape.sides[-1:] if step.setting("per_channel") else ()
        measured = (self.shape.size, self.shape.size) if kind == "pc" else by_channel
        return Weight(name, measured, _UNMEASURED[kind], trainable=False)

    def _require_image(self) -> None:
        steps = [step for step in (*self.augmentation, *self.preprocessing) if step.name in ON_PICTURES]
        if steps and not self.shape.is_image:
            raise ShapeError(f"{steps[0].name} is for pictures of [height, width, channels], not for {self.shape}.")

    def _require_size(self) -> None:
        """The last crop leaves what the network takes."""
        steps = (*self.augmentation, *self.preprocessing)
        crops = [step for step in steps if step.name in CROPS]
        if not crops or any(step.name == CUSTOM for step in steps):
            return
        height, width = crops[-1].setting("shape")
        if self.shape.sides[:2] != (height, width):
            channels = self.shape.sides[2]
            raise ShapeError(
                f"{crops[-1].name} leaves {height}x{width} pixels, but the input takes {self.shape}: "
                f"give input_data the shape behind it, [None, {height}, {width}, {channels}]."
            )

    def _require_sides(self) -> None:
        """What is given of a statistic fits the samples: rows and columns as far as nothing crops them later."""
        for step in self.preprocessing:
            sides: tuple[int, ...] | None = step.setting("sides")
            if sides is None:
                continue
            if STATISTICS[step.name] == "pc":
                fits, wanted = len(sides) == 2 and sides[0] == sides[1], "[n, n] for samples of n numbers"
            else:
                fits = len(sides) <= self.shape.rank and sides[-1] in (1, self.shape.sides[-1])
                wanted = f"a number, {list(self.shape.sides[-1:])} numbers, or a sample of {self.shape}"
            if not fits:
                raise ShapeError(f"the array given to {step.name} is of {list(sides)}, where it should be {wanted}.")
