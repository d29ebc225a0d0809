"""Where support touches the world: its tables, and the rules that are data."""
