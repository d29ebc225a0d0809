"""Ready means progressing: each role says whether it moves, and why not (bus.md, promise 6)."""

from dataclasses import dataclass
from datetime import datetime

from shared.kernel.clock import Clock


@dataclass(frozen=True, slots=True)
class Condition:
    """How one role is, and since when (UTC). `because` is empty while it is ready."""

    ready: bool
    since: datetime
    because: str = ""


class Health:
    """What the roles of one process last said of themselves."""

    def __init__(self, roles: tuple[str, ...], clock: Clock) -> None:
        self._clock = clock
        self.conditions = {role: Condition(False, clock(), "starting") for role in roles}

    def ready(self, role: str) -> None:
        """The role moves."""
        self._say(role, True, "")

    def not_ready(self, role: str, because: str) -> None:
        """The role doesn't move: one line for an operator."""
        self._say(role, False, because)

    def is_ready(self, role: str | None = None) -> bool:
        """Is that role ready? Without a role: are all of this process's?"""
        asked = [self.conditions[role]] if role else self.conditions.values()
        return all(each.ready for each in asked)

    def _say(self, role: str, ready: bool, because: str) -> None:
        now = self.conditions[role]
        if (now.ready, now.because) != (ready, because):
            since = now.since if now.ready == ready else self._clock()
            self.conditions[role] = Condition(ready, since, because)
