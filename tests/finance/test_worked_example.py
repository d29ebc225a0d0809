"""money.md, "What each fact posts": every row of its worked example, to the penny."""

from datetime import UTC, date, datetime

from services.finance.domain.books import Books
from services.finance.domain.entry import Certainty
from shared.contracts.finance import GrantKind
from tests.finance.facts import (
    BO_BOOKED,
    HILLTOP,
    SEPTEMBER,
    VALLEY,
    applied,
    attended,
    booked,
    cancelled,
    changed,
    deployed,
    earned,
    ended,
    received,
    refused,
    scheduled,
    visited,
)
from tests.finance.telling import books_after, posted

HILLTOP_OWES, VALLEY_IS_OWED = f"receivable:{HILLTOP}", f"payable:{VALLEY}"


def income(books: Books, certainty: Certainty) -> int:
    """All income of one certainty, in pence."""
    entries = [each.entry for each in books.written if each.entry.certainty is certainty]
    return -sum(line.amount.pence for entry in entries for line in entry.lines if line.account.startswith("income:"))


def test_the_core_grant_of_year_one_is_certain() -> None:
    """£60,000.00, dated by the first day of its academic year."""
    assert posted(received(6_000_000, of=0, kind=GrantKind.CORE)) == [
        "certain 2026-09-01 receivable:grants +60000.00",
        "certain 2026-09-01 income:grants:core -60000.00",
    ]


def test_a_grant_applied_for_is_probable_and_expected_by_its_likelihood() -> None:
    """£12,000.00 at 50 %: £6,000.00 expected."""
    books = books_after(applied())
    assert posted(applied()) == [
        "probable 2026-09-01 receivable:grants +12000.00",
        "probable 2026-09-01 income:grants:s2s -12000.00",
    ]
    (entry,) = [each.entry for each in books.written]
    assert [entry.expected(line).pence for line in entry.lines] == [600_000, -600_000]


def test_a_grant_received_is_certain_and_its_rest_refused() -> None:
    """£10,000.00 of £12,000.00."""
    assert posted(applied(), received()) == [
        "probable 2026-09-01 receivable:grants -12000.00",
        "probable 2026-09-01 income:grants:s2s +12000.00",
        "certain 2026-09-01 receivable:grants +10000.00",
        "certain 2026-09-01 income:grants:s2s -10000.00",
        "refused 2026-09-01 receivable:grants +2000.00",
        "refused 2026-09-01 income:grants:s2s -2000.00",
    ]


def test_a_grant_whose_year_has_begun_is_earned() -> None:
    """What was promised is reversed and posted again, dated as before; what was refused of it stays."""
    award = received()
    assert posted(applied(), award, earned(award)) == [
        "certain 2026-09-01 receivable:grants -10000.00",
        "certain 2026-09-01 income:grants:s2s +10000.00",
        "earned 2026-09-01 receivable:grants +10000.00",
        "earned 2026-09-01 income:grants:s2s -10000.00",
    ]


def test_a_grant_refused_is_kept_as_refused() -> None:
    """So that bids can be learnt from."""
    books = books_after(applied(), refused())
    assert (income(books, Certainty.PROBABLE), income(books, Certainty.REFUSED)) == (0, 1_200_000)


def test_a_booking_is_contracted_on_the_day_of_its_course() -> None:
    """12 March 2027: 2026/27 and 2026-27."""
    assert posted(scheduled(), booked()) == [
        f"contracted 2027-03-12 {HILLTOP_OWES} +120.00",
        "contracted 2027-03-12 income:course_fees -120.00",
    ]


def test_a_free_place_posts_nothing() -> None:
    """Its cost shows when costs are known."""
    assert posted(scheduled(), booked(fee=0)) == []


def test_a_course_that_moves_takes_its_income_along() -> None:
    """To 9 September 2027: reversed where it was, posted again in 2027/28 and 2027-28."""
    assert posted(scheduled(), booked(), changed(SEPTEMBER)) == [
        f"contracted 2027-03-12 {HILLTOP_OWES} -120.00",
        "contracted 2027-03-12 income:course_fees +120.00",
        f"contracted 2027-09-09 {HILLTOP_OWES} +120.00",
        "contracted 2027-09-09 income:course_fees -120.00",
    ]


def test_a_late_cancellation_earns_what_the_ladder_says() -> None:
    """Half of £120.00, on the day of cancelling: nothing that was earned lies in the future."""
    monday = datetime(2027, 3, 8, 23, 30, tzinfo=UTC)
    assert posted(scheduled(), booked(), cancelled(charge=6000), at=monday) == [
        f"contracted 2027-03-12 {HILLTOP_OWES} -120.00",
        "contracted 2027-03-12 income:course_fees +120.00",
        f"earned 2027-03-08 {HILLTOP_OWES} +60.00",
        "earned 2027-03-08 income:late_cancellation -60.00",
    ]


def test_a_course_that_was_held_is_earned_and_a_no_show_pays_too() -> None:
    """The fact names nobody as having come, and both places are earned."""
    books = books_after(scheduled(), booked(), booked(BO_BOOKED), attended())
    assert (income(books, Certainty.CONTRACTED), income(books, Certainty.EARNED)) == (0, 24_000)
    assert posted(scheduled(), booked(), attended())[2:] == [
        f"earned 2027-03-12 {HILLTOP_OWES} +120.00",
        "earned 2027-03-12 income:course_fees -120.00",
    ]


def test_a_deployment_with_brokerage_inside() -> None:
    """6 days at £350.00, 15 %: £2,100.00 charged, £1,785.00 to the home school, £315.00 kept."""
    assert posted(deployed(12, 35000)) == [
        f"contracted 2027-03-12 {HILLTOP_OWES} +2100.00",
        "contracted 2027-03-12 income:deployments -2100.00",
        "contracted 2027-03-12 cost:home_school_share +1785.00",
        f"contracted 2027-03-12 {VALLEY_IS_OWED} -1785.00",
    ]


def test_a_deployment_with_brokerage_on_top() -> None:
    """6 days at £420.00: £2,898.00 charged, £2,520.00 to the home school."""
    assert posted(deployed(12, 42000, on_top=True)) == [
        f"contracted 2027-03-12 {HILLTOP_OWES} +2898.00",
        "contracted 2027-03-12 income:deployments -2898.00",
        "contracted 2027-03-12 cost:home_school_share +2520.00",
        f"contracted 2027-03-12 {VALLEY_IS_OWED} -2520.00",
    ]


def test_a_line_is_rounded_before_it_is_summed() -> None:
    """2 days at £333.33: £666.66, £566.66, and £100.00 kept."""
    assert posted(deployed(4, 33333)) == [
        f"contracted 2027-03-12 {HILLTOP_OWES} +666.66",
        "contracted 2027-03-12 income:deployments -666.66",
        "contracted 2027-03-12 cost:home_school_share +566.66",
        f"contracted 2027-03-12 {VALLEY_IS_OWED} -566.66",
    ]


def test_half_a_day_is_rounded_by_itself() -> None:
    """At £333.33: £166.67, £141.67, and £25.00 kept."""
    assert posted(deployed(1, 33333)) == [
        f"contracted 2027-03-12 {HILLTOP_OWES} +166.67",
        "contracted 2027-03-12 income:deployments -166.67",
        "contracted 2027-03-12 cost:home_school_share +141.67",
        f"contracted 2027-03-12 {VALLEY_IS_OWED} -141.67",
    ]


def test_a_visit_turns_contracted_into_earned_on_its_date() -> None:
    """One day of the six."""
    assert posted(deployed(), visited(2, date(2027, 4, 20))) == [
        f"contracted 2027-03-12 {HILLTOP_OWES} -350.00",
        "contracted 2027-03-12 income:deployments +350.00",
        "contracted 2027-03-12 cost:home_school_share -297.50",
        f"contracted 2027-03-12 {VALLEY_IS_OWED} +297.50",
        f"earned 2027-04-20 {HILLTOP_OWES} +350.00",
        "earned 2027-04-20 income:deployments -350.00",
        "earned 2027-04-20 cost:home_school_share +297.50",
        f"earned 2027-04-20 {VALLEY_IS_OWED} -297.50",
    ]


def test_a_deployment_that_ends_gives_its_rest_back() -> None:
    """After 4½ of 6 days the contracted 1½ are reversed."""
    story = (deployed(), visited(4), visited(5), ended(9, 3))
    books = books_after(*story)
    assert posted(*story)[:2] == [
        f"contracted 2027-03-12 {HILLTOP_OWES} -525.00",
        "contracted 2027-03-12 income:deployments +525.00",
    ]
    assert (income(books, Certainty.CONTRACTED), income(books, Certainty.EARNED)) == (0, 157_500)
