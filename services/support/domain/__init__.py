"""What support's rules are about: pure, no I/O."""
