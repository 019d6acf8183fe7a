"""Which parts of a photo decided: three maps of what speaks for a class and against it, in the photo's own places.

Integrated gradients and occlusion are captum's. Grad-CAM is ours, for captum's takes channels to come first, and here
they come last.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from glassnet.data.names import cut_short
from glassnet.drawing import Shown
from glassnet.errors import DataError, unknown
from glassnet.extras import later
from glassnet.inside.evidence import Array, Evidence, class_name, class_number, evidence_in, last_convolution
from glassnet.inside.photos import Fill, filled, one_photo
from glassnet.runs.run import Run

captum: Any = later("captum.attr")

INTEGRATED, OCCLUSION, CAM = "integrated gradients", "occlusion", "Grad-CAM"
METHODS = (INTEGRATED, OCCLUSION, CAM)
STEPS = 50
MOST_STEPS = 800
COMPLETE = 0.01  # what a sum may miss and still be called complete
ADRIFT = 0.05  # beyond that it is not to be believed
_WINDOW = 10  # an occluding square is a tenth of the shorter side


@dataclass(frozen=True, eq=False)
class Reasons(Shown):
    """What in `photo` `[H, W, C]` speaks for `label` and against `rival`, as the network `preferred` it, in logits.

    `maps` are float32 `[H, W]`, by method, above 0 what speaks for `label`, below 0 for `rival`; `lacking` says of each
    method without a map why. Integrated gradients share out the preference less that for `baseline` `[H, W, C]`, a
    photo with nothing in it (`preferred_baseline`), and `residual` is the part of that difference they miss. Occlusion
    is how much the preference falls when the `squares` (side, step) over a pixel are painted with it. `coarse` is
    Grad-CAM unit by unit, as the last convolution, `layer`, has them; in `maps` each is a block.
    """

    label: str
    rival: str
    photo: Array
    baseline: Array
    preferred: float
    preferred_baseline: float
    maps: dict[str, Array]
    steps: int
    squares: tuple[int, int]
    layer: str | None = None
    coarse: Array | None = None
    lacking: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def residual(self) -> float:
        """What integrated gradients miss of the difference they share out, as a part of it; 0 is complete.

        Source: Sundararajan et al. 2017, "Axiomatic Attribution for Deep Networks" (completeness).
        """
        if INTEGRATED not in self.maps:
            return float("nan")
        difference = self.preferred - self.preferred_baseline
        missed = abs(float(self.maps[INTEGRATED].sum(dtype=np.float64)) - difference)
        return missed / abs(difference) if difference else missed

    @property
    def is_complete(self) -> bool:
        return self.residual <= COMPLETE

    def top(self, method: str, share: float = 0.1) -> NDArray[np.bool_]:
        """Where the `share` of pixels is that speaks most for `label`: bool `[H, W]`; the first ones where some tie.

        Raises `DataError` for a method that gave no map.
        """
        if method not in self.maps:
            raise DataError(f"There is no map by {method!r}: {self.lacking.get(method, 'it was not asked for')}.")
        flat = self.maps[method].reshape(-1)
        count = max(1, round(share * flat.size))
        chosen = np.zeros(flat.size, bool)
        chosen[np.argsort(-flat, kind="stable")[:count]] = True
        return chosen.reshape(self.maps[method].shape)

    def __str__(self) -> str:
        lines = [f"For {cut_short(self.label)!r} against {cut_short(self.rival)!r}: {self.preferred:+.2f} in logits"]
        lines += [f"  {told(self)}"] if INTEGRATED in self.maps else []
        for method, values in self.maps.items():
            lines.append(f"  {method:<21}from {values.min():+.2g} to {values.max():+.2g} a pixel")
        lines += [f"  no {method}: {why}" for method, why in self.lacking.items()]
        return "\n".join(lines)

    def to_plain(self) -> dict[str, Any]:
        """The reasons as JSON holds them."""
        return {
            "label": self.label,
            "rival": self.rival,
            "preferred": self.preferred,
            "preferred_baseline": self.preferred_baseline,
            "steps": self.steps,
            "residual": self.residual if INTEGRATED in self.maps else None,
            "layer": self.layer,
            "lacking": dict(self.lacking),
            "maps": {method: values.tolist() for method, values in self.maps.items()},
            "coarse": None if self.coarse is None else self.coarse.tolist(),
        }


def reasons(
    run: Run,
    image: Any,
    label: str | int | None = None,
    *,
    baseline: Fill | Array = "mean",
    methods: tuple[str, ...] = METHODS,
    window: int | None = None,
    stride: int | None = None,
    steps: tuple[int, int] = (STEPS, MOST_STEPS),
) -> Reasons:
    """What in a photo speaks for `label` (what the run answers, unless told) and against its strongest rival.

    `image` is one photo: a path, an array, `images[[3]]`; anything `run.predict` takes. Behind a softmax or a sigmoid
    the logits are looked at, since shares near 1 hardly move. `baseline` is the photo with nothing in it, its mean gray
    by default: against black, black hair could never count. `window` is the side of the occluding squares, a tenth of
    the photo's shorter side by default, `stride` their step, a third of the window. Integrated gradients take 50
    steps, doubled while they miss more than 1 %, up to 800: `steps`, the first and the last of them.

    The same photo gives the same bytes: nothing is drawn by chance. A map shows what the answer followed from; whether
    it can be believed is for `marks`, and what changes the answer for `edits`. Raises `DataError` where the network
    takes no photo or its weights are no numbers, `UnknownName` for a class it does not know.
    Sources: Sundararajan et al. 2017 (integrated gradients), Zeiler and Fergus 2013 (occlusion), both by captum;
    Selvaraju et al. 2017 (Grad-CAM; its negative part is kept).

    >>> from glassnet.graph.notation import from_text
    >>> weights = {"FullyConnected/W": np.array([[0, 1], [0, 0], [0, 0], [0, 2]]), "FullyConnected/b": np.zeros(2)}
    >>> run = Run(from_text("2x2x1 > dense 2 softmax"), weights)
    >>> found = reasons(run, np.ones((2, 2, 1), np.float32), baseline=0.0)
    >>> found.label, found.maps["integrated gradients"].round(3).tolist()
    ('1', [[1.0, 0.0], [0.0, 2.0]])
    """
    photo, given = one_photo(run, image)
    evidence = evidence_for(run, photo, label, given=given)
    squares = squares_for(photo, window, stride)
    return explained(run, evidence, photo, filled(photo, baseline), methods, squares, steps)


def squares_for(photo: Array, window: int | None = None, stride: int | None = None) -> tuple[int, int]:
    """The side of the occluding squares and their step.

    >>> squares_for(np.zeros((91, 120, 1)))
    (9, 3)
    """
    shorter = min(photo.shape[:2])
    side = min(shorter, max(1, window or round(shorter / _WINDOW)))
    return side, min(side, max(1, stride or side // 3))


def evidence_for(run: Run, photo: Array, label: str | int | None, **settings: Any) -> Evidence:
    """The evidence for `label` in a photo `[H, W, C]`; for the likeliest class unless told."""
    evidence = evidence_in(run, **settings)
    scores = evidence.scores(photo[None])[0]
    number = int(scores.argmax()) if label is None else class_number(run, label, len(scores))
    return evidence.for_class(number, _batch(photo))


def explained(
    run: Run,
    evidence: Evidence,
    photo: Array,
    baseline: Array,
    methods: tuple[str, ...] = METHODS,
    squares: tuple[int, int] | None = None,
    steps: tuple[int, int] = (STEPS, MOST_STEPS),
) -> Reasons:
    """The maps of `evidence` in a photo, `[H, W, C]` as its `baseline`."""
    x, ground = _batch(photo), _batch(baseline)
    for_photo, for_ground = map(float, evidence.of(np.stack([photo, baseline])))
    squares = squares or squares_for(photo)
    layer = last_convolution(evidence.net.network)
    lacking = dict(_lacking(evidence, x, layer, methods))
    maps: dict[str, Array] = {}
    taken, coarse = 0, None
    for method in methods:
        if method == INTEGRATED and method not in lacking:
            maps[method], taken = complete_gradients(evidence, x, ground, for_photo - for_ground, *steps)
        if method == OCCLUSION:
            maps[method] = occlusion(evidence, x, ground, *squares)
        if method == CAM and method not in lacking and layer is not None:
            coarse = grad_cam(evidence, x, layer)
            maps[method] = as_blocks(coarse, *photo.shape[:2])
    names = class_name(run, evidence.label), class_name(run, evidence.rival)
    return Reasons(*names, photo, baseline, for_photo, for_ground, maps, taken, squares, layer, coarse, lacking)


def _lacking(evidence: Evidence, x: Tensor, layer: str | None, methods: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Which of the methods can give no map, and why."""
    odd = [method for method in methods if method not in METHODS]
    if odd:
        raise unknown("method", odd[0], METHODS)
    if not evidence(x.clone().requires_grad_()).requires_grad:
        why = "no gradient comes through this network: something in it is not smooth, or is code of your own"
        yield from ((method, why) for method in methods if method != OCCLUSION)
    elif layer is None and CAM in methods:
        yield CAM, "the network has no convolution"


def complete_gradients(
    evidence: Evidence, x: Tensor, ground: Tensor, difference: float, steps: int = STEPS, most: int = MOST_STEPS
) -> tuple[Array, int]:
    """Integrated gradients with as many steps as they need to add up to `difference`, and how many that were."""
    while True:
        values = integrated_gradients(evidence, x, ground, steps)
        missed = abs(float(values.sum(dtype=np.float64)) - difference)
        if missed <= COMPLETE * abs(difference) or 2 * steps > most:
            return values, steps
        steps *= 2


def integrated_gradients(evidence: Evidence, x: Tensor, ground: Tensor, steps: int = STEPS) -> Array:
    """How the evidence grows on the straight way from the baseline to the photo, pixel by pixel, channels summed."""
    method = captum.IntegratedGradients(evidence)
    # Gauss-Legendre, captum's default, spends its steps where they tell most.
    found = method.attribute(x, baselines=ground, n_steps=steps, internal_batch_size=min(steps, evidence.batch))
    return _values(found[0].sum(-1))


def occlusion(evidence: Evidence, x: Tensor, ground: Tensor, side: int, step: int) -> Array:
    """How far the evidence falls when a square is painted with the baseline: a pixel's mean over its squares."""
    channels = x.shape[-1]
    with torch.inference_mode():
        found = captum.Occlusion(evidence).attribute(
            x, (side, side, channels), (step, step, channels), ground, perturbations_per_eval=evidence.batch
        )
    return _values(found[0, ..., 0])  # all channels of a square fall together, so one says it


def grad_cam(evidence: Evidence, x: Tensor, layer: str) -> Array:
    """The maps of a convolution, each weighed by the mean of the evidence's gradient over it, summed: signed, `[h, w]`.

    Source: Selvaraju et al. 2017, "Grad-CAM", equations 1 and 2 without the relu, which hides what speaks against.
    """
    output = evidence.net.network.name(evidence.net.network.output)
    values = evidence.net(evidence.feeds(x.clone().requires_grad_()), (layer, output))
    maps = values[layer]
    difference = evidence.difference(evidence.columns(values[output])).sum()
    (gradient,) = torch.autograd.grad(difference, maps, materialize_grads=True)  # 0 where nothing reads the maps
    return _values((gradient.mean((1, 2), keepdim=True) * maps)[0].sum(-1))


def as_blocks(coarse: Array, height: int, width: int) -> Array:
    """A coarse map at the photo's size: each unit a block of one value, nothing blurred in between.

    >>> as_blocks(np.array([[1.0, 2.0]]), 2, 4).tolist()
    [[1.0, 1.0, 2.0, 2.0], [1.0, 1.0, 2.0, 2.0]]
    """
    rows, columns = (
        ((np.arange(long) + 0.5) * short // long).astype(int)
        for long, short in zip((height, width), coarse.shape, strict=True)
    )
    return coarse[np.ix_(rows, columns)]


def told(found: Reasons) -> str:
    """In words, whether integrated gradients add up."""
    state = "complete" if found.is_complete else "nearly complete" if found.residual <= ADRIFT else "NOT complete"
    return f"{INTEGRATED} {state}: {100 * found.residual:.2g} % missed at {found.steps} steps"


def _batch(photo: Array) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(photo[None], np.float32))


def _values(tensor: Tensor) -> Array:
    values: Array = tensor.detach().numpy().astype(np.float32)
    return values
