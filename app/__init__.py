"""Firstline: a desk for first-line support whose whole state is a log of events."""
