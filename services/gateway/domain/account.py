"""Somebody's account: who they are, what they may be here, and until when."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType
from uuid import UUID

from services.gateway.domain.refusals import AccessHasEnded, LinkIsOver, PasswordIsTooWeak
from shared.kernel.ids import PersonId

AccountId = NewType("AccountId", UUID)
"""Who signs in."""

LINK_LASTS = timedelta(days=7)
"""How long a link with which a password is chosen is good for."""

SHORTEST = 12
"""Characters of a password at least; any characters (NCSC, "Three random words")."""

LONGEST = 200


class Role(StrEnum):
    """What somebody may be here; services check it themselves."""

    ADMIN = "admin"
    OFFICE = "office"
    FINANCE = "finance"
    HEAD = "head"


@dataclass(slots=True)
class Account:
    """An account. `person_id` is whom registry knows a head as: services tell by it which school they lead.

    `password` is its argon2 hash, None until it is chosen; `link` the SHA-256 of the link to choose it by.
    """

    account_id: AccountId
    name: str
    address: str
    role: Role
    person_id: PersonId | None = None
    password: str | None = None
    link: bytes | None = None
    link_until: datetime | None = None
    ended_at: datetime | None = None

    @property
    def actor(self) -> str:
        """How facts name them: a head by the person whom registry knows, else by the account."""
        return f"user:{self.person_id or self.account_id}"

    def invite(self, link: bytes, *, at: datetime) -> None:
        """Let them choose a password, a new one if they have one; an older link is over."""
        self._goes_on()
        self.link, self.link_until = link, at + LINK_LASTS

    def choose_password(self, words: str, hashed: str, *, at: datetime) -> None:
        """The password that they chose by their link, which is over by that."""
        self._goes_on()
        if self.link_until is None or at >= self.link_until:
            raise LinkIsOver
        check_strength(words, self.name, self.address)
        self.password, self.link, self.link_until = hashed, None, None

    def end(self, *, at: datetime) -> None:
        """They left: neither password nor link opens anything any more."""
        self._goes_on()
        self.ended_at, self.password, self.link, self.link_until = at, None, None, None

    def _goes_on(self) -> None:
        if self.ended_at:
            raise AccessHasEnded(self.name)


def check_strength(words: str, name: str, address: str) -> None:
    """Refuses a password that is short, or made of what everybody knows of its owner."""
    if not SHORTEST <= len(words) <= LONGEST:
        raise PasswordIsTooWeak(f"A password has {SHORTEST} to {LONGEST} characters. Three random words will do.")
    known = {name.casefold(), address.casefold(), address.partition("@")[0].casefold()}
    rest = words.casefold()
    for each in sorted(known, key=len, reverse=True):
        rest = rest.replace(each, "")
    if len(set(rest)) < SHORTEST // 2:
        raise PasswordIsTooWeak("This password is too easy to guess. Three random words will do.")
