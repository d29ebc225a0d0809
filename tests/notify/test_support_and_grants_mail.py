"""Who is written to about support and grants, and what becomes of it when something isn't known."""

import asyncio
from dataclasses import replace
from uuid import UUID

import pytest

from services.notify.use_cases.tell_finance_officer import FINANCE_OFFICER
from shared.contracts.registry import PersonErased
from shared.kernel.ids import BookingId, DeploymentId
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


async def test_all_who_were_told_of_a_deployment_are_told_of_its_end(notify: Bench, registry_tells: Stories) -> None:
    """At the schools that agreed on it, wherever the SLE works by now; then nothing is kept of it."""
    elsewhere = told.person(DEE, "Dee Lead", told.Role.TEACHER, told.SchoolId(UUID(int=0x5C003)))
    await registry_tells.tell(*told.everybody(), told.deployed())
    await post(notify)
    await registry_tells.tell(elsewhere, told.ended())
    assert [each.address for each in await post(notify)] == sorted(ADDRESSES[each] for each in (ANN, CY, DEE))
    assert await notify.query("SELECT count(*) FROM deployments") == [(0,)]


async def test_what_notify_knew_before_its_first_start_is_known_when_it_ends(
    notify: Bench, registry_tells: Stories
) -> None:
    """Nobody is written to about the old facts, an end among them."""
    other = DeploymentId(UUID(int=0xDF))
    gone = replace(told.deployed(), deployment_id=other), replace(told.ended(), deployment_id=other)
    old = [registry_tells.record(each) for each in (*told.everybody(), *gone, told.deployed())]
    notify.clock.pass_by(1)
    await registry_tells.reader.apply(old)
    assert await stand(notify) == {}
    await registry_tells.tell(told.ended())
    assert await stand(notify) == {"queued": sorted(ADDRESSES[each] for each in (ANN, CY, DEE))}


async def test_a_deployment_that_notify_never_kept_ends_all_the_same(notify: Bench, registry_tells: Stories) -> None:
    """Agreed before notify kept any: the case says who asked, and the contact book where the SLE works."""
    await registry_tells.tell(*told.everybody(), told.requested(), told.ended())
    letters = await post(notify)
    assert [each.address for each in letters] == sorted(ADDRESSES[each] for each in (ANN, CY, DEE))
    assert "at Valley Primary, in early years" in " ".join(letters[2].text.split())


async def test_of_a_deployment_that_nobody_knows_any_more_nobody_is_told(
    notify: Bench, registry_tells: Stories
) -> None:
    """Never kept, and the SLE was erased since: who released them isn't known."""
    erased = PersonErased(DEE, (told.dee().contact_id,))
    await registry_tells.tell(*told.everybody(), told.requested(), erased, told.ended())
    assert await stand(notify) == {}


async def test_the_end_of_a_deployment_waits_for_the_schools_names(notify: Bench, registry_tells: Stories) -> None:
    """Support's topic may be ahead of registry's: it is seen what is waited for."""
    others = [each for each in told.everybody() if each != told.client()]
    await registry_tells.tell(*others, told.deployed(), told.ended())
    awaited = await notify.query("SELECT DISTINCT awaits FROM messages WHERE state = 'waiting'")
    assert awaited == [(f"school:{told.VALLEY}",)]
    await registry_tells.tell(told.client())
    assert len((await stand(notify))["queued"]) == 6


async def test_the_end_of_the_work_of_an_sle_who_was_erased_is_told_without_a_name(
    notify: Bench, registry_tells: Stories
) -> None:
    """The heads still have to know."""
    await registry_tells.tell(*told.everybody(), told.deployed())
    await post(notify)
    await registry_tells.tell(PersonErased(DEE, (told.dee().contact_id,)), told.ended(given_back=1, worked=6))
    to_ann, to_cy = await post(notify)
    assert "Your specialist leader worked 3 of 3½ days" in " ".join(to_ann.text.split())
    assert to_cy.subject.startswith("The specialist leader's support for Valley Primary finished")


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
