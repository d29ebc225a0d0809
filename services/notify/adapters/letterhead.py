"""The composer, with what every e-mail of this alliance says of itself."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from jinja2 import TemplateError

from services.notify.adapters.calendar_file import Diary
from services.notify.adapters.composer import Composer
from services.notify.domain.email import CannotBeWritten, Email
from services.notify.domain.recipients import EVERYBODY, Recipients
from services.notify.settings import NotifySettings


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Composes e-mails of one alliance."""

    composer: Composer
    diary: Diary
    alliance: Mapping[str, object]
    finance_email: str
    recipients: Recipients = EVERYBODY

    @classmethod
    def of(cls, settings: NotifySettings) -> "Letterhead":
        """The alliance that the settings name."""
        alliance = {"alliance_name": settings.alliance_name, "office_email": settings.office_email}
        diary = Diary(settings.alliance_name, settings.office_email)
        finance = settings.finance_email or settings.office_email
        return cls(Composer(), diary, alliance, finance, Recipients.read(settings.only_to))

    def compose(self, template: str, values: Mapping[str, object], now: datetime) -> Email:
        """The e-mail about these values, with its calendar files.

        Raises `CannotBeWritten` when a value is missing or the template is wrong. Else one bad template would stop all
        mail: it fails each time, and mrml's `OSError` looks like the world's.
        """
        try:
            email = self.composer.compose(template, {**self.alliance, **values})
            return replace(email, calendars=self.diary.files(values, now))
        except (TemplateError, OSError, TypeError, ValueError) as wrong:
            raise CannotBeWritten(f"The e-mail {template} can't be written: {type(wrong).__name__}.") from wrong
