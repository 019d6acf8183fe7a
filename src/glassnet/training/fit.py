"""`fit`: a network and data in, a `Run` out. The door for scripts and notebooks that do not speak TFLearn."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from glassnet.data.images import Images
from glassnet.data.splits import Splits
from glassnet.engine.devices import free_bytes
from glassnet.engine.names import device_named
from glassnet.engine.plan import Plan
from glassnet.graph.memory import require_memory
from glassnet.graph.network import Network, as_network
from glassnet.graph.node import Node
from glassnet.graph.ops import Regression
from glassnet.runs.run import Run
from glassnet.training.events import Event, TrainEnd
from glassnet.training.feeding import card_of, samples_of
from glassnet.training.loop import Schedule, Trainer
from glassnet.training.progress import Progress
from glassnet.training.watchers import Watcher, watched

Data = Splits | Images | tuple[Any, Any]
FINISHED, ENOUGH, INTERRUPTED = "finished", "a watcher had seen enough", "Ctrl-C"


def fit(
    net: Node | Network,
    data: Data,
    *,
    n_epoch: int = 10,
    batch_size: int | None = None,
    seed: int = 0,
    validation: Images | tuple[Any, Any] | None = None,
    watchers: Sequence[Watcher] = (),
    show: bool = True,
    show_metric: bool = True,
    shuffle: bool | None = None,
    clip_gradients: float = 5.0,
    snapshot_epoch: bool = True,
    snapshot_step: int | None = None,
    engine: str = "auto",
    precision: str = "fp32",
    plan: Plan | None = None,
    device: str = "auto",
    keep_filters: bool = False,
) -> Run:
    """Train `net` on `data` and return what training leaves behind.

    `data` are splits (the validation part is measured after each epoch, the test part left alone), images, or a pair
    `(X, Y)` of arrays or of dicts by layer name. `batch_size` and `shuffle` are the regression's own unless given.
    `seed` settles initial weights, order and dropout: same seed, same threads, same bits. `clip_gradients` is the
    global norm gradients are cut to (TFLearn's 5.0; 0 for never). `watchers` see every event and may stop training:
    `EarlyStopping`, `KeepBest`, `CsvLog`. Ctrl-C stops training and keeps the network trained so far.

    `engine="auto"` tries the ways there are to compute each layer, takes the fastest, and holds its first batch against
    `engine="reference"`, the plain path. `precision="auto"` may compute in bfloat16 where the processor or the GPU has
    it. The plan is kept in the run; `plan=run.plan` follows it again. `device` is "cpu", "cuda", or with "auto" a GPU
    where torch finds one; the run that comes back needs none.

    `keep_filters=True` keeps the filters of every convolution at epochs 0, 1, 2, 3, 5, 8, 13, ... in `run.snapshots`,
    and with it in the model file (`run.snapshots.nbytes` more), for `gn.inside.filters` to show how they came about.

    Raises `DataError` before training when data do not fit the network, `TooBigForMemory` when it needs more memory
    than there is, `NonFiniteLoss` at the first loss that is no number.

    >>> import glassnet as gn
    >>> net = gn.regression(gn.fully_connected(gn.input_data([None, 2]), 2, activation="softmax"), optimizer="sgd")
    >>> run = gn.fit(net, ([[0, 1], [1, 0]], [[1, 0], [0, 1]]), n_epoch=3, show=False)
    >>> len(run.history), run.predict([[0.0, 1.0]]).shape
    (3, (1, 2))
    """
    network = as_network(net)
    _require_memory(network, batch_size, device)  # before weights are drawn that may not fit
    trainer = Trainer(
        network,
        seed,
        clip_gradients,
        engine=engine,
        precision=precision,
        plan=plan,
        device=device,
        keep_filters=keep_filters,
    )
    schedule = Schedule(n_epoch, batch_size, shuffle, snapshot_epoch, snapshot_step)
    events = train(trainer, data, validation, schedule)
    everyone = [Progress(show_metric), *watchers] if show else list(watchers)
    ended = follow(events, everyone)
    best = next((run for run in (watcher.best() for watcher in watchers) if run is not None), None)
    run = trainer.run()
    # The history tells all epochs, also those after the best one.
    chosen = best or run
    return replace(run, weights=chosen.weights, snapshots=chosen.snapshots, ended=ended)


def train(
    trainer: Trainer, data: Data, validation: Images | tuple[Any, Any] | None, schedule: Schedule
) -> Iterator[Event]:
    """Training as a stream of events, for those who want to watch each step or to stop it themselves.

    Ask for no more events, and training stops where it is; `trainer.run()` is what there is so far.

    >>> import glassnet as gn
    >>> net = gn.regression(gn.fully_connected(gn.input_data([None, 2]), 2, activation="softmax"), optimizer="sgd")
    >>> trainer = Trainer(as_network(net), seed=0)
    >>> events = train(trainer, ([[0, 1], [1, 0]], [[1, 0], [0, 1]]), None, Schedule(n_epoch=1))
    >>> [type(event).__name__ for event in events]
    ['TrainBegin', 'EpochBegin', 'BatchBegin', 'BatchEnd', 'EpochEnd', 'TrainEnd']
    """
    learned = data.train if isinstance(data, Splits) else data
    held = data.validation if isinstance(data, Splits) and validation is None else validation
    samples = samples_of(trainer.network, learned, training=True)
    judged = samples_of(trainer.network, held) if held is not None and _has_samples(held) else None
    yield from trainer.train(samples, judged, schedule, card_of(trainer.network, samples, judged, learned))


def follow(events: Iterator[Event], watchers: Sequence[Watcher]) -> str:
    """Let training go on until it is done, a watcher has seen enough, or Ctrl-C. Says which it was."""
    try:
        ends = [isinstance(event, TrainEnd) for event in watched(events, watchers)]
    except KeyboardInterrupt:
        return INTERRUPTED
    return FINISHED if ends and ends[-1] else ENOUGH


def _require_memory(network: Network, batch_size: int | None, device: str) -> None:
    own = next((node.op.batch_size for node in network.targets if isinstance(node.op, Regression)), 1)
    require_memory(network, batch_size or own, free_bytes(device_named(device)))


def _has_samples(data: Images | tuple[Any, Any]) -> bool:
    return len(data if isinstance(data, Images) else data[0]) > 0
