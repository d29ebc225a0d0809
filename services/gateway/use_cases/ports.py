"""What the use cases need of the world."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.gateway.domain.account import Account, AccountId
from services.gateway.domain.attempts import Attempts
from shared.kernel.ids import PersonId


class Accounts(Protocol):
    """Who may sign in."""

    async def lock(self, account_id: AccountId) -> Account:
        """An account, for changing; raises `AccountIsUnknown`."""
        ...

    async def lock_all(self) -> None:
        """Nobody else makes or ends accounts until this work ends: for rules about all of them."""
        ...

    async def by_address(self, address: str) -> Account | None:
        """The account with that address that hasn't ended, for changing."""
        ...

    async def by_link(self, link: bytes) -> Account | None:
        """The account with that link, for changing."""
        ...

    async def of_person(self, person_id: PersonId) -> list[Account]:
        """The accounts of somebody whom registry knows, for changing."""
        ...

    async def count(self) -> int:
        """How many there are, ended ones too."""
        ...

    async def admins(self) -> int:
        """How many admins can sign in."""
        ...

    async def save(self, account: Account) -> None:
        """Keep it as it is now."""
        ...

    async def forget(self, account_id: AccountId) -> None:
        """Remove it, and whatever it has open."""
        ...


class Sessions(Protocol):
    """Who is signed in. What the browser has to show is kept as its SHA-256 only."""

    async def open(self, secret: str, account_id: AccountId, now: datetime) -> None:
        """Somebody is signed in by that secret."""
        ...

    async def close(self, secret: str) -> None:
        """They signed out."""
        ...

    async def close_all(self, account_id: AccountId) -> None:
        """Nothing of theirs is open any more, in any browser."""
        ...

    async def prune(self, now: datetime) -> int:
        """Forget those that are over; how many went."""
        ...


class Browsers(Protocol):
    """Where somebody has signed in before. What the browser shows is kept as its SHA-256 only."""

    async def knows(self, secret: str, address: str, now: datetime) -> bool:
        """Did whoever has that address sign in there, not too long ago?"""
        ...

    async def remember(self, secret: str, account_id: AccountId, now: datetime) -> None:
        """They signed in there."""
        ...

    async def prune(self, now: datetime) -> int:
        """Forget those that didn't come back; how many went."""
        ...


class Guesses(Protocol):
    """Wrong tries by address, or at a known browser; either is kept as its SHA-256 only."""

    async def lock(self, address: str) -> Attempts | None:
        """The tries for an address, for changing; None while another try for it is looked at."""
        ...

    async def save(self, address: str, attempts: Attempts) -> None:
        """Keep them as they are now."""
        ...

    async def forget(self, address: str) -> None:
        """The right password came."""
        ...

    async def prune(self, now: datetime) -> int:
        """Forget what is a day old; how many went."""
        ...


class Passwords(Protocol):
    """Argon2, beside the event loop."""

    async def hashed(self, words: str) -> str:
        """What is kept of a password."""
        ...

    async def match(self, words: str, hashed: str | None) -> bool:
        """Is this the password? Takes as long when there is none: nobody learns who has an account."""
        ...


class Secrets(Protocol):
    """Words that nobody can guess."""

    def link(self) -> str:
        """For an address: 256 bits."""
        ...

    def password(self) -> str:
        """To be read from a screen and typed once: 80 bits."""
        ...


class Work(Protocol):
    """One unit of work of gateway."""

    now: datetime
    accounts: Accounts
    sessions: Sessions
    browsers: Browsers
    guesses: Guesses
    passwords: Passwords
    secrets: Secrets

    def new_id(self) -> UUID:
        """A fresh id."""
        ...

    def erase(self, subject: UUID) -> None:
        """What is known of this person goes in this commit."""
        ...
