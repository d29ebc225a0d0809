"""One connection to the mail server, and how far the conversation on it has come."""

import asyncio
import re
import ssl
from enum import IntEnum
from typing import cast

from aiosmtplib import SMTP, SMTPDataError, SMTPResponseException, SMTPServerDisconnected
from aiosmtplib.protocol import SMTPProtocol

from services.notify.adapters.mail_server import Encryption, MailServer
from services.notify.adapters.mime import Parcel

GO_AHEAD = 354
"""The answer to DATA: now the message (RFC 5321)."""

BLOCK = 65_536
"""Bytes written at once. Each has a stage's patience (RFC 5321, 4.5.3.2.5), so a slow line may take a long letter."""

LOOK_AGAIN = 0.01
"""Seconds between looks at whether the server has taken what waits to be sent."""


class Stage(IntEnum):
    """What is being done, in order. Only from HANDED_OVER on can the server have the whole letter."""

    CONNECT = 1
    GREET = 2
    ENCRYPT = 3
    LOG_IN = 4
    SENDER = 5
    RECIPIENT = 6
    MESSAGE = 7
    HANDED_OVER = 8


class Unencrypted(Exception):
    """Encryption is required and the server doesn't offer it."""


class CannotWriteAddress(Exception):
    """An address isn't ASCII and the server doesn't offer SMTPUTF8 (RFC 6531)."""


class Conversation:
    """Speaks with the mail server, stage by stage. `stage` tells where it was when something broke.

    Raises what aiosmtplib and the operating system raise, `Unencrypted` and `CannotWriteAddress`.
    """

    def __init__(self, server: MailServer, trust: ssl.SSLContext, patience: float) -> None:
        self.stage = Stage.CONNECT
        self._server = server
        self._unfinished = False
        self._client = SMTP(
            hostname=server.host,
            port=server.port,
            use_tls=server.encryption is Encryption.FROM_THE_START,
            start_tls=False,
            tls_context=trust,
            timeout=patience,
            # else aiosmtplib asks the resolver for our name, which can take seconds; `greet` says it better
            local_hostname="localhost",
        )

    @property
    def is_open(self) -> bool:
        """Whether another letter can be handed in."""
        return self._client.is_connected

    async def open(self) -> None:
        """Connects, greets, encrypts and logs in."""
        await self._client.connect()
        await self._greet()
        await self._encrypt()
        if self._server.user is not None:
            self.stage = Stage.LOG_IN
            await self._client.login(self._server.user, self._server.password or "")

    async def hand_in(self, parcel: Parcel) -> int:
        """Gives the letter to the server; its answer's code, 200 to 299, says that it took it over."""
        await self._envelope(parcel)
        self.stage = Stage.MESSAGE
        answer = await self._client.execute_command(b"DATA")
        if answer.code != GO_AHEAD:
            raise SMTPDataError(answer.code, answer.message)
        code = await self._content(parcel.content)
        self._unfinished = False
        return code

    async def leave(self) -> None:
        """Says goodbye, as one should, unless the connection is gone."""
        if self.is_open:
            await self._client.quit()
        self.drop()

    def drop(self) -> None:
        """Ends the connection without a word. What a deaf server hasn't taken yet is not waited for."""
        if self._client.transport:
            cast("asyncio.WriteTransport", self._client.transport).abort()
        self._client.close()

    async def _greet(self) -> None:
        self.stage = Stage.GREET
        address, *_ = self._client.get_transport_info("sockname")
        # an address where there is no name that others know (RFC 5321, 4.1.3)
        await self._client.ehlo(hostname=f"[IPv6:{address}]" if ":" in address else f"[{address}]")

    async def _encrypt(self) -> None:
        self.stage = Stage.ENCRYPT
        asked = self._server.encryption
        offered = self._client.supports_extension("starttls")
        if asked is Encryption.REQUIRED and not offered:
            raise Unencrypted
        if asked is Encryption.REQUIRED or (asked is Encryption.IF_OFFERED and offered):
            await self._client.starttls()
            # what was said before isn't trusted any more (RFC 3207)
            await self._greet()

    async def _envelope(self, parcel: Parcel) -> None:
        self.stage = Stage.SENDER
        if parcel.utf8 and not self._client.supports_extension("smtputf8"):
            raise CannotWriteAddress
        if self._unfinished:
            await self._client.rset()
        self._unfinished = True
        encoding = "utf-8" if parcel.utf8 else "ascii"
        await self._client.mail(parcel.sender, options=["SMTPUTF8"] if parcel.utf8 else [], encoding=encoding)
        self.stage = Stage.RECIPIENT
        try:
            await self._client.rcpt(parcel.recipient, encoding=encoding)
        except SMTPResponseException as answer:
            if not is_yes(answer.code):  # 252 is a yes too: "cannot verify, but will try"
                raise

    async def _content(self, content: bytes) -> int:
        """The last dot is kept back until all before it has left: up to there, what breaks was certainly not sent."""
        line = self._line()
        stuffed = dot_stuffed(content)
        for start in range(0, len(stuffed), BLOCK):
            line.write(stuffed[start : start + BLOCK])
            await self._all_taken(line)
        self.stage = Stage.HANDED_OVER
        line.write(b".\r\n")
        # no time limit of its own: giving up here makes the message uncertain, so it waits as long as the whole may
        answer = await line.read_response()
        if not is_yes(answer.code):
            raise SMTPDataError(answer.code, answer.message)
        return answer.code

    async def _all_taken(self, line: SMTPProtocol) -> None:
        """Until the server has taken everything written so far. Raises `TimeoutError`, `SMTPServerDisconnected`."""
        async with asyncio.timeout(self._client.timeout):
            while unsent(line):  # noqa: ASYNC110 - a transport doesn't tell when it has sent everything
                await asyncio.sleep(LOOK_AGAIN)
        if not line.is_connected:
            raise SMTPServerDisconnected("Connection lost")

    def _line(self) -> SMTPProtocol:
        if self._client.protocol is None:
            raise SMTPServerDisconnected("Connection lost")
        return self._client.protocol


def unsent(line: SMTPProtocol) -> int:
    """Bytes that wait for the server to take them; none when the connection is gone."""
    return cast("asyncio.WriteTransport", line.transport).get_write_buffer_size() if line.is_connected else 0


def dot_stuffed(content: bytes) -> bytes:
    """A line that begins with a dot gets another (RFC 5321, 4.5.2), so that only the last one ends the message."""
    ended = content if content.endswith(b"\r\n") else content + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", ended)


def is_yes(code: int) -> bool:
    """Whether the server did what it was asked."""
    return 200 <= code <= 299
