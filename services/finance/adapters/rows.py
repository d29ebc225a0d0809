"""What the ledger has to know to go on, as rows and back."""

from typing import Any

from sqlalchemy import Row

from services.finance.domain.courses import Booking, Course, Stage
from services.finance.domain.deployments import Deployment, Price
from services.finance.domain.funds import Fund, Standing
from shared.contracts.finance import GrantKind
from shared.kernel.days import Days
from shared.kernel.ids import BookingId, CaseId, CourseId, DeploymentId, GrantId, SchoolId
from shared.kernel.money import Money


def course(row: Row[Any]) -> Course:
    """A row of `courses`."""
    return Course(CourseId(row.course_id), row.title, row.strand, row.dated)


def course_row(course: Course) -> dict[str, Any]:
    """The way back."""
    return {
        "course_id": course.course_id,
        "title": course.title,
        "strand": course.strand,
        "dated": course.dated,
    }


def booking(row: Row[Any]) -> Booking:
    """A row of `bookings`."""
    return Booking(
        BookingId(row.booking_id),
        CourseId(row.course_id),
        SchoolId(row.school_id),
        Money(row.fee),
        row.strand,
        row.dated,
        Stage(row.stage),
    )


def booking_row(booking: Booking) -> dict[str, Any]:
    """The way back."""
    return {
        "booking_id": booking.booking_id,
        "course_id": booking.course_id,
        "school_id": booking.school_id,
        "fee": booking.fee.pence,
        "strand": booking.strand,
        "dated": booking.dated,
        "stage": booking.stage,
    }


def deployment(row: Row[Any]) -> Deployment:
    """A row of `deployments`."""
    return Deployment(
        DeploymentId(row.deployment_id),
        CaseId(row.case_id),
        SchoolId(row.client_school_id),
        SchoolId(row.home_school_id),
        row.strand,
        row.begins_on,
        Price(Money(row.day_client_pays), Money(row.day_home_school_gets)),
        Price(Money(row.half_day_client_pays), Money(row.half_day_home_school_gets)),
        row.grant_id and GrantId(row.grant_id),
        Days(row.halves_left),
    )


def deployment_row(deployment: Deployment) -> dict[str, Any]:
    """The way back."""
    return {
        "deployment_id": deployment.deployment_id,
        "case_id": deployment.case_id,
        "client_school_id": deployment.client_school_id,
        "home_school_id": deployment.home_school_id,
        "strand": deployment.strand,
        "begins_on": deployment.begins_on,
        "day_client_pays": deployment.day.client_pays.pence,
        "day_home_school_gets": deployment.day.home_school_gets.pence,
        "half_day_client_pays": deployment.half_day.client_pays.pence,
        "half_day_home_school_gets": deployment.half_day.home_school_gets.pence,
        "grant_id": deployment.grant_id,
        "halves_left": deployment.left.halves,
    }


def fund(row: Row[Any]) -> Fund:
    """A row of `funds`."""
    return Fund(
        GrantId(row.grant_id),
        GrantKind(row.kind),
        row.strand,
        row.academic_year,
        Money(row.applied),
        row.likelihood,
        Money(row.amount),
        Standing(row.standing),
    )


def fund_row(fund: Fund) -> dict[str, Any]:
    """The way back."""
    return {
        "grant_id": fund.grant_id,
        "kind": fund.kind,
        "strand": fund.strand,
        "academic_year": fund.academic_year,
        "applied": fund.applied.pence,
        "likelihood": fund.likelihood,
        "amount": fund.amount.pence,
        "standing": fund.standing,
    }
