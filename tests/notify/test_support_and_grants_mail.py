"""Who is written to about support and grants, and what becomes of it when something isn't known."""

import asyncio
from uuid import UUID

import pytest

from services.notify.use_cases.tell_finance_officer import FINANCE_OFFICER
from shared.contracts.registry import PersonErased
from shared.kernel.ids import BookingId
from tests.notify import happenings as told
from tests.notify.happenings import ADDRESSES, ANN, CY, DEE, HILLTOPS, VALLEYS
from tests.notify.reading import post
from tests.notify.stories import Stories, stand
from tests.service_fixtures import Bench


async def test_a_deployment_is_told_to_the_sle_and_to_both_heads(notify: Bench, registry_tells: Stories) -> None:
    """Each what concerns them."""
    await registry_tells.tell(*told.everybody(), told.deployed())
    assert await stand(notify) == {"queued": sorted(ADDRESSES[each] for each in (ANN, CY, DEE))}


async def test_a_deployment_waits_for_the_name_of_who_goes(notify: Bench, registry_tells: Stories) -> None:
    """A head is told who comes, so all three wait until the SLE's mailbox is told."""
    others = [each for each in told.everybody() if each != told.dee()]
    await registry_tells.tell(*others, told.deployed())
    assert await stand(notify) == {"waiting": [None, None, None]}
    await registry_tells.tell(told.dee())
    assert len((await stand(notify))["queued"]) == 3


async def test_an_sle_who_was_erased_is_announced_without_a_name(notify: Bench, registry_tells: Stories) -> None:
    """The heads still have to arrange the days."""
    await registry_tells.tell(*told.everybody(), PersonErased(DEE, (told.dee().contact_id,)), told.deployed())
    letters = await post(notify)
    assert [each.address for each in letters] == [ADDRESSES[ANN], ADDRESSES[CY]]
    assert "Please expect a specialist leader from Hilltop Juniors" in letters[1].text


@pytest.mark.parametrize("known", [(told.cy(address=None),), ()])
async def test_a_school_whose_head_cannot_be_written_to_is_told_at_its_office(
    notify: Bench, registry_tells: Stories, known: tuple[object, ...]
) -> None:
    """Without an address, or without a head at all."""
    await registry_tells.tell(
        told.client(), *known, told.office(told.VALLEY, VALLEYS), told.requested(), told.declined()
    )
    assert await stand(notify) == {"queued": [VALLEYS]}


async def test_a_school_that_nobody_told_of_is_waited_for(notify: Bench, registry_tells: Stories) -> None:
    """Its name and its mailboxes."""
    await registry_tells.tell(told.requested(), told.declined())
    assert await stand(notify) == {"waiting": [None]}
    await registry_tells.tell(told.cy())
    assert await stand(notify) == {"waiting": [None]}
    await registry_tells.tell(told.client())
    assert await stand(notify) == {"queued": [ADDRESSES[CY]]}


async def test_a_request_that_notify_never_heard_of_is_answered_all_the_same(
    notify: Bench, registry_tells: Stories
) -> None:
    """Without what it was about."""
    await registry_tells.tell(*told.everybody(), told.declined())
    (letter,) = await post(notify)
    assert "Valley Primary asked for support, and we are sorry" in " ".join(letter.text.split())


async def test_a_grant_for_a_case_waits_for_the_case_and_its_school(notify: Bench, registry_tells: Stories) -> None:
    """Finance's topic may be ahead of support's and registry's."""
    await registry_tells.tell(told.received())
    assert await stand(notify) == {"waiting": [None]}
    await registry_tells.tell(told.requested())
    assert await stand(notify) == {"waiting": [None]}
    await registry_tells.tell(told.client())
    (letter,) = await post(notify)
    assert "for the support of Valley Primary" in " ".join(letter.text.split())


async def test_the_finance_officer_is_written_to_where_the_settings_say(notify: Bench, registry_tells: Stories) -> None:
    """Without a setting of their own it is the office; a newer setting counts."""
    await registry_tells.tell(told.refused(case_id=None))
    assert await stand(notify) == {"queued": ["office@ealing.example.org"]}
    rows = await notify.query("SELECT contact_id FROM messages")
    assert rows == [(FINANCE_OFFICER,)]


async def test_an_office_is_not_its_secretarys_mailbox(notify: Bench, registry_tells: Stories) -> None:
    """Somebody with the role “office” is a person, who may leave."""
    secretary = told.person(told.BO, "Bo Teach", told.Role.OFFICE)
    await registry_tells.tell(told.school(), secretary, told.office(), told.cy(), told.client(), told.ann(address=None))
    await registry_tells.tell(told.dee(), told.deployed())
    assert await stand(notify) == {"queued": sorted([ADDRESSES[CY], ADDRESSES[DEE], HILLTOPS])}


async def test_whichever_comes_first_at_the_same_moment_no_message_misses_its_mailbox(
    notify: Bench, registry_tells: Stories
) -> None:
    """Two processes: the one reads the places, the other the people behind them."""
    await registry_tells.tell(told.school(), told.scheduled())
    for n in range(8):
        who = told.PersonId(UUID(int=0xE0 + n))
        told.ADDRESSES[who] = f"{n}@hilltop.example.org"
        place = registry_tells.record(told.booked(BookingId(UUID(int=0xF0 + n)), who))
        mailbox = registry_tells.record(told.person(who, f"Nr {n}", told.Role.TEACHER))
        await asyncio.gather(registry_tells.see_through([place]), Stories(notify).see_through([mailbox]))
    assert {state: len(found) for state, found in (await stand(notify)).items()} == {"queued": 8}
    assert await notify.query("SELECT count(*) FROM parked") == [(0,)]
