"""Decode, hand over."""
