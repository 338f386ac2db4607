"""What the address of Control's board asks for: which rows, in which order, and what is open. Read
forgivingly: nonsense asks for nothing."""

import enum
from typing import Any

import msgspec
from flask import request

from app.domain.characters import isolated
from app.domain.promise import Priority
from app.web.query import asked_number, asked_words

NAMES = ("sort", "priority", "town", "filter", "page", "queues", "off", "tab", "queue")
"""All that a page which leads back to the board keeps of its address."""


class Sort(enum.StrEnum):
    """The order of what waits. The value is what addresses say, and people read."""

    PROMISE = "promise"
    AGE = "age"
    TOWN = "town"


class Tab(enum.StrEnum):
    """What of the board a telephone shows, which has no room for all of it."""

    WAITING = "waiting"
    OPERATIVES = "operatives"
    ATTENTION = "attention"


class AskedBoard(msgspec.Struct, frozen=True, kw_only=True):
    sort: Sort = Sort.PROMISE
    priority: Priority | None = None
    town: str = ""
    words: str = ""
    page: int = 1
    """Of what waits."""
    queues: int = 1
    """The page of the operatives."""
    shows_off_duty: bool = False
    tab: Tab = Tab.WAITING
    opened: str = ""
    """The number of the Work whose row is open."""
    queue: int | None = None
    """The number of the operative whose row is open."""
    narrows: bool = False
    """Whether the form is open that says which rows are shown."""

    def but(self, **changes: Any) -> dict[str, Any]:
        """What an address says that asks for the same, but for this. What is open is closed."""
        said: dict[str, Any] = {
            "sort": self.sort if self.sort is not Sort.PROMISE else None,
            "priority": self.priority.name if self.priority else None,
            "town": self.town,
            "filter": self.words,
            "page": self.page if self.page > 1 else None,
            "queues": self.queues if self.queues > 1 else None,
            "off": "yes" if self.shows_off_duty else None,
            "tab": self.tab if self.tab is not Tab.WAITING else None,
        }
        return {name: value for name, value in (said | changes).items() if value}

    @property
    def is_filtered(self) -> bool:
        return bool(self.priority or self.town or self.words)

    @property
    def unfiltered(self) -> "AskedBoard":
        """The same of all that waits."""
        return msgspec.structs.replace(self, priority=None, town="", words="")

    @property
    def has_something_open(self) -> bool:
        """Whether there may be something on the page that somebody fills in."""
        return bool(self.opened or self.queue or self.narrows)

    @property
    def in_words(self) -> str:
        """Which rows are shown, in which order."""
        parts = [
            f"by {self.sort}",
            isolated(self.town) if self.town else "all towns",
            f"{self.priority} alone" if self.priority else "all priorities",
        ]
        return " · ".join(parts)


def asked_board() -> AskedBoard:
    """Of this request. Ends it (400) when there are too many words in it."""
    texts = {name: request.args.get(name, "").strip() for name in ("sort", "priority", "tab")}
    return AskedBoard(
        sort=Sort(texts["sort"]) if texts["sort"] in [*Sort] else Sort.PROMISE,
        priority=Priority.__members__.get(texts["priority"]),
        town=asked_words("town"),
        words=asked_words(),
        page=asked_number("page") or 1,
        queues=asked_number("queues") or 1,
        shows_off_duty=request.args.get("off") == "yes",
        tab=Tab(texts["tab"]) if texts["tab"] in [*Tab] else Tab.WAITING,
        opened=request.args.get("open", ""),
        queue=asked_number("queue"),
        narrows="narrow" in request.args,
    )


def board_one_came_from() -> dict[str, Any]:
    """What the address of a page that leads back to the board says of it."""
    kept = {name: text for name in NAMES if (text := request.args.get(name))}
    return kept | ({"_anchor": f"queue-{kept['queue']}"} if "queue" in kept else {})
