"""Finance's unit of work."""

from typing import Any

from services.finance.adapters.grants import GrantTable
from services.finance.adapters.heads import HeadTable
from services.finance.adapters.ledger import Ledger
from services.finance.adapters.projections import Projections
from services.finance.domain.terms import Terms
from shared.messaging.work import Work


class FinanceWork(Work):
    """One transaction on finance's database."""

    def equip(self, tools: Any) -> None:
        """Grants, the ledger, the projection and heads, on this connection; what is known of grants beforehand."""
        self.terms: Terms = tools
        self.grants = GrantTable(self.connection)
        self.ledger = Ledger(self.connection, self.terms)
        self.projections = Projections(self.connection)
        self.heads = HeadTable(self.connection)
