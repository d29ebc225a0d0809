"""Builds the pages' assets: GOV.UK's design system and htmx from npm, in our own typeface and colours (ADR 0017)."""

import shutil
from pathlib import Path

from deploy.node import VENV, Packages

HERE = Path(__file__).parent
STATIC = HERE.parents[1] / "services" / "gateway" / "static"


def build(folder: Path, place: Path = VENV / "pages-assets") -> None:
    """Build into the folder, instead of what is in it; the same from the same sources. Raises `NodeFailed`."""
    shutil.rmtree(folder, ignore_errors=True)
    Packages("the pages' assets (22 MB)", HERE, place).run("build.mjs", str(folder))
