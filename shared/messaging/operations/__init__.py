"""What operators may do about the bus: each a command like any other, refused by name, and noted in the audit."""
