"""`alliance status`."""

from contextlib import suppress
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from deploy.cli.alliance import Alliance, alliance
from deploy.cli.remote import Remote
from deploy.cli.sorry import Sorry
from deploy.cli.terminal import Terminal
from deploy.local.services import SERVICES
from shared.words import STATES, duration, many

AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]


def status(as_json: AsJson = False) -> None:
    """Show how everything does.

    Each service's parts, how many schools and members there are, where the e-mails stand. Ends with 1 unless all is
    ready.
    """
    here = alliance()
    seen = look(here)
    if as_json:
        Terminal().json(seen)
    elif not any(service["running"] for service in seen["services"].values()):
        raise Sorry(f"Nothing runs at {here.address('registry')} and its neighbours: start it with `make run`.")
    else:
        show(seen, Terminal(), datetime.now(UTC))
    raise typer.Exit(0 if is_well(seen) else 1)


def look(here: Alliance) -> dict[str, Any]:
    """Everything there is to see, as JSON has it; what can't be known is None."""
    services = {service.name: _service(here.service(service.name)) for service in SERVICES}
    runs = {name for name, each in services.items() if each["running"]}
    return {
        "services": services,
        "counts": _if_told(here.registry, "/counts") if "registry" in runs else None,
        "messages": _if_told(here.notify, "/queue") if "notify" in runs else None,
    }


def is_well(seen: dict[str, Any]) -> bool:
    """Are all services ready?"""
    return all(service["ready"] for service in seen["services"].values())


def _service(remote: Remote) -> dict[str, Any]:
    roles = remote.readiness()
    ready = bool(roles) and all(role["ready"] for role in (roles or {}).values())
    return {"address": remote.address, "running": roles is not None, "ready": ready, "roles": roles or {}}


def _if_told(remote: Remote, path: str) -> Any:
    with suppress(Sorry):
        return remote.get(path)
    return None


def show(seen: dict[str, Any], terminal: Terminal, now: datetime) -> None:
    """For people."""
    for name, service in seen["services"].items():
        terminal.gap()
        _show_service(name, service, terminal, now)
    terminal.gap()
    terminal.pairs({"schools": _schools(seen["counts"]), "e-mails": _messages(seen["messages"])})
    terminal.gap()


def _show_service(name: str, service: dict[str, Any], terminal: Terminal, now: datetime) -> None:
    if not service["running"]:
        terminal.item(_mark(False), (name, "bold"), f"  isn't running at {service['address']}")
        return
    how = "ready" if service["ready"] else "not ready"
    terminal.item(_mark(service["ready"]), (name, "bold"), f"  {how}", (f"  {service['address']}", "dim"))
    width = max(len(_role_name(role, name)) for role in service["roles"]) if service["roles"] else 0
    for role, condition in service["roles"].items():
        since = duration((now - datetime.fromisoformat(condition["since"])).total_seconds())
        mark, colour = _mark(condition["ready"])
        because = f": {condition['because']}" if condition["because"] else ""
        terminal.item(
            (f"{mark}{_role_name(role, name):<{width}}  ", colour), (f"for {since}", "dim"), because, indent=4
        )


def _mark(good: bool) -> tuple[str, str]:
    return ("✓ ", "green") if good else ("✗ ", "red")


def _role_name(role: str, service: str) -> str:
    """A service's own reader has the service's name; that needn't be said again."""
    return role.removesuffix(f" {service}")


def _schools(counts: dict[str, int] | None) -> str:
    if counts is None:
        return "not known while registry doesn't answer"
    return f"{many(counts['members'], 'member')}, {many(counts['schools'], 'school')} in the national register"


def _messages(queue: dict[str, Any] | None) -> str:
    if queue is None:
        return "not known while notify doesn't answer"
    counts, longest = queue["by_state"], duration(queue["longest_wait"])
    said = [f"{counts[state]:,} {STATES[state]}" for state in STATES if counts[state] and state != "waiting"]
    if waiting := counts["waiting"]:
        verb = "waits" if waiting == 1 else "wait"
        said.append(f"{waiting:,} {verb} for an address (longest: {longest})")
    return ", ".join(said) or "none yet"
