"""Real mail servers on this machine that behave, or misbehave, as a test asks."""
# ruff: noqa: N802 - aiosmtpd names its methods after SMTP's commands

import asyncio
import ssl
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from aiosmtpd.smtp import SMTP, AuthResult, Envelope
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from services.notify.adapters.mail_server import Encryption, MailServer
from services.notify.adapters.smtp import Patience, Smtp
from services.notify.domain.email import Email, Letter, Mailbox
from shared.kernel.ids import MessageId

FOREVER = 3600.0

NOON_IN_JULY = datetime(2027, 7, 1, 11, tzinfo=UTC)
"""Noon in London, an hour ahead of UTC."""


def a_letter(
    subject: str = "Hilltop Juniors has joined",
    *,
    name: str = "Ann Shaw",
    address: str = "ann@hilltop.example.org",
    text: str = "Hello",
    **other: Any,
) -> Letter:
    """A letter as any other."""
    sender = Mailbox("Ealing Teaching School Alliance", "post@ealing.example.org")
    email = Email(subject, text, "<p>Hello</p>")
    return Letter(MessageId(UUID(int=7)), sender, Mailbox(name, address), email, NOON_IN_JULY, **other)


@asynccontextmanager
async def sender_to(
    server: MailServer, patience: Patience | None = None, trust: ssl.SSLContext | None = None
) -> AsyncGenerator[Smtp]:
    """A sender, closed at the end."""
    smtp = Smtp(server, trust=trust, patience=patience)
    try:
        yield smtp
    finally:
        await smtp.close()


async def until(happened: Callable[[], bool]) -> None:
    """Waits for it, five seconds at most."""
    async with asyncio.timeout(5):
        while not happened():  # noqa: ASYNC110 - what is waited for happens in the same loop
            await asyncio.sleep(0.01)


@dataclass
class Postbox:
    """What a server got, and how it answers: `answers` by the command's name, the last for all after it."""

    answers: dict[str, list[str]] = field(default_factory=dict)
    letters: list[Envelope] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    connections: int = 0
    port: int = 0

    def server(self, encryption: Encryption = Encryption.NEVER, **other: Any) -> MailServer:
        """How to reach it."""
        return MailServer(other.pop("host", "127.0.0.1"), self.port, encryption, **other)


class Clerk(SMTP):
    """aiosmtpd, answering as its postbox says: a status line, `vanish`, `stall`, `slow` or `deaf` (no longer reads)."""

    def __init__(self, postbox: Postbox, **options: Any) -> None:
        self.postbox = postbox
        postbox.connections += 1
        options = {"enable_SMTPUTF8": True, "hostname": "localhost", "data_size_limit": None} | options
        super().__init__(self, loop=asyncio.get_running_loop(), **options)

    async def answer(self, command: str, usual: str) -> str:
        """What the test wants said to this command."""
        self.postbox.commands.append(command)
        planned = self.postbox.answers.get(command, [usual])
        said = planned.pop(0) if len(planned) > 1 else planned[0]
        if said == "vanish":
            self.abort()
        elif said in {"stall", "deaf"}:
            if said == "deaf":
                cast("asyncio.Transport", self.transport).pause_reading()
            await asyncio.sleep(FOREVER)
        elif said == "slow":
            await asyncio.sleep(0.3)
        return usual if said in {"usual", "slow"} else said

    def abort(self) -> None:
        """Ends the connection as a dying server does."""
        cast("asyncio.Transport", self.transport).abort()
        raise ConnectionResetError

    async def smtp_EHLO(self, hostname: str) -> None:
        """EHLO: keeps what the client calls itself."""
        self.postbox.commands.append(f"EHLO {hostname}")
        await super().smtp_EHLO(hostname)

    async def smtp_MAIL(self, arg: str) -> None:
        """MAIL, or what is planned instead."""
        said = await self.answer("MAIL", "usual")
        await (super().smtp_MAIL(arg) if said == "usual" else self.push(said))

    async def smtp_RCPT(self, arg: str) -> None:
        """RCPT, or what is planned instead."""
        said = await self.answer("RCPT", "usual")
        await (super().smtp_RCPT(arg) if said == "usual" else self.push(said))

    async def smtp_RSET(self, arg: str) -> None:
        """RSET, noted."""
        self.postbox.commands.append("RSET")
        await super().smtp_RSET(arg)

    async def smtp_QUIT(self, arg: str) -> None:
        """QUIT, noted."""
        self.postbox.commands.append("QUIT")
        await super().smtp_QUIT(arg)

    async def smtp_DATA(self, arg: str) -> None:
        """DATA: `refuse` it, or begin to read the message and do what is planned for `MIDWAY`."""
        said = await self.answer("DATA", "usual")
        if said != "usual":
            await self.push(said)
            return
        if "MIDWAY" in self.postbox.answers:
            await self.push("354 go ahead")
            await self._reader.readline()
            await self.answer("MIDWAY", "vanish")
        await super().smtp_DATA(arg)

    async def handle_DATA(self, _server: SMTP, _session: object, envelope: Envelope) -> str:
        """The message is here, with its last dot: keep it, and answer as planned for `TAKEN`."""
        self.postbox.letters.append(envelope)
        return await self.answer("TAKEN", "250 taken")

    async def handle_exception(self, error: Exception) -> str:  # noqa: ARG002 - aiosmtpd hands it over
        """A planned death is no news."""
        return "421 gone"


@asynccontextmanager
async def listening(factory: Callable[[], asyncio.BaseProtocol], **options: Any) -> AsyncGenerator[int]:
    """A server on a free port of this machine, for as long as the block lasts."""
    server = await asyncio.get_running_loop().create_server(factory, "127.0.0.1", 0, **options)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


@asynccontextmanager
async def mail_server(
    answers: dict[str, list[str]] | None = None, *, from_the_start: ssl.SSLContext | None = None, **options: Any
) -> AsyncGenerator[Postbox]:
    """A mail server that takes everything, but for the planned answers. `options` are aiosmtpd's."""
    postbox = Postbox(answers or {})
    async with listening(lambda: Clerk(postbox, **options), ssl=from_the_start) as postbox.port:
        yield postbox


class Script(asyncio.Protocol):
    """A server that says this when somebody connects, and then nothing. Empty: it hangs up."""

    def __init__(self, greeting: bytes | None) -> None:
        self.greeting = greeting

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Speaks, or hangs up, or (None) stays silent."""
        assert isinstance(transport, asyncio.Transport)
        if self.greeting:
            transport.write(self.greeting)
        elif self.greeting is not None:
            transport.close()


def only(user: str, password: str) -> Callable[..., AuthResult]:
    """Lets this user in, and nobody else."""

    def check(_server: object, _session: object, _envelope: object, _mechanism: str, data: Any) -> AuthResult:
        right = (data.login, data.password) == (user.encode(), password.encode())
        return AuthResult(success=right, handled=False)

    return check


@dataclass(frozen=True)
class Certificate:
    """A self-made certificate: what the server shows, and how a client comes to believe it."""

    shown: ssl.SSLContext
    believed: ssl.SSLContext


def certificate_for(name: str, folder: Path) -> Certificate:
    """A certificate for that host name, signed by itself, good for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    shown, believed = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    chain = folder / f"{name}.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    chain.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    shown.load_cert_chain(chain)
    believed.load_verify_locations(cadata=made.public_bytes(serialization.Encoding.PEM).decode())
    return Certificate(shown, believed)
