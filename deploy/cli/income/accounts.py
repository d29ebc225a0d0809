"""`alliance income account`: what a school owes, and is owed."""

from deploy.cli.alliance import alliance
from deploy.cli.followed import CERTAINTIES
from deploy.cli.given import Urn
from deploy.cli.people import school_meant
from deploy.cli.status import AsJson
from deploy.cli.terminal import Column, Terminal
from shared.words import pounds

LINE = (
    Column("", whole=True),
    Column("the school owes", right=True, whole=True),
    Column("we owe the school", right=True, whole=True),
)


def account(urn: Urn, as_json: AsJson = False) -> None:
    """Show what a school owes and is owed, by how sure it is."""
    here, terminal = alliance(), Terminal()
    school = school_meant(here, urn)
    found = here.finance.get(f"/schools/{school['school_id']}/account")
    if as_json:
        terminal.json(found)
        return
    lines = {each["certainty"]: each for each in found["lines"] if each["owes"] or each["owed"]}
    terminal.gap()
    terminal.say((school["name"], "bold"))
    if not lines:
        terminal.say("Nothing is owed, either way.")
    else:
        sure = [lines[certainty] for certainty in CERTAINTIES if certainty in lines]
        terminal.table(LINE, [[each["certainty"], _amount(each["owes"]), _amount(each["owed"])] for each in sure])
    terminal.gap()


def _amount(pence: int) -> str:
    return pounds(pence) if pence else "–"
