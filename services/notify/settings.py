"""What notify is told from outside: who the alliance is, and where its mail goes."""

from pydantic import EmailStr, field_validator

from services.notify.domain.message import LEASE
from services.notify.domain.recipients import Recipients
from shared.settings import ServiceSettings


class NotifySettings(ServiceSettings):
    """Without `smtp_url` (a real server) mail goes to the sink on this machine, and nowhere else.

    Without `finance_email`, the office gets what is for the finance officer. `only_to` names, with commas between, the
    addresses and domains that may be written to; blank means all.
    """

    alliance_name: str
    sender: EmailStr
    office_email: EmailStr
    finance_email: EmailStr | None = None
    sink_port: int = 8025
    smtp_url: str | None = None
    only_to: str = ""
    lease: float = LEASE.total_seconds()
    """Seconds that one sending may take; after them, whoever was sending is taken for dead."""

    @field_validator("only_to")
    @classmethod
    def _can_be_read(cls, text: str) -> str:
        """Raises `ValueError` when it can't: mail to a slip of the pen would go to nobody, unnoticed."""
        Recipients.read(text)
        return text
