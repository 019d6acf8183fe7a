"""What one training of a sweep left behind: a small value, written to its own file, whole, before anyone counts it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.data.names import shown
from glassnet.errors import FileError
from glassnet.runs import strict_json
from glassnet.runs.atomic import write_whole
from glassnet.runs.history import History
from glassnet.runs.plain import line, number, optional, read_fields, text, to_number, whole

FORMAT = 1
LARGEST = 1 << 26
FINISHED = "finished"


@dataclass(frozen=True, eq=False)
class Record:
    """One network trained from one seed.

    `right` says of each validation picture whether it was answered rightly, by the weights the training ended with.
    `ended` is "finished", or what became of it in a word: "failed" where no number came of it, and `reason` says why.
    `seconds` and `attempts` differ from one time to the next; all else does not.
    """

    key: str
    seed: int
    ended: str
    reason: str = ""
    right: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))
    loss: float | None = None
    history: History = field(default_factory=History)
    seconds: float = 0.0
    attempts: int = 1

    @property
    def is_finished(self) -> bool:
        return self.ended == FINISHED

    @property
    def accuracy(self) -> float | None:
        """The share of validation pictures that are right, None for a training that failed."""
        return float(self.right.mean()) if self.is_finished else None

    def to_plain(self) -> dict[str, Any]:
        """The record as JSON holds it; `right` in hexadecimal digits, the first picture in the highest bit.

        >>> Record("a", 0, "finished", right=np.array([True, False, True])).to_plain()["right"]
        'a0'
        """
        return {
            "format": FORMAT,
            "key": self.key,
            "seed": self.seed,
            "ended": self.ended,
            "reason": self.reason,
            "pictures": len(self.right),
            "right": np.packbits(self.right).tobytes().hex(),
            "loss": to_number(self.loss),
            "history": self.history.to_plain(),
            "seconds": self.seconds,
            "attempts": self.attempts,
        }

    @classmethod
    def from_plain(cls, plain: object) -> "Record":
        """The record `to_plain` wrote. Raises `FileError` for anything else.

        >>> Record.from_plain(Record("a", 0, "finished", right=np.array([True, False])).to_plain()).right.tolist()
        [True, False]
        """
        read = read_fields(plain, "record", _KINDS)
        if read.pop("format") != FORMAT:
            raise FileError("record: it is of another format than this Glassnet writes")
        read["right"] = _bits(read["right"], read.pop("pictures"))
        return cls(**read)

    def write(self, path: Path) -> None:
        """Keep the record, whole. Raises `EnvironmentProblem` when the disk does not take it."""
        write_whole(path, strict_json.write(self.to_plain()))


def read_record(path: Path) -> Record:
    """The record in a file. Raises `FileError` naming the file when it is none."""
    try:
        return Record.from_plain(strict_json.read(path.read_bytes(), largest=LARGEST))
    except (OSError, FileError) as why:
        raise FileError(f"'{shown(str(path))}' is no record of a sweep: {why}.") from None


def _bits(digits: str, count: int) -> NDArray[np.bool_]:
    try:
        packed = np.frombuffer(bytes.fromhex(digits), np.uint8)
    except ValueError:
        raise FileError(f"hexadecimal digits belong here, not {digits!r:.40}") from None
    if len(packed) != -(-count // 8):
        raise FileError(f"{len(packed):,} bytes hold no {count:,} answers")
    return np.unpackbits(packed, count=count).astype(np.bool_)


_KINDS: Mapping[str, Any] = {
    "format": whole,
    "key": line,
    "seed": whole,
    "ended": line,
    "reason": text,
    "pictures": whole,
    "right": line,
    "loss": optional(number),
    "history": History.from_plain,
    "seconds": number,
    "attempts": whole,
}
