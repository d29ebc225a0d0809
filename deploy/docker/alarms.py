"""`python -m deploy.docker.alarms FOLDER`: Alertmanager's settings, with the mail server of the alliance's own e-mails.

Alertmanager reads no variables, so its file is written from them when the containers start.
"""

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from string import Template

from services.notify.adapters.mail_server import (
    SUBMISSIONS,
    Encryption,
    MailServer,
    MailServerNotUnderstood,
    real_server,
)

OURS = Path(__file__).parents[1] / "alertmanager"


class AlarmsCannotGo(Exception):
    """Alertmanager can't speak to that mail server; the message is one sentence."""


def settings(told: Mapping[str, str]) -> str:
    """Alertmanager's file, from `ALLIANCE_SMTP_URL`, `ALLIANCE_SENDER` and `ALLIANCE_ALARMS_TO`.

    Raises `AlarmsCannotGo`.
    """
    try:
        server = real_server(told["ALLIANCE_SMTP_URL"])
    except MailServerNotUnderstood as why:
        raise AlarmsCannotGo(str(why)) from None
    way = json.dumps(way_to(server, told["ALLIANCE_SENDER"]))
    return Template((OURS / "alertmanager.yml").read_text()).substitute(
        mail=way, operators=json.dumps(told["ALLIANCE_ALARMS_TO"])
    )


def way_to(server: MailServer, sender: str) -> dict[str, str | bool]:
    """Alertmanager's words for it. It encrypts from the start at port 465 only, and knows no "if offered"."""
    from_the_start = server.encryption is Encryption.FROM_THE_START
    if from_the_start != (server.port == SUBMISSIONS):
        raise AlarmsCannotGo(
            "ALLIANCE_SMTP_URL: Alertmanager speaks smtps:// at port 465, and at no other, and nothing else there."
        )
    host = f"[{server.host}]" if ":" in server.host else server.host
    access = {"smtp_auth_username": server.user, "smtp_auth_password": server.password or ""} if server.user else {}
    return {
        "smtp_smarthost": f"{host}:{server.port}",
        "smtp_from": sender,
        "smtp_require_tls": server.encryption is Encryption.REQUIRED,
        **access,
    }


def write(folder: Path, told: Mapping[str, str]) -> None:
    """The file and the template of its words. Readable by Alertmanager's own user: nobody else mounts that volume."""
    for name, content in (("alertmanager.yml", settings(told)), ("e-mail.tmpl", (OURS / "e-mail.tmpl").read_text())):
        unfinished = folder / f".{name}.new"
        unfinished.write_text(content)
        unfinished.chmod(0o644)
        unfinished.replace(folder / name)


if __name__ == "__main__":
    try:
        write(Path(sys.argv[1]), os.environ)
    except AlarmsCannotGo as sentence:
        sys.exit(str(sentence))
