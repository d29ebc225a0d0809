"""The pages' style, fonts and scripts: committed as they are built, and light."""

import gzip
import json
import re
from pathlib import Path

from deploy.web.building import STATIC, build

FIRST_VIEW = 150_000
"""Bytes, compressed, of all that a page loads besides itself: its bar of 200 KB less what a page is."""

LATER = ("latin-ext",)
"""Fetched only by pages with such a letter in a name."""


def test_what_is_committed_is_what_is_built(tmp_path: Path) -> None:
    """The same names with the same bytes: nobody has changed a built file by hand, or forgotten to build."""
    build(tmp_path / "static")
    assert _bytes(tmp_path / "static") == _bytes(STATIC)


def test_the_first_view_is_light() -> None:
    """Style, fonts and scripts together, compressed."""
    names = json.loads((STATIC / "manifest.json").read_text())
    loaded = [STATIC / file for name, file in names.items() if not any(each in name for each in LATER)]
    assert sum(len(gzip.compress(file.read_bytes(), 9)) for file in loaded) <= FIRST_VIEW


def test_whatever_the_style_names_is_there() -> None:
    """A font that isn't found would be seen by nobody but those who need its letters."""
    names: dict[str, str] = json.loads((STATIC / "manifest.json").read_text())
    style = (STATIC / names["app.css"]).read_text()
    named = set(re.findall(r"url\([\"']?/static/([^)\"']+)", style))
    assert named == {file for file in names.values() if file.endswith(".woff2")}
    assert all((STATIC / file).exists() for file in names.values())


def _bytes(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}
