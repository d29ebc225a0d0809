"""The key pair for the tokens between people, gateway and services: made once, the private half for its owner only."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)


def make_keys(folder: Path) -> Path:
    """Make `token.key` (0600) and `token.pub` in the folder unless they are there; the public key's path."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    private, public = folder / "token.key", folder / "token.pub"
    if not private.exists():
        pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        write(private, pem)
    if not public.exists():
        key = load_pem_private_key(private.read_bytes(), None)
        write(public, key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return public


def write(file: Path, content: bytes) -> None:
    """Write whole or not at all, for the owner only."""
    unfinished = file.with_suffix(".new")
    unfinished.touch(mode=0o600)
    unfinished.write_bytes(content)
    unfinished.replace(file)
