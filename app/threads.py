"""How many threads serve, and how many of them may be kept waiting by a log that others lock."""

THREADS = 8
WRITERS = THREADS - 2
"""How many may write, or wait for their turn to write. The other threads are kept for reading."""
