"""`DNN`: TFLearn's face over training, runs and files."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from os import PathLike
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.engine.to_torch import build, share
from glassnet.errors import DataError
from glassnet.graph.memory import require_memory
from glassnet.graph.network import Network, as_network
from glassnet.graph.node import Node, Variable
from glassnet.graph.scope import current_scope
from glassnet.models import files
from glassnet.models.answering import answers
from glassnet.models.callbacks import Callback, Hooks, TrainingState, as_callbacks
from glassnet.models.checkpoints import BestCheckpoint, Checkpoints
from glassnet.models.holding_out import hold_out
from glassnet.models.resuming import resume, standing
from glassnet.models.session import Session
from glassnet.models.weights_in import NameMap, arrays_for
from glassnet.models.without_code import without_code
from glassnet.runs import saving
from glassnet.runs.history import History
from glassnet.runs.run import Run
from glassnet.training.events import Event
from glassnet.training.feeding import card_of, samples_of
from glassnet.training.fit import ENOUGH, FINISHED, INTERRUPTED
from glassnet.training.input_steps import measure
from glassnet.training.loop import Schedule, Trainer
from glassnet.training.progress import Progress
from glassnet.training.samples import Samples
from glassnet.training.step import judge_all
from glassnet.training.watchers import Watcher

__all__ = ("DNN",)
Feed = Any  # an array, a list, or a dict of them by layer name


class DNN:
    """A model on a network: it trains, answers, and is saved. TFLearn's class of that name.

    `network` is the last layer; the model owns what that layer depends on and nothing else, so several models live side
    by side, whatever their layers are called. Gradients are cut to the global norm `clip_gradients` (TFLearn's 5.0; 0
    for never). `checkpoint_path` gets a file at each snapshot, named `<path>-<step>`, of which `max_checkpoints` are
    kept (None: all); `best_checkpoint_path` gets the model with the best validation metric above `best_val_accuracy`,
    named such as `<path>9837` for 0.9837. `session=other.session` shares the arrays of the layers both models have.
    `engine` and `precision` are those of `gn.fit`. `tensorboard_verbose` and `tensorboard_dir` are without effect:
    there is no TensorBoard; `fit` returns a history.

    The seed is that of the graph (`tf.set_random_seed`, `tflearn.init_graph(seed=...)`); without one it is drawn from
    NumPy's global state, so `np.random.seed(0)` makes an old script give the same numbers each time.

    >>> import glassnet as gn
    >>> net = gn.regression(gn.fully_connected(gn.input_data([None, 2]), 2, activation="softmax"), optimizer="sgd")
    >>> model = DNN(net)
    >>> model.predict([[0, 1], [1, 0]]).shape
    (2, 2)
    """

    def __init__(
        self,
        network: Node | Network,
        clip_gradients: float = 5.0,
        tensorboard_verbose: int = 0,
        tensorboard_dir: str = "",
        checkpoint_path: str | None = None,
        best_checkpoint_path: str | None = None,
        max_checkpoints: int | None = None,
        session: Session | None = None,
        best_val_accuracy: float = 0.0,
        *,
        engine: str = "auto",
        precision: str = "fp32",
    ) -> None:
        self.network = as_network(network)
        self.net = self.network.output
        seed = _seed(self.net)
        net = build(self.network, seed) if session is None else share(self.network, session.net, seed)
        self.session = Session(net)
        self._trainer = (
            Trainer(self.network, seed, clip_gradients, net, engine, precision) if self.network.targets else None
        )
        self._best = (
            BestCheckpoint(best_checkpoint_path, self._kept, best_val_accuracy) if best_checkpoint_path else None
        )
        self._every = Checkpoints(checkpoint_path, self._kept, max_checkpoints) if checkpoint_path else None
        self._schedule = Schedule()

    def __repr__(self) -> str:
        return f"<DNN on {self.net}, {self.trainer.step if self._trainer else 0} steps trained>"

    @property
    def trainer(self) -> Trainer:
        """What trains the network. Raises `DataError` for one without `regression`."""
        if self._trainer is None:
            raise DataError(f"'{self.network.name(self.net)}' ends without regression(net, ...), so nothing trains it.")
        return self._trainer

    @property
    def inputs(self) -> tuple[Node, ...]:
        """The layers data are fed to."""
        return self.network.inputs

    @property
    def targets(self) -> tuple[Node, ...]:
        """The `regression` layers."""
        return self.network.targets

    @property
    def train_ops(self) -> tuple[Node, ...]:
        """The `regression` layers, by TFLearn's other name for them."""
        return self.network.targets

    @property
    def history(self) -> History:
        """Every epoch trained so far, raw values."""
        return History(self._trainer.rows if self._trainer else ())

    def fit(
        self,
        X_inputs: Feed,
        Y_targets: Feed,
        n_epoch: int = 10,
        validation_set: Any = None,
        show_metric: bool = False,
        batch_size: int | None = None,
        shuffle: bool | None = None,
        snapshot_epoch: bool = True,
        snapshot_step: int | None = None,
        excl_trainops: Sequence[Node] | None = None,
        validation_batch_size: int | None = None,
        run_id: str | None = None,
        callbacks: Callback | Watcher | Sequence[Callback | Watcher] = (),
    ) -> Run:
        """Train for `n_epoch` more passes over the data, and return the `Run` so far.

        Inputs and targets are arrays or lists, several of them in the order their layers were made, or dicts by layer
        name. `validation_set` is a pair `(X, Y)` of those, or a share such as 0.1, which is held out from the data: the
        same samples in each fit of this model. It is judged at snapshots: at the end of each epoch unless
        `snapshot_epoch` is False, and at every `snapshot_step`-th step. `batch_size` and `shuffle`, once given, hold
        for later fits too, as in TFLearn; before that they are the regression's own (64, True). `run_id` is printed
        above the progress. `excl_trainops` must be empty.

        `callbacks` are TFLearn's, or Glassnet's watchers such as `EarlyStopping`. What a callback raises reaches you,
        `StopIteration` too, and the model keeps what it has learned; so it does after Ctrl-C, which ends the fit.
        Raises `DataError` before training where the data do not fit, `TooBigForMemory` where the network does not,
        `NonFiniteLoss` at the first loss that is no number.
        """
        if excl_trainops:
            raise DataError("excl_trainops is not in Glassnet: build a DNN on the regressions to be trained.")
        self._schedule = Schedule(
            n_epoch,
            batch_size or self._schedule.batch_size,
            self._schedule.shuffle if shuffle is None else shuffle,
            snapshot_epoch,
            snapshot_step,
            validation_batch_size,
        )
        given, trainer = as_callbacks(callbacks), self.trainer
        samples, validation = self._samples(X_inputs, Y_targets, validation_set)
        card = card_of(self.network, samples, validation, None)
        require_memory(self.network, self._schedule.batch_size or trainer.tasks[0].op.batch_size)
        events = trainer.train(samples, validation, self._schedule, card)
        watchers = [one for one in given if not isinstance(one, Callback)]
        shown = [Progress(show_metric, run_id=run_id), *filter(None, (self._every, self._best))]
        hooks = Hooks([one for one in given if isinstance(one, Callback)], self._state())
        ended = _follow(events, [*shown, *watchers], hooks)
        self._restore_best(watchers)
        return replace(trainer.run(), ended=ended)

    def fit_batch(self, X_inputs: Feed, Y_targets: Feed) -> float:
        """Take one step on these samples as a single batch, and return the loss before it (the sum over targets).

        They are not augmented, as in TFLearn. What the preprocessing measures, it measures on them where no data have
        come before.
        """
        trainer = self.trainer
        samples = samples_of(self.network, (X_inputs, Y_targets))
        measure(trainer.net, samples)
        every = np.arange(len(samples))
        trainer.step += 1
        trainer.net.begin_step(trainer.seed, trainer.step)
        return sum(
            task.learn(samples.feeds(every), samples.target(self.network, task.name, every), trainer.step).loss
            for task in trainer.tasks
        )

    def predict(self, X: Feed) -> NDArray[np.float32]:
        """What the network answers, [N, ...], in batches that fit in memory. `X` is left as it is.

        Warns where the numbers have another scale than training saw; raises `DataError` where their shape does not fit.
        """
        card = self._trainer.card if self._trainer else None
        return answers(self.session.net, X, card)

    def predict_label(self, X: Feed) -> NDArray[np.int64]:
        """Class numbers from the likeliest to the least likely, [N, classes]: the first column is the answer."""
        return np.argsort(-self.predict(X), axis=1, kind="stable")

    def evaluate(self, X: Feed, Y: Feed, batch_size: int = 128) -> list[float]:
        """The metric of each regression that has one, over all samples: `[0.9812]`.

        Raises `DataError` where none has a metric.
        """
        tasks = self.trainer.tasks
        scores = judge_all(tasks, samples_of(self.network, (X, Y)), batch_size)
        metrics = [score.metric for score in scores.values() if score.metric is not None]
        if not metrics:
            raise DataError("there is no metric to evaluate: give regression(...) a metric, such as metric='accuracy'.")
        return metrics

    def save(self, model_file: str | PathLike[str]) -> None:
        """Keep the model in one file, `<model_file>.glassnet`, written whole or not at all; `load` takes either name.

        Beside it stand `<model_file>.meta` and `.index`, a line of text each, because scripts look for them. A network
        with functions of your own as layers, activations or initial weights has no file, for no file of ours holds
        code; a loss, metric or optimizer of your own is left out of it.
        """
        files.write(self._kept(), model_file)

    def load(
        self,
        model_file: str | PathLike[str],
        weights_only: bool = False,
        variable_name_map: NameMap = None,
        scope_for_restore: str | None = None,
        create_new_session: bool = True,
        verbose: bool = False,
    ) -> None:
        """Take the arrays of a saved model of the same network, running means too; layers with `restore=False` stay.

        Unless `weights_only`, training goes on where it had stopped: step, history, and what the optimizer remembers.
        `variable_name_map` (a pattern and what to put in its place, or a function of a name) and `scope_for_restore`
        (a beginning to leave out) make the names in the file from those here. `create_new_session` and `verbose` are
        without effect. Raises `DataError` saying which layers and shapes differ, `FileError` for a file that is no
        model.
        """
        run = saving.load(files.find(model_file))
        self.session.net.set_weights(arrays_for(self.network, run, variable_name_map, scope_for_restore))
        if self._trainer is not None and not weights_only:
            resume(self._trainer, run)

    def get_weights(self, weight_tensor: Variable | str) -> NDArray[np.float32]:
        """A copy of one array, told by a handle such as `net.W` or by its name such as "conv_1/W".

        `W` of a convolution is [height, width, in, out], of a fully connected layer [in, out].
        """
        return self.session.value(weight_tensor)

    def set_weights(self, tensor: Variable | str, weights: Any) -> None:
        """Write one array. Raises `DataError` on another shape."""
        self.session.set_value(tensor, weights)

    def get_train_vars(self) -> list[Variable]:
        """Handles on every array that training changes."""
        changing = {name for task in self.trainer.tasks for name in task.weights}
        handles = (Variable(node, weight) for node in self.network.nodes for weight in node.weights)
        return [handle for handle in handles if self.network.weight_name(handle) in changing]

    def _kept(self) -> Run:
        """The model as a file holds it."""
        if self._trainer is None:
            return Run(self.network, self.session.net.weights())
        return without_code(standing(self._trainer))

    def _state(self) -> TrainingState:
        best = self._best.best_value if self._best else 0.0
        return TrainingState(self.trainer.epoch, self.trainer.step, best_accuracy=best)

    def _samples(self, X: Feed, Y: Feed, validation: Any) -> tuple[Samples, Samples | None]:
        samples = samples_of(self.network, (X, Y), training=True)
        if validation is None:
            return samples, None
        if isinstance(validation, float | np.floating):
            return hold_out(samples, float(validation), self.trainer.seed)
        return samples, samples_of(self.network, validation)

    def _restore_best(self, watchers: Sequence[Watcher]) -> None:
        for run in filter(None, (watcher.best() for watcher in watchers)):
            self.session.net.set_weights(run.weights)


def _seed(output: Node) -> int:
    for scope in (output.scope, current_scope()):
        if scope.seed is not None:
            return scope.seed
    # TFLearn shuffles by NumPy's global state, so that is what old scripts seed.
    return int(np.random.randint(2**31 - 1))


def _follow(events: Iterator[Event], watchers: Sequence[Watcher], hooks: Hooks) -> str:
    """Let training go on to its end, and say how it ended."""
    try:
        for event in events:
            enough = [watcher.see(event) for watcher in watchers]
            hooks.see(event)  # not from within a generator, which would take a StopIteration for its own
            if any(enough):
                return ENOUGH
    except KeyboardInterrupt:
        sys.stdout.write("\nStopped by Ctrl-C. The network keeps what it has learned.\n")
        return INTERRUPTED
    finally:
        hooks.end()
    return FINISHED
