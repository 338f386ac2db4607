"""New ids for what commands create, and for commands themselves."""

from uuid import NAMESPACE_URL, UUID, uuid5

from uuid6 import uuid7


def new_id(kind: str) -> str:
    """An id that nothing has yet, such as `work-01932c07-…`."""
    return f"{kind}-{uuid7()}"


def id_made_of(kind: str, *said: str) -> str:
    """The id that these words always make, and no others."""
    return f"{kind}-{uuid5(NAMESPACE_URL, chr(10).join(said))}"


def ids_from(first: str, number: int) -> list[str]:
    """So many ids, of which this is the first: each is the one before, counted up by one. So a form
    that begins thousands of things carries one id, and begins the same ones when it is sent again.

    They are as new as the first: what counts up is the end of it, which is chance.
    """
    kind, _, uuid = first.partition("-")
    start = UUID(uuid).int
    return [f"{kind}-{UUID(int=(start + each) % (1 << 128))}" for each in range(number)]
