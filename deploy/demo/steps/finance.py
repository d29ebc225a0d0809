"""The grants: what is certain for years, and what was applied for."""

from deploy.cli.sorry import Problem
from deploy.demo.grants import Application, Scheduled, example_grants
from deploy.demo.ground import Ground, once
from shared.kernel.years import AcademicYear


def note_grants(ground: Ground, case_ids: dict[str, str]) -> dict[str, str]:
    """Put down the scheduled ones, apply for the others, and say what became of those; their ids by name."""
    with ground.screen.doing("Grants") as came_to:
        grants, year = example_grants(), AcademicYear.of(ground.calendar.today).begins
        for kind in grants.scheduled:
            _schedule(ground, kind, year)
        grant_ids = {each.name: _apply(ground, each, year, case_ids) for each in grants.applications}
        promised = sum(grant["amount"] for grant in ground.finance.get("/grants"))
        came_to(f"£{promised // 100:,} promised")
    return grant_ids


def _schedule(ground: Ground, scheduled: Scheduled, this_year: int) -> None:
    """Of each year that has one: an alliance whose settings let it begin later has none before."""
    for year in (this_year + each for each in scheduled.years):
        try:
            body = {"kind": scheduled.kind, "academic_year": year}
            once(ground.finance, f"{scheduled.kind} {year}", "/grants/scheduled", body)
        except Problem as problem:
            if problem.kind != "no-grant-that-year":
                raise


def _apply(ground: Ground, application: Application, year: int, case_ids: dict[str, str]) -> str:
    case_id = case_ids[application.case] if application.case else None
    body = {"pence": application.applied * 100, "academic_year": year, "case_id": case_id}
    grant_id = once(ground.finance, application.name, "/grants", body)["id"]
    if application.received:
        once(ground.finance, application.name, f"/grants/{grant_id}/receive", {"pence": application.received * 100})
    if application.refused:
        once(ground.finance, application.name, f"/grants/{grant_id}/refuse")
    return grant_id
