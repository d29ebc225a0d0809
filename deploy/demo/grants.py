"""The example's grants: those that come by schedule, and those that are applied for."""

import tomllib
from dataclasses import dataclass
from typing import Any

from deploy.demo.members import DATA


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A kind of grant that comes in these academic years; 0 is the present one."""

    kind: str
    years: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Application:
    """A support grant: what was applied for and what was received, in pounds, or refused. Neither: not decided yet."""

    name: str
    applied: int
    case: str | None = None
    received: int | None = None
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Grants:
    """All of them."""

    scheduled: tuple[Scheduled, ...]
    applications: tuple[Application, ...]


def example_grants() -> Grants:
    """All of them, in the file's order."""
    written: dict[str, Any] = tomllib.loads((DATA / "grants.toml").read_text(encoding="utf-8"))
    return Grants(
        tuple(Scheduled(each["kind"], tuple(each["years"])) for each in written["scheduled"]),
        tuple(Application(**each) for each in written["application"]),
    )
