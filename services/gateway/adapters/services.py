"""The alliance's services, asked as whoever is signed in."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.gateway.settings import GatewaySettings
from shared.http.tokens import NAMING, read_private_key, sign
from shared.kernel.clock import Clock
from shared.kernel.refusal import Refusal

NAMES = ("registry", "bookings", "support", "finance", "notify")

TIMEOUT = httpx.Timeout(10.0, connect=1.0)
"""Seconds: a page that waits for longer is no page."""

LONG = httpx.Timeout(600.0, connect=1.0)
"""Seconds that an import may take: it may have to wait for another one."""

LINES = httpx.Limits(max_connections=50, max_keepalive_connections=20, keepalive_expiry=4.0)
"""Kept for less long than uvicorn keeps them (5 s), so that none is used while the other end gives it up."""


class Refused(Refusal):
    """A service says no, in its own words; `places` says which fields can't be read."""

    def __init__(self, words: str, kind: str, status: int, places: Sequence[Mapping[str, str]] = ()) -> None:
        super().__init__(words)
        self.kind = kind  # pyright: ignore[reportAttributeAccessIssue] - each of the service's own kinds
        self.status = status  # pyright: ignore[reportAttributeAccessIssue] - as above
        self.places = places


class Down(Exception):
    """A service doesn't answer. `sentence` is for the part of the page that can't be shown."""

    def __init__(self, name: str, *, maybe_done: bool = False) -> None:
        self.name = name
        self.maybe_done = maybe_done
        self.sentence = f"This part can't be shown just now: the service {name} doesn't answer."
        super().__init__(self.sentence)


@dataclass(frozen=True, slots=True)
class Missing:
    """What stands in a page instead of what a service didn't tell. Empty, and false."""

    sentence: str

    def __bool__(self) -> bool:
        return False

    def __iter__(self) -> Any:
        return iter(())

    def __len__(self) -> int:
        return 0


async def parts(*asked: Awaitable[Any]) -> list[Any]:
    """The parts of a page, asked for side by side; of a service that is down, `Missing`. Raises `Refused`."""
    found = await asyncio.gather(*asked, return_exceptions=True)
    for each in found:
        if isinstance(each, BaseException) and not isinstance(each, Down):
            raise each
    return [Missing(each.sentence) if isinstance(each, Down) else each for each in found]


class Service:
    """One service, spoken to as one caller. Raises `Refused` and `Down`."""

    def __init__(self, name: str, lines: httpx.AsyncClient, token: str) -> None:
        self.name = name
        self._lines = lines
        self._token = token

    async def get(self, path: str, **asked: Any) -> Any:
        """Look at something; what is None isn't asked. Whoever can't show it, for whatever reason, counts as down."""
        wanted = {name: value for name, value in asked.items() if value is not None}
        try:
            return await self._send("GET", path, params=wanted)
        except Refused as refused:
            if refused.status < 500:
                raise
            raise Down(self.name) from None

    async def readiness(self) -> Mapping[str, Mapping[str, Any]] | None:
        """What each of its roles says of itself, ready or not; None when nothing answers."""
        try:
            return (await self._lines.get("/health/ready")).json()
        except (httpx.TransportError, ValueError):
            return None

    async def change(self, path: str, key: str, body: object = None, method: str = "POST") -> Any:
        """Have something done once, however often the same form comes: `key` is the form's.

        When the answer is lost, it is asked for once more with the same key.
        """
        headers = {"Idempotency-Key": key}
        try:
            return await self._send(method, path, headers, json=body)
        except (Down, Refused) as lost:
            if not (isinstance(lost, Down) and lost.maybe_done) and getattr(lost, "kind", "") != "outcome-unknown":
                raise
        return await self._send(method, path, headers, json=body)

    async def bring(self, path: str, pieces: AsyncIterator[bytes], **asked: Any) -> Any:
        """Hand over a file, piece by piece; the same file twice is harmless by itself."""
        return await self._send("POST", path, content=pieces, params=asked, timeout=LONG)

    async def _send(self, method: str, path: str, headers: Mapping[str, str] | None = None, **more: Any) -> Any:
        signed = {"Authorization": f"Bearer {self._token}", **(headers or {})}
        try:
            response = await self._lines.request(method, path, headers=signed, **more)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
            raise Down(self.name) from None
        except httpx.TransportError:
            raise Down(self.name, maybe_done=True) from None
        return self._answer(response)

    def _answer(self, response: httpx.Response) -> Any:
        if response.is_success:
            return response.json() if response.content else None
        try:
            said = response.json()
            kind = said["type"].rpartition(":")[2]
            raise Refused(said["detail"], kind, response.status_code, said.get("places", ()))
        except (ValueError, LookupError, TypeError, AttributeError):
            raise Down(self.name) from None


@dataclass(frozen=True, slots=True)
class Services:
    """All of them, as one caller."""

    registry: Service
    bookings: Service
    support: Service
    finance: Service
    notify: Service
    naming: Service
    """Registry, asked for the names of those whom another service has shown to that caller; never of ids they sent."""

    @property
    def all(self) -> tuple[Service, ...]:
        """In the order of their ports."""
        return tuple(getattr(self, name) for name in NAMES)


class Switchboard:
    """The lines to the services, and the key that signs for whoever asks."""

    def __init__(self, settings: GatewaySettings, clock: Clock) -> None:
        addresses = {name: str(getattr(settings, f"{name}_url")) for name in NAMES}
        # trust_env: a proxy for the way out must not be asked for the way inside
        self._lines = {
            name: httpx.AsyncClient(base_url=address, timeout=TIMEOUT, limits=LINES, trust_env=False)
            for name, address in addresses.items()
        }
        self._key: Ed25519PrivateKey = read_private_key(settings.token_private_key)
        self._clock = clock

    def services(self, actor: str, *roles: str) -> Services:
        """The services as that caller, for one request: the token is good for five minutes."""
        token = sign(self._key, actor, roles, self._clock)
        naming = Service("registry", self._lines["registry"], sign(self._key, actor, (*roles, NAMING), self._clock))
        by_name = {name: Service(name, self._lines[name], token) for name in NAMES}
        return Services(**by_name, naming=naming)
