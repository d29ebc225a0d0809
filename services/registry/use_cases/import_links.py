"""Import the national register's links between URNs."""

from dataclasses import dataclass
from pathlib import Path

from services.registry.use_cases.import_register import ImportReport, members_news, said, tell
from services.registry.use_cases.ports import Work


@dataclass(frozen=True, slots=True)
class ImportLinks:
    """Merge a file of links. A dry run counts and changes nothing."""

    file: Path
    dry_run: bool = False


async def import_links(command: ImportLinks, work: Work) -> ImportReport:
    """Merge the links and let members go on under their successors' URNs. Raises `UnreadableFile`."""
    await work.register.take_turn()
    outcome = await work.register.merge_links(command.file, dry_run=command.dry_run)
    told = await members_news({}, work)
    if not command.dry_run:
        await tell(told, work)
    return ImportReport(outcome, tuple(said(told)), tuple(told.undecided))
