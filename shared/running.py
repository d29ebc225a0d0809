"""Runs a service's roles in one event loop, from being started to SIGTERM (system.md, "Processes")."""

import argparse
import asyncio
import contextlib
import signal
import socket
import sys
from collections.abc import Callable, Generator
from typing import Any

import structlog
import uvicorn
from fastapi import FastAPI
from pydantic import ValidationError

from shared.assembly import Process, assemble
from shared.garbage import freeze_what_is_loaded
from shared.kernel.clock import system_clock
from shared.observability.frames import frames
from shared.observability.logging import set_up_logging
from shared.persistence.engine import create_engine
from shared.persistence.failures import Blame, blame
from shared.persistence.migrations import migrate
from shared.service import Service
from shared.settings import ServiceSettings

GRACE = 3
"""Seconds that requests under way may take when the process is asked to end."""

log = structlog.get_logger()


def main(service: Service, read_settings: Callable[..., ServiceSettings]) -> None:
    """`python -m services.<name> [--roles http,relay,…]`: run until SIGTERM or SIGINT; exit 0 when asked to end."""
    roles = _asked_roles(service)
    settings = _settings(service, read_settings)
    set_up_logging(service.name, settings.log_format)
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        sys.exit(runner.run(_serve(service, settings, roles)))


async def _serve(service: Service, settings: ServiceSettings, roles: tuple[str, ...]) -> int:
    """Listen, migrate, put the process together and run it; the exit code."""
    try:
        listener = socket.create_server((settings.http_host, settings.http_port))
    except OSError as error:
        log.error("service.port", port=settings.http_port, error=error.strerror)  # noqa: TRY400 - needs no trace
        return 1
    ending = asyncio.Event()
    for wanted in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(wanted, ending.set)
    if not await _database_there(settings, service, ending):
        return 0
    engine = create_engine(settings.database_url, service.name)
    try:
        return await _run(assemble(service, settings, roles, engine, system_clock), listener, ending)
    finally:
        await engine.dispose()


async def _run(process: Process, listener: socket.socket, ending: asyncio.Event) -> int:
    """Serve and work until `ending` is set; 1 when a role ended by itself, said in the log."""
    freeze_what_is_loaded()
    server = _Server(_uvicorn_config(process.app))
    tasks = [asyncio.create_task(role(), name=name) for name, role in process.roles.items()]
    serving = asyncio.create_task(server.serve(sockets=[listener]), name="http")
    stop = asyncio.create_task(ending.wait(), name="ending")
    log.info("service.started", roles=sorted(process.running.health.conditions))
    done, _ = await asyncio.wait([*tasks, serving, stop], return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    for task in tasks:
        task.cancel()
    await asyncio.wait([*tasks, serving], timeout=GRACE + 1)
    return _exit_code(done - {stop})


def _exit_code(ended: set[asyncio.Task[Any]]) -> int:
    """0 when nothing ended by itself."""
    for task in ended:
        error = None if task.cancelled() else task.exception()
        log.error(
            "service.role_ended",
            role=task.get_name(),
            error=type(error).__name__,
            frames=frames(error) if error else [],
        )
    log.info("service.stopped")
    return 1 if ended else 0


async def _database_there(settings: ServiceSettings, service: Service, ending: asyncio.Event) -> bool:
    """Wait for PostgreSQL, and migrate; False when we are asked to end before that is done."""
    migrating = asyncio.create_task(_migrated(settings, service))
    asked = asyncio.create_task(ending.wait())
    await asyncio.wait([migrating, asked], return_when=asyncio.FIRST_COMPLETED)
    asked.cancel()
    if migrating.done():
        migrating.result()
        return True
    migrating.cancel()
    await asyncio.wait([migrating], timeout=GRACE)
    return False


async def _migrated(settings: ServiceSettings, service: Service) -> None:
    """Migrate; while PostgreSQL is starting or away, try again."""
    while True:
        try:
            return await migrate(settings.database_url, service.migrations)
        except Exception as error:
            if blame(error) is not Blame.WORLD:
                raise
            log.warning("service.waiting", on="database", error=type(error).__name__)
            await asyncio.sleep(1.0)


class _Server(uvicorn.Server):
    """Uvicorn without its own signal handlers: we end everything together."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


def _uvicorn_config(app: FastAPI) -> uvicorn.Config:
    return uvicorn.Config(
        app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=GRACE, server_header=False
    )


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop, where there is one."""
    if sys.platform == "win32":
        return None
    import uvloop

    return uvloop.new_event_loop


def _settings(service: Service, read: Callable[..., ServiceSettings]) -> ServiceSettings:
    """The settings; those that are missing or wrong are named in one line, without their values."""
    try:
        return read()
    except ValidationError as error:
        wrong = ", ".join(f"ALLIANCE_{each['loc'][0]}".upper() + f" ({each['msg'].lower()})" for each in error.errors())
        sys.exit(f"{service.name} can't start: {wrong}. `make run` sets all of them.")


def _asked_roles(service: Service) -> tuple[str, ...]:
    """The roles named on the command line; a wrong one is told, with those there are."""
    parser = argparse.ArgumentParser(prog=f"python -m services.{service.name}")
    parser.add_argument("--roles", default=",".join(service.roles), help="some of: %(default)s")
    asked = tuple(parser.parse_args().roles.split(","))
    if unknown := set(asked) - set(service.roles):
        parser.error(f"no role {', '.join(sorted(unknown))}; there are {', '.join(service.roles)}")
    return asked
