"""Which mail server is spoken to: the sink on this machine, unless a real one is configured."""

from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

SUBMISSION = 587
"""Port for handing in mail with STARTTLS (RFC 6409)."""

SUBMISSIONS = 465
"""Port for handing in mail over TLS from the first byte (RFC 8314)."""


class SinkIsNotHere(ValueError):
    """The sink's host isn't a loopback address: without a real server, mail may not leave this machine."""

    def __init__(self, host: str) -> None:
        super().__init__(
            f"The mail sink must be on this machine (127.0.0.1 or ::1), not {host!r}. "
            "To send real mail, set ALLIANCE_SMTP_URL."
        )


class MailServerNotUnderstood(ValueError):
    """The mail server's address can't be read or isn't safe. It is not repeated: it may hold a password."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"ALLIANCE_SMTP_URL: {why}. Write smtp://user:password@host:587 (STARTTLS) or smtps://user:password@host:465."
        )


class Encryption(StrEnum):
    """When the conversation is encrypted. Certificates are always checked."""

    NEVER = "never"
    IF_OFFERED = "if-offered"
    REQUIRED = "required"
    FROM_THE_START = "from-the-start"


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where letters are handed in, and how."""

    host: str
    port: int
    encryption: Encryption
    user: str | None = None
    password: str | None = field(default=None, repr=False)


def choose_mail_server(*, sink_port: int, smtp_url: str | None, sink_host: str = "127.0.0.1") -> MailServer:
    """The real server when one is configured, else the sink, which can only be on this machine.

    `smtp_url` is `smtp://[user:password@]host[:587][?starttls=if-offered|never]` or `smtps://[user:password@]host[:465]`;
    None or empty means the sink. Raises `SinkIsNotHere` and `MailServerNotUnderstood`.
    """
    if smtp_url:
        return real_server(smtp_url)
    if not is_loopback(sink_host):
        raise SinkIsNotHere(sink_host)
    return MailServer(sink_host, sink_port, Encryption.NEVER)


def real_server(smtp_url: str) -> MailServer:
    """The server that the address names. Raises `MailServerNotUnderstood`."""
    url, port = parts_of(smtp_url)
    if not url.hostname:
        raise MailServerNotUnderstood("it names no host")
    encryption = encryption_of(url)
    user, password = unquoted(url.username), unquoted(url.password)
    if (user is None) != (password is None):
        raise MailServerNotUnderstood("it has a user without a password, or the other way round")
    in_the_clear = encryption in {Encryption.NEVER, Encryption.IF_OFFERED}
    if user and in_the_clear and not is_loopback(url.hostname):
        raise MailServerNotUnderstood("a password may not be sent unencrypted")
    usual = SUBMISSIONS if encryption is Encryption.FROM_THE_START else SUBMISSION
    return MailServer(url.hostname, port or usual, encryption, user, password)


def parts_of(smtp_url: str) -> tuple[SplitResult, int | None]:
    """The address taken apart, and its port. Raises `MailServerNotUnderstood`."""
    try:
        url = urlsplit(smtp_url.strip())
        return url, url.port
    except ValueError:
        raise MailServerNotUnderstood("it isn't an address") from None


def encryption_of(url: SplitResult) -> Encryption:
    """smtps is encrypted from the start; smtp by STARTTLS, unless `?starttls=` relaxes it.

    Raises `MailServerNotUnderstood`.
    """
    if url.scheme == "smtps":
        return Encryption.FROM_THE_START
    if url.scheme != "smtp":
        raise MailServerNotUnderstood("it must begin with smtp:// or smtps://")
    asked = parse_qs(url.query).get("starttls", [Encryption.REQUIRED])[-1]
    if asked not in {Encryption.REQUIRED, Encryption.IF_OFFERED, Encryption.NEVER}:
        raise MailServerNotUnderstood("starttls must be required, if-offered or never")
    return Encryption(asked)


def is_loopback(host: str) -> bool:
    """Whether this is an address of this very machine. A name isn't: somebody else says what it resolves to."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def unquoted(text: str | None) -> str | None:
    """Without per-cent signs; nothing stays nothing."""
    return None if text is None else unquote(text)
