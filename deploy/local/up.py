"""`alliance up`: from nothing to a running stack, and back."""

from __future__ import annotations

import errno
import os
import signal
import traceback
from collections.abc import Callable, Sequence
from types import FrameType

from rich.console import Console

from deploy.local.backups.swap import finish
from deploy.local.lock import sole_user_of
from deploy.local.ownership import make_ours
from deploy.local.place import Place, place_from
from deploy.local.room import demand_room
from deploy.local.screen import Screen
from deploy.local.services import ALLIANCE, SERVICES, ServiceProcess
from deploy.local.stack import Stack
from deploy.local.trouble import CannotStart, Died
from deploy.local.unprivileged import make_folder

ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
AfterStart = Callable[[Stack], None]


def nothing_more(stack: Stack) -> None:
    """An empty alliance."""


def run(
    services: Sequence[ServiceProcess] = SERVICES,
    example: AfterStart = nothing_more,
    *,
    always: AfterStart = nothing_more,
) -> int:
    """Start, watch until Ctrl-C or a death, stop; the exit code: 0 when it was Ctrl-C (or SIGTERM).

    Once everything is ready `always` is called, then `example`, unless EMPTY is set.
    """
    screen = Screen(Console())
    try:
        place = place_from()
        os.umask(0o077)
        make_ours(place.home)
        make_folder(place.home)
        with sole_user_of(place.home):
            wanted = (always,) if os.environ.get("EMPTY") else (always, example)
            return run_in(place, screen, services, wanted)
    except CannotStart as refusal:
        screen.failed(str(refusal))
    except OSError as trouble:
        screen.failed(in_words(trouble))
    return 1


def run_in(place: Place, screen: Screen, services: Sequence[ServiceProcess], after_start: Sequence[AfterStart]) -> int:
    """Run the stack of one place; whatever happens, nothing of it is left running."""
    end_by_keyboard_interrupt()
    demand_room(place.home)
    finish(place.home)
    stack = Stack(place, screen, services)
    try:
        screen.beginning(os.environ.get("ALLIANCE_ALLIANCE_NAME", ALLIANCE["ALLIANCE_ALLIANCE_NAME"]), place)
        stack.start()
        for further in after_start:
            further(stack)
        screen.ready(place, services)
        stack.watch()
    except KeyboardInterrupt:
        return 0
    except Exception as trouble:  # noqa: BLE001 - a user gets a sentence, whatever it was
        screen.failed(explain(trouble, stack, place))
    finally:
        for ending in ENDINGS:
            signal.signal(ending, signal.SIG_IGN)
        if stack.runs:
            screen.stopping()
        stack.stop()
    return 1


def explain(trouble: Exception, stack: Stack, place: Place) -> str:
    """A sentence. A process that died explains better than what its death did to us."""
    if isinstance(trouble, CannotStart | Died):
        return str(trouble)
    try:
        stack.demand_all_alive()
    except Died as death:
        return str(death)
    if isinstance(trouble, OSError) and trouble.errno in KNOWN:
        return in_words(trouble)
    log = place.log("alliance")
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a") as file:
        traceback.print_exception(trouble, file=file)
    return f"Something unexpected went wrong: {type(trouble).__name__}: {trouble}. The details are in {log}."


KNOWN = {
    errno.ENOSPC: "The disk is full",
    errno.EDQUOT: "The disk quota is used up",
    errno.EACCES: "Access is not allowed",
    errno.EPERM: "Access is not allowed",
    errno.EROFS: "The disk is read-only",
}


def in_words(trouble: OSError) -> str:
    """A sentence for what the system refused."""
    what = KNOWN.get(trouble.errno or 0, trouble.strerror or str(trouble))
    return f"{what}: {trouble.filename}." if trouble.filename else f"{what}."


def end_by_keyboard_interrupt() -> None:
    """Every wish to end arrives as one KeyboardInterrupt; once the stop is under way, further ones change nothing."""

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        for ending in ENDINGS:
            signal.signal(ending, signal.SIG_IGN)
        raise KeyboardInterrupt

    for ending in ENDINGS:
        signal.signal(ending, interrupt)
