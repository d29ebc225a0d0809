"""Something that goes through all containers: an account, a sign-in, a grant, its e-mail."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from deploy.docker.check import Failed
from deploy.docker.check.compose import Container
from deploy.docker.check.here import Here
from deploy.docker.check.ours import Ours
from deploy.docker.check.told import Told
from deploy.local.ports import HOST
from shared.http.tokens import sign
from shared.kernel.clock import system_clock

PATIENCE = 45.0  # seconds for what goes over the bus, or waits in Alertmanager (group_wait is 30)


def act(ours: Ours, containers: dict[str, Container], here: Here, told: Told) -> None:
    """What an operator does first, and what a finance officer does; each as it is done with containers."""
    address = containers["notify"].environment["ALLIANCE_OFFICE_EMAIL"]
    said = ours.exec(containers["gateway"], "python", "-m", "deploy.docker.first_account", address)
    [password] = re.findall(r"with the password (\S+) ", said)
    sign_in(f"http://{HOST}:{here.port('gateway', 8000)}", address, password)
    told.did("gateway", "first_account, sign-in with its password, Today (asks four services)")
    receive_grant(f"http://{HOST}:{here.port('finance', 8000)}", here.volume("keys") / "token.key")
    wanted = containers["notify"].environment["ALLIANCE_FINANCE_EMAIL"]
    eventually(lambda: mail_to(wanted, here), f"no e-mail about the grant came to {wanted}")
    told.did("finance", "a grant received, by token")
    told.did("notify", "its e-mail, over Kafka, at the mail server of ALLIANCE_SMTP_URL")


def sign_in(gateway: str, address: str, password: str) -> None:
    """As a browser does; Failed when the first page doesn't come."""
    with httpx.Client(base_url=gateway, trust_env=False, timeout=20) as browser:
        browser.post("/sign-in", data={"address": address, "password": password, "next": "/"})
        page = browser.get("/")
        if page.status_code != 200 or "To decide" not in page.text:
            raise Failed(
                f"Whoever signs in with the first account's password isn't shown Today (status {page.status_code})."
            )


def receive_grant(finance: str, key: Path) -> None:
    """Apply for a grant and receive it, as an operator with the volume's key."""
    headers = {"Authorization": f"Bearer {sign(key, 'operator', ('admin',), system_clock)}"}
    year = system_clock().year
    with httpx.Client(base_url=finance, headers=headers, trust_env=False, timeout=20) as asking:
        applied = posted(asking, "/grants", {"pence": 1_200_000, "academic_year": year})
        posted(asking, f"/grants/{applied['id']}/receive", {"pence": 1_200_000})


def posted(asking: httpx.Client, path: str, sent: dict[str, int]) -> dict[str, str]:
    """What it answers; Failed when it refuses."""
    answer = asking.post(path, json=sent)
    if answer.is_error:
        raise Failed(f"finance refuses POST {path}: {answer.text}")
    return answer.json() if answer.content else {}


def mail_to(address: str, here: Here) -> bool:
    """Whether the mail server has one for that address."""
    return any(f"Delivered-To: {address}" in each.read_text() for each in mails(here))


def mails(here: Here) -> list[Path]:
    """What the mail server has taken."""
    return sorted((here.folder / "mail").glob("*.eml"))


def eventually(holds: Callable[[], bool], otherwise: str) -> None:
    """Wait until something holds; Failed with these words when it doesn't in time."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > deadline:
            raise Failed(f"{otherwise} within {PATIENCE:.0f} s.")
        time.sleep(0.2)
