"""What a service does for its own database and topics, now and then, in one process at a time."""
