"""The containers of our image: each by its own command line, environment and health check."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

import psutil

from deploy.docker.check import Failed, health
from deploy.docker.check.compose import Container
from deploy.docker.check.here import Here
from deploy.docker.check.image import Image
from deploy.docker.check.told import Told
from deploy.local.child import Child, leash
from deploy.local.ports import answers


class Ours:
    """What runs in our image, in the folder and by the interpreter that stand for it."""

    def __init__(self, image: Image, here: Here, told: Told) -> None:
        self._image, self._here, self._told = image, here, told
        self._children: list[tuple[Container, Child]] = []

    def run_once(self, container: Container) -> None:
        """One that does its work and ends."""
        self._here.mount(container)
        command = [*leash(self._here.user), *self._command(container, container.command)]
        self._run(container, command, container.name)
        self._told.did(container.name, f"`{_short(container)}`, exit code 0")

    def begin(self, container: Container) -> None:
        """Start a service without waiting."""
        self._here.mount(container)
        child = Child(
            container.name,
            self._command(container, container.command),
            self._here.log(container.name),
            environment=self.environment(container),
            folder=self._image.workdir,
            user=self._here.user,
        )
        child.start()
        self._children.append((container, child))

    def wait(self) -> None:
        """Until all that were begun are healthy, each by its own check."""
        for container, child in self._children:
            port = self._here.port(container.name, 8000)
            child.wait_until(lambda port=port: answers(port), health.PATIENCE)
            check = self._command(container, container.health)
            healthy = health.wait(child, check, self.environment(container), self._image.workdir)
            self._told.did(container.name, f"`{_short(container)}`, {healthy}")

    def exec(self, container: Container, *command: str) -> str:
        """What a further program says in a running container (`docker compose exec`)."""
        return self._run(container, self._command(container, command), f"`{' '.join(command)}` in {container.name}")

    def end(self) -> None:
        """All together, by SIGTERM, each within its grace; before that, what they hold of memory."""
        for container, child in self._children:
            held = psutil.Process(child.pid).memory_info().rss // 1_000_000
            self._told.did(container.name, f"held {held} MB of memory after this")
            child.ask_to_stop()
        for container, child in self._children:
            self._told.did(container.name, health.end(container, child))

    def environment(self, container: Container) -> dict[str, str]:
        """The container's own, and of the image what Python needs. Nothing of whoever started us."""
        path = f"{self._image.python.parent}:/usr/local/bin:/usr/bin:/bin"
        return {"PATH": path, "HOME": str(self._image.workdir), **self._here.environment(container)}

    def kill(self) -> None:
        """What is left when something went wrong."""
        for _, child in self._children:
            child.kill()

    def _run(self, container: Container, command: Sequence[str | Path], what: str) -> str:
        """What a command says until it ends, as a program of the container; Failed, by `what` it is called."""
        environment = self.environment(container)
        ran = subprocess.run(
            command, cwd=self._image.workdir, env=environment, capture_output=True, text=True, check=False
        )
        if ran.returncode:
            raise Failed(f"{what} failed: {' '.join(ran.stderr.split())[-400:]}")
        return ran.stdout

    def _command(self, container: Container, command: tuple[str, ...]) -> list[str | Path]:
        program, *arguments = command
        if program != "python":
            raise Failed(f"{container.name} runs {program}, which our image hasn't.")
        return [self._image.python, *(self._here.text(container, each) for each in arguments)]


def _short(container: Container) -> str:
    words = " ".join(container.command)
    return words if len(words) < 60 else f"{words[:40]}…"
