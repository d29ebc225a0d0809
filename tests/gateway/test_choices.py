"""What stands in a form for choosing from."""

from typing import Any

import pytest

from services.gateway.adapters.choices import boxes, case_pair, fit_pair, options, rate_pair, seat_pair


@pytest.mark.parametrize(
    ("brokerage", "year", "words"),
    [
        (("inside", "0.15", 0), "2019-20", "£350.00 a day, of which we keep 15%: SLE, as Hill TSA charged in 2019-20"),
        (("inside", "0", 5000), "n/d", "£350.00 a day, of which we keep £50.00: SLE, as Hill TSA charged"),
        (("on_top", "0.15", 0), "2015-16", "£350.00 a day and our 15% on top: SLE, as Hill TSA charged in 2015-16"),
    ],
)
def test_a_day_rate_says_who_gets_what(brokerage: tuple[str, str, int], year: str, words: str) -> None:
    """Before it is chosen: two rates of the same sum are not the same."""
    where, share, flat = brokerage
    rate: dict[str, Any] = {
        "code": "hill",
        "alliance": "Hill TSA",
        "year": year,
        "role": "SLE",
        "day_rate": {"pence": 35_000},
        "brokerage": {"where": where, "share": share, "flat": {"pence": flat}},
    }
    assert rate_pair(rate) == ("hill", words)


def test_one_is_chosen_or_several_are_ticked() -> None:
    """And where none can be chosen, that comes first."""
    pairs = [("a", "A"), ("b", "B")]
    assert [each["selected"] for each in options(pairs, "b", "None")] == [False, False, True]
    assert [each["selected"] for each in options(pairs, "")] == [False, False]
    assert [each["checked"] for each in boxes(pairs, ["a"])] == [True, False]


def test_who_isnt_known_can_be_chosen_all_the_same() -> None:
    """Registry may be away; the place and the days are there."""
    assert fit_pair({"person_id": "1", "school": "Hilltop", "left": 2.5}, {}) == (
        "1",
        "Somebody, Hilltop: 2½ days left",
    )
    assert seat_pair({"booking_id": "2", "person_id": "1"}, {}) == ("2", "Somebody who isn't known here")


def test_two_requests_of_a_school_are_told_apart() -> None:
    """By the day on which it asked."""
    case = {"case_id": "1", "school": "Hilltop", "specialism": "early_years", "requested_on": "2027-03-12"}
    assert case_pair(case) == ("1", "Hilltop, early years, asked on 12 Mar 2027")
