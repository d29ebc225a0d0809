"""A process that has imported what services need, and forks one at every order: `python -m tests.nursery MAKER SOCKET`.

It runs nothing and has one thread, so what is forked takes over modules and nothing else: no seed, no connection, no
event loop. It is started by tests/warm.py, and is on a leash as all that tests start.
"""

from __future__ import annotations

import gc
import json
import os
import runpy
import socket
import sys
import time
from dataclasses import asdict, dataclass
from importlib import import_module

from deploy.local.leash import put_on
from deploy.local.services import SERVICES

IMPORTED = (
    *(f"services.{service.name}.{part}" for service in SERVICES for part in ("service", "settings")),
    *("shared.running", "tests.chaos.mint", "tests.chaos.mutants", "tests.chaos.vault"),
    # what libraries import only while they run
    *("anyio._backends._asyncio", "httpcore", "pydantic.v1", "uvicorn.protocols.http.httptools_impl", "uvloop"),
)
"""Without the modules that are run: `runpy` doesn't like to find those."""

LONGEST = 200_000  # bytes of an order


@dataclass(frozen=True, slots=True)
class Order:
    """What `python -m` would be told: module and arguments, the whole environment, folder, the signal of its leash."""

    module: str
    arguments: list[str]
    environment: dict[str, str]
    folder: str
    leash: int

    def written(self) -> bytes:
        """As it goes through the socket, a log file beside it."""
        return json.dumps(asdict(self)).encode()

    def obey(self, log: int) -> None:
        """Be that process, until it ends."""
        os.dup2(log, 1)
        os.dup2(log, 2)
        os.close(log)
        os.chdir(self.folder)
        os.environ.clear()
        os.environ.update(self.environment)
        sys.argv = [self.module, *self.arguments]
        runpy.run_module(self.module, run_name="__main__", alter_sys=True)


def next_born(maker: int, orders: socket.socket) -> tuple[Order, int] | None:
    """In a child: its order and log. In the nursery: None, when nobody is there who could order."""
    while True:
        written, files, _, _ = socket.recv_fds(orders, LONGEST, 1)
        if not written:
            return None
        order = Order(**json.loads(written))
        if _fork_for(maker):
            put_on(maker, order.leash)
            orders.send(str(os.getpid()).encode())
            return order, files[0]
        os.close(files[0])


def _fork_for(maker: int) -> bool:
    """Whether we are the child: an orphan at once, which falls to the maker, who adopts (PR_SET_CHILD_SUBREAPER)."""
    if middle := os.fork():
        os.waitpid(middle, 0)
        return False
    middle = os.getpid()
    if os.fork():
        os._exit(0)
    while os.getppid() == middle:
        time.sleep(0.0005)
    os.setsid()
    return True


def main(maker: int, orders: socket.socket) -> None:
    """Import, then bear children."""
    for module in IMPORTED:
        import_module(module)
    gc.collect()
    gc.freeze()  # a collection in a child would write into every page that it shares with us
    with orders:
        born = next_born(maker, orders)
    if born:
        order, log = born
        order.obey(log)


if __name__ == "__main__":
    main(int(sys.argv[1]), socket.socket(fileno=int(sys.argv[2])))
