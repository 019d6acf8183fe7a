"""From a request to a kept run: what `glassnet train` and `glassnet demo` share."""

import shlex
from contextlib import closing
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TextIO

from glassnet import __version__
from glassnet.data.named import named_splits
from glassnet.data.pictures import Color
from glassnet.data.splits import Splits
from glassnet.errors import DataError
from glassnet.evaluation.evaluation import Evaluation, evaluate
from glassnet.graph.completing import completed
from glassnet.graph.ledger import ledger
from glassnet.graph.memory import require_memory
from glassnet.graph.network import Network
from glassnet.graph.notation import to_text
from glassnet.graph.shape import Shape
from glassnet.layers.estimator import regression
from glassnet.report import terminal
from glassnet.report.epochs import EpochTable
from glassnet.report.folder import RunFolder, new_folder
from glassnet.runs.run import Run
from glassnet.training.fit import INTERRUPTED, fit
from glassnet.training.watchers import EarlyStopping

NET = "conv 32@3 relu > pool 2 > conv 64@3 relu > pool 2 > dense 128 relu > keep 0.8"


@dataclass(frozen=True)
class Request:
    """Everything that settles a training, as it was asked for.

    None for `optimizer` and `learning_rate` leaves them to us, or to a `net` that says itself how it is trained.
    """

    data: str
    net: str = NET
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

    def splits(self) -> Splits:
        return named_splits(
            self.data,
            seed=self.seed,
            validation=self.validation,
            test=self.test,
            size=self.size,
            color=self.color,
        )

    def network(self, splits: Splits) -> Network:
        """The network asked for, completed by what the data say and ready to be trained."""
        network = completed(self.net, Shape(splits.train.shape), len(splits.train.classes))
        if not network.targets:
            name = self.optimizer or "adam"
            rate = customary_rate(name) if self.learning_rate is None else self.learning_rate
            return Network(regression(network.output, optimizer=name, learning_rate=rate, batch_size=self.batch))
        if self.optimizer or self.learning_rate is not None:
            raise DataError(
                "The network ends with a regression, which says how it is trained. "
                "Leave that out, or --optimizer and --learning-rate."
            )
        return network

    def stopping(self) -> tuple[EarlyStopping, ...]:
        if self.patience is None:
            return ()
        if not self.validation:
            raise DataError("--patience waits for a better validation loss: give --validation a share above 0.")
        return (EarlyStopping(patience=self.patience),)

    def command(self) -> str:
        """The line that asks for the same again.

        >>> Request("my photos", net="conv 8@5", epochs=3, size=(91, 60)).command()
        "glassnet train 'my photos' --net 'conv 8@5' --epochs 3 --size 91x60"
        """
        words = ["glassnet", "train", self.data]
        for field in fields(self)[1:]:
            value = getattr(self, field.name)
            if value != field.default:
                told = "x".join(map(str, value)) if isinstance(value, tuple) else str(value)
                words += [f"--{field.name.replace('_', '-')}", told]
        return shlex.join(words)


def customary_rate(optimizer: str) -> float:
    """Plain gradient descent takes larger steps than the optimizers that adapt theirs.

    >>> customary_rate("sgd"), customary_rate("adam")
    (0.01, 0.001)
    """
    return 0.01 if optimizer.lower() in ("sgd", "momentum", "nesterov") else 0.001


@dataclass(frozen=True)
class Outcome:
    """What came of a request, and where it is kept. No test pictures, no evaluation."""

    run: Run
    test: Evaluation | None
    folder: RunFolder

    @property
    def interrupted(self) -> bool:
        return self.run.ended == INTERRUPTED


def carry_out(request: Request, out: str | None, stream: TextIO, *, remarks: bool = False) -> Outcome:
    """Read the data, train, keep and judge; tell `stream` what a person wants to know on the way.

    What can be refused is refused before training: data, network, memory, the folder. With `remarks` the ledger ends
    with what people misread in such a network.
    """
    splits, stopping = request.splits(), request.stopping()
    network = request.network(splits)
    require_memory(network, request.batch)
    folder = new_folder(out, slug(request.data))
    known = ledger(network, batch_size=request.batch)
    settings = {"glassnet": __version__, "command": request.command(), "network": to_text(network)}
    folder.begin(known, settings)
    told = known if remarks else replace(known, remarks=())
    print(f"{terminal.of_splits(request.data, splits)}\n\n{told}\n", file=stream, flush=True)
    with closing(EpochTable(stream)) as table:
        run = fit(
            network,
            splits,
            n_epoch=request.epochs,
            batch_size=request.batch,
            seed=request.seed,
            watchers=(table, *folder.watchers(), *stopping),
            show=False,
        )
    folder.end(run, settings)
    return Outcome(run, evaluate(run, splits.test) if len(splits.test) else None, folder)


def slug(data: str) -> str:
    """A short word for a folder's name.

    >>> slug("digits"), slug("/home/me/My photos (2017)/"), slug("..")
    ('digits', 'my-photos-2017', 'run')
    """
    letters = [letter if letter.isalnum() and letter.isascii() else " " for letter in Path(data).name.lower()]
    return "-".join("".join(letters).split())[:40] or "run"
