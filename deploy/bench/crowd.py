"""Many clients at once, each on a connection of its own; as little code as that takes, since it shares the machine."""

import asyncio
import json
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from time import perf_counter, time
from typing import Any, NamedTuple
from urllib.parse import urlsplit


class Answer(NamedTuple):
    """What one of them was answered, how long that took, and when it came (`time.time`)."""

    status: int
    body: dict[str, Any]
    seconds: float
    at: float


Line = tuple[StreamReader, StreamWriter]


class Crowd:
    """Clients who are connected already, each asking one thing at a time; more is asked once one of them is free."""

    def __init__(self, lines: Sequence[Line]) -> None:
        """`lines`: a connection for each client."""
        self._free = asyncio.Queue[Line]()
        for each in lines:
            self._free.put_nowait(each)

    async def post(self, asked: bytes) -> Answer:
        """What the first client that is free is answered."""
        line = await self._free.get()
        try:
            return await _post(*line, asked)
        finally:
            self._free.put_nowait(line)


@asynccontextmanager
async def crowd(url: str, size: int) -> AsyncGenerator[Crowd]:
    """So many, connected."""
    address = urlsplit(url)
    lines = [await asyncio.open_connection(address.hostname, address.port) for _ in range(size)]
    try:
        yield Crowd(lines)
    finally:
        for _, writer in lines:
            writer.close()


async def post_all(url: str, size: int, requests: Sequence[bytes], rate: float | None = None) -> list[Answer]:
    """Have a crowd of that size send these; `rate`: so many a second, else as fast as they are answered."""
    began = perf_counter()
    async with crowd(url, size) as clients, asyncio.TaskGroup() as tasks:
        asked: list[asyncio.Task[Answer]] = []
        for number, each in enumerate(requests):
            if rate:
                await asyncio.sleep(max(0.0, began + number / rate - perf_counter()))
            asked.append(tasks.create_task(clients.post(each)))
    return [each.result() for each in asked]


def request(path: str, headers: Mapping[str, str], body: object) -> bytes:
    """A POST of JSON, as it goes over the line."""
    content = json.dumps(body).encode()
    told = {"Host": "bookings", "Content-Type": "application/json", "Content-Length": str(len(content)), **headers}
    head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    return f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + content


async def _post(reader: StreamReader, writer: StreamWriter, asked: bytes) -> Answer:
    began = perf_counter()
    writer.write(asked)
    status, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines if line)
    body = await reader.readexactly(int(headers["content-length"]))
    return Answer(int(status.split()[1]), json.loads(body), perf_counter() - began, time())
