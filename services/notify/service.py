"""The map of notify: which facts it writes e-mails about, and what an operator may do with a message."""

from pathlib import Path

from services.notify.adapters.letterhead import Letterhead
from services.notify.adapters.tables import METADATA
from services.notify.adapters.work import NotifyWork
from services.notify.entrypoints import http
from services.notify.entrypoints.sender import send_mail
from services.notify.use_cases.forget_contact import forget_contact, forget_person
from services.notify.use_cases.forget_old_messages import ForgetOldMessages, forget_old_messages
from services.notify.use_cases.give_up_lost import GiveUpLost, give_up_lost
from services.notify.use_cases.keep_contact import keep_contact
from services.notify.use_cases.record_outcome import RecordOutcome, record_outcome
from services.notify.use_cases.resend_message import ResendMessage, resend_message
from services.notify.use_cases.settle_message import SettleMessage, settle_message
from services.notify.use_cases.take_next_letter import TakeNextLetter, take_next_letter
from services.notify.use_cases.welcome_school import welcome_school
from shared.contracts.registry import ContactDetails, ContactForgotten, PersonErased, SchoolJoined
from shared.contracts.topics import MESSAGES
from shared.service import Service

NOTIFY = Service(
    name="notify",
    commands={
        TakeNextLetter: take_next_letter,
        RecordOutcome: record_outcome,
        GiveUpLost: give_up_lost,
        ForgetOldMessages: forget_old_messages,
        ResendMessage: resend_message,
        SettleMessage: settle_message,
    },
    reactions={
        SchoolJoined: [welcome_school],
        ContactDetails: [keep_contact],
        ContactForgotten: [forget_contact],
        PersonErased: [forget_person],
    },
    publishes=[MESSAGES],
    work=NotifyWork,
    tools=Letterhead.of,
    routes=http.routes,
    tables=METADATA,
    daily=[ForgetOldMessages()],
    workers={"sender": send_mail},
    migrations=Path(__file__).parent / "adapters" / "migrations" / "versions",
)
