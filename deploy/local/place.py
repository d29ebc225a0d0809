"""Where a stack lives: its data folder and its range of ports. Two places make two stacks side by side."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.local.trouble import CannotStart

CHECKOUT = Path(__file__).resolve().parent.parent.parent
HIGHEST_OFFSET = 25  # of the mail sink


@dataclass(frozen=True, slots=True)
class Place:
    """A data folder and the first port of a range; whoever needs a port knows its offset."""

    home: Path
    port_base: int

    def port(self, offset: int) -> int:
        """One of the range's ports."""
        return self.port_base + offset

    def log(self, name: str) -> Path:
        """The log file of a process."""
        return self.home / "logs" / f"{name}.log"

    @property
    def postgres_port(self) -> int:
        """PostgreSQL."""
        return self.port(10)

    @property
    def kafka_port(self) -> int:
        """Kafka, for clients."""
        return self.port(11)

    @property
    def controller_port(self) -> int:
        """Kafka, for itself."""
        return self.port(12)

    @property
    def sink_port(self) -> int:
        """The mail sink."""
        return self.port(25)

    @property
    def mail(self) -> Path:
        """Where the mail sink keeps messages."""
        return self.home / "mail"


def place_from(environment: Mapping[str, str] = os.environ) -> Place:
    """Read ALLIANCE_HOME and ALLIANCE_PORT_BASE; CannotStart when the latter is no usable number."""
    home = Path(environment.get("ALLIANCE_HOME") or CHECKOUT / ".local")
    base = environment.get("ALLIANCE_PORT_BASE") or "8000"
    if not base.isdecimal() or not 1024 <= int(base) <= 65535 - HIGHEST_OFFSET:
        raise CannotStart(f"ALLIANCE_PORT_BASE must be a number from 1024 to {65535 - HIGHEST_OFFSET}, not {base!r}.")
    return Place(home.expanduser().absolute(), int(base))
