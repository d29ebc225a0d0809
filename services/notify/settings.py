"""What notify is told from outside: who the alliance is, and where its mail goes."""

from pydantic import EmailStr

from services.notify.domain.message import LEASE
from shared.settings import ServiceSettings


class NotifySettings(ServiceSettings):
    """Without `smtp_url` (a real server) mail goes to the sink on this machine, and nowhere else.

    Without `finance_email`, the office gets what is for the finance officer.
    """

    alliance_name: str
    sender: EmailStr
    office_email: EmailStr
    finance_email: EmailStr | None = None
    sink_port: int = 8025
    smtp_url: str | None = None
    lease: float = LEASE.total_seconds()
    """Seconds that one sending may take; after them, whoever was sending is taken for dead."""
