"""Many clients at once, each on a connection of its own; as little code as that takes, since it shares the machine."""

import asyncio
import json
from asyncio import StreamReader, StreamWriter
from collections.abc import Mapping, Sequence
from time import perf_counter
from typing import Any, NamedTuple
from urllib.parse import urlsplit


class Answer(NamedTuple):
    """What one of them was answered, and how long that took."""

    status: int
    body: dict[str, Any]
    seconds: float


async def post_at_once(url: str, requests: Sequence[bytes]) -> list[Answer]:
    """Connect all of them first, then send all requests, and wait for every answer."""
    address = urlsplit(url)
    lines = [await asyncio.open_connection(address.hostname, address.port) for _ in requests]
    try:
        return await asyncio.gather(*(_post(*line, each) for line, each in zip(lines, requests, strict=True)))
    finally:
        for _, writer in lines:
            writer.close()


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
    return Answer(int(status.split()[1]), json.loads(body), perf_counter() - began)
