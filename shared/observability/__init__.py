"""How operators see a process: logs, metrics, health."""
