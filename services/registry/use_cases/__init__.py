"""What registry can do, one file each."""
