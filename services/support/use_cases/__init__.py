"""What support can do, one file each."""
