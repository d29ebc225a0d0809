"""What finance tells: what became of grants, and the projected income of a year."""

from dataclasses import dataclass
from enum import StrEnum

from shared.contracts.fact import fact
from shared.contracts.topics import GRANTS, INCOME
from shared.kernel.ids import CaseId, GrantId
from shared.kernel.money import Money


class GrantKind(StrEnum):
    """What a grant is for (domain.md, "Money")."""

    CORE = "core"
    NLE = "nle"
    S2S = "s2s"


@fact(topic=GRANTS, key="grant_id")
@dataclass(frozen=True, slots=True)
class GrantApplied:
    """Money was applied for; `likelihood` in whole per cent. `academic_year` is the year that it begins in."""

    grant_id: GrantId
    kind: GrantKind
    amount: Money
    academic_year: int
    likelihood: int
    case_id: CaseId | None


@fact(topic=GRANTS, key="grant_id")
@dataclass(frozen=True, slots=True)
class GrantReceived:
    """The award letter came: `amount` is promised, of what was `applied` for; nothing was for one given by schedule."""

    grant_id: GrantId
    kind: GrantKind
    applied: Money
    amount: Money
    academic_year: int
    case_id: CaseId | None


@fact(topic=GRANTS, key="grant_id")
@dataclass(frozen=True, slots=True)
class GrantEarned:
    """The year of a promised grant has begun: `amount` is earned from now on (money.md, "Certainty")."""

    grant_id: GrantId
    kind: GrantKind
    amount: Money
    academic_year: int
    case_id: CaseId | None


@fact(topic=GRANTS, key="grant_id")
@dataclass(frozen=True, slots=True)
class GrantRefused:
    """The application was turned down."""

    grant_id: GrantId
    kind: GrantKind
    amount: Money
    academic_year: int
    case_id: CaseId | None


@fact(topic=INCOME, key="academic_year")
@dataclass(frozen=True, slots=True)
class ProjectedIncomeChanged:
    """The projection of an academic year as it now stands, all strands together (money.md, "Certainty").

    `academic_year` is the year that it begins in. `expected` is earned, certain, contracted, and probable times its
    likelihood; `home_school_share` is the cost beside it.
    """

    academic_year: int
    earned: Money
    certain: Money
    contracted: Money
    probable: Money
    refused: Money
    expected: Money
    home_school_share: Money


FACTS = (GrantApplied, GrantReceived, GrantEarned, GrantRefused, ProjectedIncomeChanged)
