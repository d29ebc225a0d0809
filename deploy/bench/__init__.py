"""`make bench`: how fast and how big, measured on real parts and printed, never asserted."""
