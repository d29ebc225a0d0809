"""The system in containers."""
