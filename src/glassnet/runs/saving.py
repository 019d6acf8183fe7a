"""A run in one file, and back: numbers and plain JSON in a stored zip, checked on the way in, with no code anywhere."""

import os

from glassnet.data.names import shown
from glassnet.errors import FileError, NotationError
from glassnet.graph.network import Network
from glassnet.graph.notation import to_json
from glassnet.runs import calibration, container, snapshots, strict_json, tensors
from glassnet.runs.atomic import write_whole
from glassnet.runs.checkpoint import Checkpoint
from glassnet.runs.feeding import preparation_of
from glassnet.runs.model_file import (
    CALIBRATED,
    CARD,
    NETWORK,
    PLAIN,
    SNAPPED,
    WEIGHTS,
    FilePath,
    checksum,
    damaged,
    described,
    opened,
    read_once,
)
from glassnet.runs.run import Run
from glassnet.runs.tensors import CALIBRATION, SNAPSHOTS, under


def save(run: Run, path: FilePath) -> None:
    """Keep `run` in one file, whole or not at all: on an error the file that stood there is as it was.

    The same run gives the same bytes. Raises `FileError` for what no file may hold (a layer with code of its own, a
    weight that is NaN), and `EnvironmentProblem` when the disk or the folder refuses.

    >>> import glassnet as gn
    >>> from tempfile import TemporaryDirectory
    >>> net = gn.regression(gn.fully_connected(gn.input_data([None, 2]), 2, activation="softmax"), optimizer="sgd")
    >>> run = gn.fit(net, ([[0, 1], [1, 0]], [[1, 0], [0, 1]]), n_epoch=1, show=False)
    >>> with TemporaryDirectory() as folder:
    ...     save(run, f"{folder}/small.glassnet")
    ...     again = load(f"{folder}/small.glassnet")
    >>> bool((again.predict([[0.0, 1.0]]) == run.predict([[0.0, 1.0]])).all())
    True
    """
    try:
        content = to_bytes(run)
    except (FileError, NotationError) as why:
        raise FileError(f"'{shown(os.fspath(path))}' was not saved: {str(why).rstrip('.')}.") from None
    write_whole(path, content)


def load(path: FilePath) -> Run:
    """The run in a file that `save` wrote. Needs no code beside it, and runs none.

    The file is known by its content, whatever its name. Raises `FileError` in one sentence for a file of another kind,
    a damaged one, or one from a later version.

    >>> load("holiday.jpg")
    Traceback (most recent call last):
    glassnet.errors.FileError: There is no file 'holiday.jpg'.
    """
    return from_bytes(read_once(path), shown(os.fspath(path)))


def to_bytes(run: Run) -> bytes:
    """The whole model file in memory. Raises `FileError` or `NotationError` for what no file may hold."""
    checkpoint, found, kept = run.checkpoint, run.calibration, run.snapshots
    if found:
        calibration.check(found)
    sizes = _sizes(found.to_plain() if found else None, kept.to_plain() if kept else None, run.network)
    more = under(CALIBRATION, found.arrays() if found else {}) | under(SNAPSHOTS, kept.arrays() if kept else {})
    weights = tensors.pack(run.network, run.weights, checkpoint.slots if checkpoint else {}, more, sizes)
    network = strict_json.write(to_json(run.network))
    card = {
        # The oldest format that holds the run: what needs no more stays readable to those who know no more.
        "format": SNAPPED if kept else CALIBRATED if found else PLAIN,
        "checksums": {NETWORK: checksum(network), WEIGHTS: checksum(weights)},
        "data": run.card.to_plain(),
        "recipe": run.recipe.to_plain(),
        "history": run.history.to_plain(),
        "ended": run.ended,
        "checkpoint": checkpoint.to_plain() if checkpoint else None,
        **({"calibration": found.to_plain() if found else None} if found or kept else {}),
        **({"snapshots": kept.to_plain()} if kept else {}),
    }
    parts = {NETWORK: network, WEIGHTS: weights, CARD: strict_json.write(card)}
    preparation_of(run.card)
    described(parts, "")  # what we write we can read: better an error now than on the day the file is needed
    return container.pack(parts)


def from_bytes(data: bytes, name: str = "it") -> Run:
    """The run in the bytes of a model file; `name` is what messages call it. Raises `FileError`."""
    file = opened(data, name)
    known = file.peek
    try:
        sizes = _sizes(file.calibration, file.snapshots, known.network)
    except FileError as why:
        raise damaged(name, f"{CARD}: {why}") from None
    try:
        arrays = tensors.unpack(file.weights, known.network, sizes)
    except FileError as why:
        raise damaged(name, f"{WEIGHTS}: {why}") from None
    try:
        checkpoint = None if file.counts is None else Checkpoint.from_plain(file.counts, arrays.slots)
        found = None if file.calibration is None else calibration.from_plain(file.calibration, arrays.calibration)
        kept = None
        if file.snapshots is not None:
            kept = snapshots.from_plain(file.snapshots, arrays.snapshots, known.network)
        preparation_of(known.card)
    except FileError as why:
        raise damaged(name, f"{CARD}: {why}") from None
    return Run(
        known.network, arrays.weights, known.history, known.recipe, known.card, checkpoint, file.ended, found, kept
    )


def _sizes(found: object, kept: object, network: Network) -> tensors.Sizes:
    """The arrays that a calibration and snapshots, as JSON holds them, want beside the weights."""
    return {
        **under(CALIBRATION, {} if found is None else calibration.sizes(found, network)),
        **under(SNAPSHOTS, {} if kept is None else snapshots.sizes(kept, network)),
    }
