"""Backups of an installation: all databases at one moment, with the passwords and keys that open them (ADR 0021).

Kafka isn't in them. What it holds is in its owners' databases, and the bus fills an empty Kafka again.
"""
