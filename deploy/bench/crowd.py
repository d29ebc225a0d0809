"""Many clients at once, each on a connection of its own; as little code as that takes, since it shares the machine."""

import asyncio
import json
import math
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from time import perf_counter, time
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from deploy.bench.bus.pace import steadily


class Answer(NamedTuple):
    """What one of them was answered, how long that took, and when it came (`time.time`)."""

    status: int
    body: dict[str, Any]
    seconds: float
    at: float


Line = tuple[StreamReader, StreamWriter]


async def post_all(url: str, size: int, requests: Sequence[bytes], rate: float = math.inf) -> list[Answer]:
    """Have so many clients send these, `rate` a second at most; each asks its next thing once it is answered.

    All are connected before the first of them asks.
    """
    async with _connected(url, size) as free, asyncio.TaskGroup() as tasks:
        asked = [
            tasks.create_task(_post_when_free(free, requests[number])) async for number in steadily(rate, len(requests))
        ]
    return [each.result() for each in asked]


@asynccontextmanager
async def _connected(url: str, size: int) -> AsyncGenerator[asyncio.Queue[Line]]:
    address = urlsplit(url)
    lines = [await asyncio.open_connection(address.hostname, address.port) for _ in range(size)]
    free = asyncio.Queue[Line]()
    for line in lines:
        free.put_nowait(line)
    try:
        yield free
    finally:
        for _, writer in lines:
            writer.close()


async def _post_when_free(free: asyncio.Queue[Line], asked: bytes) -> Answer:
    line = await free.get()
    try:
        return await _post(*line, asked)
    finally:
        free.put_nowait(line)


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
