"""How the read side can fail."""

OF_THE_MACHINE = (MemoryError, OSError)
"""Errors that say nothing about what was being done: the same can be done a moment later."""


class ReadSideAway(Exception):
    """What the pages show cannot be read, or not be brought up to date, just now. Its text is for
    those who look after the desk."""


class Damaged(ReadSideAway):
    """The database is not what was written. It has to be made again."""


class Busy(ReadSideAway):
    """Others take events in, and did not get done in time."""


class BeingMade(ReadSideAway):
    """Others make the database again, and did not get done in time."""

    def __init__(self, *_: object) -> None:
        super().__init__(
            "what the pages show is being made again from the log, which takes a while"
        )


class CannotTakeIn(Exception):
    """The log holds an event that a read model makes nothing of. What was before it is as it was;
    pages would not be of today any more. Its text says which event, and why."""
