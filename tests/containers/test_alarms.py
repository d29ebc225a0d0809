"""Alarms go by the mail server that the alliance's own e-mails go by: each way to name it, in its own words."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from deploy.docker.alarms import AlarmsCannotGo, settings, write

TOLD = {"ALLIANCE_SENDER": "alliance@x.example", "ALLIANCE_ALARMS_TO": 'ops@x.example, "A: B" <b@x.example>'}


def mail(url: str) -> dict[str, object]:
    """How Alertmanager is told to send."""
    [line] = re.findall(r"^global: (.*)", settings(TOLD | {"ALLIANCE_SMTP_URL": url}), re.MULTILINE)
    return json.loads(line)


def test_the_catcher_is_spoken_to_in_the_clear() -> None:
    """By default nothing leaves the machine, alarms neither."""
    assert mail("smtp://mail:1025?starttls=never") == {
        "smtp_smarthost": "mail:1025",
        "smtp_from": "alliance@x.example",
        "smtp_require_tls": False,
    }


@pytest.mark.parametrize(
    ("url", "where", "starttls"),
    [
        ("smtp://al%40x.example:p%2Fw%24d@smtp.x.example", "smtp.x.example:587", True),
        ("smtps://al%40x.example:p%2Fw%24d@smtp.x.example", "smtp.x.example:465", False),
    ],
)
def test_a_real_server_is_spoken_to_encrypted_with_its_password(url: str, where: str, starttls: bool) -> None:
    """By STARTTLS, which must be there, or encrypted from the start, which Alertmanager tells by the port."""
    told = mail(url)
    assert (told["smtp_smarthost"], told["smtp_require_tls"]) == (where, starttls)
    assert (told["smtp_auth_username"], told["smtp_auth_password"]) == ("al@x.example", "p/w$d")


@pytest.mark.parametrize(
    "url",
    ["smtps://smtp.x.example:2465", "smtp://smtp.x.example:465", "https://x.example", "smtp://u:s3cret@x.example:x"],
)
def test_a_server_that_alertmanager_cannot_speak_to_is_refused_in_a_sentence(url: str) -> None:
    """When the containers start, and not when the first alarm is lost; without repeating a password."""
    with pytest.raises(AlarmsCannotGo, match=r"^ALLIANCE_SMTP_URL: .*\.$") as refused:
        mail(url)
    assert "s3cret" not in str(refused.value)


def test_the_files_can_be_read_by_alertmanagers_user_and_are_replaced_whole(tmp_path: Path) -> None:
    """Its container has another user than ours; addresses are quoted, whatever stands in them."""
    told = TOLD | {"ALLIANCE_SMTP_URL": "smtp://mail:1025?starttls=never"}
    write(tmp_path, told)
    write(tmp_path, told)
    files = sorted(tmp_path.iterdir())
    assert [(each.name, each.stat().st_mode & 0o777) for each in files] == [
        ("alertmanager.yml", 0o644),
        ("e-mail.tmpl", 0o644),
    ]
    assert f"to: {json.dumps(TOLD['ALLIANCE_ALARMS_TO'])}" in files[0].read_text()
