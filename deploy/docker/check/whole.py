"""All of it, in the order of docker-compose.yml's own dependencies."""

from __future__ import annotations

import secrets
import sys
from pathlib import Path

from deploy.docker.check import acting
from deploy.docker.check.broker import Broker
from deploy.docker.check.compose import containers, read
from deploy.docker.check.database import Database
from deploy.docker.check.here import Here
from deploy.docker.check.image import build
from deploy.docker.check.ours import Ours
from deploy.docker.check.told import NOBODY_RAN, Told
from deploy.docker.check.watchers import Watchers
from deploy.local.child import Child
from deploy.local.place import CHECKOUT
from deploy.local.ports import answers
from deploy.local.services import SERVICES

ONCE = ("keys", "alarms")


def environment_file() -> dict[str, str]:
    """What an operator would have written into `.env`."""
    names = ("ALLIANCE_ADMIN", "GRAFANA", *(service.name.upper() for service in SERVICES))
    return {
        **{f"{name}_PASSWORD": secrets.token_hex(24) for name in names},
        "ALLIANCE_NAME": "The alliance that is only tried",
        "ALLIANCE_SENDER": "alliance@tried.example.org",
        "ALLIANCE_OFFICE_EMAIL": "office@tried.example.org",
        "ALLIANCE_FINANCE_EMAIL": "finance@tried.example.org",
        "ALLIANCE_ALARMS_TO": "operators@tried.example.org",
    }


class Whole:
    """One check in one folder. `quick`: the present interpreter, and without waiting for alarms."""

    def __init__(self, here: Here, kept: Path, *, quick: bool) -> None:
        self.told = Told()
        self.all = containers(read(), environment_file())
        self._here, self._quick = here, quick
        self._database = Database(self.all["postgres"], here, self.told)
        self._broker = Broker(self.all["kafka"], here, self.told)
        self._watchers = Watchers(kept, here, self.told)
        self._watching: set[str] = set()
        self._children: list[Child] = []

    def run(self) -> None:
        """Start everything, use it, end it. Raises Failed or CannotStart, and then nothing of it is left running."""
        image = build(self._here.folder, clean=not self._quick)
        for each in image.not_done:
            self.told.not_done("image", each)
        self.told.did(
            "image", f"the Dockerfile's COPY{'' if self._quick else ' and RUN, in a clean virtual environment'}"
        )
        if self._here.user is None:
            self.told.not_done("image", "its user: whoever runs this check ran the services")
        else:
            self.told.did("image", "all of it run by the user nobody, who may write in its volumes alone")
        self._ours = Ours(image, self._here, self.told)
        try:
            self._start()
            self._use()
            self._end()
        finally:
            self._kill()

    def _start(self) -> None:
        self._broker.begin()
        for name in ONCE:
            self._ours.run_once(self.all[name])
        self._begin_mail()
        self._watching = {each for each in ("prometheus", "alertmanager") if self._watchers.begin(self.all[each])}
        self._database.start()
        self._broker.wait()
        for service in SERVICES:
            self._ours.begin(self.all[service.name])
        self._watchers.wait()
        self._ours.wait()

    def _use(self) -> None:
        if "alertmanager" in self._watching and not self._quick:
            self._watchers.raise_alarm()
        acting.act(self._ours, self.all, self._here, self.told)
        if self._quick:
            return
        everybody = {service.name for service in SERVICES}
        if "prometheus" in self._watching:
            acting.eventually(lambda: self._watchers.scraped() == everybody, "Prometheus doesn't find all services up")
            self.told.did("prometheus", "scrapes all six services")
        if "alertmanager" in self._watching:
            alarmed = self.all["alarms"].environment["ALLIANCE_ALARMS_TO"]
            acting.eventually(lambda: acting.mail_to(alarmed, self._here), f"no alarm came to {alarmed}")
            self.told.did("alertmanager", "an alarm's e-mail, at the mail server of ALLIANCE_SMTP_URL")

    def _end(self) -> None:
        self._ours.end()
        self._watchers.end()
        self._broker.end()
        self._database.end()

    def _begin_mail(self) -> None:
        port, folder = self._here.port("mail", 1025), self._here.folder / "mail"
        command = [sys.executable, "-m", "deploy.local.mail_sink", "--port", str(port), "--folder", str(folder)]
        sink = Child("mail", command, self._here.log("mail"), folder=CHECKOUT)
        sink.start()
        self._children.append(sink)
        sink.wait_until(lambda: answers(port), 20)
        for name, why in NOBODY_RAN.items():
            self.told.not_done(name, why)

    def _kill(self) -> None:
        """What is left; nothing, when all went well, but the mail sink."""
        self._ours.kill()
        self._watchers.kill()
        self._broker.kill()
        for child in (*self._children, self._database.child):
            child.kill()
