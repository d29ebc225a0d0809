"""finance's rules: what a fact about money posts, and what becomes of a grant (money.md)."""
