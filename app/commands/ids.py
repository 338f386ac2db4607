"""New ids for what commands create, and for commands themselves."""

from uuid6 import uuid7


def new_id(kind: str) -> str:
    """An id that nothing has yet, such as `work-01932c07-…`."""
    return f"{kind}-{uuid7()}"
