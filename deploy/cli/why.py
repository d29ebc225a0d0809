"""`alliance mail why`: the way back from an e-mail to whoever caused it, fact by fact, asked of each fact's owner."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from deploy.cli.acting import Actors
from deploy.cli.alliance import Alliance, alliance
from deploy.cli.mail import MessageId, found, mailbox, short_id
from deploy.cli.sorry import Problem
from deploy.cli.status import AsJson
from deploy.cli.terminal import Terminal
from deploy.local.services import SERVICES
from shared.words import FACTS, command_words, long_moment, with_code


def why(message_id: MessageId, as_json: AsJson = False) -> None:
    """Show why an e-mail was sent: back to who did what, and when."""
    here, terminal = alliance(), Terminal()
    message = here.notify.get(f"/messages/{found(here, message_id)}")
    chain = list(facts_behind(here, message["event_id"], message["event_type"]))
    if as_json:
        terminal.json({"message_id": message["message_id"], "event_id": message["event_id"], "facts": chain})
    else:
        _show(message, chain, Actors(here), terminal)


def facts_behind(here: Alliance, event_id: str, event_type: str) -> Iterator[dict[str, Any]]:
    """A fact as its owner has it, the one that caused it, and so on; ends where an owner has it no more."""
    before, owner = event_id, event_type.partition(".")[0]
    while before and (fact := fact_of(here, before, owner)):
        yield fact
        before, owner = fact["causation_id"], None


def fact_of(here: Alliance, event_id: str, owner: str | None) -> dict[str, Any] | None:
    """A fact at its owner; when nobody knows whose it is, each service is asked. None when none of them told it."""
    for name in [owner] if owner else [service.name for service in SERVICES]:
        try:
            return here.service(name).get(f"/operations/facts/{event_id}")
        except Problem as problem:
            if problem.kind != "fact-is-not-ours":
                raise
    return None


def _show(message: dict[str, Any], chain: list[dict[str, Any]], actors: Actors, terminal: Terminal) -> None:
    terminal.gap()
    terminal.say((message["subject"] or "Not written yet", "bold"))
    written = long_moment(datetime.fromisoformat(message["created_at"]))
    terminal.item("E-mail   ", f"{short_id(message)} to {mailbox(message)}, {written}")
    show_chain(message, chain, actors, terminal)
    terminal.gap()


def show_chain(effect: dict[str, Any], chain: list[dict[str, Any]], actors: Actors, terminal: Terminal) -> None:
    """Fact by fact, and what began it all."""
    for fact in chain:
        _show_fact(fact, terminal)
    terminal.item("because  ", _beginning(chain, actors.words(effect["actor"])))


def _show_fact(fact: dict[str, Any], terminal: Terminal) -> None:
    when = long_moment(datetime.fromisoformat(fact["recorded_at"]))
    terminal.item("because  ", with_code(FACTS.get(fact["type"]), fact["type"]), f", {when}")
    terminal.item("         ", (f"number {fact['number']} of {fact['topic']} {fact['key']}", "dim"))


def _beginning(chain: list[dict[str, Any]], actor: str) -> str:
    """What began it all, as far as it is still known."""
    if not chain or chain[-1]["causation_id"]:
        return f"{actor} acted; no service keeps the fact before any more"
    command = chain[-1]["command"]
    return f"{actor} asked for it: {command_words(command)} ({command})" if command else f"of a command of {actor}"
