"""`alliance schools import`."""

import contextlib
from collections.abc import Callable, Generator, Iterable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, SpinnerColumn, TextColumn

from deploy.cli.alliance import alliance
from deploy.cli.sorry import Sorry
from deploy.cli.terminal import Column, Terminal
from shared.words import spoken

CHUNK = 256 * 1024
"""Bytes that are sent at a time."""

FIRST_ISSUES = 20

SAMPLES = 10
"""Changed schools that a dry run shows."""

ISSUES = (
    Column("line", right=True, whole=True),
    Column("column"),
    Column("what is wrong"),
    Column("value", style="yellow"),
)

Chunks = Callable[[], Iterable[bytes]]


def import_file(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="An edition of the national register, or its list of links, as CSV.")
    ],
    links: Annotated[
        bool, typer.Option("--links", help="It is the list of links (the first line tells that too).")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")] = False,
    show_all: Annotated[
        bool, typer.Option("--all", help=f"All that is wrong, not only the first {FIRST_ISSUES}.")
    ] = False,
) -> None:
    """Import the national register, or its links. What is wrong with the file is listed."""
    demand_file(file)
    terminal = Terminal()
    of_links = links or is_of_links(file)
    path = "/register/links/imports" if of_links else "/register/imports"
    with sending(file, terminal) as content:
        report = alliance().registry.upload(path, content, dry_run=dry_run)
    show(report, terminal, "link" if of_links else "school", dry_run=dry_run, show_all=show_all)


def demand_file(file: Path) -> None:
    """`Sorry` when there is nothing to be read."""
    if not file.exists():
        raise Sorry(f"There is no file {file}.")
    if not file.is_file():
        raise Sorry(f"{file} is not a file.")


def is_of_links(file: Path) -> bool:
    """Whether the first line names a linked URN, as only the list of links does."""
    with file.open("rb") as stream:
        headings = stream.readline(64 * 1024).decode("latin-1").casefold()
    return "linkurn" in "".join(letter for letter in headings if letter.isalnum() or letter == ",")


@contextlib.contextmanager
def sending(file: Path, terminal: Terminal) -> Generator[Chunks]:
    """The file's bytes for an upload, with a bar; once they have gone, that the work goes on there."""
    columns = (SpinnerColumn(style="green"), TextColumn("{task.description}"), BarColumn(28), DownloadColumn())
    with Progress(
        *columns, console=terminal.console, transient=True, disable=not terminal.console.is_terminal
    ) as progress:
        task = progress.add_task("sending", total=file.stat().st_size)

        def chunks() -> Iterable[bytes]:
            progress.reset(task, description="sending")
            with file.open("rb") as stream:
                while chunk := stream.read(CHUNK):
                    yield chunk
                    progress.advance(task, len(chunk))
            progress.update(task, description="reading")

        yield chunks


def show(report: dict[str, Any], terminal: Terminal, thing: str, *, dry_run: bool, show_all: bool) -> None:
    """What an import did, or would do."""
    outcome = report["outcome"]
    terminal.gap()
    if dry_run:
        terminal.say(("A dry run: nothing was changed. An import would do this.", "bold"))
        terminal.gap()
    terminal.table((Column("rows"), Column("", right=True)), _summary(outcome, thing))
    _show_samples(outcome["sample"], terminal)
    _show_members(report, terminal)
    _show_issues(outcome, terminal, show_all=show_all)
    terminal.gap()


def _summary(outcome: dict[str, Any], thing: str) -> list[tuple[str, str]]:
    return [
        (f"new {thing}s", f"{outcome['new']:,}"),
        ("changed", f"{outcome['changed']:,}"),
        ("as they were", f"{outcome['unchanged']:,}"),
        ("refused", f"{outcome['refused']:,}"),
        ("in the file", f"{outcome['rows']:,}"),
    ]


def _show_samples(changes: list[dict[str, Any]], terminal: Terminal) -> None:
    """A dry run's changes to what is known: what is replaced in full, what becomes known by name."""
    rows = [
        (str(change["urn"]), difference(change["before"], change["after"])) for change in changes if change["before"]
    ]
    if rows:
        terminal.gap()
        terminal.say(("Some of the changes", "bold"))
        terminal.table((Column("URN", whole=True), Column("what changes")), rows[:SAMPLES])


def difference(before: dict[str, Any], after: dict[str, Any]) -> str:
    """What an import changes of one school, in words."""
    differing = [field for field in after if after[field] != before[field]]
    replaced = [
        f"{spoken(field)}: {before[field]} → {after[field]}" for field in differing if before[field] is not None
    ]
    known = [spoken(field) for field in differing if before[field] is None]
    return "; ".join([*replaced, *([f"now known: {', '.join(known)}"] if known else [])])


def _show_members(report: dict[str, Any], terminal: Terminal) -> None:
    told = [("green", sentence) for sentence in report["members"]]
    told += [("yellow", _undecided(each)) for each in report["undecided"]]
    if told:
        terminal.gap()
        terminal.say(("Members", "bold"))
    for colour, sentence in told:
        terminal.item(("• ", colour), sentence)


def _undecided(school: dict[str, Any]) -> str:
    candidates = " or ".join(map(str, school["candidates"])) or "none"
    return f"{school['name']} (URN {school['urn']}): somebody must decide who goes on for it ({candidates})."


def _show_issues(outcome: dict[str, Any], terminal: Terminal, *, show_all: bool) -> None:
    issues = outcome["issues"]
    shown = issues if show_all else issues[:FIRST_ISSUES]
    if not shown:
        return
    terminal.gap()
    terminal.say(("Worth a look", "bold"))
    terminal.table(ISSUES, [_issue(issue) for issue in shown])
    if more := len(issues) - len(shown) + outcome["more_issues"]:
        terminal.footer(f"And {more:,} more{'' if show_all else '; --all shows up to 1,000 of them'}.")


def _issue(issue: dict[str, Any]) -> tuple[str, str, str, str]:
    kept = " (kept)" if issue["severity"] == "warning" else ""
    return f"{issue['line']:,}", issue["column"] or "–", issue["reason"] + kept, issue["value"]
