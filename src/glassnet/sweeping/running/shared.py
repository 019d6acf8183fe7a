"""A study that several machines work on, each in a folder of its own: a table in PostgreSQL says who is at which run.

A run counts once it is whole in the folder of whoever did it; then it is copied to the table, and from there to the
others. Whoever works on a run says so again and again, by the database's clock; who has fallen silent has lost it to
the next that asks. The table holds numbers and text alone, checked as a stranger's file would be.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from secrets import token_hex

from glassnet.data.names import shown
from glassnet.errors import DataError, EnvironmentProblem, FileError
from glassnet.runs import strict_json
from glassnet.runs.atomic import write_whole
from glassnet.sweeping.kept.folder import LARGEST as LARGEST_PLAN
from glassnet.sweeping.kept.folder import StudyFolder
from glassnet.sweeping.kept.question import Question
from glassnet.sweeping.kept.record import LARGEST, Record, read_record
from glassnet.sweeping.running.database import Beats, Database
from glassnet.sweeping.running.events import Event, Job, RunEnd, Runner
from glassnet.sweeping.running.trying import LOST
from glassnet.sweeping.space.agenda import Agenda

SILENT = 60.0  # seconds after which a run belongs to nobody: twelve beats
PAUSE = 2.0  # seconds between looks at what the others have done
ELSEWHERE = 0  # the number of a worker of another machine

TABLES = """
create table if not exists glassnet_studies (study text primary key, question text not null, agenda text not null);
create table if not exists glassnet_runs (
    study text not null references glassnet_studies, network text not null, seed bigint not null,
    worker text not null, beat timestamptz not null, ended text, record text, model bytea,
    primary key (study, network, seed));
"""
CLAIM = """
insert into glassnet_runs (study, network, seed, worker, beat) values (%s, %s, %s, %s, now())
on conflict (study, network, seed) do update set worker = excluded.worker, beat = now()
where glassnet_runs.record is null
  and (glassnet_runs.worker = excluded.worker or glassnet_runs.beat < now() - make_interval(secs => %s))
returning worker
"""
PUBLISH = """
insert into glassnet_runs (study, network, seed, worker, beat, ended, record, model)
values (%s, %s, %s, %s, now(), %s, %s, %s)
on conflict (study, network, seed) do update
set worker = excluded.worker, beat = now(), ended = excluded.ended, record = excluded.record, model = excluded.model
where glassnet_runs.record is null
"""
DONE = "select network, seed from glassnet_runs where study = %s and record is not null"
ONE = """
select record, case when %s then model end from glassnet_runs
where study = %s and network = %s and seed = %s and record is not null
"""


class Shared:
    """One machine's part in a study that a database shares out. Use it in a `with` block.

    Raises `EnvironmentProblem` where the database cannot be reached, `DataError` where it holds the same study made by
    other versions. Losing the database later only delays: what ends is kept in the folder, and copied when it is back.
    """

    def __init__(self, folder: StudyFolder, url: str) -> None:
        self._folder, self._database = folder, Database(url)
        self._me = _name_of(folder)
        self._study = mark_of(folder.question())

    def __enter__(self) -> "Shared":
        try:
            self._database.ask("select pg_advisory_lock(6)")  # two machines may make the tables at once
            self._database.ask(TABLES)
            self._database.ask("select pg_advisory_unlock(6)")
            self._join()
        except BaseException:
            self._database.close()
            raise
        mine = "update glassnet_runs set beat = now() where study = %s and worker = %s and record is null"
        self._beats = Beats(self._database.again(), mine, (self._study, self._me))
        self._beats.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Give back what was begun and not ended, if the database is there to be told."""
        self._beats.stop()
        with suppress(EnvironmentProblem):
            words = "delete from glassnet_runs where study = %s and worker = %s and record is null"
            self._database.ask(words, (self._study, self._me), patience=0)
        self._database.close()

    def run(self, jobs: Sequence[Job], runner: Runner) -> Iterator[Event]:
        """Have all jobs done, by `runner` or elsewhere, until each has its record in the folder."""
        left = list(jobs)
        while left:
            for event in runner(left, self._claim):
                if isinstance(event, RunEnd):
                    self._publish(event.record)
                yield event
            left = [job for job in left if not self._folder.record(*job.name).exists()]
            there = set(self._database.ask(DONE, (self._study,)))
            for job in [job for job in left if job.name in there]:
                yield RunEnd(job, ELSEWHERE, self._fetch(job.made.key, job.seed))
                left.remove(job)
            if left:
                time.sleep(PAUSE)

    def _join(self) -> None:
        """Take part in the study that is there, or begin it; then bring both sides up to the same runs."""
        question, plan = self._folder.question(), self._folder.agenda()
        words = "insert into glassnet_studies values (%s, %s, %s) on conflict do nothing"
        self._database.ask(words, (self._study, _text(question.to_plain()), _text(plan.to_plain())))
        ((asked, known),) = self._database.ask(
            "select question, agenda from glassnet_studies where study = %s", (self._study,)
        )
        theirs = Question.from_plain(strict_json.read(asked.encode(), largest=LARGEST_PLAN))
        others = list(theirs.differences(question))
        if others:
            raise DataError(f"The database holds this study made otherwise: {'; '.join(others)}. Begin one of its own.")
        first = Agenda.from_plain(strict_json.read(known.encode(), largest=LARGEST_PLAN))
        if plan.whole or len(plan) <= len(first):  # a search that has gone further here goes on from here
            plan = first
            self._folder.begin(theirs, plan)
        if not self._folder.test_score.exists():  # what was lost has another chance, as without a database
            self._database.ask("delete from glassnet_runs where study = %s and ended = %s", (self._study, LOST))
        there = set(self._database.ask(DONE, (self._study,)))
        for record in self._ended_here():
            if (record.key, record.seed) not in there and record.ended != LOST:
                self._publish(record)
        for made in plan.candidates:
            for seed in question.seeds:
                if (made.key, seed) in there and not self._folder.record(made.key, seed).exists():
                    self._fetch(made.key, seed)

    def _ended_here(self) -> Iterator[Record]:
        """Every record in the folder: those of a stage of halving, too, which the agenda does not list."""
        for path in sorted(self._folder.path.glob("runs/*/record.json")):
            record = read_record(path)
            if path != self._folder.record(record.key, record.seed):
                raise FileError(f"'{shown(str(path))}' is the record of another run: {record.key}, seed {record.seed}.")
            yield record

    def _claim(self, job: Job) -> bool:
        return bool(self._database.ask(CLAIM, (self._study, *job.name, self._me, SILENT)))

    def _publish(self, record: Record) -> None:
        path = self._folder.model(record.key, record.seed)
        model = path.read_bytes() if record.is_finished and path.exists() else None
        told = _text(record.to_plain())
        self._database.ask(PUBLISH, (self._study, record.key, record.seed, self._me, record.ended, told, model))

    def _fetch(self, key: str, seed: int) -> Record:
        """Copy a run from the table into the folder: the model, if it is kept, and then the record, each whole."""
        keeps = self._folder.keep_models == "all"
        ((told, model),) = self._database.ask(ONE, (keeps, self._study, key, seed))
        record = Record.from_plain(strict_json.read(told.encode(), largest=LARGEST))
        if (record.key, record.seed) != (key, seed):
            raise FileError(f"The database holds the record of another run: {record.key!r:.40}, seed {record.seed}.")
        self._folder.run(key, seed).mkdir(mode=0o700, parents=True, exist_ok=True)
        if model is not None:
            write_whole(self._folder.model(key, seed), bytes(model))
        record.write(self._folder.record(key, seed))
        return read_record(self._folder.record(key, seed))


def mark_of(question: Question) -> str:
    """What a study is called in the database: machines that ask the same meet there, whatever memory each has.

    Pictures count by their bytes, not by the name of a folder; versions do not, so that a difference can be told.
    """
    asked = replace(question, pictures=replace(question.pictures, name=""), limit=None, versions=())
    return sha256(_text(asked.to_plain()).encode()).hexdigest()[:32]


def _name_of(folder: StudyFolder) -> str:
    """What this folder is called among those that take part; one that goes on after a crash still owns its runs."""
    path = folder.path / "machine.txt"
    try:
        return path.read_text("ascii").strip()
    except FileNotFoundError:
        name = token_hex(16)
        write_whole(path, f"{name}\n".encode())
        return name
    except (OSError, UnicodeDecodeError) as why:
        raise EnvironmentProblem(f"'{shown(str(path))}' cannot be read: {why}.") from None


def _text(plain: object) -> str:
    return strict_json.write(plain).decode()
