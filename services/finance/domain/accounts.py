"""The ledger's accounts and what income is for (money.md, "Accounts")."""

from enum import StrEnum

from shared.contracts.finance import GrantKind
from shared.kernel.ids import SchoolId

HOME_SCHOOL_SHARE = "cost:home_school_share"
GRANTS = "receivable:grants"


class Kind(StrEnum):
    """What an income is for; each has an account."""

    COURSE_FEES = "course_fees"
    LATE_CANCELLATION = "late_cancellation"
    DEPLOYMENTS = "deployments"
    CORE = "grants:core"
    NLE = "grants:nle"
    S2S = "grants:s2s"


def income(kind: Kind) -> str:
    """Where an income of that kind is credited."""
    return f"income:{kind}"


def of_grants(kind: GrantKind) -> Kind:
    """The kind of income that such a grant is."""
    return Kind(f"grants:{kind}")


def receivable(school_id: SchoolId) -> str:
    """What that school owes the alliance."""
    return f"receivable:{school_id}"


def payable(school_id: SchoolId) -> str:
    """What the alliance owes that school."""
    return f"payable:{school_id}"
