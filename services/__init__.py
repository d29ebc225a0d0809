"""The services: each its own process, its own database, its own facts; none imports another."""
