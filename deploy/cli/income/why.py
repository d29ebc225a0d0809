"""`alliance income why`: from what was posted back to the fact, and to who asked for what."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any

import typer

from deploy.cli.acting import Actors
from deploy.cli.alliance import Alliance, alliance
from deploy.cli.meant import Sort, meant
from deploy.cli.people import Names
from deploy.cli.sorry import Sorry
from deploy.cli.status import AsJson
from deploy.cli.terminal import Column, Terminal
from deploy.cli.why import facts_behind, show_chain
from shared.words import capital, change_in_pounds, fact_words, kind_words, long_moment, short_date

POSTED = (
    Column("dated", from_width=70, whole=True),
    Column("account"),
    Column("certainty", whole=True),
    Column("amount", right=True, whole=True),
)

FACT = Sort("fact", "event_id", lambda fact: fact_words(fact["type"]), "alliance income postings")

ACCOUNTS = {"receivable": "owes us", "payable": "we owe"}


def why(
    fact: Annotated[str, typer.Argument(metavar="FACT", help="Its id as `postings` shows it; its beginning will do.")],
    as_json: AsJson = False,
) -> None:
    """Show what a fact posted, and why it was told: back to who did what, and when."""
    here, terminal = alliance(), Terminal()
    found = here.finance.get(f"/facts/{_fact_meant(here, fact)}")
    chain = list(facts_behind(here, found["event_id"], found["type"]))
    if as_json:
        terminal.json(found | {"facts": chain})
        return
    terminal.gap()
    terminal.say((capital(fact_words(found["type"])), "bold"))
    terminal.item("heard    ", long_moment(datetime.fromisoformat(found["told_at"])))
    show_chain(found, chain, Actors(here), terminal)
    terminal.gap()
    _show_posted(here, found, terminal)
    terminal.gap()


def _fact_meant(here: Alliance, given: str) -> str:
    wanted = given.strip().casefold()
    if not wanted or not set(wanted) <= set("0123456789abcdef-"):
        raise Sorry(f"“{given}” is not the id of a fact: `{FACT.listed}` shows them.")
    return meant(wanted, here.finance.get("/facts", id=wanted), FACT)["event_id"]


def _show_posted(here: Alliance, fact: Mapping[str, Any], terminal: Terminal) -> None:
    if fact["awaits"]:
        terminal.say(f"It isn't posted yet: finance waits until it hears of {fact['awaits'].partition(':')[0]}.")
    elif not fact["postings"]:
        terminal.say("It posted nothing: there is no money in it.")
    else:
        schools = {each["account"].partition(":")[2] for each in fact["postings"] if _is_a_schools(each["account"])}
        names = Names(here, [], schools)
        terminal.table(POSTED, [_posting(each, names) for each in fact["postings"]])


def _posting(each: Mapping[str, Any], names: Names) -> list[str]:
    dated = short_date(date.fromisoformat(each["dated"]))
    account = account_words(each["account"], names)
    return [dated, account, each["certainty"], change_in_pounds(each["pence"])]


def _is_a_schools(account: str) -> bool:
    kind, _, whose = account.partition(":")
    return kind in ACCOUNTS and whose != "grants"


def account_words(account: str, names: Names) -> str:
    """Income: course fees; Hilltop Juniors owes us; grants owed to us."""
    kind, _, whose = account.partition(":")
    if kind == "income":
        return f"income: {kind_words(whose)}"
    if kind == "cost":
        return f"cost: {whose.replace('_', ' ')}"
    if whose == "grants":
        return "grants, owed to us"
    return f"{names.school(whose)} {ACCOUNTS[kind]}" if kind == "receivable" else f"owed to {names.school(whose)}"
