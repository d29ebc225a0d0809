"""Mail about an SLE's deployment: what all of it says, and who gets it."""

from services.notify.domain.known import Deployment
from services.notify.domain.reference import Kind, Reference
from services.notify.use_cases.answer_request import spoken
from shared.kernel.ids import SchoolId


def the_sle(about: Deployment) -> tuple[Reference, ...]:
    """Who goes. When registry knows no address of theirs, their school's office, which then tells them."""
    return Reference(Kind.PERSON, about.person_id), Reference(Kind.OFFICE, about.home_school_id)


def the_home_head(about: Deployment) -> tuple[Reference, ...]:
    """Who releases them, or that school's office."""
    return _head_of(about.home_school_id)


def the_client_head(about: Deployment) -> tuple[Reference, ...]:
    """Whom they help, or that school's office."""
    return _head_of(about.client_school_id)


def of_deployment(about: Deployment) -> dict[str, str]:
    """What all of it says."""
    return {
        "person_id": str(about.person_id),
        "home_school_id": str(about.home_school_id),
        "client_school_id": str(about.client_school_id),
        "specialism": spoken(about.specialism),
    }


def _head_of(school_id: SchoolId) -> tuple[Reference, ...]:
    return Reference(Kind.HEAD, school_id), Reference(Kind.OFFICE, school_id)
