"""What styles and moves the gateway's pages: built by `make assets`, and committed, so that running needs no Node."""
