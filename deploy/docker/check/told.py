"""What became of each container, for the table at the end."""

from __future__ import annotations

from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table

NOBODY_RAN = {
    "grafana": "no Grafana for this machine was at hand; its files are tried by Prometheus' checker (tests/prometheus)",
    "mail": "mailpit; the mail sink of `make run` took the mails in its place",
}


@dataclass(slots=True)
class Told:
    """For each container what was run of it, and what wasn't."""

    ran: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    left: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    def did(self, container: str, what: str) -> None:
        """This was run, and was as it should be."""
        self.ran.setdefault(container, []).append(what)

    def not_done(self, container: str, what: str) -> None:
        """This was not."""
        self.left.setdefault(container, []).append(what)

    def show(self, names: list[str], console: Console) -> None:
        """The table, with a last line for what no container has been tried of."""
        table = Table("container", "what was run", "what was not", show_lines=True)
        for name in ("image", *names):
            table.add_row(name, "\n".join(self.ran.get(name, ("–",))), "\n".join(self.left.get(name, ("–",))))
        table.add_row(
            "all", "–", "images, volumes, limits, restarts and the network between containers: no engine is here"
        )
        console.print(table)
