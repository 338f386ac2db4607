"""What goes wrong with a store, whichever it is: the log, or the private store beside it."""


class StoreError(Exception):
    """The store cannot be used. Its text is a sentence that says why, and what to do."""


class Unavailable(Exception):
    """The store does not answer. What was to be written is in it, or not, but never in part. Its
    text is for those who look after the desk."""


class Busy(Unavailable):
    """Others keep the store locked, and it was waited for. Nothing has been written; to ask again
    at once would be to wait as long again."""
