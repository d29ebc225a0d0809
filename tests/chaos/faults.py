"""What can go wrong, each with a beginning and an end. `uses` names what no other fault may touch meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from deploy.local.ports import answers
from tests.chaos.main_job.evidence import rebuild_ledger
from tests.chaos.members import MEMBERS
from tests.chaos.system import System
from tests.crash.asking import PatientClient
from tests.crash.waiting import wait_until


class Fault(Protocol):
    """One thing that goes wrong for a while."""

    @property
    def uses(self) -> frozenset[str]:
        """What it needs for itself."""
        ...

    def begin(self, system: System) -> None:
        """Do harm."""
        ...

    def end(self, system: System) -> None:
        """Undo it: from here on the system must mend itself."""
        ...


@dataclass(frozen=True)
class Kill:
    """A member is killed, and started again."""

    member: str

    @property
    def uses(self) -> frozenset[str]:
        """The member."""
        return frozenset({self.member})

    def begin(self, system: System) -> None:
        """`kill -9`."""
        system.kill(self.member)

    def end(self, system: System) -> None:
        """Start it again."""
        system.begin(self.member)


@dataclass
class KillLeader:
    """Whichever member of the mint holds the relay's lock is killed, and started again."""

    victim: str | None = None

    @property
    def uses(self) -> frozenset[str]:
        """Both members."""
        return frozenset({"mint-1", "mint-2"})

    def begin(self, system: System) -> None:
        """`kill -9`; when nobody leads just now, the first member."""
        self.victim = system.leader("mint") or "mint-1"
        system.kill(self.victim)

    def end(self, system: System) -> None:
        """Start it again."""
        if self.victim:
            system.begin(self.victim)


@dataclass(frozen=True)
class Freeze:
    """A member is paused past every time-out, and goes on as if nothing had been."""

    member: str

    @property
    def uses(self) -> frozenset[str]:
        """The member."""
        return frozenset({self.member})

    def begin(self, system: System) -> None:
        """SIGSTOP."""
        system.freeze(self.member)

    def end(self, system: System) -> None:
        """SIGCONT."""
        system.thaw(self.member)


@dataclass
class FreezeLeader:
    """Whichever member of the mint holds the relay's lock is paused past every time-out: a zombie, once it goes on."""

    victim: str | None = None

    @property
    def uses(self) -> frozenset[str]:
        """Both members."""
        return frozenset({"mint-1", "mint-2"})

    def begin(self, system: System) -> None:
        """SIGSTOP; when nobody leads just now, the first member that runs."""
        self.victim = system.leader("mint") or next(iter(system.running("mint")), None)
        if self.victim:
            system.freeze(self.victim)

    def end(self, system: System) -> None:
        """SIGCONT."""
        if self.victim:
            system.thaw(self.victim)


@dataclass(frozen=True)
class CrashPoint:
    """A member starts with the order to die at a named place, the first time that it comes there."""

    member: str
    place: str

    @property
    def uses(self) -> frozenset[str]:
        """The member."""
        return frozenset({self.member})

    def begin(self, system: System) -> None:
        """Start it anew, with the order."""
        system.kill(self.member)
        system.begin(self.member, self.place)

    def end(self, system: System) -> None:
        """Start it again, if it came there."""
        if system.take_back_order(self.member):
            system.begin(self.member)


@dataclass(frozen=True)
class SureCrashPoint(CrashPoint):
    """A crash point that the schedule waits for: without this death a trial would show nothing."""

    def end(self, system: System) -> None:
        """Start it again, once it has come there."""
        wait_until(lambda: system.has_taken_order(self.member), f"{self.member} came to {self.place}")
        super().end(system)


@dataclass(frozen=True)
class OneMore:
    """A further member joins for a while, and is asked to end."""

    member: str

    @property
    def uses(self) -> frozenset[str]:
        """The member."""
        return frozenset({self.member})

    def begin(self, system: System) -> None:
        """It joins."""
        system.begin(self.member)

    def end(self, system: System) -> None:
        """It leaves in order, as far as it has come to be ready."""
        port = system.place.port(MEMBERS[self.member].offset)
        wait_until(lambda: answers(port), f"{self.member} listens")
        system.end(self.member)


@dataclass(frozen=True)
class Latecomer:
    """A reader that wasn't there when it all began."""

    uses: frozenset[str] = frozenset({"late-1"})

    def begin(self, system: System) -> None:
        """Start it, if nobody has."""
        if "late-1" not in system.members:
            system.begin("late-1")

    def end(self, system: System) -> None:
        """It stays."""


@dataclass(frozen=True)
class Upgrade:
    """A member of the mint is of a new build, which tells a kind of fact that the others don't know yet."""

    uses: frozenset[str] = frozenset({"mint-1"})

    def begin(self, system: System) -> None:
        """From here on whatever is started is of the new build; the others are old until the end."""
        system.new_build = True
        system.kill("mint-1")
        system.begin("mint-1")

    def end(self, system: System) -> None:
        """Readers that know it come last, which is the wrong order; their keys wait for them."""
        for name, is_new in list(system.builds.items()):
            if not is_new and name not in system.dead | system.frozen:
                system.kill(name)
                system.begin(name)


@dataclass(frozen=True)
class Rebuild:
    """An operator throws finance's ledger away in the middle of everything, and it reads from the beginning."""

    uses: frozenset[str] = frozenset({"finance-1", "finance to postgres", "postgres"})

    def begin(self, system: System) -> None:
        """By the operations' door."""
        finance = PatientClient(system, "finance")
        try:
            rebuild_ledger(finance)
        finally:
            finance.close()

    def end(self, system: System) -> None:
        """It goes on by itself."""
