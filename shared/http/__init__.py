"""A service's HTTP edge: problems, tokens, idempotent commands, probes."""
