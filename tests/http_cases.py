"""What is tried at every service's door: tokens that aren't good, and a document that says what the doors are."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import jwt

from deploy.local.keys import make_keys
from shared.http.tokens import ALGORITHM, AUDIENCE, sign
from shared.kernel.clock import system_clock

TYPE = "urn:alliance:problem:"


def problem(response: httpx.Response) -> tuple[int, str]:
    """Status and type of a problem, which is one in every respect (RFC 9457)."""
    assert response.headers["content-type"] == "application/problem+json", response.text
    body = response.json()
    assert body["status"] == response.status_code
    assert body["type"].startswith(TYPE)
    assert body["title"]
    assert body["detail"]
    return response.status_code, body["type"].removeprefix(TYPE)


def bad_tokens(keys: Path, elsewhere: Path) -> dict[str, str | None]:
    """Tokens that open no door, by what is wrong with each."""
    make_keys(elsewhere)
    now = system_clock()
    good = {"sub": "user:ann", "roles": ["admin"], "aud": AUDIENCE, "iat": now, "exp": now + timedelta(minutes=5)}

    def signed(**other: object) -> str:
        claims = {name: value for name, value in {**good, **other}.items() if value is not None}
        return jwt.encode(claims, (keys / "token.key").read_bytes(), ALGORITHM)

    public = (keys / "token.pub").read_text().encode()
    return {
        "missing": None,
        "no token at all": "nonsense",
        "expired": signed(exp=now - timedelta(seconds=1)),
        "of another key": sign(elsewhere / "token.key", "user:ann", ("admin",), system_clock),
        "for another audience": signed(aud="bookings.example.org"),
        "without an audience": signed(aud=None),
        "without an end": signed(exp=None),
        "without a name": signed(sub=None),
        "without roles": signed(roles=None),
        "unsigned": jwt.encode(good, None, "none"),  # type: ignore[arg-type]
        "signed with the public key as a secret": hmac_signed(good, public),
        "changed": signed()[:-8] + "AAAAAAAA",
    }


def hmac_signed(claims: dict[str, Any], secret: bytes) -> str:
    """PyJWT refuses to use a public key as a secret; a forger doesn't."""

    def part(content: bytes) -> bytes:
        return base64.urlsafe_b64encode(content).rstrip(b"=")

    body = {**claims, "iat": int(claims["iat"].timestamp()), "exp": int(claims["exp"].timestamp())}
    signed = part(b'{"alg":"HS256","typ":"JWT"}') + b"." + part(json.dumps(body).encode())
    return (signed + b"." + part(hmac.new(secret, signed, hashlib.sha256).digest())).decode()


def mistakes_in(document: dict[str, Any]) -> list[str]:
    """What is wrong with an OpenAPI document: references that lead nowhere, operations that aren't described."""
    mistakes = [f"{ref} leads nowhere" for ref in references(document) if not leads_somewhere(document, ref)]
    names: list[str] = []
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            names.append(operation["operationId"])
            declared = {each["name"] for each in operation.get("parameters", []) if each["in"] == "path"}
            if declared != {part[1:-1] for part in path.split("/") if part.startswith("{")}:
                mistakes.append(f"{method} {path}: its path's parameters aren't declared")
            if not operation.get("description") or not any(code.startswith("2") for code in operation["responses"]):
                mistakes.append(f"{method} {path}: no description, or no good answer")
    return mistakes + [f"{name} twice" for name in names if names.count(name) > 1]


def with_body(document: dict[str, Any]) -> set[tuple[str, str]]:
    """Method and path of the operations that want a body, as an OpenAPI document tells it."""
    operations = [(method, path, each) for path, found in document["paths"].items() for method, each in found.items()]
    return {(method.upper(), path) for method, path, operation in operations if "requestBody" in operation}


def references(part: object) -> Iterator[str]:
    """Every `$ref` in a document."""
    if isinstance(part, dict):
        for name, value in part.items():
            if name == "$ref":
                yield value
            else:
                yield from references(value)
    elif isinstance(part, list):
        for each in part:
            yield from references(each)


def leads_somewhere(document: Any, ref: str) -> bool:
    """Is there something where the reference points?"""
    for step in ref.removeprefix("#/").split("/"):
        if step not in document:
            return False
        document = document[step]
    return True
