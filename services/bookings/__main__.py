"""`python -m services.bookings`: run the service."""

from services.bookings.service import BOOKINGS
from services.bookings.settings import BookingsSettings
from shared.running import main

if __name__ == "__main__":
    main(BOOKINGS, BookingsSettings)
