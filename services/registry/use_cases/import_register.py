"""Import an edition of the national register."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from services.registry.domain.membership_news import News, Undecided, news
from services.registry.domain.register import Entry, Outcome
from services.registry.domain.school import School
from services.registry.use_cases.ports import Work
from shared.kernel.ids import Urn


@dataclass(frozen=True, slots=True)
class ImportRegister:
    """Merge an edition into the register. A dry run shows the difference and changes nothing."""

    file: Path
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or with a dry run would do: to the register, and to members (one sentence each)."""

    outcome: Outcome
    members: tuple[str, ...] = ()
    undecided: tuple[Undecided, ...] = ()


async def import_register(command: ImportRegister, work: Work) -> ImportReport:
    """Merge the edition and tell what changed for members. Raises `UnreadableFile`; then nothing has changed."""
    await work.register.take_turn()
    watched = await _with_successors(await work.schools.member_urns(), work)
    outcome = await work.register.merge(command.file, watched=watched, dry_run=command.dry_run)
    told = await members_news({change.urn: change.after for change in outcome.watched}, work)
    if not command.dry_run:
        await tell(told, work)
    return ImportReport(outcome, tuple(said(told)), tuple(told.undecided))


async def members_news(ahead: Mapping[int, Entry], work: Work) -> News:
    """What the register now means for the members; what a dry run didn't write is `ahead` of it.

    Members are locked only now, after the merge: a school that joined meanwhile is among them.
    """
    members = await work.schools.lock_members()
    urns = [school.urn for school in members]
    goes_on = await work.register.successions(urns, work.now)
    successors = [urn for urn in goes_on.values() if isinstance(urn, int)]
    taken = {urn for urn in successors if await work.schools.lock_by_urn(Urn(urn))}
    entries = dict(await work.register.entries([*urns, *successors]))
    return news(members, entries | dict(ahead), goes_on, taken)


async def _with_successors(urns: Collection[Urn], work: Work) -> set[int]:
    goes_on = await work.register.successions(urns, work.now)
    return {*urns, *(urn for urn in goes_on.values() if isinstance(urn, int))}


async def tell(told: News, work: Work) -> None:
    """Keep the members that changed, and publish what changed."""
    for school in told.changed:
        await work.schools.save(school)
    work.publish(*told.facts)


def said(told: News) -> list[str]:
    """The news in sentences, for the person who imports."""
    schools = {school.school_id: school for school in told.changed}
    return [_sentence(type(fact).__name__, schools[fact.school_id]) for fact in told.facts]


def _sentence(fact: str, school: School) -> str:
    what = {
        "SchoolChanged": "the register now says something else",
        "SchoolClosed": "it has closed",
        "SchoolSucceeded": f"it goes on as URN {school.urn}",
    }
    return f"{school.name}: {what[fact]}."
