"""Where bookings touches the world: its tables, and the data that its rules are read from."""
