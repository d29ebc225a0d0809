"""Which server gets the mail: the sink on this machine, unless a real one is configured."""

import pytest

from services.notify.adapters.mail_server import (
    Encryption,
    MailServer,
    MailServerNotUnderstood,
    SinkIsNotHere,
    choose_mail_server,
)


@pytest.mark.parametrize("unset", [None, ""])
def test_without_a_real_server_mail_goes_to_the_sink_on_this_machine(unset: str | None) -> None:
    """No TLS, no login, the loopback address."""
    assert choose_mail_server(sink_port=8025, smtp_url=unset) == MailServer("127.0.0.1", 8025, Encryption.NEVER)


@pytest.mark.parametrize("host", ["::1", "127.0.0.53"])
def test_every_loopback_address_may_hold_the_sink(host: str) -> None:
    """IPv6 and the rest of 127/8."""
    assert choose_mail_server(sink_port=8025, smtp_url=None, sink_host=host).host == host


@pytest.mark.parametrize("host", ["10.0.0.1", "mail.example.org", "localhost", "0.0.0.0", "", "127.0.0.1.example.org"])
def test_a_sink_that_is_not_on_this_machine_is_refused(host: str) -> None:
    """Even a name such as localhost: a resolver says what it means, and a test run must not reach schools."""
    with pytest.raises(SinkIsNotHere):
        choose_mail_server(sink_port=8025, smtp_url=None, sink_host=host)


@pytest.mark.parametrize(
    ("url", "server"),
    [
        (
            "smtp://office%40ealing:p%40ss%20word@mail.example.org",
            MailServer("mail.example.org", 587, Encryption.REQUIRED, "office@ealing", "p@ss word"),
        ),
        ("smtps://u:p@mail.example.org", MailServer("mail.example.org", 465, Encryption.FROM_THE_START, "u", "p")),
        ("smtp://relay.example.org:25", MailServer("relay.example.org", 25, Encryption.REQUIRED)),
        ("smtp://relay:25?starttls=if-offered", MailServer("relay", 25, Encryption.IF_OFFERED)),
        ("smtp://relay:25/?starttls=never", MailServer("relay", 25, Encryption.NEVER)),
        ("smtp://u:p@127.0.0.1:25?starttls=never", MailServer("127.0.0.1", 25, Encryption.NEVER, "u", "p")),
        ("smtps://[::1]:4650", MailServer("::1", 4650, Encryption.FROM_THE_START)),
    ],
)
def test_a_real_servers_address_says_all_there_is_to_say(url: str, server: MailServer) -> None:
    """Host, port, encryption and login in one line."""
    assert choose_mail_server(sink_port=8025, smtp_url=url) == server


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.org",
        "http://u:hunter2@mail.example.org",
        "smtp://",
        "smtp://u@mail.example.org",
        "smtp://u:hunter2@mail.example.org:port",
        "smtp://u:hunter2@mail.example.org:99999",
        "smtp://u:hunter2@[mail.example.org",
        "smtp://u:hunter2@mail.example.org?starttls=never",
        "smtp://u:hunter2@mail.example.org?starttls=if-offered",
        "smtp://mail.example.org?starttls=perhaps",
    ],
)
def test_an_address_that_is_unclear_or_unsafe_is_refused_without_repeating_it(url: str) -> None:
    """A password isn't sent unencrypted, nor shown in an error."""
    with pytest.raises(MailServerNotUnderstood) as refused:
        choose_mail_server(sink_port=8025, smtp_url=url)
    assert "hunter2" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_a_password_is_not_shown() -> None:
    """Settings are printed by `doctor` and in tracebacks."""
    assert "hunter2" not in repr(choose_mail_server(sink_port=1, smtp_url="smtps://u:hunter2@mail.example.org"))
