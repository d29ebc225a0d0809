"""Gateway's unit of work."""

from typing import Any

from services.gateway.adapters.accounts import AccountTable, GuessTable, SessionTable
from services.gateway.adapters.browsers import BrowserTable
from services.gateway.adapters.tools import Tools
from shared.messaging.work import Work


class GatewayWork(Work):
    """One transaction on gateway's database."""

    def equip(self, tools: Any) -> None:
        """Accounts, sessions, known browsers and guesses; the process's passwords and secrets."""
        self.accounts = AccountTable(self.connection)
        self.sessions = SessionTable(self.connection)
        self.browsers = BrowserTable(self.connection)
        self.guesses = GuessTable(self.connection)
        own: Tools = tools
        self.passwords = own.passwords
        self.secrets = own.secrets
