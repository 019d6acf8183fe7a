"""The networks of a study on other pictures than it chose by: photos from elsewhere, or its own with the light turned
down. Nothing is chosen here; it shows what becomes of a choice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from glassnet.data.images import Images
from glassnet.data.names import cut_short, shown
from glassnet.errors import DataError, FileError
from glassnet.evaluation.wording import wrapped
from glassnet.runs.run import Run
from glassnet.runs.saving import load
from glassnet.shares import Interval
from glassnet.sweeping.judging.averaging import mean_interval
from glassnet.sweeping.judging.changes import Effect
from glassnet.sweeping.judging.effects import effects
from glassnet.sweeping.judging.ranking import Ranking, Right, ranked
from glassnet.sweeping.kept import stored
from glassnet.sweeping.kept.question import Pictures
from glassnet.sweeping.kept.stored import groups_of
from glassnet.sweeping.running.trial import answered_rightly
from glassnet.sweeping.space.networks import sides_of
from glassnet.sweeping.study import Study, told_pictures

_NAMES = 40  # letters of a line of text for what varies


@dataclass(frozen=True, eq=False)
class Elsewhere:
    """What each network of a study got right of other pictures: `right` is `[seeds, pictures]` by network.

    `ranking` and `effects` say of these pictures what the study's own say of its validation pictures.

    >>> import glassnet as gn
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     digits = gn.data.split(gn.datasets.digits.images()[:200], method="random")
    ...     study = gn.sweep(digits, {"conv_layers": 0, "dense": "none", "epochs": 1}, seeds=2, out=folder, workers=1)
    ...     again = study.on({"test": digits.test})["test"]
    >>> again.accuracies[study.test.key] == study.test.accuracy
    True
    """

    name: str
    study: Study
    right: Mapping[str, Right]
    groups: NDArray[np.int64]

    @property
    def accuracies(self) -> Mapping[str, float]:
        """The mean over seeds and pictures, 0..1."""
        return {key: float(right.mean()) for key, right in self.right.items()}

    @cached_property
    def intervals(self) -> Mapping[str, Interval]:
        """Where the mean over all seeds and such pictures plausibly lies, 95 %."""
        return {key: mean_interval(right, self.groups) for key, right in self.right.items()}

    @cached_property
    def ranking(self) -> Ranking:
        """Who is first on these pictures, and who cannot be told from it."""
        return ranked(self.right, self.study.sizes, self.groups)

    @cached_property
    def effects(self) -> tuple[Effect, ...]:
        """What each knob does to accuracy on these pictures."""
        known = {key: made.configuration for key, made in self.study.candidates.items()}
        return effects(self.study.question.space.varied, known, self.right, self.groups)

    def __str__(self) -> str:
        seeds = len(self.study.seeds)
        head = wrapped(
            f"accuracy on {told_pictures(self.groups)} ({cut_short(self.name)}), mean of {seeds} "
            f"seed{'s' * (seeds != 1)}, and the points it gained or lost since validation"
        )
        return "\n".join([head, *(self._line(row.key) for row in self.study.results if row.key in self.right)])

    def _line(self, key: str) -> str:
        right, (low, high) = self.right[key], self.intervals[key]
        chosen = self.study.right[key].mean()
        settings = self.study.candidates[key].configuration.told(self.study.question.space.varied)
        figures = f"{100 * right.mean():7.1f} % ({100 * low:.0f}-{100 * high:.0f})".ljust(20)
        return f"{figures}{100 * (right.mean() - chosen):+6.1f}  {cut_short(settings, _NAMES)}"


def on_pictures(study: Study, sets: Mapping[str, Images]) -> dict[str, Elsewhere]:
    """Ask every network of the study, each of its seeds, about each of the sets of labelled pictures.

    Raises `DataError` for pictures of another shape or of other classes, `FileError` where a model was not kept.
    """
    for name, images in sets.items():
        _check(name, images, study.question.pictures)
    right = {key: _answers(study, key, sets) for key in study.right}
    return {
        name: Elsewhere(name, study, {key: right[key][name] for key in right}, groups_of(images))
        for name, images in sets.items()
    }


def _answers(study: Study, key: str, sets: Mapping[str, Images]) -> dict[str, Right]:
    shape = sides_of(study.candidates[key].configuration, study.question.shape)
    sized = {name: stored.resized(images, shape) for name, images in sets.items()}
    rows: dict[str, list[NDArray[np.bool_]]] = {name: [] for name in sets}
    for seed in study.seeds:
        run = _run_of(study, key, seed)
        for name, images in sized.items():
            rows[name].append(answered_rightly(run, images))
    return {name: np.stack(answers) for name, answers in rows.items()}


def _run_of(study: Study, key: str, seed: int) -> Run:
    path = study.folder.model(key, seed)
    if not path.exists():
        why = "this study keeps few of its trained networks. A sweep with keep_models='all' keeps them."
        raise FileError(
            f"Network {key}, seed {seed}, cannot be asked again: there is no '{shown(str(path))}'"
            f"{f'; {why}' if study.folder.keep_models == 'chosen' else '.'}"
        )
    return load(path)


def _check(name: str, images: Images, asked: Pictures) -> None:
    if not len(images):
        raise DataError(f"There are no pictures in {name!r}: give at least one.")
    if images.shape != asked.shape:
        raise DataError(
            f"The pictures of {name!r} are {_by(images.shape)}, those of the study {_by(asked.shape)}. Read them in "
            "the same size and colours."
        )
    if images.classes != asked.classes:
        raise DataError(
            f"The pictures of {name!r} have the classes {', '.join(images.classes)}, those of the study "
            f"{', '.join(asked.classes)}. Labels count into the same classes in the same order."
        )


def _by(shape: tuple[int, ...]) -> str:
    return "x".join(map(str, shape))
