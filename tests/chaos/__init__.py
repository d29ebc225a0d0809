"""Chaos: services on real Kafka and PostgreSQL, a schedule that breaks things, and a verdict (docs/bus.md)."""
