"""What gateway can do by itself, one file each; everything else the services do."""
