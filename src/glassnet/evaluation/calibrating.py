"""What validation pictures can teach a run about itself: how sure to be, and what it has never seen."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from glassnet.data.images import Images
from glassnet.data.splits import Splits
from glassnet.errors import DataError, SettingError
from glassnet.evaluation.edge import conformal_edge, edge_of
from glassnet.evaluation.temperature import Temperature, fitted_temperature
from glassnet.evaluation.truth import labels_of, pixels_of
from glassnet.runs.answers import top
from glassnet.runs.calibration import Calibration
from glassnet.runs.familiarity import MOST_REFERENCES, SMALLEST_RANGE, Familiarity, scaled, unit_rows
from glassnet.runs.fingerprints import fingerprints, sorted_marks
from glassnet.runs.looking import seen_by
from glassnet.runs.looks import looks
from glassnet.runs.run import Run
from glassnet.runs.tempering import kind_of, logits

_MOST_LOOKED_AT = 10_000  # of the training pictures: a mean of so many is known well
_SMALLEST_SPREAD = 0.01  # of a look, a hundredth of the range from black to white: less is no difference
_SMALLEST_REACH = 1e-6
_ROOM = 1 + 1e-6  # for rounding: a picture on the edge is familiar


def calibrate(run: Run, splits: Splits, false_refusals: float = 0.05) -> Run:
    """The same run with a `calibration`: probabilities as sure as they are right, and "none of these".

    The **temperature** is the one that makes the validation pictures likeliest. The **unfamiliarity** of a picture is
    the larger of two distances from the training pictures: of what the last layer but one sees in it (to the fifth
    nearest of up to 512 of them, by angle), and of its looks (brightness, contrast, grain, structure, colour). The edge
    is laid so that `false_refusals` of pictures like the training ones are refused, 5 % by default: one in twenty is
    asked about needlessly, and of pictures from elsewhere most are caught. It is a conformal quantile of the validation
    scores, so for validation and new pictures drawn alike the promise holds whatever the network. A group (a burst)
    counts as one picture. Counting out 5 % takes 19; with fewer the edge is extrapolated, and the calibration says so.

    `splits` must be those the run was trained with. Training pictures are kept as 8-byte marks, so that a later
    evaluation can say which pictures were trained on. Raises `DataError` when there is no validation part or the
    network has several inputs, `SettingError` for a share outside 0..1.

    Sources: Guo et al. 2017 (temperature); Lee et al. 2018 and Sun et al. 2022 (distances between features); for the
    edge see `glassnet.evaluation.edge`.

    >>> import glassnet as gn
    >>> splits = gn.data.split(gn.data.datasets.digits.images()[:600])
    >>> net = gn.regression(gn.fully_connected(gn.input_data([None, 8, 8, 1]), 10, activation="softmax"))
    >>> run = gn.calibrate(gn.fit(net, splits, n_epoch=5, show=False), splits)
    >>> run.is_familiar(splits.test.pixels[:4]).tolist(), run.is_familiar(np.zeros((1, 8, 8), np.uint8)).tolist()
    ([True, True, True, True], [False])
    """
    _check(run, splits, false_refusals)
    held = splits.validation
    answers, labels = run.predict(pixels_of(run, held)), labels_of(run, held)[0]
    groups = len(held) if held.groups is None else len(np.unique(held.groups))
    temperature = _temperature(run, answers, labels, groups)
    familiarity = _with_edge(run, _nearness(run, splits.train), held, false_refusals)
    found = Calibration(
        temperature=temperature.value,
        temperature_interval=(temperature.low, temperature.high),
        samples=len(held),
        groups=groups,
        wrong=int((top(run.network.output, answers) != labels).sum()),
        false_refusals=false_refusals,
        familiarity=familiarity,
        seen=sorted_marks(_marks(run, splits.train)),
    )
    return replace(run, calibration=found)


def seen(run: Run, images: Images) -> NDArray[np.bool_]:
    """For each picture whether the run was trained on the very same one. Raises `DataError` without a calibration.

    >>> from glassnet.graph.notation import from_text
    >>> run = Run(
    ...     from_text("1x2x1 > flatten > dense 2 softmax"),
    ...     {"FullyConnected/W": np.eye(2), "FullyConnected/b": np.zeros(2)},
    ... )
    >>> images = Images(np.arange(80, dtype=np.uint8).reshape(40, 1, 2, 1), np.arange(40) % 2, ("a", "b"))
    >>> run = calibrate(run, Splits(images[:20], images[20:], images[:0]))
    >>> seen(run, images).sum(), seen(run, images[20:]).any()
    (np.int64(20), np.False_)
    """
    if run.calibration is None:
        raise DataError("This run does not know what it was trained on: gn.calibrate(run, splits) notes it.")
    return run.calibration.knows(_marks(run, images))


def _check(run: Run, splits: Splits, false_refusals: float) -> None:
    if not 0 < false_refusals < 1:
        raise SettingError(f"false_refusals={false_refusals} must be a share between 0 and 1, such as 0.05.")
    if len(run.network.inputs) != 1:
        raise DataError(f"The network takes {len(run.network.inputs)} inputs; what is unfamiliar is told of one.")
    if not len(splits.train) or not len(splits.validation):
        raise DataError(
            f"{len(splits.train):,} training and {len(splits.validation):,} validation pictures: a calibration needs "
            "both, the second\nto measure on what the network was not trained. Give split() a validation share above 0."
        )


def _temperature(run: Run, answers: NDArray[np.float32], labels: NDArray[np.int64], groups: int) -> Temperature:
    kind = kind_of(run.network.output)
    if kind is None:  # numbers that are no probabilities are left as they are
        return Temperature(1.0, 1.0, 1.0)
    return fitted_temperature(logits(answers, kind), labels, kind, groups)


def _nearness(run: Run, train: Images) -> Familiarity:
    """What the training pictures are like, before any edge is laid."""
    low, high = _range(run)
    chosen = pixels_of(run, train[_spread(train, MOST_REFERENCES)])
    references = np.concatenate([unit_rows(features) for _, features in seen_by(run, chosen)])
    some = _inputs(run, train[_spread(train, _MOST_LOOKED_AT)])
    rows = np.concatenate([looks(scaled(inputs, low, high)) for inputs in some]).astype(np.float64)
    away = rows - rows.mean(axis=0)
    covariance = away.T @ away / len(rows) + _SMALLEST_SPREAD**2 * np.eye(rows.shape[1])
    covariance = ((covariance + covariance.T) / 2).astype(np.float32)
    return Familiarity(references, rows.mean(axis=0).astype(np.float32), covariance, low, high, 1.0, 1.0)


def _with_edge(run: Run, known: Familiarity, held: Images, share: float) -> Familiarity:
    """The familiarity whose edge refuses `share` of the pictures that are like `held`.

    First each distance is measured by what the same share of `held` exceeds, so that both weigh alike; then the larger
    of the two gets the edge.
    """
    passes = seen_by(run, pixels_of(run, held))
    pairs = [(known.distances(features), known.look_distances(inputs)) for inputs, features in passes]
    distances, look_distances = (np.concatenate(each) for each in zip(*pairs, strict=True))
    reaches = (conformal_edge(each, share, held.groups)[0] for each in (distances, look_distances))
    reach, look_reach = (max(each, _SMALLEST_REACH) for each in reaches)
    edge = edge_of(np.maximum(distances / reach, look_distances / look_reach), share, held.groups)
    edge = max(edge, 1.0) * _ROOM  # below 1 only where all pictures are alike
    return replace(known, reach=reach * edge, look_reach=look_reach * edge)


def _spread(images: Images, most: int) -> NDArray[np.int64]:
    """At most `most` rows, spread evenly over the classes and over the order of each: so bursts are seldom taken twice.

    The rows of a class, in their order, follow those of the class before it; then every so many-th is taken.
    """
    rows = np.argsort(images.labels, kind="stable")
    count = min(most, len(rows))
    return rows[(np.arange(count) * len(rows)) // count]


def _range(run: Run) -> tuple[float, float]:
    """The values that training saw as darkest and brightest."""
    card = run.card.of_input(run.network.name(run.network.inputs[0]))
    low, high = card.minimum, card.maximum
    is_range = np.isfinite([low, high]).all() and high - low > SMALLEST_RANGE
    return (float(low), float(high)) if is_range else (0.0, 1.0)


def _marks(run: Run, images: Images) -> NDArray[np.uint64]:
    return np.concatenate([np.zeros(0, np.uint64), *map(fingerprints, _inputs(run, images))])


def _inputs(run: Run, images: Images) -> Iterator[NDArray[np.float32]]:
    """The pictures as the network is fed them, batch by batch."""
    name = run.network.name(run.network.inputs[0])
    batches = run.passes(pixels_of(run, images), ()) if len(images) else ()
    return (fed[name] for fed, _ in batches)
