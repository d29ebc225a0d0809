"""What notify can do, one file each."""
