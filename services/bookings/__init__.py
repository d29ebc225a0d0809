"""bookings owns courses: their sessions, places, waiting lists and attendance, and what a late cancellation costs.

It tells `bookings.courses`; it listens to registry, to know which schools are members and who works where.
"""
