"""A mail server that keeps what it takes, and may refuse for now, stall, or die right after it has taken a letter."""

from __future__ import annotations

import asyncio
from enum import StrEnum
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope

from deploy.local.mail_sink import keep
from tests.chaos.proxy import HOST
from tests.notify.smtp_servers import Clerk, Postbox


class Temper(StrEnum):
    """How the mail server is disposed."""

    KIND = "kind"
    REFUSES = "refuses"
    STALLS = "stalls"
    DIES_AFTER_250 = "dies after 250"


ANSWERS: dict[Temper, dict[str, list[str]]] = {
    Temper.KIND: {},
    Temper.REFUSES: {"RCPT": ["451 4.3.0 Not now"]},
    Temper.STALLS: {"RCPT": ["stall"]},
    Temper.DIES_AFTER_250: {"TAKEN": ["vanish"]},
}


class PostOffice:
    """Listens on a port, and keeps letters in a folder as the mail sink does. `vanished`: taken, but never answered."""

    def __init__(self, port: int, folder: Path) -> None:
        self._port = port
        self._folder = folder
        self._postbox = Postbox()
        self.vanished = 0

    async def start(self) -> None:
        """Listen until the loop ends."""
        self._folder.mkdir(parents=True, exist_ok=True)
        await asyncio.get_running_loop().create_server(lambda: _Clerk(self, self._postbox), HOST, self._port)

    async def turn(self, temper: Temper) -> None:
        """From here on it is disposed like this."""
        self._postbox.answers = dict(ANSWERS[temper])

    async def take(self, letter: Envelope) -> None:
        """Keep a letter on disk before anything is answered."""
        await asyncio.to_thread(keep, self._folder, letter)
        self.vanished += self._postbox.answers.get("TAKEN") == ["vanish"]


class _Clerk(Clerk):
    def __init__(self, office: PostOffice, postbox: Postbox) -> None:
        super().__init__(postbox)
        self._office = office

    async def handle_DATA(self, _server: SMTP, _session: object, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        await self._office.take(envelope)
        return await super().handle_DATA(_server, _session, envelope)
