"""All commands put together, and every way in which one can end."""

import os
import sys
import traceback
from collections.abc import Callable, Sequence
from typing import Any

import typer

from deploy.cli import (
    accounts,
    backup,
    cases,
    courses,
    doctor,
    grants,
    importing,
    income,
    joining,
    mail,
    ops,
    places,
    reset,
    restore,
    schools,
    showing,
    sles,
    status,
    token,
    up,
    why,
)
from deploy.cli.sorry import Sorry
from deploy.cli.terminal import sorry
from deploy.local.place import place_from
from deploy.local.trouble import CannotStart
from deploy.local.up import in_words


def run(arguments: Sequence[str] | None = None) -> int:
    """Do what the arguments (without: the process's own) ask; the exit code. Nobody ever sees a traceback."""
    command = typer.main.get_command(application())
    try:
        command.main(args=None if arguments is None else list(arguments), prog_name="alliance")
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 1
    except (Sorry, CannotStart) as refusal:
        sorry(str(refusal))
    except BrokenPipeError:
        # whoever read has gone; without this Python would complain at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as trouble:
        sorry(in_words(trouble))
    except Exception as trouble:  # noqa: BLE001 - a user gets a sentence, whatever it was
        sorry(explained(trouble))
    return 1


def application() -> typer.Typer:
    """The tree of commands."""
    app = _group("What an operator and the office do at a terminal.")
    _add(app, up.up, status.status, doctor.doctor)
    _add(app, backup.backup, restore.restore, reset.reset)
    about_schools = _group("The national register and the members.")
    about_schools.command("import")(importing.import_file)
    _add(about_schools, schools.find, schools.members, showing.show, joining.join, joining.leave)
    app.add_typer(about_schools, name="schools")
    app.add_typer(courses.commands(_group("Courses: what is on offer, and who came.")), name="courses")
    app.add_typer(places.commands(_group("Places on courses: booked, handed on, given back.")), name="places")
    app.add_typer(sles.commands(_group("Specialist leaders of education, and their days.")), name="sles")
    app.add_typer(cases.commands(_group("Schools' requests for support, and who is deployed to them.")), name="cases")
    app.add_typer(grants.commands(_group("Grants: applied for, received, refused, scheduled.")), name="grants")
    app.add_typer(income.commands(_group), name="income")
    mails = mail.commands(_group("The e-mails: what, to whom, and why."))
    _add(mails, why.why)
    app.add_typer(mails, name="mail")
    app.add_typer(ops.commands(_group), name="ops")
    app.add_typer(accounts.commands(_group("Accounts: who may sign in at the pages.")), name="accounts")
    _add(app, token.token)
    return app


def _group(help_text: str) -> typer.Typer:
    return typer.Typer(
        help=help_text,
        add_completion=False,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )


def _add(group: typer.Typer, *commands: Callable[..., Any]) -> None:
    for command in commands:
        group.command()(command)


def explained(trouble: Exception) -> str:
    """A sentence about a fault of ours; what else is known of it goes to a log."""
    log = place_from().log("alliance")
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a") as file:
        traceback.print_exception(trouble, file=file)
    return f"Something unexpected went wrong: {type(trouble).__name__}: {trouble}. The details are in {log}."
