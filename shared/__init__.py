"""What every service stands on: the words, the contracts, the bus, and the edges of a process."""
