"""The ways into finance."""
