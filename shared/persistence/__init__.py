"""A service and its own PostgreSQL database: engine, transactions, migrations."""
