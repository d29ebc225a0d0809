"""What finance can do, one file each."""
