"""Sends letters over SMTP, and says exactly what became of each."""

import asyncio
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass

from aiosmtplib import SMTPException, SMTPResponseException, SMTPServerDisconnected

from services.notify.adapters.conversation import CannotWriteAddress, Conversation, Stage, Unencrypted
from services.notify.adapters.mail_server import MailServer
from services.notify.adapters.mime import AddressNotWritable, Parcel, parcel
from services.notify.domain.email import Delivered, Letter, NotNow, Obstacle, Outcome, Part, Refused, Unknown

ADDRESS_NOT_ALLOWED = 553
"""SMTP status for an address that can't be one; ours, when no server had to be asked."""

TOO_BIG = 552
"""SMTP status for a message beyond the server's limit."""

LOGIN_NEEDED = 530
"""SMTP status for a server that wants a login first (RFC 4954)."""

CLOSING = 421
"""SMTP status of a server that ends the conversation."""

BROKEN = (SMTPException, OSError, TimeoutError, ValueError)
"""How a conversation ends when something is wrong: `ValueError` is an answer, or a host's name, that can't be read."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds: for one stage, for a letter in all, and before an idle connection is ended."""

    stage: float = 10.0
    whole: float = 25.0
    idle: float = 10.0


class Smtp:
    """The way to the mail server. One letter at a time; a connection serves several, and is ended when idle.

    When the task is cancelled while a letter is being sent, it is unknown what became of that letter.
    """

    def __init__(
        self, server: MailServer, *, trust: ssl.SSLContext | None = None, patience: Patience | None = None
    ) -> None:
        """`trust` says which certificates are believed: by default those that this machine trusts."""
        self._server = server
        self._trust = trust or ssl.create_default_context()
        self._patience = patience or Patience()
        self._turn = asyncio.Lock()
        self._conversation: Conversation | None = None
        self._goodbye: asyncio.Task[None] | None = None

    async def send(self, letter: Letter) -> Outcome:
        """Hands the letter in and answers what became of it: never raises for anything that a server does."""
        try:
            packed = parcel(letter)
        except AddressNotWritable:
            return Refused(ADDRESS_NOT_ALLOWED, Part.ADDRESS)
        async with self._turn:
            self._stay()
            try:
                return await self._sent(packed)
            finally:
                if self._conversation:
                    self._goodbye = asyncio.create_task(self._leave_when_idle())

    async def close(self) -> None:
        """Ends the connection, politely when it can be."""
        async with self._turn:
            self._stay()
            await self._leave()

    async def _sent(self, packed: Parcel) -> Outcome:
        try:
            async with asyncio.timeout(self._patience.whole):
                return Delivered(await self._handed_in(packed))
        except CannotWriteAddress:
            return Refused(ADDRESS_NOT_ALLOWED, Part.ADDRESS)
        except (*BROKEN, Unencrypted) as problem:
            return self._judged(problem)
        except BaseException:
            self._drop()
            raise

    async def _handed_in(self, packed: Parcel) -> int:
        """Over the connection that is open; over a new one when there is none or it turns out to be broken."""
        if self._conversation and self._conversation.is_open:
            try:
                return await self._conversation.hand_in(packed)
            except BROKEN as problem:
                if not is_stale(problem, self._conversation.stage):
                    raise
        self._drop()
        self._conversation = Conversation(self._server, self._trust, self._patience.stage)
        await self._conversation.open()
        return await self._conversation.hand_in(packed)

    def _judged(self, problem: Exception) -> Outcome:
        stage = self._conversation.stage if self._conversation else Stage.CONNECT
        # after an answer the conversation can go on with the next letter; after anything else it is over
        if not isinstance(problem, SMTPResponseException) or stage < Stage.SENDER or not is_no(problem.code):
            self._drop()
        return outcome(problem, stage)

    def _drop(self) -> None:
        if self._conversation:
            self._conversation.drop()
        self._conversation = None

    async def _leave(self) -> None:
        if self._conversation:
            with suppress(*BROKEN):
                async with asyncio.timeout(self._patience.stage):
                    await self._conversation.leave()
        self._drop()

    async def _leave_when_idle(self) -> None:
        await asyncio.sleep(self._patience.idle)
        async with self._turn:
            await self._leave()

    def _stay(self) -> None:
        if self._goodbye:
            self._goodbye.cancel()


def outcome(problem: Exception, stage: Stage) -> Outcome:
    """What became of a letter when this went wrong at that stage."""
    if isinstance(problem, SMTPResponseException) and is_no(problem.code):
        return answered(problem.code, stage)
    what = obstacle(problem, stage)
    return Unknown(what) if stage is Stage.HANDED_OVER else NotNow(what)


def answered(code: int, stage: Stage) -> Outcome:
    """What the server's no means: for good only when it is about this address or this message."""
    if code < 500:
        return NotNow(Obstacle.SERVER_SAID_LATER, code)
    if code == LOGIN_NEEDED or stage is Stage.LOG_IN:
        return NotNow(Obstacle.LOGIN, code)
    if stage >= Stage.MESSAGE or (stage is Stage.SENDER and code == TOO_BIG):
        return Refused(code, Part.MESSAGE)
    if stage is Stage.RECIPIENT:
        return Refused(code, Part.ADDRESS)
    return NotNow(Obstacle.SENDER if stage is Stage.SENDER else Obstacle.SERVER_SAID_NO, code)


def obstacle(problem: Exception, stage: Stage) -> Obstacle:
    """What was in the way, when it wasn't an answer."""
    match cause(problem):
        case TimeoutError():
            return Obstacle.TOO_SLOW
        case socket.gaierror():
            return Obstacle.NO_SUCH_HOST
        case ssl.SSLCertVerificationError():
            return Obstacle.CERTIFICATE
        case ssl.SSLError() | Unencrypted():
            return Obstacle.NO_ENCRYPTION
        case SMTPResponseException():
            return Obstacle.NOT_UNDERSTOOD
        case SMTPServerDisconnected():
            return Obstacle.BROKEN_OFF
        case OSError():
            return Obstacle.UNREACHABLE if stage is Stage.CONNECT else Obstacle.BROKEN_OFF
        case _:
            return Obstacle.LOGIN if stage is Stage.LOG_IN else Obstacle.NOT_UNDERSTOOD


def cause(problem: Exception) -> BaseException:
    """What the operating system said, where aiosmtplib wrapped it."""
    wrapped = isinstance(problem, SMTPException) and not isinstance(problem, TimeoutError)
    return problem.__cause__ or problem if wrapped else problem


def is_stale(problem: Exception, stage: Stage) -> bool:
    """Whether a kept connection was simply over before this letter: then a new one is worth a try."""
    silent = not isinstance(problem, SMTPResponseException) or problem.code == CLOSING
    return silent and stage <= Stage.SENDER


def is_no(code: int) -> bool:
    """Whether the server understood and answered no: for now (4xx) or for good (5xx)."""
    return 400 <= code <= 599
