"""What a process of gateway has made once, at its start."""

from dataclasses import dataclass, field

from services.gateway.adapters.feed import Feed
from services.gateway.adapters.passwords import Passwords, Secrets
from services.gateway.adapters.turns import Turns
from services.gateway.settings import GatewaySettings


@dataclass(frozen=True, slots=True)
class Tools:
    """Passwords, secrets, turns at signing in, and the live feed that open pages listen to."""

    passwords: Passwords = field(default_factory=Passwords)
    secrets: Secrets = field(default_factory=Secrets)
    sign_ins: Turns = field(default_factory=Turns)
    feed: Feed = field(default_factory=Feed)

    @classmethod
    def of(cls, _: GatewaySettings) -> "Tools":
        """They need no setting."""
        return cls()
