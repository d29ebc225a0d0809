"""What a failure of the database means: the world's, ours, or the data's (bus.md, "What failed?")."""

from asyncio import IncompleteReadError
from enum import Enum

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

WORLD = ("08", "25006", "25P03", "25P04", "40", "53", "55P03", "57", "58")
"""Lost connections, a read-only stand-by, our session time-outs, clashes, no resources, shutting down, the disk."""

OURS = ("42", "28", "3D")
"""A table that isn't there, a role that may not: waiting won't help, people must."""

AGAIN = ("40001", "40P01")
"""Serialisation failure and deadlock: nothing happened, and at once the same may succeed."""


class Blame(Enum):
    """Who has to change for the same work to succeed."""

    WORLD = "world"
    OURS = "ours"
    FACT = "fact"


def sqlstate(error: BaseException) -> str | None:
    """PostgreSQL's five-character code behind an error, if it has one."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(cause, "sqlstate", None)
    return code if isinstance(code, str) else None


def is_connection_lost(error: BaseException) -> bool:
    """Did the connection fail, so that it isn't known what the server did last?"""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    cause = error.orig if isinstance(error, DBAPIError) else error
    code = sqlstate(error)
    if code is not None:
        return code.startswith(("08", "57P0"))
    if isinstance(cause, asyncpg.DataError):  # an InterfaceError too, and its text holds the value that didn't fit
        return False
    if isinstance(cause, asyncpg.InternalClientError | asyncpg.InterfaceError):
        return "closed" in str(cause) or "connection" in str(cause)
    network = (OSError, EOFError, TimeoutError, IncompleteReadError)
    return isinstance(cause, network) or isinstance(_root(cause), network)


def blame(error: BaseException) -> Blame:
    """Whom a failure is laid on; whatever is neither the world's nor ours is the fact's."""
    code = sqlstate(error)
    if code is not None and code.startswith(WORLD):
        return Blame.WORLD
    if code is not None and code.startswith(OURS):
        return Blame.OURS
    if isinstance(error, PoolTimeout) or is_connection_lost(error):
        return Blame.WORLD
    return Blame.FACT


def _root(error: BaseException | None) -> BaseException | None:
    """The innermost cause: the driver wraps a socket's error once or twice."""
    while error is not None and error.__cause__ is not None:
        error = error.__cause__
    return error
