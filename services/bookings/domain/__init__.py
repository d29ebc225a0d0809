"""The rules of courses and places, pure."""
