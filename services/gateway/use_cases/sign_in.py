"""Somebody signs in."""

from dataclasses import dataclass
from datetime import timedelta

from services.gateway.domain.account import AccountId
from services.gateway.domain.attempts import Attempts
from services.gateway.use_cases.ports import Work

BUSY = timedelta(seconds=1)
"""What a try has to wait while another one for the same address is looked at."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """An address and a password; `browser` is what the browser shows, if it is one where somebody signed in before."""

    address: str
    password: str
    browser: str | None = None

    def __repr__(self) -> str:
        """Without either: it may stand in a log."""
        return "SignIn()"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What came of it: what the browser shows from now on, while they are signed in (`secret`) and afterwards
    (`browser`); or a wait; or neither: they don't match.
    """

    secret: str | None = None
    browser: str | None = None
    wait: timedelta | None = None


async def sign_in(command: SignIn, work: Work) -> SignedIn:
    """Open a session. A wrong password is an outcome, not a refusal: it has to be kept.

    Tries at a browser that its owner has used before are counted apart: whoever guesses elsewhere can't keep them out
    (OWASP's device cookies).
    """
    known = command.browser and await work.browsers.knows(command.browser, command.address, work.now)
    counted = command.browser if command.browser and known else command.address
    attempts = await work.guesses.lock(counted)
    wait = BUSY if attempts is None else attempts.wait(work.now)
    if attempts is None or wait:
        return SignedIn(wait=wait)
    account = await work.accounts.by_address(command.address)
    if not await work.passwords.match(command.password, account.password if account else None) or account is None:
        return await _wrong(counted, attempts, work)
    await work.guesses.forget(counted)
    return await _right(account.account_id, command.browser if known else None, work)


async def _wrong(counted: str, attempts: Attempts, work: Work) -> SignedIn:
    attempts.failed(work.now)
    await work.guesses.save(counted, attempts)
    return SignedIn()


async def _right(account_id: AccountId, browser: str | None, work: Work) -> SignedIn:
    secret, browser = work.secrets.link(), browser or work.secrets.link()
    await work.sessions.open(secret, account_id, work.now)
    await work.browsers.remember(browser, account_id, work.now)
    return SignedIn(secret, browser)
