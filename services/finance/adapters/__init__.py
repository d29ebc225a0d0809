"""Where finance touches the world: its tables, and what it knows of grants beforehand."""
