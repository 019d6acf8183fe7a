"""A contestant's process: started once, asked many times, one line of JSON for a question and one for the answer."""

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from benchmarks.contestants import ROOT, Contestant
from benchmarks.quiet import Watch


class Failed(Exception):
    """A contestant could not answer; the message is its own."""


class Seat:
    """Talks to one contestant. `others` is the share of the machine that others took during the last answer."""

    def __init__(self, contestant: Contestant, folder: Path, threads: int) -> None:
        self.contestant = contestant
        self.others: float | None = None
        self._log = (folder / f"{contestant.key}.log").open("w")
        answers, answering = os.pipe()
        command = [contestant.python(), "-m", contestant.module, str(folder), json.dumps(dict(contestant.options))]
        self._process = subprocess.Popen(
            [*command, str(answering)],
            stdin=subprocess.PIPE,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            pass_fds=(answering,),
            text=True,
            cwd=ROOT,
            env=environment(threads),
        )
        os.close(answering)
        self._answers = os.fdopen(answers)

    def __enter__(self) -> "Seat":
        return self

    def __exit__(self, _kind: type | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        """Ends when there is nothing more to read; whoever hangs is ended."""
        assert self._process.stdin
        self._process.stdin.close()
        self._answers.close()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()

    def ask(self, what: str, **settings: Any) -> Any:
        """The answer to one question. Raises `Failed` with what the contestant said instead."""
        assert self._process.stdin
        watch = Watch(self._process.pid)
        try:
            print(json.dumps({"ask": what, **settings}), file=self._process.stdin, flush=True)
            line = self._answers.readline()
        except BrokenPipeError:
            line = ""
        self.others = watch.others()
        if not line:
            raise Failed(f"ended without an answer: {self._last_words()}")
        said = json.loads(line)
        if "error" in said:
            raise Failed(said["error"])
        return said["answer"]

    def _last_words(self) -> str:
        lines = Path(self._log.name).read_text(errors="replace").strip().splitlines()
        return lines[-1] if lines else "no word"


def environment(threads: int) -> Mapping[str, str]:
    """The same number of threads for everybody, whatever library of threads it has."""
    counts = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "TF_NUM_INTRAOP_THREADS")
    return {**os.environ, **dict.fromkeys(counts, str(threads)), "TF_NUM_INTEROP_THREADS": "1", "PYTHONPATH": str(ROOT)}
