"""How a network was trained: every setting that, with the same data, gives the same run again."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from glassnet.runs.plain import anything, flag, line, number, optional, read_fields, table, whole


@dataclass(frozen=True)
class Recipe:
    """The settings of one training. A plain value: no code, no arrays.

    `n_epoch` passes over the data in batches of `batch_size` (64 is TFLearn's default), in an order drawn from `seed`
    when `shuffle` is on. Gradients are clipped to a global norm of `clip_gradients` (5.0 is TFLearn's default, 0 means
    never). `optimizer`, `loss` and `metric` are the terms in words, such as "sgd(learning_rate=0.01)"; a network with
    several targets joins theirs by "; ". Validation happened after each epoch (`snapshot_epoch`), every
    `snapshot_step` steps, or both. `threads` and `versions` (package → version) are kept because other ones may give
    other last bits; `engine` says in a line how the arithmetic was done, `plan` says it in full.

    >>> print(Recipe(n_epoch=10, seed=3, optimizer="sgd(learning_rate=0.01)", loss="categorical_crossentropy"))
    10 epochs of batches of 64, sgd(learning_rate=0.01), categorical_crossentropy, seed 3
    """

    n_epoch: int = 10
    batch_size: int = 64
    seed: int = 0
    shuffle: bool = True
    clip_gradients: float = 5.0
    optimizer: str = ""
    loss: str = ""
    metric: str | None = None
    snapshot_epoch: bool = True
    snapshot_step: int | None = None
    threads: int = 1
    engine: str = ""
    plan: Mapping[str, Any] | None = None
    versions: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        passes = f"{self.n_epoch} {'epoch' if self.n_epoch == 1 else 'epochs'} of batches of {self.batch_size}"
        return ", ".join(filter(None, (passes, self.optimizer, self.loss, f"seed {self.seed}")))

    def to_plain(self) -> dict[str, Any]:
        """The recipe as JSON holds it.

        >>> Recipe(seed=7).to_plain()["seed"]
        7
        """
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: object) -> "Recipe":
        """The recipe `to_plain` wrote. Raises `FileError`, saying which field is not what it must be.

        >>> Recipe.from_plain(Recipe(seed=7).to_plain()) == Recipe(seed=7)
        True
        """
        return cls(**read_fields(plain, "recipe", _KINDS))


_KINDS = {
    "n_epoch": whole,
    "batch_size": whole,
    "seed": whole,
    "shuffle": flag,
    "clip_gradients": number,
    "optimizer": line,
    "loss": line,
    "metric": optional(line),
    "snapshot_epoch": flag,
    "snapshot_step": optional(whole),
    "threads": whole,
    "engine": line,
    "plan": optional(table(anything)),
    "versions": table(line),
}
