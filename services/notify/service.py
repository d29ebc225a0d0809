"""The map of notify: which facts it writes e-mails about, and what an operator may do with a message."""

from pathlib import Path

from services.notify.adapters.letterhead import Letterhead
from services.notify.adapters.tables import METADATA
from services.notify.adapters.work import NotifyWork
from services.notify.entrypoints import http
from services.notify.entrypoints.sender import send_mail
from services.notify.use_cases.announce_deployment import announce_deployment
from services.notify.use_cases.announce_end import announce_end
from services.notify.use_cases.answer_request import keep_case, tell_of_decline
from services.notify.use_cases.confirm_cancellation import confirm_cancellation, keep_cancelled
from services.notify.use_cases.confirm_place import confirm_place
from services.notify.use_cases.confirm_waiting import confirm_waiting
from services.notify.use_cases.forget_contact import forget_contact, forget_person
from services.notify.use_cases.forget_old_messages import ForgetOldMessages, forget_old_messages
from services.notify.use_cases.give_up_lost import GiveUpLost, give_up_lost
from services.notify.use_cases.keep_contact import keep_contact
from services.notify.use_cases.keep_school import keep_school
from services.notify.use_cases.pass_on_offer import pass_on_offer, tell_of_lapse
from services.notify.use_cases.record_outcome import RecordOutcome, record_outcome
from services.notify.use_cases.resend_message import ResendMessage, resend_message
from services.notify.use_cases.settle_all import SettleAll, settle_all
from services.notify.use_cases.settle_message import SettleMessage, settle_message
from services.notify.use_cases.take_letters import TakeLetters, take_letters
from services.notify.use_cases.tell_finance_officer import tell_of_grant, tell_of_refusal
from services.notify.use_cases.tell_of_change import forget_held, keep_course, tell_of_change
from services.notify.use_cases.welcome_school import welcome_school
from shared.contracts.bookings import (
    AttendanceRecorded,
    BookingCancelled,
    CourseBooked,
    CourseCancelled,
    CourseChanged,
    CourseScheduled,
    OfferLapsed,
    PlaceOffered,
    WaitingListJoined,
)
from shared.contracts.finance import GrantReceived, GrantRefused
from shared.contracts.registry import (
    ContactDetails,
    ContactForgotten,
    PersonErased,
    SchoolChanged,
    SchoolIntroduced,
    SchoolJoined,
    SchoolSucceeded,
)
from shared.contracts.support import DeploymentEnded, SLEDeployed, SupportDeclined, SupportRequested
from shared.contracts.topics import MESSAGES
from shared.service import Service

NOTIFY = Service(
    name="notify",
    commands={
        TakeLetters: take_letters,
        RecordOutcome: record_outcome,
        GiveUpLost: give_up_lost,
        ForgetOldMessages: forget_old_messages,
        ResendMessage: resend_message,
        SettleMessage: settle_message,
        SettleAll: settle_all,
    },
    reactions={
        SchoolJoined: [keep_school, welcome_school],
        SchoolIntroduced: [keep_school],
        SchoolChanged: [keep_school],
        SchoolSucceeded: [keep_school],
        ContactDetails: [keep_contact],
        ContactForgotten: [forget_contact],
        PersonErased: [forget_person],
        CourseScheduled: [keep_course],
        CourseChanged: [tell_of_change],
        CourseCancelled: [keep_cancelled],
        CourseBooked: [confirm_place],
        WaitingListJoined: [confirm_waiting],
        PlaceOffered: [pass_on_offer],
        OfferLapsed: [tell_of_lapse],
        BookingCancelled: [confirm_cancellation],
        AttendanceRecorded: [forget_held],
        SupportRequested: [keep_case],
        SupportDeclined: [tell_of_decline],
        SLEDeployed: [announce_deployment],
        DeploymentEnded: [announce_end],
        GrantReceived: [tell_of_grant],
        GrantRefused: [tell_of_refusal],
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
