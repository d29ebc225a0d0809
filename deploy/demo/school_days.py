"""The days on which the example's courses meet and its visits are made: plausible ones, whenever it is loaded."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from deploy.demo.members import DATA

SATURDAY, ONE_DAY = 5, timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Holiday:
    """A time in which schools are mostly closed, each year; month and day, as in 12-19, the last included."""

    first: str
    last: str

    def covers(self, day: date) -> bool:
        """Does it? One that begins in December may end in January."""
        at = f"{day:%m-%d}"
        if self.first <= self.last:
            return self.first <= at <= self.last
        return at >= self.first or at <= self.last


@dataclass(frozen=True, slots=True)
class SchoolDays:
    """School days, counted from the day on which the example is loaded."""

    today: date
    holidays: tuple[Holiday, ...]

    def at(self, count: int) -> date:
        """The school day so many after today, or before it when negative; 0 is today, whatever day it is."""
        if not count:
            return self.today
        return next(islice(self._from_today(1 if count > 0 else -1), abs(count) - 1, None))

    def _from_today(self, step: int) -> Iterator[date]:
        day = self.today
        while True:
            day += step * ONE_DAY
            if self._is_one(day):
                yield day

    def _is_one(self, day: date) -> bool:
        return day.weekday() < SATURDAY and not any(holiday.covers(day) for holiday in self.holidays)


def school_days(today: date) -> SchoolDays:
    """Those around that day."""
    with (DATA / "school_holidays.csv").open(encoding="utf-8", newline="") as stream:
        return SchoolDays(today, tuple(Holiday(row["first"], row["last"]) for row in csv.DictReader(stream)))
