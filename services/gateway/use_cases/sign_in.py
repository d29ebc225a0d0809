"""Somebody signs in."""

from dataclasses import dataclass
from datetime import timedelta

from services.gateway.domain.attempts import Attempts
from services.gateway.use_cases.ports import Work

BUSY = timedelta(seconds=1)
"""What a try has to wait while another one for the same address is looked at."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """An address and a password."""

    address: str
    password: str

    def __repr__(self) -> str:
        """Without either: it may stand in a log."""
        return "SignIn()"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What came of it: the secret that the browser shows from now on; or a wait; or neither: they don't match."""

    secret: str | None = None
    wait: timedelta | None = None


async def sign_in(command: SignIn, work: Work) -> SignedIn:
    """Open a session. A wrong password is an outcome, not a refusal: it has to be kept."""
    attempts = await work.guesses.lock(command.address)
    wait = BUSY if attempts is None else attempts.wait(work.now)
    if attempts is None or wait:
        return SignedIn(wait=wait)
    account = await work.accounts.by_address(command.address)
    if not await work.passwords.match(command.password, account.password if account else None) or account is None:
        return await _wrong(command.address, attempts, work)
    await work.guesses.forget(command.address)
    secret = work.secrets.link()
    await work.sessions.open(secret, account.account_id, work.now)
    return SignedIn(secret)


async def _wrong(address: str, attempts: Attempts, work: Work) -> SignedIn:
    attempts.failed(work.now)
    await work.guesses.save(address, attempts)
    return SignedIn()
