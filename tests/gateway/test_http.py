"""Gateway's accounts for operators: who may come in, and what they are answered."""

from pathlib import Path
from uuid import UUID

import pytest

from services.gateway.domain.account import Role
from services.gateway.use_cases.invite_colleague import InviteColleague
from tests.doors import NOBODY, Doors
from tests.gateway.conftest import OFFICE
from tests.service_fixtures import Bench

ADMIN = {"admin"}

DOORS = Doors(
    {
        ("POST", "/accounts/first"): (ADMIN, {"json": {"name": "The office", "address": OFFICE}}, 409),
        ("GET", "/accounts"): (ADMIN, {}, 200),
        ("POST", "/accounts/{account_id}/link"): (ADMIN, {}, 404),
        ("POST", "/accounts/{account_id}/end"): (ADMIN, {}, 404),
    },
    {"account_id": NOBODY},
)


async def test_each_door_has_its_row(gateway: Bench) -> None:
    """And the document tells of it."""
    DOORS.are_all_of(gateway)


@pytest.mark.parametrize("role", ["admin", "office", "finance", "head"])
async def test_each_door_lets_in_whom_its_row_names(gateway: Bench, password: str, role: str) -> None:
    """Nobody but admins; the first account is there already."""
    async with gateway.client(role) as client:
        await DOORS.obey(client, role)


async def test_doors_stay_shut_for_bad_tokens(gateway: Bench, password: str, tmp_path: Path) -> None:
    """Missing, expired, forged, for others."""
    await DOORS.stay_shut(gateway, tmp_path)


async def test_an_operator_makes_a_link_for_who_is_locked_out(gateway: Bench) -> None:
    """It leads to the page where a password is chosen."""
    await gateway.do(InviteColleague("Ann Shaw", "ann.shaw@example.org", Role.OFFICE))
    async with gateway.client("admin") as operator:
        [account] = (await operator.get("/accounts")).json()
        assert (account["name"], account["has_password"]) == ("Ann Shaw", False)
        made = await operator.post(f"/accounts/{UUID(account['account_id'])}/link")
        assert "You are Ann Shaw" in (await operator.get(made.json()["path"])).text
        await operator.post(f"/accounts/{account['account_id']}/end")
        assert (await operator.get(made.json()["path"])).status_code == 404
