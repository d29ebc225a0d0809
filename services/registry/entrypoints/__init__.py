"""The ways into registry."""
