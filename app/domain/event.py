"""What every event has in common."""

import msgspec


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """A fact: something that happened, named in the past tense, never changed afterwards.

    It holds what was decided and nothing else. Who, when and from which page is the metadata
    that the event store writes beside it.
    """
