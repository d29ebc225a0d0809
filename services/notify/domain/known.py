"""The little that notify keeps of schools, people, cases and deployments, so that its messages can name them."""

from dataclasses import dataclass

from shared.contracts.support import SLEDeployed
from shared.kernel.ids import CaseId, DeploymentId, PersonId, SchoolId


@dataclass(slots=True)
class School:
    """A school; its name is None until registry has told it."""

    school_id: SchoolId
    name: str | None = None


@dataclass(slots=True)
class Person:
    """Somebody; name and mailbox are in the contact book. Once erased, nobody waits to hear of them."""

    person_id: PersonId
    is_forgotten: bool = False


@dataclass(slots=True)
class Case:
    """A request for support: the school that asked, and for what; both None until support has told it."""

    case_id: CaseId
    school_id: SchoolId | None = None
    specialism: str | None = None


@dataclass(frozen=True, slots=True)
class Deployment:
    """An SLE who is agreed on: who goes, which school releases them, which they help, and in what."""

    deployment_id: DeploymentId
    person_id: PersonId
    home_school_id: SchoolId
    client_school_id: SchoolId
    specialism: str

    @classmethod
    def agreed(cls, told: SLEDeployed) -> "Deployment":
        """As support told of it."""
        schools = told.home_school_id, told.client_school_id
        return cls(told.deployment_id, told.person_id, *schools, told.specialism)
