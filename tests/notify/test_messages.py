"""A message's life, by the rules alone."""

from datetime import timedelta
from uuid import UUID

import pytest

from services.notify.domain.contact import Contact
from services.notify.domain.email import Delivered, Email, NotNow, Obstacle, Outcome, Part, Refused, Unknown
from services.notify.domain.message import LEASE, LONGEST_WAIT, Message, State, Why, back_off
from services.notify.domain.refusals import AddresseeWasForgotten, NothingToResend, NotUncertain
from shared.contracts.notify import EmailFailed, EmailSent
from shared.contracts.registry import Role
from shared.kernel.ids import ContactId, MessageId
from tests.service_fixtures import NOON

ID, CONTACT = MessageId(UUID(int=7)), ContactId(UUID(int=8))
EMAIL = Email("Welcome", "Hello", "<p>Hello</p>")
ANN = Contact(CONTACT, Role.HEAD, "Ann Shaw", "ann@example.org")


def message(state: State = State.WAITING, address: str | None = None) -> Message:
    """A message in that state."""
    why = Why(UUID(int=1), "registry.SchoolJoined", "user:ann", UUID(int=2))
    return Message(ID, why, "school_joined", CONTACT, address, {}, NOON, NOON, state)


def sending() -> Message:
    """A message on its way to Ann."""
    ours = message()
    ours.address_to("ann@example.org", NOON)
    ours.claim(EMAIL, NOON)
    return ours


def test_a_message_waits_for_an_address_and_is_then_due() -> None:
    """At once; and it waits again when the address is no more."""
    ours = message()
    ours.address_to(None, NOON)
    assert (ours.state, ours.next_try_at) == (State.WAITING, None)
    ours.address_to("ann@example.org", NOON)
    assert (ours.state, ours.next_try_at) == (State.QUEUED, NOON)
    ours.address_to(None, NOON)
    assert (ours.state, ours.address, ours.next_try_at) == (State.WAITING, None, None)


def test_hearing_the_same_address_again_does_not_hurry_a_message() -> None:
    """A new name or permission isn't a reason to try a server sooner."""
    ours = sending()
    ours.came_to(NotNow(Obstacle.UNREACHABLE), NOON)
    later = ours.next_try_at
    ours.address_to("ann@example.org", NOON)
    assert ours.next_try_at == later


@pytest.mark.parametrize("state", sorted(set(State) - {State.WAITING, State.QUEUED}))
def test_what_has_gone_or_is_going_keeps_its_address(state: State) -> None:
    """A newer address is for what comes."""
    ours = message(state, "old@example.org")
    ours.address_to("new@example.org", NOON)
    assert (ours.state, ours.address) == (state, "old@example.org")


def test_a_claim_lasts_as_long_as_a_sending_may() -> None:
    """And counts as a try."""
    ours = sending()
    assert (ours.state, ours.tries, ours.claimed_until, ours.next_try_at) == (State.SENDING, 1, NOON + LEASE, None)


@pytest.mark.parametrize(
    ("outcome", "state", "fact"),
    [
        (Delivered(250), State.SENT, EmailSent(CONTACT, ID, "school_joined")),
        (Refused(550, Part.ADDRESS), State.FAILED, EmailFailed(CONTACT, ID, "school_joined", 550)),
        (NotNow(Obstacle.SERVER_SAID_LATER, 451), State.QUEUED, None),
        (NotNow(Obstacle.UNREACHABLE), State.QUEUED, None),
        (Unknown(Obstacle.BROKEN_OFF), State.UNCERTAIN, None),
    ],
)
def test_each_outcome_has_its_state_and_its_fact(outcome: Outcome, state: State, fact: object) -> None:
    """Only what has come to an end is told."""
    ours = sending()
    assert ours.came_to(outcome, NOON) == fact
    assert (ours.state, ours.claimed_until) == (state, None)


def test_waits_grow_up_to_five_minutes() -> None:
    """A second, doubling; a server away for a day is asked every five minutes."""
    waits = [back_off(tries) for tries in range(1, 1_000)]
    assert waits[:4] == [timedelta(seconds=seconds) for seconds in (1, 2, 4, 8)]
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_WAIT


def test_what_could_not_be_sent_to_somebody_who_was_forgotten_is_not_tried_again() -> None:
    """Their address went while the letter was on its way."""
    ours = sending()
    ours.forget()
    assert ours.state is State.SENDING
    ours.came_to(NotNow(Obstacle.UNREACHABLE), NOON)
    assert ours.state is State.FORGOTTEN


@pytest.mark.parametrize("state", State)
def test_forgetting_removes_what_is_personal_and_stops_what_has_not_gone(state: State) -> None:
    """Address, subject, text and HTML; what has gone stays what it is."""
    ours = message(state, "ann@example.org")
    ours.email = EMAIL
    ours.forget()
    unsent = state in {State.WAITING, State.QUEUED}
    assert (ours.address, ours.email, ours.state) == (None, None, State.FORGOTTEN if unsent else state)


def test_a_lost_message_is_uncertain() -> None:
    """With the reason."""
    ours = sending()
    ours.lose()
    assert (ours.state, ours.obstacle, ours.claimed_until) == (State.UNCERTAIN, "sender_ended", None)


@pytest.mark.parametrize("state", [State.UNCERTAIN, State.FAILED, State.SENT, State.SETTLED])
def test_what_has_come_to_an_end_may_be_sent_again(state: State) -> None:
    """To the address that is known now: the old one may have been what was wrong."""
    ours = message(state, "old@example.org")
    ours.tries = 1
    ours.resend(ANN, NOON)
    assert (ours.state, ours.address, ours.next_try_at, ours.tries) == (State.QUEUED, "ann@example.org", NOON, 1)


def test_what_is_sent_again_without_an_address_waits_for_one() -> None:
    """As any other message."""
    ours = message(State.FAILED, "old@example.org")
    ours.resend(Contact(CONTACT), NOON)
    assert (ours.state, ours.address) == (State.WAITING, None)


@pytest.mark.parametrize("state", [State.WAITING, State.QUEUED, State.SENDING, State.SAME_MAILBOX, State.FORGOTTEN])
def test_what_is_on_its_way_or_needn_t_go_is_not_sent_again(state: State) -> None:
    """The refusal says where it stands."""
    with pytest.raises(NothingToResend, match=state.value):
        message(state).resend(ANN, NOON)


def test_nothing_is_sent_again_to_somebody_who_was_forgotten() -> None:
    """Whatever state it is in."""
    for state in State:
        with pytest.raises(AddresseeWasForgotten):
            message(state).resend(Contact(CONTACT, is_forgotten=True), NOON)


@pytest.mark.parametrize("state", sorted(set(State) - {State.UNCERTAIN}))
def test_only_an_uncertain_message_can_be_settled(state: State) -> None:
    """The refusal says where it stands."""
    with pytest.raises(NotUncertain, match=state.value):
        message(state).settle()


def test_an_uncertain_message_is_settled() -> None:
    """Somebody has found out."""
    ours = message(State.UNCERTAIN)
    ours.settle()
    assert ours.state is State.SETTLED


def test_a_forgotten_mailbox_stays_forgotten() -> None:
    """What comes now was told before, on another topic."""
    contact = Contact(CONTACT, Role.HEAD, "Ann Shaw", "ann@example.org")
    contact.forget()
    contact.hear(Role.HEAD, "Ann Shaw", "ann@example.org")
    assert contact == Contact(CONTACT, is_forgotten=True)
