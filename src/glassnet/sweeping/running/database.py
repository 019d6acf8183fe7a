"""A connection to PostgreSQL that comes back: what is asked while the database is away is asked again."""

import random
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from glassnet.data.names import shown
from glassnet.errors import DataError, EnvironmentProblem
from glassnet.extras import needs

BEAT = 5.0  # seconds between signs of life
AWAY = 600.0  # seconds that a database may be away before we give up waiting
STATEMENT = 300_000  # milliseconds one statement may take
HERE = ("", "localhost", "127.0.0.1", "::1")


class Database:
    """A database by its URL. Nothing is connected before the first question. Its password is never printed."""

    def __init__(self, url: str) -> None:
        self._psycopg = needs("psycopg", "to share a study by PostgreSQL", extra="postgres")
        self._url, self._settings = url, _settings(self._psycopg, url)
        self._connection: Any = None
        self._has_been_there = False

    def __str__(self) -> str:
        host, name = self._settings.get("host", "this machine"), self._settings.get("dbname", "")
        return f"'{shown(str(name))}' on {shown(str(host))}"

    def again(self) -> "Database":
        """The same by another connection, for another thread."""
        return Database(self._url)

    def ask(self, words: str, values: Sequence[Any] = (), *, patience: float | None = None) -> list[tuple[Any, ...]]:
        """Rows that answer. A database that has been there and is away is waited for: `patience` seconds, else `AWAY`.

        Raises `EnvironmentProblem` when it is not there at all, stays away, or refuses.
        """
        deadline, pause = time.monotonic() + (AWAY if patience is None else patience), 0.2
        while True:
            try:
                return self._asked(words, values)
            except (self._psycopg.OperationalError, self._psycopg.InterfaceError) as why:
                self.close()
                if not self._has_been_there or time.monotonic() > deadline:
                    raise EnvironmentProblem(self._away(why)) from None
            except self._psycopg.Error as why:
                raise EnvironmentProblem(f"The database {self} refused: {_line(why)}.") from None
            time.sleep(pause * random.uniform(0.5, 1.0))  # so that many machines do not come back at once
            pause = min(2 * pause, 10.0)

    def close(self) -> None:
        """Let go of the connection; the next question makes a new one."""
        if self._connection is not None:
            with suppress(self._psycopg.Error):
                self._connection.close()
            self._connection = None

    def _asked(self, words: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        if self._connection is None:
            self._connection = self._psycopg.connect(**self._settings, autocommit=True)
        cursor = self._connection.execute(words, values or None)
        rows = cursor.fetchall() if cursor.description else []
        self._has_been_there = True
        return rows

    def _away(self, why: Exception) -> str:
        if not self._has_been_there:
            return f"The database {self} cannot be reached: {_line(why)}. Nothing was trained."
        return (
            f"The database {self} has been away too long: {_line(why)}. All that ended is kept in the folder of the "
            "study; when the database is back: glassnet sweep --resume DIR --storage URL"
        )


class Beats(threading.Thread):
    """Says again and again that we are alive. A database that is away is asked again at the next beat, for ever."""

    def __init__(self, database: Database, words: str, values: Sequence[Any]) -> None:
        super().__init__(daemon=True)
        self._database, self._words, self._values = database, words, values
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.wait(BEAT):
            with suppress(EnvironmentProblem):
                self._database.ask(self._words, self._values, patience=0)
        self._database.close()

    def stop(self) -> None:
        self._over.set()
        self.join()


def check_storage(url: str | None) -> None:
    """Raise `DataError` for a URL of no PostgreSQL, `EnvironmentProblem` where there is no database to be reached."""
    if url is not None:
        database = Database(url)
        database.ask("select 1")
        database.close()


def _settings(psycopg: Any, url: str) -> dict[str, Any]:
    if not url.startswith(("postgresql://", "postgres://")):
        kind = url.partition(":")[0]
        raise DataError(
            f"--storage takes the URL of a PostgreSQL database, postgresql://USER@HOST/NAME, not {kind!r:.40}. "
            "Without it a study is kept in its folder alone."
        )
    try:
        settings: dict[str, Any] = needs("psycopg.conninfo", "by psycopg", extra="postgres").conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        raise DataError("--storage is no URL of a PostgreSQL database: postgresql://USER@HOST:5432/NAME") from None
    host = str(settings.get("host", ""))
    if host not in HERE and not host.startswith("/") and "sslmode" not in settings:
        settings["sslmode"] = "verify-full"  # what is sent over a network goes to whom it is meant for
        settings.setdefault("sslrootcert", "system")
    settings.setdefault("connect_timeout", "10")
    settings.setdefault("application_name", "glassnet")
    settings.setdefault("options", f"-c statement_timeout={STATEMENT}")
    return settings


def _line(why: BaseException) -> str:
    return " ".join(str(why).split())[:300].rstrip(".?! ") or type(why).__name__
