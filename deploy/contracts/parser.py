"""AsyncAPI's official parser, from npm (55 MB on the disk)."""

import json
from pathlib import Path

from deploy.node import VENV, Packages

PLACE = VENV / "asyncapi-parser"


def complaints(*documents: Path, place: Path = PLACE) -> list[list[str]]:
    """What the parser says against each of these documents, with the place in it; raises `NodeFailed`."""
    return json.loads(parser(place).run("check.mjs", *map(str, documents)))


def parser(place: Path = PLACE) -> Packages:
    """The parser, as it is pinned, in that place."""
    return Packages("AsyncAPI's parser (55 MB)", Path(__file__).with_name("node"), place)
