"""A school asked for support, and the alliance said no."""

from services.notify.domain.reference import Kind, Reference
from services.notify.use_cases.direct import go_on
from services.notify.use_cases.ports import Work
from services.notify.use_cases.write_to import write_to
from shared.contracts.support import SupportDeclined, SupportRequested


async def keep_case(requested: SupportRequested, work: Work) -> None:
    """Keep who asked for what; messages that waited for it go."""
    case = await work.cases.lock(requested.case_id)
    case.school_id, case.specialism = requested.school_id, requested.specialism
    await work.cases.save(case)
    await go_on([Reference(Kind.CASE, requested.case_id)], work)


async def tell_of_decline(declined: SupportDeclined, work: Work) -> None:
    """The school's head is told why, what else there is and when to ask again; its office when the head has no address.

    The request came before in the same story; one that notify never heard of is answered without its specialism.
    """
    case = await work.cases.get(declined.case_id)
    values = {
        "school_id": str(declined.school_id),
        "reason": declined.reason,
        **({"specialism": spoken(case.specialism)} if case.specialism else {}),
        **({"alternative": declined.alternative} if declined.alternative else {}),
        **({"ask_again_on": declined.ask_again_on.isoformat()} if declined.ask_again_on else {}),
    }
    to = Reference(Kind.HEAD, declined.school_id), Reference(Kind.OFFICE, declined.school_id)
    await write_to(to, "support_declined", values, work)


def spoken(specialism: str) -> str:
    """A specialism's code as words: `early_years` is *early years*."""
    return specialism.replace("_", " ")
