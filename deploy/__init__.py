"""What puts the services onto machines: the command line, the embedded stack, demo data, measurements."""
