"""Our image, as far as it can be built without a container engine: the Dockerfile's own steps, in a folder."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.docker.check import Failed
from deploy.docker.check.place import base_python
from deploy.local.place import CHECKOUT

DOCKERFILE = CHECKOUT / "deploy/docker/Dockerfile"
LeftOut = Callable[[Any, list[str]], set[str]]
LEFT_OUT: LeftOut = shutil.ignore_patterns("__pycache__", "node_modules")  # as .dockerignore says
ROOTS_OWN = {"useradd", "install"}  # a user and folders of the image; both are the check's own here


@dataclass(frozen=True, slots=True)
class Image:
    """What was built: the working folder, the interpreter, and what was left out in words."""

    workdir: Path
    python: Path
    not_done: tuple[str, ...]


def build(folder: Path, *, clean: bool) -> Image:
    """Copy what the Dockerfile copies, and run what it runs in a virtual environment of its own.

    Not `clean`: only the copying; the present interpreter, with what is installed for it, does instead.
    """
    workdir, python = folder / "image", Path(sys.executable)
    workdir.mkdir()
    if clean:
        python = make_environment(base_python(), folder / "python")
    left: list[str] = [] if clean else ["RUN: the present .venv did instead of a clean one"]
    for what, words in instructions(DOCKERFILE.read_text()):
        if what == "COPY":
            copy(words, workdir, LEFT_OUT if clean else shutil.ignore_patterns("node_modules"))
        elif what == "RUN" and clean:
            left += [f"RUN {each}" for each in steps(words) if not done(each, workdir, python)]
        elif what == "FROM":
            left.append(f"FROM {words}: {version(python)} of this machine did instead")
        elif what not in {"RUN", "WORKDIR", "USER"}:
            raise Failed(f"The Dockerfile says {what}, and this check doesn't know how to do that.")
    return Image(workdir, python, tuple(left))


def instructions(text: str) -> list[tuple[str, str]]:
    """The Dockerfile's lines, those that go on joined, without comments."""
    lines = re.sub(r"\\\n", " ", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE)).splitlines()
    return [(what, words.strip()) for what, _, words in (line.partition(" ") for line in lines if line.strip())]


def steps(words: str) -> list[str]:
    """The commands of one RUN."""
    return [" ".join(each.split()) for each in words.split("&&")]


def make_environment(base: Path, folder: Path) -> Path:
    """A virtual environment with nothing in it but pip; its interpreter."""
    made = subprocess.run([base, "-m", "venv", folder], capture_output=True, text=True, check=False)
    if made.returncode:
        raise Failed(f"No clean virtual environment could be made: {' '.join(made.stderr.split())}.")
    return folder / "bin" / "python"


def version(python: Path) -> str:
    """What an interpreter calls itself."""
    return subprocess.run([python, "--version"], capture_output=True, text=True, check=True).stdout.strip()


def copy(words: str, workdir: Path, left_out: LeftOut) -> None:
    """COPY sources destination."""
    *sources, destination = words.split()
    for source in sources:
        into = workdir / destination / source if destination.endswith("/") else workdir / destination
        into.parent.mkdir(parents=True, exist_ok=True)
        if (CHECKOUT / source).is_dir():
            shutil.copytree(CHECKOUT / source, into, ignore=left_out)
        else:
            shutil.copy(CHECKOUT / source, into)


def done(step: str, workdir: Path, python: Path) -> bool:
    """Run one command of a RUN as the image's builder would; False for what only an image has, Failed when it fails."""
    program = shlex.split(step)[0]
    if program in ROOTS_OWN:
        return False
    if program not in {"pip", "python"}:
        raise Failed(f"The Dockerfile runs {program}, and this check doesn't know how to do that.")
    path = f"{python.parent}{os.pathsep}{os.environ['PATH']}"
    ran = subprocess.run(
        ["/bin/sh", "-c", step],
        cwd=workdir,
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        raise Failed(f"`{step}` failed: {' '.join((ran.stderr or ran.stdout).split())[-400:]}")
    return True
