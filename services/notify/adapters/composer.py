"""Composes e-mails: a template and its values become a subject, plain text and HTML."""

from collections.abc import Mapping
from pathlib import Path
from typing import cast

import mrml
from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateNotFound, UndefinedError

from services.notify.adapters import english
from services.notify.adapters.plain_text import wrapped
from services.notify.domain.email import CannotBeWritten, Email, one_line

TEMPLATES = Path(__file__).parent / "templates"
"""A folder per e-mail, with `subject.txt.j2`, `body.txt.j2` and `body.mjml.j2`; the layouts beside them."""


class NoSuchTemplate(CannotBeWritten):
    """There is no such e-mail, or one of its three files is missing."""

    def __init__(self, file: str) -> None:
        super().__init__(f"There is no template {file}.")


class ValueMissing(CannotBeWritten):
    """The e-mail needs a value that it wasn't given, so it isn't written at all."""

    def __init__(self, template: str, what: str) -> None:
        super().__init__(f"The e-mail {template} can't be written: {what}.")


class Composer:
    """Writes e-mails from templates. Each template is read and compiled once, when it is first used."""

    def __init__(self, templates: Path = TEMPLATES) -> None:
        self._templates = Environment(
            loader=FileSystemLoader(templates),
            undefined=StrictUndefined,
            autoescape=is_markup,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        for name, written in english.FILTERS.items():
            self._templates.filters[name] = written

    def compose(self, template: str, values: Mapping[str, object]) -> Email:
        """The e-mail `template` about these values. Text is put on one line; None and blank count as missing.

        Raises `ValueMissing` and `NoSuchTemplate`: there is no half-empty e-mail.
        """
        given = cleaned(values)
        subject = one_line(self._written(template, "subject.txt.j2", given))
        text = self._written(template, "body.txt.j2", given | {"subject": subject})
        mjml = self._written(template, "body.mjml.j2", given | {"subject": subject})
        return Email(subject=subject, text=wrapped(text), html=as_html(mjml))

    def _written(self, template: str, part: str, given: Mapping[str, object]) -> str:
        try:
            return self._templates.get_template(f"{template}/{part}").render(given)
        except UndefinedError as missing:
            raise ValueMissing(template, missing.message or "a value is missing") from None
        except TemplateNotFound as missing:
            raise NoSuchTemplate(str(missing)) from None


def is_markup(file: str | None) -> bool:
    """Whether values must be escaped when they are put into this template."""
    return file is not None and file.endswith(".mjml.j2")


def cleaned(values: Mapping[str, object]) -> dict[str, object]:
    """The values that are there, text on one line: a school's name can't begin a new paragraph."""
    tidy = {name: _tidy(value) for name, value in values.items()}
    return {name: value for name, value in tidy.items() if value is not None and value not in ("", [])}


def _tidy(value: object) -> object:
    if isinstance(value, list):
        return [one_line(str(each)) for each in cast("list[object]", value)]
    return one_line(value) if isinstance(value, str) else value


def as_html(mjml: str) -> str:
    """MJML as HTML that mail programs show alike. No fonts are fetched: reading a mail tells nobody of it."""
    return mrml.to_html(mjml, render_options=mrml.RenderOptions(disable_comments=False, fonts={})).content
