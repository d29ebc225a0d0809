"""What registry's rules are about: pure, no I/O."""
