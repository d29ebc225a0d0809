"""The band of what is likely, by the rule alone and over HTTP."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.finance.domain.band import COARSE, EXACT, Band, Chance, band
from services.finance.use_cases.apply_for_grant import ApplyForGrant
from shared.kernel.money import Money
from tests.finance.telling import Listener
from tests.service_fixtures import Bench

CHANCES = st.lists(
    st.builds(Chance, st.integers(500_000, 2_000_000).map(Money), st.integers(0, 100)), max_size=EXACT - 4
)


def of(*chances: tuple[int, int]) -> Band:
    """The band of applications for so many pounds, each as likely."""
    return band([Chance(Money(pounds * 100), likelihood) for pounds, likelihood in chances])


@pytest.mark.parametrize(
    ("chances", "low", "high"),
    [
        ([], 0, 0),
        ([(12_000, 50)], 0, 12_000),
        ([(12_000, 90)], 12_000, 12_000),
        ([(12_000, 10)], 0, 0),
        ([(12_000, 89)], 0, 12_000),
        ([(10_000, 50)] * 4, 10_000, 30_000),  # all of them and none: one in sixteen each
        ([(5_000, 100), (7_000, 0)], 5_000, 5_000),
    ],
)
def test_the_band_leaves_out_a_tenth_at_each_end(chances: list[tuple[int, int]], low: int, high: int) -> None:
    """Worked out by hand; what comes nine times in ten or more counts as coming."""
    assert of(*chances) == Band(Money(low * 100), Money(high * 100))


@given(CHANCES)
def test_no_more_than_a_tenth_of_all_outcomes_lies_beyond_either_end(chances: list[Chance]) -> None:
    """Looked at one by one, another way than the band is worked out."""
    likely = band(chances)
    below = above = 0.0
    for won in product((False, True), repeat=len(chances)):
        probability = 1.0
        for each, comes in zip(chances, won, strict=True):
            probability *= (each.likelihood if comes else 100 - each.likelihood) / 100
        total = sum(each.amount.pence for each, comes in zip(chances, won, strict=True) if comes)
        below += probability * (total < likely.low.pence)
        above += probability * (total > likely.high.pence)
    assert below <= 0.1 + 1e-6
    assert above <= 0.1 + 1e-6
    assert likely.low <= likely.high


def test_many_applications_are_looked_at_to_the_hundred_pounds() -> None:
    """There are too many outcomes for the penny; it stays quick, and close to what the normal distribution says."""
    likely = of(*[(10_040, 50)] * 100)
    assert likely.low.pence % COARSE == 0
    assert 43 <= likely.low.pence // 1_000_000 <= 44
    assert 56 <= likely.high.pence // 1_000_000 <= 57


async def test_each_year_with_open_applications_has_its_band(finance: Bench, listener: Listener) -> None:
    """Around what is sure that year; in the other calendar by the first day of its academic year."""
    for pence, year in ((1_500_000, 2026), (600_000, 2026), (500_000, 2027)):
        await finance.do(ApplyForGrant(Money(pence), year, None))
    await listener.hear_own()
    async with finance.client("office") as client:
        found = (await client.get("/bands")).json()
        assert found == [
            {
                "year": 2026,
                "name": "2026/27",
                "applications": 2,
                "sure": 0,
                "low": 0,
                "high": 2_100_000,
                "most": 2_100_000,
            },
            {
                "year": 2027,
                "name": "2027/28",
                "applications": 1,
                "sure": 0,
                "low": 0,
                "high": 500_000,
                "most": 500_000,
            },
        ]
        financial = (await client.get("/bands", params={"calendar": "financial"})).json()
        assert [(each["name"], each["most"]) for each in financial] == [("2026-27", 2_100_000), ("2027-28", 500_000)]
