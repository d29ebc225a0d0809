"""What `make run` shows: steps with their time, a bar for downloads, where everything is, what went wrong."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import AbstractContextManager

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn
from rich.table import Table

from deploy.local.place import Place
from deploy.local.services import ServiceProcess

BytesCame = Callable[[int], None]
PerFile = Callable[[str, int], AbstractContextManager[BytesCame]]


class Screen:
    """The terminal, or whatever else is read instead: then the same words, line by line."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._began = time.monotonic()
        self._tries: dict[str, str] = {}
        self._door: dict[str, str] = {}

    def beginning(self, name: str, place: Place) -> None:
        """Say what starts and where."""
        self._console.print(f"\n  [bold]{name}[/]\n  [dim]data in {place.home}[/]\n", highlight=False)

    @contextlib.contextmanager
    def waiting_for(self, name: str, address: str) -> Generator[None]:
        """Show that something is being waited for, then that it is there and how long after the beginning."""
        with self._console.status(f"  {name} …"):
            yield
        elapsed = time.monotonic() - self._began
        self._console.print(f"  [green]✓[/] {name:<12} [dim]{address:<24} {elapsed:5.1f} s[/]", highlight=False)

    @contextlib.contextmanager
    def downloading(self, what: str, total: int) -> Generator[PerFile]:
        """A bar over several files; `total` in bytes. Gives what jgo calls for each file."""
        columns = (TextColumn(f"  {what}"), BarColumn(32), DownloadColumn(), TransferSpeedColumn())
        if not self._console.is_terminal:
            self._console.print(f"  {what}: {total / 1e6:.0f} MB, once for all stacks on this machine")
        with Progress(*columns, console=self._console, transient=True, disable=not self._console.is_terminal) as bar:
            task = bar.add_task("", total=total)
            yield lambda _name, _size: contextlib.nullcontext(lambda came: bar.advance(task, came))

    def heading(self, what: str) -> None:
        """What the next steps are about."""
        self._console.print(f"\n  [bold]{what}[/]\n", highlight=False)

    @contextlib.contextmanager
    def doing(self, what: str) -> Generator[Callable[[str], None]]:
        """Show that something is under way, then what it came to: what is given is to be called with that."""
        said: list[str] = []
        with self._console.status(f"  {what} …"):
            yield said.append
        elapsed = time.monotonic() - self._began
        self._console.print(f"  [green]✓[/] {what:<12} [dim]{' '.join(said):<24} {elapsed:5.1f} s[/]", highlight=False)

    def remark(self, sentence: str) -> None:
        """What is worth knowing about the step before."""
        self._console.print(f"  {'':<14} ", end="")
        self._console.print(sentence, markup=False, highlight=False, style="dim", soft_wrap=True)

    def tries(self, commands: Mapping[str, str]) -> None:
        """Commands to name, with what they show, once everything is ready."""
        self._tries = dict(commands)

    def door(self, address: str, account: str = "", password: str = "") -> None:
        """Where people sign in; with the first account's password, which is told this once."""
        self._door = {"[bold]sign in at[/]": f"[bold]{address}[/]"}
        if password:
            told = "[dim](told this once; sign in and keep it)[/]"
            self._door |= {"as": account, "password": f"[bold]{password}[/]  {told}"}

    def note(self, sentence: str) -> None:
        """What isn't as one might expect, though it doesn't stop us."""
        self._console.print("\n  [yellow]![/] ", end="")
        self._console.print(sentence, markup=False, highlight=False, soft_wrap=True)

    def ready(self, place: Place, services: Iterable[ServiceProcess]) -> None:
        """Everything runs: where it is, and what to type next."""
        places = {
            **{service.name: f"{service.address(place)}/openapi.json" for service in services if service.port_offset},
            "mail goes to": f"{place.mail}",
            "logs": f"{place.home / 'logs'}",
        }
        commands = {
            "alliance status": "how everything does",
            "alliance mail": "the e-mails that were sent",
            **self._tries,
        }
        elapsed = time.monotonic() - self._began
        self._console.print(f"\n  [bold green]Ready[/] after {elapsed:.1f} s.\n", highlight=False)
        if self._door:
            self._two_columns(self._door)
        self._two_columns(places)
        self._two_columns({f"[cyan].venv/bin/{command}[/]": what for command, what in commands.items()})
        self._two_columns({"[cyan]Ctrl-C[/]": "stop; the data stays"})

    def _two_columns(self, rows: Mapping[str, str]) -> None:
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(no_wrap=True)
        for name, what in rows.items():
            table.add_row(f"  {name}", what)
        self._console.print(table, highlight=False, soft_wrap=True)
        self._console.print()

    def stopping(self) -> None:
        """Ctrl-C was heard."""
        self._say_if_possible("\n  Stopping …")

    def stopped(self, name: str, *, clean: bool) -> None:
        """One process is down."""
        mark = "[green]✓[/]" if clean else "[yellow]killed[/]"
        self._say_if_possible(f"  {mark} [dim]{name} stopped[/]")

    def _say_if_possible(self, text: str) -> None:
        """A closed terminal must not keep us from stopping what runs; on a broken pipe rich would end us."""
        with contextlib.suppress(OSError, SystemExit):
            self._console.print(text, highlight=False)

    def failed(self, sentence: str) -> None:
        """What went wrong, in plain words; nothing in it is taken for markup."""
        self._console.print("\n  [bold red]✗[/] ", end="")
        self._console.print(sentence, markup=False, highlight=False, soft_wrap=True)
