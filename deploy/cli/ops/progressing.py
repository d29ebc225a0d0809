"""Bars for long work."""

from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from time import monotonic, sleep

from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

from deploy.cli.terminal import Terminal

Show = Callable[[int, int], None]
"""`show(done, of)`."""

STILL = 15.0
"""Seconds without a move after which nobody waits any longer."""

EVERY = 0.5


@contextmanager
def bar(terminal: Terminal, what: str) -> Generator[Show]:
    """A bar that goes away at its end; none where nobody watches."""
    columns = (SpinnerColumn(style="green"), TextColumn("{task.description}"), BarColumn(28), MofNCompleteColumn())
    watched = terminal.console.is_terminal
    with Progress(*columns, console=terminal.console, transient=True, disable=not watched) as progress:
        task = progress.add_task(what, total=None)
        yield lambda completed, of: progress.update(task, completed=completed, total=of)


def watch(terminal: Terminal, what: str, steps: Callable[[], tuple[int, int]], still: float = STILL) -> bool:
    """Show how far something is until it is through; False when it has stood still for so long."""
    with bar(terminal, what) as show:
        for completed, of in _moves(steps, still):
            show(completed, of)
            if completed >= of:
                return True
    return False


def _moves(steps: Callable[[], tuple[int, int]], still: float) -> Iterable[tuple[int, int]]:
    """How far it is, again and again, for as long as it moves."""
    last, moved = (-1, -1), monotonic()
    while monotonic() - moved < still:
        now = steps()
        if now != last:
            last, moved = now, monotonic()
        yield now
        sleep(EVERY)
