"""A PostgreSQL server of the tests' own, from Debian's package, which they may stop and start."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Server:
    """PostgreSQL in a folder of its own, reached by this machine alone."""

    programs: Path
    folder: Path
    port: int
    user: str | None
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"postgresql://glassnet@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        words = ["postgres", "-D", "data", "-p", str(self.port), "-k", str(self.folder), "-h", "127.0.0.1"]
        self.process = self._started(words)
        deadline = time.monotonic() + 60
        while self._started(["pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]).wait():
            assert time.monotonic() < deadline, (self.folder / "log").read_text()
            time.sleep(0.1)

    def stop(self) -> None:
        """At once: whoever is connected is cut off."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(timeout=60)

    def make(self) -> None:
        words = ["initdb", "-D", "data", "-U", "glassnet", "-A", "trust", "-E", "UTF8", "--no-sync"]
        assert self._started(words).wait() == 0, (self.folder / "log").read_text()

    def ask(self, words: str, values=None) -> list[tuple]:
        import psycopg

        with psycopg.connect(self.url) as connection:
            cursor = connection.execute(words, values)
            return cursor.fetchall() if cursor.description else []

    def _started(self, words: list[str]) -> subprocess.Popen[bytes]:
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(
                [self.programs / words[0], *words[1:]],
                cwd=self.folder,
                stdout=log,
                stderr=log,
                user=self.user,
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
            )


@contextmanager
def server_running() -> Iterator[Server]:
    """A server that runs; it refuses to be root's, so that root lends it to the user that Debian made for it."""
    programs = max(Path("/usr/lib/postgresql").glob("*/bin"))
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    user = "postgres" if os.getuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="glassnet-postgres-"))
    if user:
        shutil.chown(folder, user)
    made = Server(programs, folder, port, user)
    made.make()
    made.start()
    yield made
    made.stop()
    shutil.rmtree(folder)


def workers_of(server) -> set[str]:
    return {worker for (worker,) in server.ask("select distinct worker from glassnet_runs where record is not null")}
