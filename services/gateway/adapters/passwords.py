"""Passwords and other secrets. Argon2 takes its time on purpose, so it is done beside the event loop."""

import asyncio
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

AT_ONCE = 2
"""Hashings side by side: each takes 64 MiB, and the machine has other things to do."""

ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
"""Without letters and figures that are taken for each other: 5 bits each."""


class Passwords:
    """Argon2id with the library's own parameters (RFC 9106, "low memory")."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher()
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._nobodys = self._hasher.hash(secrets.token_hex())

    async def hashed(self, words: str) -> str:
        """What is kept of a password."""
        async with self._turns:
            return await asyncio.to_thread(self._hasher.hash, words)

    async def match(self, words: str, hashed: str | None) -> bool:
        """Is this the password? Where there is none, the answer takes as long."""
        async with self._turns:
            return await asyncio.to_thread(self._matches, words, hashed or self._nobodys) and hashed is not None

    def _matches(self, words: str, hashed: str) -> bool:
        try:
            return self._hasher.verify(hashed, words)
        except VerificationError:
            return False


class Secrets:
    """Words that nobody can guess."""

    def link(self) -> str:
        """For an address or a cookie: 256 bits."""
        return secrets.token_urlsafe(32)

    def password(self) -> str:
        """To be read from a screen and typed once: sixteen characters in four groups, 80 bits."""
        letters = [secrets.choice(ALPHABET) for _ in range(16)]
        return "-".join("".join(letters[place : place + 4]) for place in range(0, 16, 4))
