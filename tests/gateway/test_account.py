"""An account's rules: who may choose a password, which, and until when."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from services.gateway.domain.account import LINK_LASTS, Account, AccountId, Role
from services.gateway.domain.attempts import FREE, LONGEST, Attempts
from services.gateway.domain.refusals import AccessHasEnded, LinkIsOver, PasswordIsTooWeak
from shared.kernel.ids import PersonId

NOON = datetime(2027, 3, 12, 12, tzinfo=UTC)
WORDS = "correct horse battery"


def ann(**more: object) -> Account:
    """Ann Shaw's account."""
    return Account(AccountId(UUID(int=1)), "Ann Shaw", "ann.shaw@example.org", Role.OFFICE, **more)  # pyright: ignore[reportArgumentType]


def test_a_password_is_chosen_by_a_link_which_is_over_by_that() -> None:
    """The second time there is no such link."""
    account = ann()
    account.invite(b"link", at=NOON)
    account.choose_password(WORDS, "hash", at=NOON + timedelta(days=6))
    assert (account.password, account.link, account.link_until) == ("hash", None, None)
    with pytest.raises(LinkIsOver):
        account.choose_password(WORDS, "other", at=NOON + timedelta(days=6))


def test_a_link_is_good_for_seven_days() -> None:
    """Not for a moment longer."""
    account = ann()
    account.invite(b"link", at=NOON)
    with pytest.raises(LinkIsOver):
        account.choose_password(WORDS, "hash", at=NOON + LINK_LASTS)
    assert account.password is None


@pytest.mark.parametrize(
    "weak", ["short", "x" * 201, "aaaaaaaaaaaa", "ann shaw ann shaw", "ann.shaw@example.org", "ann.shaw1234"]
)
def test_what_would_be_guessed_is_no_password(weak: str) -> None:
    """Too short, too long, one letter, or made of what everybody knows of its owner."""
    account = ann()
    account.invite(b"link", at=NOON)
    with pytest.raises(PasswordIsTooWeak):
        account.choose_password(weak, "hash", at=NOON)


def test_ended_access_opens_nothing_and_cannot_be_given_again() -> None:
    """Neither a password nor a link; whoever comes back is invited anew."""
    account = ann(password="hash")
    account.end(at=NOON)
    assert (account.password, account.ended_at) == (None, NOON)
    with pytest.raises(AccessHasEnded, match="Ann Shaw"):
        account.invite(b"link", at=NOON)


def test_facts_name_a_head_by_the_person_whom_registry_knows() -> None:
    """Services tell by that which school they lead; everybody else is named by the account."""
    assert ann(person_id=PersonId(UUID(int=7))).actor == f"user:{UUID(int=7)}"
    assert ann().actor == f"user:{UUID(int=1)}"


def test_the_first_wrong_passwords_cost_nothing_then_each_waits_longer() -> None:
    """Up to a quarter of an hour, so that nobody can lock somebody else out for the day."""
    attempts, waits = Attempts(), list[timedelta]()
    for _ in range(FREE + 8):
        waits.append(attempts.wait(NOON))
        attempts.failed(NOON)
    assert waits[:FREE] == [timedelta()] * FREE
    assert waits[FREE:] == sorted(waits[FREE:])
    assert (waits[FREE], waits[-1]) == (timedelta(seconds=15), LONGEST)


def test_a_thousand_guesses_take_ten_days() -> None:
    """Each of them made as early as it is looked at."""
    attempts, now = Attempts(), NOON
    for _ in range(1000):
        now += attempts.wait(now)
        attempts.failed(now)
    assert now - NOON > timedelta(days=10)
