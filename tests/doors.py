"""A service's doors: who may come in, and what they are answered; tried in one way at every service."""

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx

from tests.http_cases import bad_tokens, mistakes_in, problem, with_body
from tests.service_fixtures import Bench

Door = tuple[str, str]
"""Method and path."""

ANYBODY = frozenset({"anybody"})
"""Whoever is signed in."""

NOBODY = str(UUID(int=404))
"""An id that nothing has."""


@dataclass(frozen=True)
class Doors:
    """For each door who may, what is sent, and what they are answered; `values` are for the paths' parameters."""

    rows: Mapping[Door, tuple[Set[str], Mapping[str, Any], int]]
    values: Mapping[str, str] = field(default_factory=dict[str, str])

    def are_all_of(self, bench: Bench) -> None:
        """A new route without a row fails: somebody has to say who may use it. And the document tells of each."""
        assert bench.routes() == set(self.rows)
        document = bench.app.openapi()
        assert document["openapi"].startswith("3.1")
        assert mistakes_in(document) == []
        assert with_body(document) & set(self.rows) == {
            door for door, (_, sent, _) in self.rows.items() if sent.keys() & {"json", "content"}
        }

    async def obey(self, client: httpx.AsyncClient, role: str) -> None:
        """Who may is answered what the table says; 403 for the others, by a stable type."""
        for door, (who, _, answer) in self.rows.items():
            response = await self._ask(client, door)
            if role in who or who == ANYBODY:
                assert response.status_code == answer, (door, response.text)
            else:
                assert problem(response) == (403, "not-allowed"), door

    async def stay_shut(self, bench: Bench, elsewhere: Path) -> None:
        """Missing, expired, forged, for others: 401 at each door, and nothing has happened."""
        before = await bench.contents()
        for what, token in bad_tokens(bench.keys, elsewhere).items():
            async with bench.client(token=token) as client:
                for door in self.rows:
                    assert problem(await self._ask(client, door)) == (401, "not-signed-in"), (what, door)
        assert await bench.contents() == before

    async def _ask(self, client: httpx.AsyncClient, door: Door) -> httpx.Response:
        """A request that could be answered, at that door."""
        method, path = door
        where = re.sub(r"\{(\w+)\}", lambda name: self.values.get(name[1], NOBODY), path)
        return await client.request(method, where, **self.rows[door][1])
