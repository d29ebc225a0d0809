"""Who asks: short-lived tokens, signed with Ed25519 by whoever holds the private key; services hold the public one."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from fastapi import Depends, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from shared.kernel.clock import Clock

AUDIENCE = "alliance"
ALGORITHM = "EdDSA"
LIFETIME = timedelta(minutes=5)
"""A token is made for one errand."""

OFFICE = ("admin", "office")
"""Who acts for the alliance: decides, plans, and sees names and addresses."""

NAMING = "naming"
"""A program that writes names beside ids which a service has shown to whoever it asks for: the gateway's pages."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: an actor's id (`user:…`, `operator`), and what they are allowed as."""

    actor: str
    roles: frozenset[str]


def sign(private_key: Path | Ed25519PrivateKey, actor: str, roles: tuple[str, ...], clock: Clock) -> str:
    """A token for five minutes; who signs often reads the key once."""
    now = clock()
    claims = {"sub": actor, "roles": roles, "aud": AUDIENCE, "iat": now, "exp": now + LIFETIME}
    key = private_key.read_bytes() if isinstance(private_key, Path) else private_key
    return jwt.encode(claims, key, ALGORITHM)


def callers(public_key: Path) -> Callable[..., Awaitable[Caller]]:
    """A dependency that answers who asks; 401 for a token that is missing, forged, foreign or over."""
    key = read_key(public_key)
    bearer = HTTPBearer(auto_error=False, description="A short-lived token: `alliance token` prints one.")

    async def caller(  # else FastAPI would hand each request to a thread, which costs more than the look at the token
        credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)],
    ) -> Caller:
        if credentials is None:
            raise HTTPException(401, "This needs a token. `alliance token` makes one for five minutes.")
        return verify(credentials.credentials, key)

    return caller


def read_private_key(private_key: Path) -> Ed25519PrivateKey:
    """The private key in that file."""
    key = load_pem_private_key(private_key.read_bytes(), None)
    assert isinstance(key, Ed25519PrivateKey)
    return key


def read_key(public_key: Path) -> Ed25519PublicKey:
    """The public key in that file."""
    key = load_pem_public_key(public_key.read_bytes())
    assert isinstance(key, Ed25519PublicKey)
    return key


def verify(token: str, key: Ed25519PublicKey) -> Caller:
    """Read a token; 401 for one that isn't ours or is over."""
    # a signer whose clock is a second ahead signs nothing in the future; the end is what counts
    wanted: dict[str, Any] = {"require": ["sub", "exp", "aud", "roles"], "verify_iat": False}
    try:
        claims = jwt.decode(token, key, [ALGORITHM], audience=AUDIENCE, options=wanted)  # type: ignore[arg-type]
    except jwt.ExpiredSignatureError:
        raise HTTPException(401, "The token is over. Get a new one: they last five minutes.") from None
    except jwt.InvalidTokenError:
        raise HTTPException(401, "The token isn't valid here.") from None
    return Caller(str(claims["sub"]), frozenset(map(str, claims["roles"])))


def allowed(caller: Caller, *roles: str) -> Caller:
    """The caller, if they have one of these roles; 403 otherwise."""
    if caller.roles.isdisjoint(roles):
        raise HTTPException(403, f"This is for {' or '.join(roles)}.")
    return caller
