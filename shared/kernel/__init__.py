"""The words that all services share, pure: standard library only."""
