"""Downloading against a server that cuts, lies and refuses."""

import hashlib
import re
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from glassnet.data.datasets import download
from glassnet.data.datasets.download import RemoteFile, fetch
from glassnet.data.datasets.mnist import FILES, MIRRORS
from glassnet.errors import EnvironmentProblem

BODY = bytes(range(256)) * 1200  # several pieces long
FILE = RemoteFile("data.gz", len(BODY), hashlib.sha256(BODY).hexdigest())


class Server:
    """Serves BODY under one of several faults, and writes down what it was asked."""

    def __init__(self):
        self.asked: list[tuple[str, str | None]] = []
        self.cuts = [len(BODY) // 3, len(BODY) // 2]
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), partial(Answer, self))
        Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def mirror(self, fault):
        return f"http://127.0.0.1:{self.http.server_address[1]}/{fault}/"


class Answer(BaseHTTPRequestHandler):
    """One answer, faulty as the path asks."""

    def __init__(self, server, *args):
        self.story = server
        super().__init__(*args)

    def do_GET(self):
        fault, asked = self.path.split("/")[1], self.headers.get("Range")
        self.story.asked.append((fault, asked))
        first = int(re.findall(r"\d+", asked)[0]) if asked and fault != "no-ranges" else 0
        if fault == "missing":
            return self.send_error(404)
        if fault == "refuses-to-go-on" and asked:
            return self.send_error(416)
        body = {"lies": b"x" * len(BODY), "endless": BODY + b"more" * 1000}.get(fault, BODY)
        self.send_response(206 if first else 200)
        if first:
            self.send_header("Content-Range", f"bytes {first}-{len(body) - 1}/{len(body)}")
        self.send_header("Content-Length", str(len(body) - first))
        self.end_headers()
        end = self.story.cuts.pop(0) if fault in ("cuts", "no-ranges") and self.story.cuts else len(body)
        if fault != "silent":
            self.wfile.write(body[first:end])
        return None

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.http.shutdown()
    server.http.server_close()


def test_a_file_arrives_whole_and_is_not_asked_for_again(server, tmp_path, capsys):
    for _ in range(2):
        assert fetch(FILE, tmp_path / "new" / "cache", [server.mirror("good")]).read_bytes() == BODY
    assert server.asked == [("good", None)]
    assert [path.name for path in (tmp_path / "new" / "cache").iterdir()] == ["data.gz"]
    assert capsys.readouterr().err == "Downloading data.gz (0.3 MB)\n"


def test_a_cut_connection_is_taken_up_where_it_ended(server, tmp_path):
    assert fetch(FILE, tmp_path, [server.mirror("cuts")]).read_bytes() == BODY
    assert [asked for _, asked in server.asked] == [None, f"bytes={len(BODY) // 3}-", f"bytes={len(BODY) // 2}-"]


def test_what_an_earlier_call_left_is_taken_up(server, tmp_path):
    (tmp_path / "data.gz.part").write_bytes(BODY[:1000])
    assert fetch(FILE, tmp_path, [server.mirror("good")]).read_bytes() == BODY
    assert server.asked == [("good", "bytes=1000-")]


def test_a_mirror_without_ranges_starts_over(server, tmp_path):
    (tmp_path / "data.gz.part").write_bytes(b"old" * 100)
    server.cuts = []
    assert fetch(FILE, tmp_path, [server.mirror("no-ranges")]).read_bytes() == BODY


def test_a_refusal_to_go_on_starts_over(server, tmp_path):
    (tmp_path / "data.gz.part").write_bytes(BODY[:10])
    assert fetch(FILE, tmp_path, [server.mirror("refuses-to-go-on")]).read_bytes() == BODY


def test_a_wrong_checksum_is_deleted_and_the_next_mirror_asked(server, tmp_path):
    assert fetch(FILE, tmp_path, [server.mirror("lies"), server.mirror("good")]).read_bytes() == BODY
    assert server.asked == [("lies", None), ("good", None)]


def test_nothing_is_read_beyond_the_size_that_is_known(server, tmp_path):
    assert fetch(FILE, tmp_path, [server.mirror("endless")]).read_bytes() == BODY


def test_a_damaged_file_in_the_cache_is_fetched_anew(server, tmp_path):
    (tmp_path / "data.gz").write_bytes(b"!" + BODY[1:])
    assert fetch(FILE, tmp_path, [server.mirror("good")]).read_bytes() == BODY


def test_when_every_mirror_fails_each_reason_is_told_with_the_advice(server, tmp_path):
    closed = "http://127.0.0.1:9/"
    with pytest.raises(EnvironmentProblem) as why:
        fetch(FILE, tmp_path, [server.mirror("missing"), server.mirror("lies"), closed], advice="Put it there by hand.")
    told = str(why.value)
    assert told.startswith("Could not download data.gz.\n")
    assert "missing/: it answered 404 Not Found" in told
    assert "lies/: what it gave has a wrong checksum, and was deleted" in told
    assert "127.0.0.1:9/: URLError: [Errno" in told
    assert told.endswith("\nPut it there by hand.")
    assert list(tmp_path.iterdir()) == []


def test_a_mirror_that_gives_no_byte_is_given_up(server, tmp_path):
    with pytest.raises(EnvironmentProblem, match="silent/: "):
        fetch(FILE, tmp_path, [server.mirror("silent")])
    assert len(server.asked) == 2


def test_a_folder_that_cannot_be_written_is_our_own_trouble(server, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(EnvironmentProblem, match=r"Cannot write to '.*file/cache': Not a directory"):
        fetch(FILE, tmp_path / "file" / "cache", [server.mirror("good")])


def test_a_full_disk_stops_and_is_not_blamed_on_the_mirror(server, tmp_path, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device", "data.gz")

    monkeypatch.setattr(download.os, "fsync", full)
    with pytest.raises(EnvironmentProblem, match=r"Cannot write to .*: No space left on device"):
        fetch(FILE, tmp_path, [server.mirror("good")])
    assert not (tmp_path / "data.gz").exists()


def test_mnist_comes_by_https_alone_with_pinned_checksums():
    assert MIRRORS
    assert all(mirror.startswith("https://") for mirror in MIRRORS)
    assert all(re.fullmatch("[0-9a-f]{64}", file.sha256) for file in FILES.values())
    assert sum(file.size for file in FILES.values()) == 11_594_722
