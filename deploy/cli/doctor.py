"""`alliance doctor`."""

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
    wrong = 0
    for check in (*about_the_machine(here.place), *about_the_stack(here)):
        finding = check()
        wrong += finding.state is Is.WRONG
        show(finding, terminal)
    terminal.gap()
    terminal.say((f"{many(wrong, 'thing')} to put right." if wrong else "All is well.", "bold"))
    terminal.gap()
    raise typer.Exit(1 if wrong else 0)


def show(finding: Finding, terminal: Terminal) -> None:
    """A line, and under it what to do."""
    style = "dim" if finding.state is Is.NOT_YET else ""
    mark, colour = MARKS[finding.state]
    terminal.item((f"{mark} {finding.about:<14}", colour), (finding.says, style))
    if finding.do:
        terminal.item(f"{'':<16}", (f"→ {finding.do}", "cyan"))
