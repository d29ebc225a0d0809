"""The states of the written contracts in git's history, oldest first."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from deploy.contracts.documents import FOLDER, NAME, ROOT, Documents, read

LOG = ("log", "--reverse", "--topo-order", "-m", "--raw", "--no-abbrev", "--no-renames", "--format=")
"""Every change of every file, over all branches that were merged, one line each."""


GIT = ("git", "-c", "safe.directory=*")
"""Looking at the past is harmless in somebody else's checkout too: in a container it often is."""


NO_HISTORY = "There is no git history of the schemas here: compared with the files alone."
SHALLOW = "This is a shallow clone: compared with its own commits alone (git fetch --unshallow brings the rest)."


class NoHistory(Exception):
    """There is no git, no repository, or none of ours."""


@dataclass(frozen=True, slots=True)
class Past:
    """What was committed; `lacking` says in words what of it isn't here, and is empty when all is."""

    states: list[Documents]
    lacking: str = ""


def past(root: Path = ROOT) -> Past:
    """All committed states of a checkout; where there is no history, the files as they lie there are all we know."""
    try:
        states = list(_states(root))
        shallow = _git(root, "rev-parse", "--is-shallow-repository").strip() == b"true"
    except NoHistory:
        states, shallow = [], False
    if not states:
        return Past([read(root / FOLDER)], NO_HISTORY)
    return Past(states, SHALLOW if shallow else "")


def _states(root: Path) -> Iterator[Documents]:
    """One state for each file that a commit wrote."""
    lines = _git(root, *LOG, "--", str(FOLDER)).decode().splitlines()
    changes = [(line.split()[3], line.rpartition("\t")[2]) for line in lines if line.startswith(":")]
    written = [(blob, name) for blob, path in changes if blob.strip("0") and NAME.fullmatch(name := Path(path).name)]
    for (_, name), content in zip(written, _contents(root, [blob for blob, _ in written]), strict=True):
        with suppress(ValueError):  # a file that was committed in no fit state promised nothing
            yield {name: json.loads(content)}


def _contents(root: Path, blobs: list[str]) -> Iterator[bytes]:
    """What git keeps under these names, in one go."""
    answer = _git(root, "cat-file", "--batch", given="\n".join(blobs).encode())
    for _ in blobs:
        head, _, answer = answer.partition(b"\n")
        if head.endswith(b" missing"):
            raise NoHistory("a clone without its files' contents")
        size = int(head.split()[2])
        yield answer[:size]
        answer = answer[size + 1 :]


def _git(root: Path, *arguments: str, given: bytes = b"") -> bytes:
    try:
        done = subprocess.run([*GIT, "-C", str(root), *arguments], input=given, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError) as trouble:
        raise NoHistory(str(trouble)) from None
    return done.stdout
