"""Somebody chooses a password by their link."""

from dataclasses import dataclass, field

from services.gateway.domain.refusals import LinkIsOver
from services.gateway.domain.secret import digest
from services.gateway.use_cases.ports import Work


@dataclass(frozen=True, slots=True)
class ChoosePassword:
    """The link, and the password."""

    link: str = field(repr=False)
    password: str = field(repr=False)


async def choose_password(command: ChoosePassword, work: Work) -> str:
    """Keep it, close whatever the account has open, and sign them in: the answer is the browser's secret."""
    account = await work.accounts.by_link(digest(command.link))
    if account is None:
        raise LinkIsOver
    hashed = await work.passwords.hashed(command.password)
    account.choose_password(command.password, hashed, at=work.now)
    await work.accounts.save(account)
    await work.guesses.forget(account.address)
    await work.sessions.close_all(account.account_id)
    secret = work.secrets.link()
    await work.sessions.open(secret, account.account_id, work.now)
    return secret
