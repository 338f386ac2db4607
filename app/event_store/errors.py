"""What is wrong with a store when it is opened."""


class StoreError(Exception):
    """The store cannot be used. Its text is a sentence that says why, and what to do."""
