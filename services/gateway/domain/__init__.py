"""Who may sign in, and as what: pure, no I/O."""
