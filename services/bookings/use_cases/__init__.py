"""What bookings can do, one file for each thing."""
