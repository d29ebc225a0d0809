"""The sender role at work, for as long as a test wants it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from services.notify.entrypoints.sender import send_mail
from tests.service_fixtures import Bench, until


@asynccontextmanager
async def sending(
    notify: Bench, port: int, roles: int = 1, commands: Any = None
) -> AsyncGenerator[list[asyncio.Task[None]]]:
    """Sender roles at work on the mail server at that port; at the end they are asked to end, and must."""
    before = notify.process.running
    settings = before.settings.model_copy(update={"sink_port": port})
    running = replace(before, settings=settings, commands=commands or before.commands)
    tasks = [asyncio.create_task(send_mail(running)) for _ in range(roles)]
    try:
        yield tasks
    finally:
        await ended(tasks)


class Dawdling:
    """Commands that answer a while after their commit, as over a slow network."""

    def __init__(self, commands: Any) -> None:
        self._commands = commands
        self.done: list[str] = []

    async def do(self, command: object, *others: Any, **named: Any) -> Any:
        """Do it, note it, dawdle."""
        answer = await self._commands.do(command, *others, **named)
        self.done.append(type(command).__name__)
        await asyncio.sleep(0.1)
        return answer


async def ended(tasks: list[asyncio.Task[None]]) -> None:
    """Ask them to end as the process does; what ended one of them by itself is raised."""
    for task in tasks:
        task.cancel()
    for result in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(result, BaseException) and not isinstance(result, asyncio.CancelledError):
            raise result


async def states(notify: Bench) -> list[str]:
    """The states that there are, oldest message first."""
    return [row[0] for row in await notify.query("SELECT state FROM messages ORDER BY place")]


async def come_to(notify: Bench, *wanted: str, seconds: float = 10) -> None:
    """Wait until the messages stand so."""

    async def stand_so() -> bool:
        return await states(notify) == list(wanted)

    await until(stand_so, seconds)


def wake(notify: Bench) -> None:
    """As a commit does that queued something."""
    notify.process.running.wakers["sender"].set()
