"""How many threads serve, how many of them may be kept waiting by files that others lock, and how
they take turns."""

THREADS = 8
WRITERS = THREADS - 2
"""How many may write, or wait for their turn to write. The other threads are kept for reading."""
READERS_WAITING = 2
"""How many may wait, once that takes long, to take in what is new in the log: every page needs it.
The other threads are kept for what can be answered without it."""
THREADS_FOR_POLLS = 1
"""How many more answer pages that ask by themselves what is new. They can fill one; with more of
them, whoever works would have the smaller share of the processor."""
POLLS_WAIT = 0.005
"""In seconds: so long at most each of these pages lets others go first."""
POLLS_BEHIND = 20
"""Where more of them wait behind it, it does not: hundreds would have their turn too late while
people keep the desk busy."""
STRANGERS = 3
"""How many may look at passwords that come from browsers which nobody has signed in with before:
each takes a processor for a while, as it is meant to. Others wait for their turn."""
LONG_FILES = 2
"""How many may write a long list to a file at a time. It takes a processor for as long, up to a
minute; others are asked to come back."""
TURN = 0.0005
"""In seconds: how long a thread computes before another has its turn. A command waits for the disk
several times, and then for its turn each time. With Python's own 5 ms, it takes several times as
long while hundreds of pages ask what is new."""
