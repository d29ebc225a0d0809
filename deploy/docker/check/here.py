"""Where on this machine is what a container has: its addresses are ports of ours, its folders below one of ours."""

from __future__ import annotations

import re
from pathlib import Path

from deploy.docker.check.compose import Container
from deploy.local.place import CHECKOUT
from deploy.local.ports import HOST
from deploy.local.unprivileged import hand_over

ADDRESSES = (
    *((name, 8000) for name in ("gateway", "registry", "bookings", "support", "finance", "notify")),
    ("postgres", 5432),
    ("kafka", 9092),
    ("kafka", 9093),
    ("mail", 1025),
    ("prometheus", 9090),
    ("alertmanager", 9093),
)
"""Each in its place from the first port on."""


class Here:
    """The folder and the ports of one check. Everything in the folder is gone with it; `user` owns what is written."""

    def __init__(self, folder: Path, first_port: int, user: int | None) -> None:
        self.folder = folder
        self.user = user
        self._first_port = first_port

    def port(self, name: str, inside: int) -> int:
        """Which port of this machine a container's own is."""
        return self._first_port + ADDRESSES.index((name, inside))

    def log(self, name: str) -> Path:
        """Where a container's words go."""
        return self.folder / "logs" / f"{name}.log"

    def mount(self, container: Container) -> None:
        """Put its volumes and files where it looks for them; files with the addresses of this machine in them."""
        for source, target in container.mounts:
            place = self._place(container, target)
            place.parent.mkdir(parents=True, exist_ok=True)
            if source.startswith("./"):
                place.write_text(self.text(container, (CHECKOUT / source).read_text()))
            else:
                place.symlink_to(self.volume(source), target_is_directory=True)

    def volume(self, name: str) -> Path:
        """A named volume, made when it is new."""
        folder = self.folder / "volumes" / name
        if not folder.exists():
            folder.mkdir(parents=True)
            hand_over(folder, self.user)
        return folder

    def environment(self, container: Container) -> dict[str, str]:
        """What the container is told, in this machine's addresses and folders."""
        told = {name: self.text(container, value) for name, value in container.environment.items()}
        if "ALLIANCE_HTTP_PORT" in told:
            told["ALLIANCE_HTTP_PORT"] = str(self.port(container.name, int(told["ALLIANCE_HTTP_PORT"])))
        return told

    def text(self, container: Container, words: str) -> str:
        """Words of a container, its addresses and folders replaced by ours."""
        for name, inside in ADDRESSES:
            here = f"{HOST}:{self.port(name, inside)}"
            names = f"{name}|localhost|127\\.0\\.0\\.1|(?<=//)" if name == container.name else name
            words = re.sub(rf"(?<![\w.-])(?:{names}):{inside}\b", here, words)
        for _, target in container.mounts:
            words = re.sub(rf"(?<![\w/.]){target}\b", str(self._place(container, target)), words)
        return words.replace("0.0.0.0", HOST)

    def _place(self, container: Container, target: str) -> Path:
        return self.folder / "containers" / container.name / target.lstrip("/")
