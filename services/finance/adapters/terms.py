"""What is known of grants beforehand, from the file that holds it."""

import tomllib
from pathlib import Path

from services.finance.domain.terms import Terms
from services.finance.settings import FinanceSettings
from shared.contracts.finance import GrantKind
from shared.kernel.money import Money

FILE = Path(__file__).parent.parent / "data" / "grants.toml"


def terms_of(settings: FinanceSettings) -> Terms:
    """The terms, for an alliance of which the settings say when it began."""
    known = tomllib.loads(FILE.read_text())
    core, nle, s2s = (known[kind] for kind in GrantKind)
    return Terms(
        first_year=settings.first_year,
        core=tuple(pounds(each) for each in core["years"]),
        core_after=pounds(core["after"]),
        nle=pounds(nle["amount"]),
        least=pounds(s2s["least"]),
        most=pounds(s2s["most"]),
        likelihood=s2s["likelihood"],
        strands={kind: known[kind]["strand"] for kind in GrantKind},
    )


def pounds(amount: int) -> Money:
    """Whole pounds."""
    return Money(100 * amount)
