"""What is kept of a secret that nobody can guess."""

import hashlib


def digest(secret: str) -> bytes:
    """Its SHA-256: with 256 random bits in the secret that is enough, and there is nothing to slow down."""
    return hashlib.sha256(secret.encode()).digest()
