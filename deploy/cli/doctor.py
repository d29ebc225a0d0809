"""`alliance doctor`."""

from collections.abc import Sequence

import typer

from deploy.cli.alliance import alliance
from deploy.cli.finding import Finding, Is
from deploy.cli.machine import about_the_machine
from deploy.cli.running_stack import about_the_stack
from deploy.cli.terminal import Terminal
from shared.words import many

MARKS = {Is.WELL: ("✓", "green"), Is.WRONG: ("✗", "red"), Is.NOT_YET: ("·", "dim")}


def doctor() -> None:
    """Look for what is wrong, and say what to do. Ends with 1 when something is."""
    here, terminal = alliance(), Terminal()
    terminal.gap()
    found: list[Finding] = []
    for check in (*about_the_machine(here.place), *about_the_stack(here)):
        found.append(check())
        show(found[-1], terminal)
    terminal.gap()
    conclude(found, terminal)
    terminal.gap()
    raise typer.Exit(1 if any(each.state is Is.WRONG for each in found) else 0)


def show(finding: Finding, terminal: Terminal) -> None:
    """A line, and under it what to do."""
    style = "dim" if finding.state is Is.NOT_YET else ""
    mark, colour = MARKS[finding.state]
    terminal.item((f"{mark} {finding.about:<14}", colour), (finding.says, style))
    if finding.do:
        terminal.item(f"{'':<16}", (f"→ {finding.do}", "cyan"))


def conclude(found: Sequence[Finding], terminal: Terminal) -> None:
    """How it is in all, and what that doesn't take in."""
    wrong = sum(each.state is Is.WRONG for each in found)
    unseen = ", ".join(each.about for each in found if each.state is Is.NOT_YET)
    well = "Nothing is wrong so far." if unseen else "All is well."
    terminal.say((f"{many(wrong, 'thing')} to put right." if wrong else well, "bold"))
    if unseen:
        terminal.say(f"Before `make run` has started it, this can't be looked at: {unseen}.")
