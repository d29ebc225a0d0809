"""`alliance sles …`: specialist leaders of education, and the days that their schools release."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Any

import typer

from deploy.cli.alliance import Alliance, alliance
from deploy.cli.followed import NoWait, tell_what_followed
from deploy.cli.following import Asked
from deploy.cli.given import Email, Urn, half_days, this_year, year
from deploy.cli.meant import Sort, meant
from deploy.cli.people import Names, once_heard, person_meant, school_meant
from deploy.cli.remote import new_trace
from deploy.cli.status import AsJson
from deploy.cli.terminal import Column, Terminal
from shared.contracts.topics import SLES
from shared.kernel.years import AcademicYear
from shared.words import academic_year, days_words, many, pounds, spoken

LINE = (
    Column("id", style="bold", whole=True),
    Column("SLE"),
    Column("home school", from_width=80),
    Column("year", whole=True),
    Column("released", from_width=100, right=True, whole=True),
    Column("agreed", from_width=100, right=True, whole=True),
    Column("worked", from_width=100, right=True, whole=True),
    Column("days left", right=True, whole=True),
    Column("specialisms", from_width=120),
)


def rate_title(rate: Mapping[str, Any]) -> str:
    """Whose it is, of which year, and for whom."""
    return f"{rate['alliance']} {rate['year']} {rate['role']}"


SPECIALISM = Sort("specialism", "code", lambda each: each["name"], "alliance sles specialisms", is_code=True)
RATE = Sort("day rate", "code", rate_title, "alliance sles rates", is_code=True)
SLE = Sort("SLE", "person_id", lambda each: each["name"], "alliance sles list")

OfYear = Annotated[
    int | None, typer.Option("--year", parser=year, metavar="YEAR", help="The school year, as 2026 or 2026/27.")
]


def commands(group: typer.Typer) -> typer.Typer:
    """The tree behind `alliance sles`."""
    group.command("list")(list_sles)
    group.command()(designate)
    group.command("specialisms")(list_specialisms)
    group.command("rates")(list_rates)
    return group


def list_sles(
    of_year: OfYear = None,
    specialism: Annotated[
        str | None, typer.Option(metavar="SPECIALISM", help="Only in this one; a part of its name will do.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List SLEs, year by year, with their days: released, committed, worked and left."""
    here, terminal = alliance(), Terminal()
    asked = {"academic_year": of_year, "specialism": specialism and specialism_meant(here, specialism)["code"]}
    found = list(every_sle(here, **{name: value for name, value in asked.items() if value is not None}))
    if as_json:
        terminal.json(found)
    elif not found:
        terminal.say("There is no such SLE." if any(asked.values()) else "No school has released an SLE's days yet.")
    else:
        terminal.table(LINE, [_line(each) for each in found])
        terminal.footer(many(len({each["person_id"] for each in found}), "SLE"))


def every_sle(here: Alliance, **asked: Any) -> Iterator[dict[str, Any]]:
    """SLEs, each with `name`."""
    found = here.support.get("/sles", **asked)
    names = Names(here, [each["person_id"] for each in found])
    return (each | {"name": names.person(each["person_id"])} for each in found)


def _line(each: dict[str, Any]) -> list[str]:
    days = [f"{each[name]:.1f}" for name in ("released", "committed", "worked", "left")]
    shown = [SLE.short(each), each["name"], each["home_school"] or "–", academic_year(each["academic_year"])]
    return [*shown, *days, ", ".join(map(spoken, each["specialisms"]))]


def designate(
    urn: Urn,
    name: Annotated[str, typer.Option(metavar="NAME", help="Who; somebody new is registered as a teacher there.")],
    specialism: Annotated[
        list[str], typer.Option(metavar="SPECIALISM", help="A part of its name will do; may be given again.")
    ],
    days: Annotated[
        float, typer.Option(parser=half_days, metavar="DAYS", help="Days of the year that the school releases.")
    ],
    of_year: OfYear = None,
    email: Email = None,
    no_wait: NoWait = False,
) -> None:
    """Designate an SLE: their school releases so many days of a year. Given again, it changes that.

    Without --year it is the present school year.
    """
    here, terminal, trace = alliance(), Terminal(), new_trace()
    codes = [specialism_meant(here, each)["code"] for each in specialism]
    school = school_meant(here, urn)
    who = person_meant(here, school, name, email, terminal)
    begins = of_year or this_year()
    release = {"person_id": who.id, "specialisms": codes, "academic_year": begins, "released": days}
    once_heard(lambda: here.support.change("/sles", release, trace))
    released = f" is an SLE: {school['name']} releases {days_words(days)} of {academic_year(begins)}."
    terminal.done((who.name, "bold"), released)
    tell_what_followed(here, Asked(here.support, SLES, who.id, trace), terminal, no_wait=no_wait)


def specialism_meant(here: Alliance, given: str) -> dict[str, Any]:
    """A specialism by its code or a part of its name."""
    return meant(given, here.support.get("/specialisms"), SPECIALISM)


def rate_meant(here: Alliance, given: str) -> dict[str, Any]:
    """A day rate by its code or a part of its alliance, year and role."""
    return meant(given, here.support.get("/rates"), RATE)


def sle_meant(here: Alliance, given: str, of_year: AcademicYear) -> dict[str, Any]:
    """An SLE of that year by their id or a part of their name."""
    sort = replace(SLE, noun=f"SLE of {of_year}", listed=f"{SLE.listed} --year {of_year.begins}")
    return meant(given, every_sle(here, academic_year=of_year.begins), sort)


def list_specialisms(as_json: AsJson = False) -> None:
    """List the specialisms that an SLE can be designated in."""
    found, terminal = alliance().support.get("/specialisms"), Terminal()
    if as_json:
        terminal.json(found)
    else:
        columns = Column("specialism", style="bold"), Column("code", from_width=100, whole=True)
        terminal.table(columns, [[each["name"], each["code"]] for each in found])


def list_rates(as_json: AsJson = False) -> None:
    """List the day rates that a deployment can be agreed on at."""
    found, terminal = alliance().support.get("/rates"), Terminal()
    if as_json:
        terminal.json(found)
        return
    columns = (
        Column("rate", style="bold"),
        Column("a day", right=True, whole=True),
        Column("the alliance keeps"),
        Column("code", from_width=100, whole=True),
    )
    terminal.table(columns, [[rate_title(each), _pence(each["day_rate"]), _kept(each), each["code"]] for each in found])


def _pence(money: dict[str, Any]) -> str:
    return pounds(money["pence"])


def _kept(rate: dict[str, Any]) -> str:
    kept = rate["brokerage"]
    amount = _pence(kept["flat"]) if kept["flat"]["pence"] else f"{float(kept['share']) * 100:g} %"
    return f"{amount} {'on top' if kept['where'] == 'on_top' else 'of that'}"
