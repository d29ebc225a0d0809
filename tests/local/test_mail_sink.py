"""The mail sink keeps every accepted message as it came."""

from __future__ import annotations

import contextlib
import errno
import os
import smtplib
import subprocess
import sys
import time
from collections.abc import Generator
from pathlib import Path

import pytest
from aiosmtpd.smtp import Envelope

from deploy.local import mail_sink, ports
from tests.local.network import free_port

ODD = b"Subject: caf\xe9\r\n\r\n\xff\xfe\x00 bytes\r\n.a line with a dot\r\nFrom here on\r\n"


@contextlib.contextmanager
def running_sink(folder: Path) -> Generator[int]:
    """A sink as its own process; its port."""
    port = free_port()
    command = [sys.executable, "-m", "deploy.local.mail_sink", "--port", str(port), "--folder", str(folder)]
    with subprocess.Popen(command) as process:
        deadline = time.monotonic() + 10
        while not ports.answers(port) and time.monotonic() < deadline:
            time.sleep(0.02)
        try:
            yield port
        finally:
            process.terminate()
            assert process.wait(5) == 0


def test_a_message_is_on_disk_when_250_is_said(tmp_path: Path) -> None:
    """The very moment the sender hears 250 the file is there under its final name, and only that file."""
    with running_sink(tmp_path / "mail") as port, smtplib.SMTP("127.0.0.1", port) as sender:
        sender.sendmail("alliance@example.org", ["Head.Ann@hilltop.example.org"], b"Subject: Welcome\r\n\r\nHello\r\n")
        [file] = (tmp_path / "mail").iterdir()
        assert file.read_bytes().endswith(b"\r\nSubject: Welcome\r\n\r\nHello\r\n")
        assert "head-ann-hilltop-example-org" in file.name
        assert file.suffix == ".eml"


def test_odd_bytes_are_kept_as_they_came(tmp_path: Path) -> None:
    """Bytes in no encoding, NUL and leading dots come through, after the envelope's lines."""
    with running_sink(tmp_path / "mail") as port, smtplib.SMTP("127.0.0.1", port) as sender:
        sender.sendmail("a@example.org", ["b@example.org", "c@example.org"], ODD)
    [file] = (tmp_path / "mail").iterdir()
    envelope = b"Return-Path: <a@example.org>\r\nDelivered-To: b@example.org\r\nDelivered-To: c@example.org\r\n"
    assert file.read_bytes() == envelope + ODD


def test_an_address_outside_ascii_is_taken(tmp_path: Path) -> None:
    """SMTPUTF8: the address is kept as UTF-8, the file name stays plain."""
    with running_sink(tmp_path / "mail") as port, smtplib.SMTP("127.0.0.1", port) as sender:
        options = ["SMTPUTF8", "BODY=8BITMIME"]
        sender.sendmail("a@example.org", ["zoë@schüle.example.org"], b"Subject: x\r\n\r\n", options)
    [file] = (tmp_path / "mail").iterdir()
    assert "Delivered-To: zoë@schüle.example.org\r\n".encode() in file.read_bytes()
    assert file.name.isascii()


def test_a_sender_that_stays_connected_does_not_keep_the_sink(tmp_path: Path) -> None:
    """SIGTERM ends it within five seconds (running_sink looks at that) though a connection is open."""
    with running_sink(tmp_path / "mail") as port:
        sender = smtplib.SMTP("127.0.0.1", port)
    sender.close()


def test_a_listing_is_in_the_order_of_arrival(tmp_path: Path) -> None:
    """Names sort by time, whatever the recipients are called."""
    with running_sink(tmp_path / "mail") as port, smtplib.SMTP("127.0.0.1", port) as sender:
        for name in ("zoe", "ann", "mia"):
            sender.sendmail("a@example.org", [f"{name}@example.org"], b"Subject: x\r\n\r\n")
    names = [file.name.split("-")[1] for file in sorted((tmp_path / "mail").iterdir())]
    assert names == ["zoe", "ann", "mia"]


@pytest.mark.parametrize(("number", "answer"), [(errno.ENOSPC, "452 4.3.1"), (errno.EIO, "451 4.3.0")])
async def test_a_message_that_the_disk_refuses_is_not_accepted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, number: int, answer: str
) -> None:
    """The sender hears a code that means: try again later."""

    def refuse(_descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    envelope = Envelope()
    envelope.rcpt_tos, envelope.original_content = ["a@example.org"], b"Subject: x\r\n\r\n"
    said = await mail_sink.KeepInFolder(tmp_path).handle_DATA(None, None, envelope)  # pyright: ignore[reportArgumentType] - unused
    assert said.startswith(answer)
    assert list(tmp_path.glob("*.eml")) == []
