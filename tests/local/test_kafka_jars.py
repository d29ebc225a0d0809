"""Kafka's jars are the pinned ones, or there is one clear line."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from deploy.local.kafka_jars import Fetch, Jar, from_maven, pinned, provide
from deploy.local.trouble import CannotStart

RIGHT = b"the right bytes"
JAR = Jar(hashlib.sha256(RIGHT).hexdigest(), len(RIGHT), "org.example", "thing", "1.0")


class Repository:
    """A Maven repository on loopback that answers with the next of its prepared contents."""

    def __init__(self) -> None:
        """It starts empty."""
        self.contents: list[bytes] = []
        self.asked: list[str] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        repository = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                found = self.path.endswith(".jar") and bool(repository.contents)
                if self.path.endswith(".jar"):
                    repository.asked.append(self.path)
                content = repository.contents.pop(0) if found else b""
                self.send_response(200 if found else 404)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
                """Say nothing."""

        return Handler

    def fetch(self) -> Fetch:
        """A fetcher from here."""
        return from_maven(repositories={"here": f"http://127.0.0.1:{self.server.server_port}"})


@pytest.fixture
def repository() -> Generator[Repository]:
    """A running repository."""
    made = Repository()
    threading.Thread(target=made.server.serve_forever, daemon=True).start()
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_a_missing_jar_is_fetched_by_its_coordinate(repository: Repository, tmp_path: Path) -> None:
    """The right file comes into the folder, and nothing else stays there."""
    repository.contents = [RIGHT]
    assert provide([JAR], tmp_path, repository.fetch()) == [tmp_path / JAR.name]
    assert [file.name for file in tmp_path.iterdir()] == ["org.example.thing-1.0.jar"]
    assert repository.asked == ["/org/example/thing/1.0/thing-1.0.jar"]


def test_a_right_jar_is_not_fetched_again(repository: Repository, tmp_path: Path) -> None:
    """A second start needs no network."""
    (tmp_path / JAR.name).write_bytes(RIGHT)
    provide([JAR], tmp_path, repository.fetch())
    assert repository.asked == []


@pytest.mark.parametrize("damaged", [b"", RIGHT[:-1], b"the wrong bytes"])
def test_a_damaged_jar_is_replaced(repository: Repository, tmp_path: Path, damaged: bytes) -> None:
    """Empty, truncated or altered files in the cache are fetched anew."""
    (tmp_path / JAR.name).write_bytes(damaged)
    repository.contents = [RIGHT]
    provide([JAR], tmp_path, repository.fetch())
    assert (tmp_path / JAR.name).read_bytes() == RIGHT


def test_a_bad_download_is_tried_once_more(repository: Repository, tmp_path: Path) -> None:
    """One bad answer is forgiven."""
    repository.contents = [b"an error page!!", RIGHT]
    provide([JAR], tmp_path, repository.fetch())
    assert (tmp_path / JAR.name).read_bytes() == RIGHT


def test_a_second_bad_download_is_one_line_that_names_the_file(repository: Repository, tmp_path: Path) -> None:
    """After two bad answers nothing is kept and the file is named."""
    repository.contents = [b"bad", b"worse"]
    with pytest.raises(CannotStart, match=r"^org\.example\.thing-1\.0\.jar was downloaded twice.*\.$") as refusal:
        provide([JAR], tmp_path, repository.fetch())
    assert "\n" not in str(refusal.value)
    assert list(tmp_path.iterdir()) == []


def test_a_jar_that_the_server_does_not_have_is_one_line(repository: Repository, tmp_path: Path) -> None:
    """A 404 names the file and the reason."""
    with pytest.raises(CannotStart, match=r"^org\.example\.thing-1\.0\.jar could not .*the server does not give it"):
        provide([JAR], tmp_path, repository.fetch())


def test_no_network_is_one_line(repository: Repository, tmp_path: Path) -> None:
    """A refused connection names the file and the reason."""
    fetch = repository.fetch()
    repository.server.server_close()
    with pytest.raises(CannotStart, match=r"^org\.example\.thing-1\.0\.jar could not .*no connection to the server"):
        provide([JAR], tmp_path, fetch)


def test_two_stacks_may_fetch_at_the_same_time(repository: Repository, tmp_path: Path) -> None:
    """Whoever comes second replaces the file by an equal one."""
    repository.contents = [RIGHT] * 4
    with ThreadPoolExecutor(4) as stacks:
        found = list(stacks.map(lambda _: provide([JAR], tmp_path, repository.fetch()), range(4)))
    assert found == [[tmp_path / JAR.name]] * 4
    assert (tmp_path / JAR.name).read_bytes() == RIGHT


def test_every_jar_is_pinned_once() -> None:
    """The list holds Kafka 4.2 and the writer of its log, each artifact in one version with a full SHA-256."""
    jars = pinned()
    assert len({(jar.group, jar.artifact) for jar in jars}) == len(jars)
    assert all(len(jar.sha256) == 64 and jar.size > 0 for jar in jars)
    assert {"kafka_2.13", "log4j-slf4j-impl"} <= {jar.artifact for jar in jars}
    assert {jar.version for jar in jars if jar.group == "org.apache.kafka"} == {"4.2.2"}
