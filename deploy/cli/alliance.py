"""The installation that a command is about: where it is, and its services as the caller reaches them."""

from dataclasses import dataclass
from pathlib import Path

from deploy.cli.remote import Remote
from deploy.cli.sorry import NotRunning, Sorry
from deploy.local.place import Place, place_from
from deploy.local.services import service_named

OPERATOR = "operator"
"""Who acts, when somebody acts by this command: the facts say so."""


@dataclass(frozen=True, slots=True)
class Alliance:
    """One installation and who speaks to it; the private key in its folder signs a token for each errand."""

    place: Place
    actor: str = OPERATOR

    @property
    def key(self) -> Path:
        """The private key."""
        return self.place.home / "keys" / "token.key"

    def service(self, name: str) -> Remote:
        """A service, by its name."""
        address = self.address(name)

        def token() -> str:
            if not self.key.parent.exists():
                raise NotRunning(name, address)
            return self.token("admin")

        return Remote(name, address, token)

    @property
    def registry(self) -> Remote:
        """Schools and people."""
        return self.service("registry")

    @property
    def bookings(self) -> Remote:
        """Courses and places."""
        return self.service("bookings")

    @property
    def support(self) -> Remote:
        """Specialists, cases and deployments."""
        return self.service("support")

    @property
    def finance(self) -> Remote:
        """Grants, accounts and projected income."""
        return self.service("finance")

    @property
    def notify(self) -> Remote:
        """E-mails."""
        return self.service("notify")

    @property
    def gateway(self) -> Remote:
        """Who may sign in."""
        return self.service("gateway")

    def address(self, name: str) -> str:
        """Where a service listens."""
        return service_named(name).address(self.place)

    def token(self, *roles: str) -> str:
        """A token for five minutes; `Sorry` when the key can't be read."""
        from shared.http.tokens import sign  # brings FastAPI with it, which half of the commands can do without
        from shared.kernel.clock import system_clock

        try:
            return sign(self.key, self.actor, roles, system_clock)
        except FileNotFoundError:
            raise Sorry(f"There is no key at {self.key}: `make run` makes one at the first start.") from None
        except (OSError, ValueError) as trouble:
            raise Sorry(f"The key at {self.key} can't be used: {trouble}.") from None


def alliance() -> Alliance:
    """The one that ALLIANCE_HOME and ALLIANCE_PORT_BASE name."""
    return Alliance(place_from())
