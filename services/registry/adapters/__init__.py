"""Where registry touches the world: its tables, and the national register's files."""
