"""How many threads serve, and how many of them may be kept waiting by a log that others lock."""

THREADS = 8
WRITERS = THREADS - 2
"""So many may write, or wait until they can. The others are left for those who only read."""
