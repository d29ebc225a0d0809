"""Make `.venv` and fill it from one of the hashed lists beside this file: `python3 install.py run|dev`.

The Makefile calls it with any Python >= 3.11; it needs the standard library only. What is installed is remembered by a
stamp named after the list's content, written last: an interrupted install leaves none and is simply done again.
"""

from __future__ import annotations

import fcntl
import hashlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
VENV = CHECKOUT / ".venv"
PYTHON = VENV / "bin" / "python"
LOG = VENV / "install.log"
MEGABYTES = {"run": 90, "dev": 220}  # what an install from nothing fetches, measured on Linux


def main(name: str) -> None:
    """Install the list called `name` ("run" or "dev") unless its stamp is there; dev contains run."""
    names = ["run", "dev"] if name == "dev" else ["run"]
    with list_of("run").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two makes at once take turns
        if not all(stamp(each).exists() for each in names):
            install(name)
            for each in names:
                replace_stamp(each)


def list_of(name: str) -> Path:
    """The hashed list: every package, every platform."""
    return CHECKOUT / "requirements" / f"{name}.txt"


def stamp(name: str) -> Path:
    """Where the stamp is: it changes with the list, with pyproject.toml (our commands) and the checkout's place."""
    content = list_of(name).read_bytes() + (CHECKOUT / "pyproject.toml").read_bytes() + bytes(CHECKOUT)
    return VENV / f"installed-{name}-{hashlib.sha256(content).hexdigest()[:16]}"


def replace_stamp(name: str) -> None:
    """Forget older stamps of this list and set the present one."""
    for old in VENV.glob(f"installed-{name}-*"):
        old.unlink()
    stamp(name).touch()


def install(name: str) -> None:
    """The environment, the listed packages, this project in place."""
    version = ".".join(map(str, sys.version_info[:3]))
    say(f"Setting up .venv with Python {version}; the first time this fetches about {MEGABYTES[name]} MB.\n")
    if not works(PYTHON):
        make_environment()
    count = sum(line[0].isalnum() for line in list_of(name).read_text().splitlines())
    pip("--require-hashes", "--requirement", str(list_of(name)), count=count)
    pip("--no-deps", "--no-build-isolation", "--editable", str(CHECKOUT))
    say(f"{START}  {count} packages are in place.\n")


def works(python: Path) -> bool:
    """Whether an interpreter is there, runs, is new enough and has pip."""
    check = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    return python.exists() and subprocess.run([python, "-c", check], capture_output=True, check=False).returncode == 0


def make_environment() -> None:
    """Make the virtual environment anew; Debian's python3 lacks the part that does it until python3-venv is there."""
    command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode:
        fail("This Python can't make virtual environments (Debian and Ubuntu: install python3-venv).", made.stdout)


def pip(*arguments: str, count: int = 0) -> None:
    """Run `pip install`, showing which package of how many it is at; when it fails, its last lines."""
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", *arguments]
    with (
        LOG.open("a", encoding="utf-8") as log,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process,
    ):
        lines = follow(process, log.write, count)
    if process.returncode:
        fail(f"Installing failed. The last lines of {LOG}:", "".join(lines[-8:]))


def follow(process: subprocess.Popen[str], keep: Callable[[str], object], count: int) -> list[str]:
    """Turn pip's chatter into one moving line; what it wrote."""
    lines: list[str] = []
    number = 0
    for line in process.stdout or ():
        lines.append(line)
        keep(line)
        words = line.split()
        if count and words[:1] in (["Collecting"], ["Requirement"]):
            number += 1
            show(number, count, words[3 if words[0] == "Requirement" else 1])
        elif count and words[:1] == ["Installing"]:
            show(count, count, "unpacking them takes half a minute")
    return lines


def show(number: int, count: int, what: str) -> None:
    """Show a step: in place on a terminal, else every tenth on a line of its own."""
    if sys.stdout.isatty():
        say(f"{START}  {number:3} of {count}  {what}")
    elif number % 10 == 0 or number == count:
        say(f"  {number:3} of {count}  {what}\n")


START = "\r\033[K" if sys.stdout.isatty() else ""


def say(text: str) -> None:
    """Write at once."""
    sys.stdout.write(text)
    sys.stdout.flush()


def fail(sentence: str, details: str) -> None:
    """End with a sentence and what is known."""
    sys.exit(f"{START}{sentence}\n{details}")


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except KeyboardInterrupt:
        sys.exit("\nInterrupted; the next make goes on from here.")
