"""What is told and what is done about it: places taken on courses, summed up by course or answered by a letter."""

from dataclasses import dataclass

from sqlalchemy import BigInteger, Column, Identity, MetaData, Table, Text

from shared.contracts.fact import fact
from shared.contracts.topics import Topic

PLACES = Topic("bench.places")

COURSES = 1000
"""Keys that the facts are about, drawn at random."""


@fact(topic=PLACES, key="course_id")
@dataclass(frozen=True, slots=True)
class PlaceTaken:
    """A place is taken: three ids and a fee in pence, as the system's own facts have."""

    course_id: str
    school_id: str
    person_id: str
    fee: int


METADATA = MetaData()

income = Table(
    "income",
    METADATA,
    Column("course", Text, primary_key=True),
    Column("places", BigInteger, nullable=False),
    Column("pence", BigInteger, nullable=False),
)

letters = Table(
    "letters",
    METADATA,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("course", Text, nullable=False),
    Column("person", Text, nullable=False),
)

FOLD = """
INSERT INTO income AS i (course, places, pence)
SELECT course, count(*), sum(fee) FROM unnest(CAST({courses} AS text[]), CAST({fees} AS bigint[])) AS t (course, fee)
 GROUP BY course
    ON CONFLICT (course) DO UPDATE SET places = i.places + excluded.places, pence = i.pence + excluded.pence
"""
"""One statement for a whole batch; everybody folds with this one."""


def course(number: int) -> str:
    """The id of a course: a UUID, as ours are."""
    return f"019a0000-0000-7000-8000-{number:012d}"
