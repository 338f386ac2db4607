"""What the register of Work can be asked, in one question."""

import enum
from collections.abc import Sequence
from datetime import datetime

import msgspec

from app.domain.lifecycle import Stage
from app.domain.promise import Priority


class Sort(enum.StrEnum):
    """What the register can be sorted by. The value is what addresses say."""

    NUMBER = "number"
    PRIORITY = "priority"
    TITLE = "title"
    SITE = "site"
    STAGE = "stage"
    WHO = "who"
    RAISED = "raised"
    DUE = "due"
    FINISHED = "finished"


class Span(msgspec.Struct, frozen=True):
    """From a moment on, and before another; None for no bound."""

    since: datetime | None = None
    until: datetime | None = None


NO_BOUNDS = Span()


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for: works that meet all of it, in an order."""

    stages: Sequence[Stage] = ()
    """At one of these; any, if there is none."""
    came_there: Span = NO_BOUNDS
    """When they came to the stage at which they are."""
    priority: Priority | None = None
    site_id: str = ""
    site: str = ""
    """Words of its name or address."""
    town: str = ""
    """How its town begins."""
    operative_id: str = ""
    """Who has it, or has had it."""
    operative: str = ""
    """Words of their name."""
    caller: str = ""
    """Words of the name or the telephone number of anybody who called about it."""
    is_late: bool | None = None
    raised: Span = NO_BOUNDS
    finished: Span = NO_BOUNDS
    words: str = ""
    before: int | None = None
    """With a number below that one."""
    sort: Sort = Sort.NUMBER
    is_descending: bool = True
