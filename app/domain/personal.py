"""Names of people, which can be erased."""

ERASED = "(erased)"
"""What is read in the place of a name that has been erased."""
