"""The ids of aggregates and commands: a word for the kind, then a UUIDv7, as in
`work-01932c07-209c-7a2e-8f43-0a1d4c0f9b11`.

A UUIDv7 begins with the time, so ids made later sort later, which keeps a database's index compact.
Commands that are said by a button alone have a UUIDv5, which is made of what it says, and another
word before it: `press-…`.
"""

import re

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def is_id(kind: str, text: str) -> bool:
    """Whether `text` is written as an id of that kind."""
    prefix, _, rest = text.partition("-")
    return prefix == kind and _UUID.fullmatch(rest) is not None
