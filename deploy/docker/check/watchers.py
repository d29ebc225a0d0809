"""Prometheus and Alertmanager: Debian's programs with the containers' command lines, files and health checks."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import httpx

from deploy.docker.check import Failed, health
from deploy.docker.check.compose import Container
from deploy.docker.check.debian import NotHere, alertmanager, found
from deploy.docker.check.here import Here
from deploy.docker.check.told import Told
from deploy.local.child import Child
from deploy.local.ports import HOST

PROGRAMS = {
    "prometheus": ("prometheus", ("promtool", "check", "config")),
    "alertmanager": ("prometheus-alertmanager", ("amtool", "check-config")),
}
"""Debian's program for each container, and what checks its file."""


class Watchers:
    """Those of them that can be had on this machine."""

    def __init__(self, kept: Path, here: Here, told: Told) -> None:
        self._kept, self._here, self._told = kept, here, told
        self._children: list[tuple[Container, Child, int]] = []

    def begin(self, container: Container) -> bool:
        """Check its file and start it; False, and told, when there is no such program here."""
        name, (checker, *check) = PROGRAMS[container.name]
        folder = None
        try:
            program, checker = found(name, self._kept), found(checker, self._kept)
            if container.name == "alertmanager":
                program, folder = alertmanager(self._kept, self._here.folder)
        except NotHere as reason:
            self._told.not_done(container.name, f"{reason}")
            return False
        self._here.mount(container)
        given = [self._here.text(container, each) for each in container.command]
        [file] = [each.partition("=")[2] for each in given if each.startswith("--config.file=")]
        said = subprocess.run([checker, *check, file], capture_output=True, text=True, check=False)
        if said.returncode:
            raise Failed(f"{checker} says of {container.name}'s file: {' '.join((said.stdout + said.stderr).split())}")
        port = self._here.port(container.name, {"prometheus": 9090, "alertmanager": 9093}[container.name])
        listen = f"--web.listen-address={HOST}:{port}"
        command, log = [program, *given, listen], self._here.log(container.name)
        child = Child(container.name, command, log, environment=dict(os.environ), folder=folder)
        child.start()
        self._children.append((container, child, port))
        return True

    def wait(self) -> None:
        """Until each is healthy by its own check."""
        for container, child, _ in self._children:
            program, *arguments = (self._here.text(container, each) for each in container.health)
            healthy = health.wait(child, [health.on_this_machine(program), *arguments], os.environ)
            self._told.did(container.name, f"its command line with Debian's program and checked files; {healthy}")
            self._told.not_done(container.name, f"{container.image}: Debian's version is an older one")

    def end(self) -> None:
        """By SIGTERM."""
        for _, child, _ in self._children:
            child.ask_to_stop()
        for container, child, _ in self._children:
            self._told.did(container.name, health.end(container, child))

    def kill(self) -> None:
        """What is left when something went wrong."""
        for _, child, _ in self._children:
            child.kill()

    def raise_alarm(self) -> None:
        """Put an alert into Alertmanager: an e-mail is to come of it."""
        alert = [{"labels": {"alertname": "Tried", "severity": "page"}, "annotations": {"summary": "Only tried."}}]
        self._ask("alertmanager", "POST", "/api/v2/alerts", json=alert)

    def scraped(self) -> set[str]:
        """The services that Prometheus finds up."""
        answer = self._ask("prometheus", "GET", "/api/v1/query", params={"query": 'up{job="alliance"} == 1'})
        return {each["metric"]["service"] for each in answer.json()["data"]["result"]}

    def _ask(self, name: str, method: str, path: str, **sent: object) -> httpx.Response:
        [port] = [port for container, _, port in self._children if container.name == name]
        return httpx.request(method, f"http://{HOST}:{port}{path}", trust_env=False, **sent).raise_for_status()  # pyright: ignore[reportArgumentType]
