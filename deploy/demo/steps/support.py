"""The specialists, the schools that ask for them, and what comes of it."""

from deploy.demo.cases import Case, Deployment, Specialist, example_cases, example_specialists
from deploy.demo.ground import Ground, once, side_by_side
from deploy.demo.steps.registry import Known
from shared.kernel.years import AcademicYear


def designate_specialists(ground: Ground, known: Known) -> None:
    """Each has days released for the present academic year, and for the one in which a deployment of theirs begins."""
    with ground.screen.doing("Specialists") as came_to:
        specialists = example_specialists()
        side_by_side(lambda specialist: _designate(ground, specialist, known), specialists)
        came_to(f"{len(specialists)} SLEs, {sum(each.released for each in specialists):g} days")


def open_cases(ground: Ground, known: Known) -> dict[str, str]:
    """Schools ask, one after the other, and one is told no; the cases' ids by name."""
    with ground.screen.doing("Cases") as came_to:
        cases = example_cases()
        case_ids = {case.name: _ask(ground, case, known) for case in cases}
        came_to(f"{len(cases)} opened, {sum(case.declined is not None for case in cases)} declined")
    return case_ids


def deploy_specialists(ground: Ground, known: Known, case_ids: dict[str, str], grant_ids: dict[str, str]) -> None:
    """SLEs are agreed on, go there, and one of them is through."""
    with ground.screen.doing("Deployments") as came_to:
        agreed = [(case.name, case.deployment) for case in example_cases() if case.deployment]
        visits = side_by_side(
            lambda each: _deploy(ground, each[0], case_ids[each[0]], each[1], known, grant_ids), agreed
        )
        came_to(f"{len(agreed)} agreed, {sum(visits)} visits")


def _designate(ground: Ground, specialist: Specialist, known: Known) -> None:
    for year in sorted(_years_of(specialist, ground)):
        body = {
            "person_id": known.person_ids[specialist.name],
            "specialisms": specialist.specialisms,
            "academic_year": year.begins,
            "released": specialist.released,
        }
        once(ground.support, f"{specialist.name} {year}", "/sles", body)


def _years_of(specialist: Specialist, ground: Ground) -> set[AcademicYear]:
    theirs = (case.deployment for case in example_cases() if case.deployment)
    begins = (each.begins_on(ground.calendar) for each in theirs if each.sle == specialist.name)
    return {AcademicYear.of(day) for day in (ground.calendar.today, *begins)}


def _ask(ground: Ground, case: Case, known: Known) -> str:
    body = {"school_id": known.school_ids[case.urn], "specialism": case.specialism}
    case_id = once(ground.support, case.name, "/cases", body)["id"]
    if case.declined:
        once(ground.support, case.name, f"/cases/{case_id}/decline", case.declined.declining(ground.calendar))
    return case_id


def _deploy(
    ground: Ground, name: str, case_id: str, agreed: Deployment, known: Known, grant_ids: dict[str, str]
) -> int:
    """Agree on it, log its visits, end it if it has ended; how many visits there were."""
    body = {
        "person_id": known.person_ids[agreed.sle],
        "days": agreed.days,
        "begins_on": agreed.begins_on(ground.calendar).isoformat(),
        "rate": agreed.rate,
        "grant_id": grant_ids[agreed.grant] if agreed.grant else None,
    }
    deployments = f"/cases/{case_id}/deployments"
    deployment = f"{deployments}/{once(ground.support, name, deployments, body)['id']}"
    days = [day.isoformat() for day in agreed.visited_on(ground.calendar)]
    for day in days:
        once(ground.support, day, f"{deployment}/visits", {"visited_on": day, "days": 1})
    if agreed.ended and days:
        once(ground.support, name, f"{deployment}/end", {"ending": agreed.ended})
    return len(days)
