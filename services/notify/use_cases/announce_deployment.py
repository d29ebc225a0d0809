"""An SLE goes to a school."""

from services.notify.domain.reference import Kind, Reference
from services.notify.use_cases.answer_request import spoken
from services.notify.use_cases.ports import Work
from services.notify.use_cases.write_to import write_to
from shared.contracts.support import SLEDeployed
from shared.kernel.ids import SchoolId


async def announce_deployment(deployed: SLEDeployed, work: Work) -> None:
    """The SLE, the head who releases them and the head whom they help are told, each what concerns them.

    Whoever has no address is told through their school's office.
    """
    home, client = deployed.home_school_id, deployed.client_school_id
    values = _values(deployed)
    await write_to((Reference(Kind.PERSON, deployed.person_id), _office(home)), "sle_deployed", values, work)
    await write_to((Reference(Kind.HEAD, home), _office(home)), "sle_released", values, work)
    await write_to((Reference(Kind.HEAD, client), _office(client)), "support_agreed", values, work)


def _office(school_id: SchoolId) -> Reference:
    return Reference(Kind.OFFICE, school_id)


def _values(deployed: SLEDeployed) -> dict[str, str]:
    return {
        "person_id": str(deployed.person_id),
        "home_school_id": str(deployed.home_school_id),
        "client_school_id": str(deployed.client_school_id),
        "specialism": spoken(deployed.specialism),
        "length": str(deployed.days),
        "begins_on": deployed.begins_on.isoformat(),
        "day_client_pence": str(deployed.day.client_pays.pence),
        "day_home_pence": str(deployed.day.home_school_gets.pence),
        "payer": "grant" if deployed.grant_id else "school",
    }
