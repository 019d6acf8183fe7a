"""What is done to pictures on their way into a network, by name: closed lists, each with the settings a step has.

An `Input` carries such steps as `Term`s. What each means to numbers is `engine.preprocessing`'s for those of every
picture, and `data.augment`'s for those that are drawn by chance in training.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from glassnet.graph.rules import Flag, Maybe, OwnCode, Pair, Plain, Real, Refused, Rule, Sides, Whole
from glassnet.graph.term import Term

MOST_STEPS = 64
CUSTOM = "custom"  # the name of a step that is a user's function
_REQUIRED = object()


@dataclass(frozen=True)
class Option:
    """A setting of a step: its rule, and what it is where nobody says it."""

    rule: Rule
    usual: Any = _REQUIRED


Known = Mapping[str, Mapping[str, Option]]

_PER_CHANNEL = {"per_channel": Option(Flag(), False)}
# A statistic is measured in training, unless its number is given (`value`) or its numbers are, an array of `sides`.
_GIVEN = {"value": Option(Maybe(Real()), None), "sides": Option(Maybe(Sides()), None)}
PREPROCESSING: Known = {
    "image_normalization": {},
    "crop_center": {"shape": Option(Pair())},
    "samplewise_zero_center": _PER_CHANNEL,
    "samplewise_stdnorm": _PER_CHANNEL,
    "featurewise_zero_center": {**_PER_CHANNEL, **_GIVEN},
    "featurewise_stdnorm": {**_PER_CHANNEL, **_GIVEN},
    "zca_whitening": {"sides": Option(Maybe(Sides()), None)},
}
AUGMENTATION: Known = {
    "random_crop": {"shape": Option(Pair()), "padding": Option(Whole(0, 2**12), 0)},
    "random_flip_leftright": {},
    "random_flip_updown": {},
    "random_90degrees_rotation": {"rotations": Option(Sides(low=-4, high=4), (0, 1, 2, 3))},
    "random_rotation": {"max_angle": Option(Real(0, 360), 20.0)},
    "random_blur": {"sigma_max": Option(Real(0, 1000), 5.0)},
}
CROPS = ("random_crop", "crop_center")
ON_PICTURES = {"crop_center", *AUGMENTATION}  # all others are for rows of numbers too
STATISTICS = {"featurewise_zero_center": "mean", "featurewise_stdnorm": "std", "zca_whitening": "pc"}


@dataclass(frozen=True)
class Steps:
    """A list of `known` steps, in the order they are taken: each a name, or an object of name and settings.

    >>> Steps(PREPROCESSING).read(["image_normalization", {"name": "crop_center", "settings": {"shape": 24}}])[1]
    Term(name='crop_center', settings=(('shape', (24, 24)),), code=None)
    """

    known: Known

    def read(self, plain: Plain) -> tuple[Term, ...]:
        if not isinstance(plain, list) or len(plain) > MOST_STEPS:
            raise Refused(f"a list of at most {MOST_STEPS} steps among {', '.join(self.known)}")
        return tuple(map(self._step, plain))

    def plain(self, value: Any) -> Plain:
        return [self._plain(step) for step in value]

    def _step(self, plain: Plain) -> Term:
        entry = {"name": plain} if isinstance(plain, str) else plain
        if not isinstance(entry, dict) or not {"name"} <= entry.keys() <= {"name", "settings"}:
            raise Refused("steps: a name each, or a name and settings")
        name, settings = entry["name"], entry.get("settings", {})
        if not isinstance(name, str) or name not in self.known:
            raise Refused(f"steps among {', '.join(self.known)}")
        if not isinstance(settings, dict) or not settings.keys() <= self.known[name].keys():
            raise Refused(f"{name} with settings among: {', '.join(self.known[name]) or 'none at all'}")
        return Term(
            name, tuple((key, _setting(name, key, option, settings)) for key, option in self.known[name].items())
        )

    def _plain(self, step: Term) -> Plain:
        if step.name not in self.known:
            raise OwnCode(getattr(step.code, "__name__", step.name))
        options = self.known[step.name]
        said = {key: options[key].rule.plain(value) for key, value in step.settings if value != options[key].usual}
        return {"name": step.name, "settings": said} if said else step.name


def _setting(name: str, key: str, option: Option, settings: Mapping[str, Plain]) -> Any:
    if key not in settings:
        if option.usual is _REQUIRED:
            raise Refused(f"{name} with its {key}")
        return option.usual
    try:
        return option.rule.read(settings[key])
    except Refused as why:
        raise Refused(f"{name} whose {key} is {why}") from None
