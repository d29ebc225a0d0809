"""`alliance mail`: the e-mails, and what an operator decides about one."""

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

import typer

from deploy.cli.acting import Actors
from deploy.cli.alliance import Alliance, alliance
from deploy.cli.meant import SHORT, short
from deploy.cli.sorry import Sorry
from deploy.cli.status import AsJson
from deploy.cli.terminal import Column, Terminal
from shared.words import (
    AWAITED,
    FACTS,
    OBSTACLES,
    STATES,
    long_moment,
    many,
    short_moment,
    with_code,
)

WIDE = 140
"""Columns from which on a message needs one line only."""

LINE = (
    Column("id", style="bold", whole=True),
    Column("when", whole=True),
    Column("state", whole=True),
    Column("to"),
    Column("subject"),
)

MEANING = {
    "waiting": "It goes as soon as somebody tells what it waits for.",
    "queued": "It goes as soon as the mail server takes it.",
    "sending": "It is being handed over just now.",
    "sent": "The mail server took it over.",
    "failed": "It will not be tried again: `alliance mail resend {id}` does, once the reason is put right.",
    "uncertain": "It may have arrived, or not. Find out, then `alliance mail resend {id}` or `… settle {id}`.",
    "settled": "It was uncertain, and somebody found out that it needs nothing more.",
    "same_mailbox": "Another person's e-mail about the same thing went to this mailbox.",
    "forgotten": "Its addressee was erased before it was sent.",
}
"""What a state means for whoever looks."""

COLOURS = {"sent": "green", "failed": "red", "uncertain": "red", "waiting": "yellow", "queued": "yellow"}

State = StrEnum("State", list(STATES))  # pyright: ignore[reportArgumentType] - pairs are made of the names

MessageId = Annotated[str, typer.Argument(metavar="ID", help="As the list shows it; its beginning will do.")]


def commands(group: typer.Typer) -> typer.Typer:
    """`alliance mail` alone lists."""
    group.callback(invoke_without_command=True)(list_messages)
    for command in (show, resend, settle):
        group.command()(command)
    group.info.no_args_is_help = False
    return group


def list_messages(
    context: typer.Context,
    state: Annotated[State | None, typer.Option(metavar="STATE", help=f"Only these: {', '.join(STATES)}.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=200, metavar="NUMBER", help="How many at most.")] = 30,
    as_json: AsJson = False,
) -> None:
    """List the e-mails, newest first; with one of the commands below, look at one or decide about it."""
    if context.invoked_subcommand:
        return
    asked: dict[str, str | int] = {"limit": limit} | ({"state": state.value} if state else {})
    messages = alliance().notify.get("/messages", **asked)
    terminal = Terminal()
    if as_json:
        terminal.json(messages)
    elif not messages:
        terminal.say(f"No e-mail {'is ' + state.value.replace('_', ' ') if state else 'was written'} yet.")
    else:
        show_messages(messages, terminal, datetime.now(UTC))
    if len(messages) == limit and not as_json:
        terminal.footer(f"These are the newest {limit}; --limit 200 shows more.")


def show_messages(messages: Sequence[dict[str, Any]], terminal: Terminal, now: datetime) -> None:
    """One line each where there is room."""
    if terminal.width >= WIDE:
        terminal.table(LINE, [_line(message, now) for message in messages])
    else:
        width = max(len(_when(message, now)) for message in messages) if messages else 0
        for message in messages:
            _show_on_two_lines(message, f"{_when(message, now):<{width}}", terminal)


def _line(message: dict[str, Any], now: datetime) -> list[Any]:
    from rich.text import Text

    state = Text(STATES[message["state"]], COLOURS.get(message["state"], ""))
    return [
        short_id(message),
        _when(message, now),
        state,
        message["address"] or message["name"] or "–",
        message["subject"] or "not written yet",
    ]


def _when(message: dict[str, Any], now: datetime) -> str:
    return short_moment(datetime.fromisoformat(message["created_at"]), now)


def _show_on_two_lines(message: dict[str, Any], when: str, terminal: Terminal) -> None:
    state = message["state"]
    terminal.item((f"{short_id(message)}  ", "bold"), f"{when}  ", (STATES[state], COLOURS.get(state, "")))
    terminal.item(" " * (SHORT + 2), message["address"] or message["name"] or "–")
    if message["subject"]:
        terminal.item(" " * (SHORT + 2), (message["subject"], "dim"))


def short_id(message: dict[str, Any]) -> str:
    """What the list shows of an id."""
    return short(message["message_id"])


def mailbox(message: dict[str, Any]) -> str:
    """Whose it is, as far as that is known."""
    name, address = message["name"], message["address"]
    return f"{name} <{address}>" if name and address else address or name or "–"


def show(message_id: MessageId) -> None:
    """Show one e-mail: to whom, why, and its words."""
    here, terminal = alliance(), Terminal()
    message = here.notify.get(f"/messages/{found(here, message_id)}")
    terminal.gap()
    terminal.say((message["subject"] or "Not written yet", "bold"))
    terminal.pairs(_facts_about(message, Actors(here)))
    if message["text"]:
        terminal.gap()
        terminal.text(message["text"])
    terminal.gap()


def _facts_about(message: dict[str, Any], actors: Actors) -> dict[str, Any]:
    from rich.text import Text

    state, tries, retry = message["state"], message["tries"], message["next_try_at"]
    meaning = MEANING[state].format(id=short_id(message))
    return {
        "to": mailbox(message),
        "state": Text.assemble((STATES[state], COLOURS.get(state, "bold")), f". {meaning}"),
        "reason": _reason(message),
        "tried": many(tries, "time") if tries > 1 or state == "failed" else None,
        "next try": long_moment(datetime.fromisoformat(retry)) if retry and tries else None,
        "waits for": AWAITED.get((message["awaits"] or "").partition(":")[0]),
        "written": long_moment(datetime.fromisoformat(message["created_at"])),
        "because": with_code(FACTS.get(message["event_type"]), message["event_type"]),
        "who acted": actors.with_id(message["actor"]),
        "id": message["message_id"],
    }


def _reason(message: dict[str, Any]) -> str | None:
    code = f" (SMTP {message['code']})" if message["code"] else ""
    obstacle = message["obstacle"]
    return f"{OBSTACLES.get(obstacle, obstacle)}{code}" if obstacle else None


def resend(message_id: MessageId) -> None:
    """Send an e-mail again. It may then arrive twice."""
    here = alliance()
    full = found(here, message_id)
    here.notify.change(f"/messages/{full}/resend")
    Terminal().done(f"It goes out again: `alliance mail show {short(full)}` tells what became of it.")


def settle(
    message_id: Annotated[str | None, typer.Argument(metavar="[ID]", help="As the list shows it.")] = None,
    all_of_them: Annotated[bool, typer.Option("--all", help="All that are uncertain, as after a restore.")] = False,
) -> None:
    """Settle an uncertain e-mail: it needs no more."""
    here = alliance()
    if (message_id is None) is not all_of_them:
        raise Sorry("Which one? `alliance mail settle ID`, or --all for all that are uncertain.")
    if message_id is None:
        Terminal().done(f"{many(_settle_all(here), 'e-mail is', 'e-mails are')} settled.")
        return
    here.notify.change(f"/messages/{found(here, message_id)}/settle")
    Terminal().done("It is settled.")


def _settle_all(here: Alliance) -> int:
    """Ask until there are none; how many there were."""
    together = 0
    while settled := here.notify.change("/messages/settle")["settled"]:
        together += settled
    return together


def found(here: Alliance, given: str) -> str:
    """The whole id of the one message that is meant; `Sorry` when there is none, or more than one."""
    wanted = given.strip().casefold()
    if not wanted or not set(wanted) <= set("0123456789abcdef-"):
        raise Sorry(f"“{given}” is not the id of a message: `alliance mail` lists them.")
    fitting = [message["message_id"] for message in here.notify.get("/messages", id=wanted, limit=10)]
    if not fitting:
        raise Sorry(f"No message's id begins with {wanted}: `alliance mail` lists them.")
    if len(fitting) > 1:
        raise Sorry(f"More than one message is meant by {wanted}: {', '.join(map(short, fitting))}.")
    return fitting[0]
