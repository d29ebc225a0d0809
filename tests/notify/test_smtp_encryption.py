"""Encryption, certificates and logging in."""

from pathlib import Path

import pytest

from services.notify.adapters.mail_server import Encryption
from services.notify.adapters.smtp import Patience
from services.notify.domain.email import Delivered, NotNow, Obstacle, Outcome
from tests.notify.smtp_servers import Certificate, a_letter, certificate_for, mail_server, only, sender_to


@pytest.fixture
def certificate(tmp_path: Path) -> Certificate:
    """A self-made certificate for `localhost`."""
    return certificate_for("localhost", tmp_path)


@pytest.mark.parametrize("asked", [Encryption.REQUIRED, Encryption.IF_OFFERED])
async def test_an_offered_encryption_is_used(certificate: Certificate, asked: Encryption) -> None:
    """STARTTLS, and everything afterwards is encrypted: the server takes nothing else."""
    async with (
        mail_server(tls_context=certificate.shown, require_starttls=True) as postbox,
        sender_to(postbox.server(asked, host="localhost"), trust=certificate.believed) as smtp,
    ):
        assert [await smtp.send(a_letter()) for _ in range(2)] == [Delivered(250)] * 2
    assert (postbox.connections, len(postbox.letters)) == (1, 2)


async def test_a_server_that_is_encrypted_from_the_start_is_spoken_to_so(certificate: Certificate) -> None:
    """smtps: TLS from the first byte."""
    async with (
        mail_server(from_the_start=certificate.shown) as postbox,
        sender_to(postbox.server(Encryption.FROM_THE_START, host="localhost"), trust=certificate.believed) as smtp,
    ):
        assert await smtp.send(a_letter()) == Delivered(250)


@pytest.mark.parametrize("asked", [Encryption.REQUIRED, Encryption.IF_OFFERED])
async def test_a_certificate_that_nobody_vouches_for_gets_no_letter(
    certificate: Certificate, asked: Encryption
) -> None:
    """The self-made certificate isn't believed, and nothing is sent in the clear instead."""
    async with (
        mail_server(tls_context=certificate.shown) as postbox,
        sender_to(postbox.server(asked, host="localhost")) as smtp,
    ):
        assert await smtp.send(a_letter()) == NotNow(Obstacle.CERTIFICATE)
    assert postbox.letters == []


async def test_a_certificate_for_another_host_gets_no_letter(tmp_path: Path) -> None:
    """It is believed, but it isn't this server's."""
    other = certificate_for("mail.elsewhere.example.org", tmp_path)
    async with mail_server(tls_context=other.shown, from_the_start=other.shown) as postbox:
        server = postbox.server(Encryption.FROM_THE_START, host="localhost")
        async with sender_to(server, trust=other.believed) as smtp:
            assert await smtp.send(a_letter()) == NotNow(Obstacle.CERTIFICATE)


async def test_a_server_without_encryption_gets_no_letter_when_it_is_required() -> None:
    """Somebody in between could have taken the offer away."""
    async with mail_server() as postbox, sender_to(postbox.server(Encryption.REQUIRED)) as smtp:
        assert await smtp.send(a_letter()) == NotNow(Obstacle.NO_ENCRYPTION)
    assert "MAIL" not in postbox.commands


async def test_a_server_that_only_pretends_to_encrypt_gets_no_letter() -> None:
    """smtps spoken to a server that answers in the clear."""
    async with (
        mail_server() as postbox,
        sender_to(postbox.server(Encryption.FROM_THE_START), Patience(stage=1.0)) as smtp,
    ):
        assert isinstance(await smtp.send(a_letter()), NotNow)
    assert postbox.letters == []


@pytest.mark.parametrize(
    ("password", "became"),
    [("open sesame £", Delivered(250)), ("wrong", NotNow(Obstacle.LOGIN, 535))],
)
async def test_a_login_opens_the_server_and_a_wrong_one_waits_to_be_mended(
    certificate: Certificate, password: str, became: Outcome
) -> None:
    """A wrong password is no letter's fault: everything waits until it is right."""
    async with (
        mail_server(
            tls_context=certificate.shown, auth_required=True, authenticator=only("alliance", "open sesame £")
        ) as postbox,
        sender_to(
            postbox.server(Encryption.REQUIRED, host="localhost", user="alliance", password=password),
            trust=certificate.believed,
        ) as smtp,
    ):
        assert await smtp.send(a_letter()) == became


async def test_a_server_that_offers_no_login_is_our_trouble() -> None:
    """A user is configured, and the server knows none."""
    async with (
        mail_server() as postbox,
        sender_to(postbox.server(user="alliance", password="open sesame")) as smtp,
    ):
        assert await smtp.send(a_letter()) == NotNow(Obstacle.LOGIN)
