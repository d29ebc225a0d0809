"""The ways into gateway: its pages."""
