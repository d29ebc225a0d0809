"""A loopback proxy that is as bad a network as it is told to be."""

from __future__ import annotations

import asyncio
import contextlib
import random
from dataclasses import dataclass, field
from enum import StrEnum

HOST = "127.0.0.1"
CHUNK = 64 * 1024


class Weather(StrEnum):
    """What a network may do to a connection."""

    FAIR = "fair"
    SLOW = "slow"
    CUT = "cut"
    HALF_CLOSED = "half-closed"
    BLACK_HOLE = "black hole"


@dataclass
class Proxy:
    """Listens on `port` and passes on to `target`, both on this machine.

    SLOW holds every chunk back, for `delay` seconds on average. CUT resets all connections, and new ones at once.
    HALF_CLOSED ends the client's direction of those there are; what comes after is passed on. BLACK_HOLE passes nothing
    in either direction and resets nothing: what was sent meanwhile arrives when it is over, as TCP would have it.
    """

    port: int
    target: int
    weather: Weather = Weather.FAIR
    delay: float = 0.0
    _fair: asyncio.Event = field(default_factory=asyncio.Event)
    _clients: set[asyncio.StreamWriter] = field(default_factory=set[asyncio.StreamWriter])
    _servers: set[asyncio.StreamWriter] = field(default_factory=set[asyncio.StreamWriter])

    async def start(self) -> None:
        """Listen until the loop ends."""
        self._fair.set()
        await asyncio.start_server(self._connected, HOST, self.port)

    async def turn(self, weather: Weather, delay: float = 0.0) -> None:
        """From here on the network does this."""
        self.weather, self.delay = weather, delay
        if weather is Weather.BLACK_HOLE:
            self._fair.clear()
        else:
            self._fair.set()
        if weather is Weather.CUT:
            for each in (*self._clients, *self._servers):
                each.transport.abort()
        if weather is Weather.HALF_CLOSED:
            for each in self._servers:
                each.write_eof()

    async def _connected(self, from_client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.CancelledError):  # asyncio would complain of a stream's task that was ended
            await self._between(from_client, to_client)

    async def _between(self, from_client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        await self._fair.wait()
        if self._is_cut():
            to_client.transport.abort()
            return
        try:
            from_server, to_server = await asyncio.open_connection(HOST, self.target)
        except OSError:
            to_client.transport.abort()
            return
        if self._is_cut():  # since we began to connect
            to_client.transport.abort()
            to_server.transport.abort()
            return
        self._clients.add(to_client)
        self._servers.add(to_server)
        try:
            await asyncio.gather(self._pass(from_client, to_server), self._pass(from_server, to_client))
        finally:
            self._clients.discard(to_client)
            self._servers.discard(to_server)
            to_client.transport.abort()
            to_server.transport.abort()

    def _is_cut(self) -> bool:
        return self.weather is Weather.CUT

    async def _pass(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        """Pass on until one side ends; then the other side's direction ends too."""
        try:
            while chunk := await source.read(CHUNK):
                await self._fair.wait()
                if self.weather is Weather.SLOW:
                    await asyncio.sleep(random.uniform(0, 2 * self.delay))
                if sink.transport.is_closing() or not sink.can_write_eof():
                    return
                sink.write(chunk)
                await sink.drain()
            sink.write_eof()
        except (OSError, RuntimeError):  # reset, or half-closed by `turn`
            sink.transport.abort()
