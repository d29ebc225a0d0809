"""A file that somebody sends: kept on disk while it is used, never in memory."""

import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import HTTPException, Request

LARGEST = 150 * 1024 * 1024
"""Bytes. The national register's full extract has about 60 MB."""


@asynccontextmanager
async def uploaded(request: Request) -> AsyncGenerator[Path]:
    """The request's body as a file, gone at the end; 413 when it is over `LARGEST`."""
    with tempfile.NamedTemporaryFile(prefix="alliance-upload-") as file:
        size = 0
        async for chunk in request.stream():
            size += len(chunk)
            if size > LARGEST:
                raise HTTPException(413, f"The file has over {LARGEST // 1024**2} MB: that is no file for this.")
            file.write(chunk)
        file.flush()
        yield Path(file.name)
