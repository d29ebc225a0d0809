"""The ways into support."""
