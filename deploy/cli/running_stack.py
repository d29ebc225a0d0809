"""Is the installation as it should be, and does what runs run well?"""

import smtplib
import stat
import subprocess
from collections.abc import Iterator, Mapping
from functools import partial
from os import environ
from urllib.parse import urlsplit

import psutil

from deploy.cli.alliance import Alliance
from deploy.cli.finding import Check, Finding, not_yet, well, wrong
from deploy.local import kafka_probe, leftovers, ports
from deploy.local.binaries import environment, program
from deploy.local.place import Place
from deploy.local.services import SERVICES, ServiceProcess
from shared.words import many

PARTS = {"postgres": 10, "kafka": 11, "mail-sink": 25} | {service.name: service.port_offset for service in SERVICES}
"""What listens, as its pid file is called, and its port's offset."""


def about_the_stack(here: Alliance) -> Iterator[Check]:
    """All checks of this kind."""
    yield partial(keys, here)
    yield partial(all_ports, here.place)
    yield partial(postgres, here.place)
    yield partial(kafka, here.place)
    yield partial(mail, here.place)
    for service in SERVICES:
        yield partial(ready, here, service)


def keys(here: Alliance) -> Finding:
    """Secrets are for their owner only."""
    secrets = [here.key, *sorted((here.place.home / "postgres" / "passwords").glob("*"))]
    there = [file for file in secrets if file.exists()]
    if not here.key.exists():
        return not_yet("keys", "are made at the first start")
    open_ones = [file for file in there if stat.S_IMODE(file.stat().st_mode) & 0o077]
    if open_ones:
        names = " ".join(map(str, open_ones))
        return wrong("keys", f"{many(len(open_ones), 'can', 'can')} be read by others", f"chmod 600 {names}")
    return well("keys", f"for their owner only ({many(len(there), 'file')})")


def all_ports(place: Place) -> Finding:
    """Each port is free, or ours."""
    taken = [place.port(offset) for name, offset in PARTS.items() if is_a_strangers(place, name, place.port(offset))]
    if not taken:
        return well("ports", f"{place.port_base} to {place.sink_port} are free or ours")
    says = "; ".join(f"{port} is taken{ports.holder(port)}" for port in taken)
    return wrong("ports", says, "end that, or set ALLIANCE_PORT_BASE to a free range")


def is_a_strangers(place: Place, name: str, port: int) -> bool:
    """Does something listen there that this installation didn't start?"""
    return ports.answers(port) and process(place, name) is None


def process(place: Place, name: str) -> psutil.Process | None:
    """The running process that a start of this installation noted under that name."""
    return leftovers.find(place.log(name).with_suffix(".pid"))


def postgres(place: Place) -> Finding:
    """Does the database server take connections?"""
    if not process(place, "postgres"):
        return not_yet("PostgreSQL", "isn't running")
    asked = [program("pg_isready"), "--host", ports.HOST, "--port", str(place.postgres_port), "--timeout", "3"]
    if subprocess.run(asked, env=environment(), capture_output=True, check=False).returncode:
        return wrong("PostgreSQL", f"doesn't answer on {place.postgres_port}", f"see {place.log('postgres')}")
    return well("PostgreSQL", f"takes connections on {place.postgres_port}")


def kafka(place: Place) -> Finding:
    """Does the broker answer as a client asks?"""
    if not process(place, "kafka"):
        return not_yet("Kafka", "isn't running")
    if not kafka_probe.is_ready(place.kafka_port):
        return wrong("Kafka", f"doesn't answer on {place.kafka_port}", f"see {place.log('kafka')}")
    return well("Kafka", f"answers on {place.kafka_port}")


def mail(place: Place) -> Finding:
    """Where e-mails go: to real people, or into a folder."""
    server = mail_server(place)
    if server:
        named = told_to_notify(place).get("ALLIANCE_ONLY_TO")
        whom = f"goes to {named} only" if named else "goes to real people"
        return well("mail", f"{whom}, through {server}")
    if not process(place, "mail-sink"):
        return not_yet("mail", "the mail sink isn't running")
    try:
        with smtplib.SMTP(ports.HOST, place.sink_port, timeout=3) as sink:
            sink.noop()
    except (OSError, smtplib.SMTPException):
        return wrong("mail", f"the mail sink doesn't answer on {place.sink_port}", f"see {place.log('mail-sink')}")
    return well("mail", f"goes to nobody: it is kept in {place.mail}")


def mail_server(place: Place) -> str | None:
    """The real mail server's name, if notify was told one; its password stays where it is."""
    url = told_to_notify(place).get("ALLIANCE_SMTP_URL")
    return urlsplit(url).hostname if url else None


def told_to_notify(place: Place) -> Mapping[str, str]:
    """The environment of the running notify; else ours, which it would get."""
    running = process(place, "notify")
    try:
        return running.environ() if running else environ
    except psutil.Error:
        return environ


def ready(here: Alliance, service: ServiceProcess) -> Finding:
    """Does each part of a service make progress?"""
    roles = here.service(service.name).readiness()
    if roles is None:
        return unanswered(here.place, service)
    stuck = {role: each["because"] for role, each in roles.items() if not each["ready"]}
    if stuck:
        says = "; ".join(f"{role} isn't ready: {because}" for role, because in stuck.items())
        return wrong(service.name, says, f"see {here.place.log(service.name)}")
    return well(service.name, "ready")


def unanswered(place: Place, service: ServiceProcess) -> Finding:
    """Nothing is on the service's port: nothing runs at all, or only this one doesn't."""
    if any(process(place, name) for name in PARTS):
        return wrong(service.name, "isn't running, though other parts are", f"see {place.log(service.name)}")
    return not_yet(service.name, "isn't running: `make run` starts it")
