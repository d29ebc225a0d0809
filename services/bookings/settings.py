"""What bookings is told from outside."""

from shared.settings import ServiceSettings


class BookingsSettings(ServiceSettings):
    """How long a freed place is kept for the first in line, beside what every service is told."""

    offer_hours: float = 48.0
    """Hours to answer an offer; less when the course begins before."""
