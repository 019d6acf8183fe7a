"""From a request to a kept run: what `glassnet train` and `glassnet demo` share."""

import shlex
from contextlib import closing
from dataclasses import dataclass, fields, replace
from pathlib import Path
from textwrap import fill
from typing import TextIO

from glassnet import __version__
from glassnet.cli import reading
from glassnet.data.fitting import Fit
from glassnet.data.images import Images
from glassnet.data.named import CLEAN, named_pictures, named_splits, parted
from glassnet.data.pictures import Color
from glassnet.data.scanning import Scan, scan
from glassnet.data.splits import Method, Splits
from glassnet.data.wild_folder import WildPhotos, wild_folder
from glassnet.engine.operations import step_operations
from glassnet.engine.plan import REFERENCE
from glassnet.errors import DataError
from glassnet.evaluation.calibrating import calibrate
from glassnet.evaluation.context import Cue
from glassnet.evaluation.doubt import Share
from glassnet.evaluation.evaluation import Evaluation, evaluate
from glassnet.evaluation.wild import wild
from glassnet.graph.completing import PICTURES, completed
from glassnet.graph.ledger import Ledger, ledger
from glassnet.graph.memory import require_memory
from glassnet.graph.network import Network
from glassnet.graph.notation import to_text
from glassnet.graph.shape import Shape
from glassnet.layers.estimator import regression
from glassnet.report import scan as scan_report
from glassnet.report import terminal
from glassnet.report.epochs import EpochTable
from glassnet.report.folder import RunFolder, new_folder
from glassnet.report.outcome import Outcome
from glassnet.report.reading import ReadingBar
from glassnet.runs.run import Run
from glassnet.runs.saving import save
from glassnet.runs.snapshots import bytes_for
from glassnet.terms.optimizers import customary_rate
from glassnet.training.events import TrainEnd
from glassnet.training.explaining import Explanation, explain
from glassnet.training.fit import FINISHED, INTERRUPTED, fit
from glassnet.training.goal import Goal, UntilGoal
from glassnet.training.watchers import EarlyStopping

MOST_KEPT = 64_000_000  # bytes of filters on the way that a model file may hold without being asked to
MET = "the validation pictures met the goal"


@dataclass(frozen=True)
class Request:
    """Everything that settles a training, as it was asked for.

    None for `optimizer` and `learning_rate` leaves them to us, or to a `net` that says itself how it is trained.
    """

    data: str
    net: str = PICTURES
    epochs: int = 10
    seed: int = 0
    batch: int = 64
    optimizer: str | None = None
    learning_rate: float | None = None
    validation: float = 0.15
    test: float = 0.15
    size: tuple[int, int] | None = None
    color: Color | None = None
    patience: int | None = None
    goal: float | None = None
    engine: str = "auto"
    precision: str = "fp32"
    fit: Fit = "crop"
    split: Method | None = None
    group_by: str | None = None
    wild: str | None = None

    def pictures(self) -> Images:
        with ReadingBar() as bar:
            return named_pictures(self.data, size=self.size, color=self.color, fit=self.fit, progress=bar)

    def splits(self, pictures: Images) -> Splits:
        return parted(
            self.data,
            pictures,
            seed=self.seed,
            validation=self.validation,
            test=self.test,
            method=self.split,
            group_by=self.group_by,
        )

    def scan(self, pictures: Images, splits: Splits) -> Scan | None:
        """What to know of the pictures before training; None for sets that others have looked through."""
        return None if self.data in CLEAN else scan(pictures, splits.copies, self.seed)

    def wild_photos(self, splits: Splits) -> WildPhotos | None:
        """The wild set, read as the network will be shown it; None where none was asked for."""
        if self.wild is None:
            return None
        if splits.train.preparation is None:
            raise DataError(f"--wild needs to know how a photo becomes a picture of {self.data}, and nothing says so.")
        return wild_folder(self.wild, splits.train.classes, splits.train.preparation)

    def network(self, splits: Splits) -> Network:
        """The network asked for, completed by what the data say and ready to be trained."""
        network = completed(self.net, Shape(splits.train.shape), len(splits.train.classes))
        if network.targets and (self.optimizer or self.learning_rate is not None):
            raise DataError(
                "The network ends with a regression, which says how it is trained. "
                "Leave that out, or --optimizer and --learning-rate."
            )
        return trainable(network, self.batch, self.optimizer or "adam", self.learning_rate)

    def stopping(self) -> tuple[EarlyStopping, ...]:
        if self.patience is None:
            return ()
        if not self.validation:
            raise DataError("--patience waits for a better validation loss: give --validation a share above 0.")
        return (EarlyStopping(patience=self.patience),)

    def aim(self, splits: Splits) -> Goal | None:
        if self.goal is None:
            return None
        if not len(splits.validation):
            raise DataError("--goal is judged by the validation pictures: give --validation a share above 0.")
        return Goal(self.goal / 100, len(splits.validation), len(splits.test))

    def command(self) -> str:
        """The line that asks for the same again.

        >>> Request("my photos", net="conv 8@5", epochs=3, size=(91, 60)).command()
        "glassnet train 'my photos' --net 'conv 8@5' --epochs 3 --size 91x60"
        """
        words = ["glassnet", "train", self.data]
        for field in fields(self)[1:]:
            value = getattr(self, field.name)
            if value != field.default:
                words += [f"--{field.name.replace('_', '-')}", _word(value)]
        return shlex.join(words)


def _word(value: object) -> str:
    if isinstance(value, tuple):
        return "x".join(map(str, value))
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


# What reaches 99 % of the MNIST test digits soon on two cores. Chosen by the validation digits alone.
TUNED = {
    "mnist": Request(
        "mnist",
        net="conv 16@3 relu > pool 2 > conv 32@3 > pool 2 > norm > relu > conv 96@3 > pool 2 > norm > relu > keep 0.7"
        " > dense 10 softmax > regression nesterov(learning_rate=0.1, lr_decay=0.4, decay_step=391)",
        epochs=5,
        batch=128,
        validation=0.0909,
    )
}


def trainable(network: Network, batch: int, optimizer: str = "adam", rate: float | None = None) -> Network:
    """The network with a regression at its end, unless it says itself how it is trained."""
    if network.targets:
        return network
    rate = customary_rate(optimizer) if rate is None else rate
    return Network(regression(network.output, optimizer=optimizer, learning_rate=rate, batch_size=batch))


def carry_out(
    request: Request, out: str | None, stream: TextIO, *, remarks: bool = False, report: bool = True
) -> Outcome:
    """Read the data, train, keep and judge; tell `stream` what a person wants to know on the way.

    What can be refused is refused before training: data, network, memory, the folder. With `remarks` the ledger ends
    with what people misread in such a network. The `report`, a page of it all, is written last; those in haste for a
    goal go without, and so do those who pressed Ctrl-C: `glassnet report` writes it when they ask.
    """
    from glassnet.cli.asking import pictures_of
    from glassnet.cli.reporting import written

    stopping, pictures = request.stopping(), request.pictures()
    splits = request.splits(pictures)
    network, goal, strange = request.network(splits), request.aim(splits), request.wild_photos(splits)
    require_memory(network, request.batch)
    folder = new_folder(out, slug(request.data))
    known = ledger(network, batch_size=request.batch)
    settings = {
        "glassnet": __version__,
        "command": request.command(),
        "network": to_text(network),
        "pictures": pictures_of(request, folder.path),
    }
    folder.begin(known, settings)
    told = known if remarks else replace(known, remarks=())
    found = request.scan(pictures, splits)
    seen = scan_report.in_short(found) if found else ""
    for part in filter(None, (terminal.of_splits(request.data, splits), seen, str(told))):
        print(f"{part}\n", file=stream, flush=True)
    if goal:
        print(f"{fill(str(goal), 80)}\n", file=stream, flush=True)
    until = [UntilGoal(goal)] if goal else []
    with closing(EpochTable(stream)) as table:
        run = fit(
            network,
            splits,
            n_epoch=request.epochs,
            batch_size=request.batch,
            seed=request.seed,
            watchers=(table, *folder.watchers(), *stopping, *until),
            show=False,
            engine=request.engine,
            precision=request.precision,
            keep_filters=report and goal is None and bytes_for(network, request.epochs) <= MOST_KEPT,
        )
        if run.ended != FINISHED:  # then training itself has told no end
            table.see(the_end(run))
    if any(watcher.met for watcher in until):
        run = replace(run, ended=MET)
    folder.end(run, settings)
    run = calibrated(run, splits, folder)
    test = judged(run, splits, found, in_haste=goal is not None)
    odd = wild(run, strange, test=test) if strange else None
    judgements = {"test": test, "wild": odd, "wild_photos": strange}
    wanted = report and goal is None and run.ended != INTERRUPTED
    failed = written(run, folder, request, splits, found, judgements, stream) if wanted else ""
    return Outcome(run, test, folder, goal, odd, found, failed)


def calibrated(run: Run, splits: Splits, folder: RunFolder) -> Run:
    """The run with what the validation pictures teach it about itself, kept in the place of the one without."""
    if not len(splits.validation):
        return run
    run = calibrate(run, splits)
    save(run, folder.model)
    return run


def judged(run: Run, splits: Splits, found: Scan | None, *, in_haste: bool = False) -> Evaluation | None:
    """The test part, looked at once, beside all that is known of it; None where no picture was kept for it.

    Holding a large test against a large training part takes seconds, which those in haste go without.
    """
    if not len(splits.test):
        return None
    leaked = None if splits.leaks is None else splits.leaks.test
    training = None if in_haste else splits.train
    return evaluate(run, splits.test, training=training, leaked=leaked, part="test", cue=cue_of(found))


def cue_of(found: Scan | None) -> Cue | None:
    """What alone tells the classes apart best without the subject being seen; None where nothing does."""
    alarms = found.audit.alarms if found and found.audit else ()
    return (alarms[0].name, Share(alarms[0].right, alarms[0].n)) if alarms else None


def the_end(run: Run) -> TrainEnd:
    """What a training took that was stopped, as far as whole epochs go."""
    operations = step_operations(run.network, run.plan or REFERENCE, 1) * run.card.samples * len(run.history)
    return TrainEnd(None, operations, sum(row.seconds for row in run.history))


def explained(
    word: str,
    data: str,
    epochs: int,
    batch: int,
    size: tuple[int, int] | None = None,
    color: Color | None = None,
    precision: str = "fp32",
) -> tuple[Ledger, Explanation]:
    """What the network that `word` is or names costs, and how it would be trained on the data of that name, here."""
    splits = named_splits(data, size=size, color=color)
    shape, classes = Shape(splits.train.shape), len(splits.train.classes)
    network = trainable(reading.network(word, lambda text: completed(text, shape, classes)), batch)
    known = ledger(network, batch_size=batch)
    return known, explain(network, splits, n_epoch=epochs, batch_size=batch, precision=precision)


def slug(data: str) -> str:
    """A short word for a folder's name.

    >>> slug("digits"), slug("/home/me/My photos (2017)/"), slug("..")
    ('digits', 'my-photos-2017', 'run')
    """
    letters = [letter if letter.isalnum() and letter.isascii() else " " for letter in Path(data).name.lower()]
    return "-".join("".join(letters).split())[:40] or "run"
