"""Kafka's jars: fetched once for all stacks of a user, checked against our own SHA-256 at every start.

jgo fetches, one coordinate at a time, without resolving anything: on its own it would accept a truncated file from its
cache and pick wrong versions where two roots disagree. Each file is fetched into a folder of its own and moved into
place by an atomic rename, so that two stacks may do this at once.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from deploy.local.trouble import CannotStart

LIST = Path(__file__).with_name("kafka-jars.txt")
AT_ONCE = 4  # downloads in parallel
TIMEOUT = 10  # seconds without a byte

Fetch = Callable[["Jar", Path], Path]
Progress = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]


class WrongBytes(CannotStart):
    """A file that was fetched is not the one that was pinned."""


@dataclass(frozen=True, slots=True)
class Jar:
    """One pinned file: SHA-256 in hexadecimal, size in bytes, Maven coordinate."""

    sha256: str
    size: int
    group: str
    artifact: str
    version: str

    @property
    def name(self) -> str:
        """The file's name in our folder; with the group, as two groups may use one artifact name."""
        return f"{self.group}.{self.artifact}-{self.version}.jar"

    def is_right(self, file: Path) -> bool:
        """Whether a file holds exactly the pinned bytes."""
        if not file.is_file() or file.stat().st_size != self.size:
            return False
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() == self.sha256


def pinned(file: Path = LIST) -> list[Jar]:
    """The list, in the order of the class path."""
    lines = [line for line in file.read_text().splitlines() if line and not line.startswith("#")]
    return [Jar(sha256, int(size), *coordinate.split(":")) for sha256, size, coordinate in map(str.split, lines)]


def shared_folder() -> Path:
    """One folder for all stacks of this user: $XDG_CACHE_HOME/alliance/jars, by default in ~/.cache."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache).absolute() / "alliance" / "jars"


def wrong(jars: Iterable[Jar], folder: Path) -> list[Jar]:
    """Those that are missing or not what they should be."""
    return [jar for jar in jars if not jar.is_right(folder / jar.name)]


def provide(jars: list[Jar], folder: Path, fetch: Fetch) -> list[Path]:
    """Fetch what is missing or wrong and return all files; CannotStart, naming the file, when one can't be had."""
    pool = ThreadPoolExecutor(AT_ONCE)
    try:
        for fetching in [pool.submit(fetch_twice, jar, folder, fetch) for jar in wrong(jars, folder)]:
            fetching.result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)  # after a failure or Ctrl-C the rest needn't come
    return [folder / jar.name for jar in jars]


def fetch_twice(jar: Jar, folder: Path, fetch: Fetch) -> None:
    """Fetch one; when its bytes are wrong, once more, and then give up."""
    try:
        fetch_into(jar, folder, fetch)
    except WrongBytes:
        fetch_into(jar, folder, fetch)


def fetch_into(jar: Jar, folder: Path, fetch: Fetch) -> None:
    """Fetch beside the folder's files, check, move into place."""
    folder.mkdir(parents=True, exist_ok=True)
    workplace = Path(tempfile.mkdtemp(prefix=".fetching-", dir=folder))
    try:
        file = fetch(jar, workplace)
        if not jar.is_right(file):
            size = file.stat().st_size
            raise WrongBytes(
                f"{jar.name} was downloaded twice and is not what was pinned (SHA-256; {size} bytes came)."
            )
        file.replace(folder / jar.name)
    finally:
        shutil.rmtree(workplace, ignore_errors=True)


def from_maven(progress: Progress | None = None, repositories: dict[str, str] | None = None) -> Fetch:
    """A fetcher from Maven Central, or from other repositories (name: address)."""

    def fetch(jar: Jar, workplace: Path) -> Path:
        from jgo.maven import MavenContext, PythonResolver
        from requests import RequestException

        resolver = PythonResolver(progress_callback=progress)
        maven = MavenContext(resolver, workplace, remote_repos=repositories, timeout=TIMEOUT)
        try:
            return maven.project(jar.group, jar.artifact).at_version(jar.version).artifact().resolve()
        except (RequestException, RuntimeError) as trouble:
            raise CannotStart(
                f"{jar.name} could not be downloaded ({reason(trouble)}); what has come is kept."
            ) from None

    return fetch


def reason(trouble: Exception) -> str:
    """Few words for the user: a library's messages here are paragraphs of nested causes."""
    from requests import ConnectionError as NoConnection
    from requests import Timeout
    from requests.exceptions import SSLError

    if isinstance(trouble, SSLError):
        return "the server's certificate is not trusted here; REQUESTS_CA_BUNDLE names the file of those that are"
    if isinstance(trouble, Timeout):
        return "the server did not answer in time"
    return "no connection to the server" if isinstance(trouble, NoConnection) else "the server does not give it"
