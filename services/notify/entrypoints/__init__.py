"""The ways into notify."""
