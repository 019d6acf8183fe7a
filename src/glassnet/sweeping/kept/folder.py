"""The folder of a study: question, agenda, pictures, and a folder for each run. What is in it is the study."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

from glassnet.data.names import shown
from glassnet.errors import DataError, EnvironmentProblem, FileError, GlassnetError, unknown
from glassnet.runs import strict_json
from glassnet.runs.atomic import check_writable, write_whole
from glassnet.sweeping.kept.question import Question
from glassnet.sweeping.kept.record import Record, read_record
from glassnet.sweeping.space.agenda import Agenda

LARGEST = 1 << 28
KeepModels = Literal["all", "chosen"]
WAYS: tuple[KeepModels, ...] = ("all", "chosen")
T = TypeVar("T")


@dataclass(frozen=True)
class StudyFolder:
    """Where a study is kept.

    `study.json` what was asked; `agenda.json` which networks are tried, and which are not, with reasons; `pictures/`
    the pictures as all workers read them; `runs/<network>-<seed>/` a record each, and a model where it is kept;
    `results.csv`, `runs.csv`, `results.json` and `summary.txt` what came of it.
    """

    path: Path

    @property
    def pictures(self) -> Path:
        return self.path / "pictures"

    @property
    def question_file(self) -> Path:
        return self.path / "study.json"

    @property
    def agenda_file(self) -> Path:
        return self.path / "agenda.json"

    def run(self, key: str, seed: int) -> Path:
        """The folder of one run."""
        return self.path / "runs" / f"{key}-{seed}"

    def record(self, key: str, seed: int, *, again: bool = False) -> Path:
        """The record of a run; or of its being done again, for its model alone."""
        return self.run(key, seed) / ("again.json" if again else "record.json")

    def model(self, key: str, seed: int) -> Path:
        return self.run(key, seed) / "model.glassnet"

    @property
    def keep_models(self) -> KeepModels:
        """Whose trained networks stay here. Raises `FileError` where the file that says so says something else."""
        try:
            told = self._keep_models_file.read_text("utf-8").strip()
        except FileNotFoundError:
            return "all"
        except (OSError, UnicodeDecodeError) as why:
            raise FileError(f"'{shown(str(self._keep_models_file))}' cannot be read: {why}.") from None
        for way in WAYS:
            if told == way:
                return way
        raise FileError(f"'{shown(str(self._keep_models_file))}' says neither of {', '.join(WAYS)}.")

    def keep(self, models: KeepModels | None) -> None:
        """Settle whose trained networks stay here from now on; None leaves it as it was.

        It is no part of the question, since no score depends on it. Raises `UnknownName` for neither of the two.
        """
        check_keep_models(models)
        if models == "all":
            self._keep_models_file.unlink(missing_ok=True)
        elif models is not None:
            write_whole(self._keep_models_file, f"{models}\n".encode())

    @property
    def _keep_models_file(self) -> Path:
        return self.path / "keep-models.txt"

    @property
    def test_score(self) -> Path:
        return self.path / "test.json"

    @property
    def is_study(self) -> bool:
        return self.question_file.is_file()

    def begin(self, question: Question, plan: Agenda) -> None:
        """Keep what is known before the first run; the question last, so that a folder without one is no study."""
        self.write_agenda(plan)
        write_whole(self.question_file, _json(question.to_plain()))

    def write_agenda(self, plan: Agenda) -> None:
        """Keep which networks are tried, as far as that is settled."""
        write_whole(self.agenda_file, _json(plan.to_plain()))

    def question(self) -> Question:
        """What the study asks. Raises `FileError` where the folder holds no study we can read."""
        return self._read(self.question_file, Question.from_plain)

    def agenda(self) -> Agenda:
        """Which networks it tries. Raises `FileError`."""
        return self._read(self.agenda_file, Agenda.from_plain)

    def records(self, plan: Agenda, seeds: tuple[int, ...]) -> dict[tuple[str, int], Record]:
        """What has ended so far, by network and seed, in the agenda's order. Raises `FileError` for a broken one."""
        wanted = [(made.key, seed) for made in plan.candidates for seed in seeds]
        found = {}
        for key, seed in wanted:
            path = self.record(key, seed)
            if path.exists():
                record = read_record(path)
                if (record.key, record.seed) != (key, seed):
                    raise FileError(
                        f"'{shown(str(path))}' is the record of another run: {record.key}, seed {record.seed}."
                    )
                found[key, seed] = record
        return found

    def _read(self, path: Path, of: Callable[[object], T]) -> T:
        try:
            return of(strict_json.read(path.read_bytes(), largest=LARGEST))
        except FileNotFoundError:
            raise FileError(
                f"'{shown(str(self.path))}' holds no study: there is no {path.name} in it. A sweep makes one: "
                f"glassnet sweep DATA --filters 3,9 --out {shown(str(self.path))}"
            ) from None
        except (OSError, GlassnetError) as why:
            raise FileError(f"The study in '{shown(str(self.path))}' cannot be read: {why}.") from None

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nobody else works on this study until the block ends. A crash leaves no lock behind.

        Raises `EnvironmentProblem` when another process does.
        """
        try:
            import fcntl
        except ImportError:  # Windows: two at once would do the same work twice, and write the same
            yield
            return
        descriptor = os.open(self.path / ".in-use", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                by = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip() or "another"
                raise EnvironmentProblem(
                    f"The study in '{shown(str(self.path))}' is in use by process {by}. Wait for it, or stop it first."
                ) from None
            os.truncate(descriptor, 0)
            os.pwrite(descriptor, str(os.getpid()).encode(), 0)
            yield
        finally:
            os.close(descriptor)


def check_keep_models(models: str | None) -> None:
    """Raise `UnknownName` for what names neither of the ways; None leaves it open."""
    if models is not None and models not in WAYS:
        raise unknown("keep_models", models, WAYS)


def study_folder(asked: Path) -> StudyFolder:
    """The folder asked for, made if need be. Raises `DataError` when it holds something that is no study."""
    if asked.exists() and not asked.is_dir():
        raise DataError(f"'{shown(str(asked))}' is a file. Name a folder that is not there yet.")
    folder = StudyFolder(asked)
    if asked.is_dir() and not folder.is_study and any(_strange(asked)):
        raise DataError(
            f"'{shown(str(asked))}' holds files already, and no study. Name a new folder, or leave --out away."
        )
    try:
        asked.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as why:
        raise EnvironmentProblem(f"The folder '{shown(str(asked))}' could not be made: {why.strerror}.") from None
    check_writable(folder.question_file)
    return folder


def _strange(folder: Path) -> Iterator[Path]:
    """What is in a folder besides what a sweep leaves that was stopped before it began."""
    ours = {"pictures", "agenda.json", "expected.json", "keep-models.txt", ".in-use"}
    with suppress(OSError):
        yield from (path for path in folder.iterdir() if path.name not in ours)


def _json(value: object) -> bytes:
    return strict_json.write(value) + b"\n"
