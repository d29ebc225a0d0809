"""`alliance ops SERVICE audit`: who decided what."""

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from deploy.cli.acting import Actors
from deploy.cli.alliance import alliance
from deploy.cli.ops.asking import Limit, look
from deploy.cli.status import AsJson
from deploy.cli.terminal import Terminal
from shared.words import many, short_moment


def audit(
    context: typer.Context,
    limit: Limit = 30,
    before: Annotated[int | None, typer.Option(min=0, metavar="NUMBER", help="Only older ones than this.")] = None,
    as_json: AsJson = False,
) -> None:
    """List what operators decided, newest first."""
    lines = look(context, "/audit", limit=limit, before=before)
    terminal, actors, now = Terminal(), Actors(alliance()), datetime.now(UTC)
    if as_json:
        terminal.json(lines)
    elif not lines:
        terminal.say("Nobody has decided anything yet.")
    for line in () if as_json else lines:
        when = short_moment(datetime.fromisoformat(line["at"]), now)
        lead = f"{line['id']:>5}  "
        terminal.item(lead, (line["what"], "bold"), f"  {when}  by {actors.words(line['actor'])}")
        terminal.item(" " * len(lead), (_about(line), "dim"))
        if line["why"]:
            terminal.item(" " * len(lead), f"“{line['why']}”")


def _about(line: dict[str, Any]) -> str:
    """What it was about, as far as that was said."""
    said = [line["topic"], line["key"], f"number {line['sequence']}" if line["sequence"] else None]
    thing = "record" if line["what"].startswith("rejected") else "fact"
    said += [many(line["facts"], thing) if line["facts"] is not None else None]
    said += [f"of reader {line['reader']}" if line["reader"] else None]
    return " ".join(each for each in said if each) or "everything"
