"""A mail server for one machine that keeps every message as a file.

`python -m deploy.local.mail_sink --port N --folder F`. A message is on disk, whole and under its final name, before the
sender is told "250": what was accepted survives a crash, and what was not is sent again. Names begin with the time of
arrival, so that a listing is in order.
"""

from __future__ import annotations

import argparse
import asyncio
import errno
import os
import re
import secrets
import signal
from datetime import UTC, datetime
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from deploy.local.ports import HOST

LARGEST = 32 * 1024 * 1024  # bytes of a message


class KeepInFolder:
    """Keeps accepted messages in a folder, each preceded by who it was from and for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802, ARG002 - aiosmtpd's
        """Write, then say 250; 452 (try again later) when the disk doesn't take it."""
        try:
            name = await asyncio.to_thread(keep, self._folder, envelope)
        except OSError as trouble:
            full = trouble.errno in (errno.ENOSPC, errno.EDQUOT)
            return "452 4.3.1 The disk is full" if full else "451 4.3.0 The message could not be written"
        return f"250 2.0.0 Kept as {name}"


def keep(folder: Path, envelope: Envelope) -> str:
    """Write a message under a temporary name, make it durable, give it its name; the name."""
    content = envelope.original_content or b""
    name = file_name(envelope.rcpt_tos, datetime.now(UTC))
    unfinished = folder / f".{name}.new"
    with unfinished.open("xb") as stream:
        stream.write(received(envelope) + content)
        stream.flush()
        os.fsync(stream.fileno())
    unfinished.replace(folder / name)
    make_durable(folder)
    return name


def received(envelope: Envelope) -> bytes:
    """The envelope as the header lines that a mail server adds on delivery."""
    lines = [
        f"Return-Path: <{envelope.mail_from or ''}>",
        *(f"Delivered-To: {address}" for address in envelope.rcpt_tos),
    ]
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8", "surrogateescape")


def file_name(recipients: list[str], now: datetime) -> str:
    """Time, first recipient, something random: 20260902T081530.123456Z-head-hilltop-example-org-1f3a.eml."""
    first = recipients[0] if recipients else "nobody"
    slug = re.sub(r"[^a-z0-9]+", "-", first.lower()).strip("-")[:60] or "recipient"
    return f"{now:%Y%m%dT%H%M%S.%fZ}-{slug}-{secrets.token_hex(2)}.eml"


def make_durable(folder: Path) -> None:
    """A rename is on disk when its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


async def serve(port: int, folder: Path) -> None:
    """Take mail until SIGTERM; the folder must be there."""
    loop = asyncio.get_running_loop()
    done = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, done.set)
    handler = KeepInFolder(folder)
    server = await loop.create_server(
        lambda: SMTP(handler, data_size_limit=LARGEST, enable_SMTPUTF8=True, ident="alliance mail sink", loop=loop),
        HOST,
        port,
    )
    await done.wait()
    server.close()  # and not wait_closed: a sender that keeps its connection open must not keep us


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(description="Keep every message that arrives as a file.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    given = parser.parse_args()
    given.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    asyncio.run(serve(given.port, given.folder))


if __name__ == "__main__":
    main()
