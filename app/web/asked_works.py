"""What the address of the register asks for, and of its exports: read forgivingly, but for what
somebody typed and meant."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from flask import request

from app.domain.ids import is_id
from app.domain.lifecycle import ENDED, Stage
from app.domain.promise import Priority
from app.read_models.wanted import NO_BOUNDS, Sort, Span, Wanted
from app.web.desk import now
from app.web.query import asked_number, asked_words
from app.web.services import desk
from app.web.times import bounds_of_today

OPEN = "OPEN"
"""What addresses call all stages at which a Work has not ended."""
ALL_OPEN = tuple(each for each in Stage if each not in ENDED)
TODAY = "today"
LATE = {"yes": True, "no": False}
WORDS = ("site", "town", "operative", "caller", "filter")
# First days and last days, in turn.
DATES = ("raised_from", "raised_to", "finished_from", "finished_to")
NAMES = ("stage", "since", "priority", "late", *WORDS, *DATES, "sort")
"""All that can be asked for, as addresses say it."""
USUAL = ("stage", "since", "priority", "late", "filter", "sort")
"""What is in sight on the page before anybody asks for more."""
ONE_DAY = timedelta(days=1)

DESCENDING = frozenset({Sort.NUMBER, Sort.RAISED, Sort.FINISHED})
"""What people want to see the end of first."""


class AskedWorks(msgspec.Struct, frozen=True, kw_only=True):
    chosen: dict[str, str]
    """What was chosen, as the address says it: nothing else needs to stand there."""
    complaints: dict[str, str]
    """What is wrong with what was typed, by its name."""

    def but(self, **changes: str | None) -> dict[str, Any]:
        """What an address says that asks for the same, but for this."""
        changed = {**self.chosen, **changes}
        return {name: text for name, text in changed.items() if text}

    @property
    def has_more(self) -> bool:
        """Whether it asks for something that is not in sight by itself."""
        return any(name not in USUAL for name in self.chosen)

    @property
    def is_filtered(self) -> bool:
        return any(name != "sort" for name in self.chosen)

    def sorted_by(self, sort: Sort) -> str | None:
        """What an address says that sorts by that; the other way round, if it does already."""
        now_by, _ = _sort(self.chosen.get("sort", ""))
        is_usual = self.chosen.get("sort") == usual(sort)
        return _said(sort, (sort in DESCENDING) is not (now_by is sort and is_usual))


def asked_works() -> tuple[AskedWorks, Wanted]:
    """Of this request; and what that means at this moment. Ends it (400) when there are too many
    words in it."""
    texts = {name: request.args.get(name, "").strip() for name in NAMES}
    texts |= {name: asked_words(name) for name in WORDS}
    zone = desk().settings.timezone
    dates, complaints = _dates(texts, zone)
    stages = _stages(texts["stage"])
    sort, is_descending = _sort(texts["sort"])
    since_today = texts["since"] == TODAY and bool(stages)
    known = {
        "stage": bool(stages),
        "since": since_today,
        "priority": texts["priority"] in Priority.__members__,
        "late": texts["late"] in LATE,
        "sort": (sort, is_descending) != (Sort.NUMBER, True),
    }
    site, operative = texts["site"], texts["operative"]
    is_site, is_operative = is_id("site", site), is_id("operative", operative)
    asked = AskedWorks(
        chosen={name: text for name, text in texts.items() if text and known.get(name, True)},
        complaints=complaints,
    )
    return asked, Wanted(
        stages=stages,
        came_there=Span(*bounds_of_today(now(), zone)) if since_today else NO_BOUNDS,
        priority=Priority[texts["priority"]] if known["priority"] else None,
        is_late=LATE.get(texts["late"]),
        site_id=site if is_site else "",
        site="" if is_site else site,
        town=texts["town"],
        operative_id=operative if is_operative else "",
        operative="" if is_operative else operative,
        caller=texts["caller"],
        words=texts["filter"],
        raised=Span(dates["raised_from"], dates["raised_to"]),
        finished=Span(dates["finished_from"], dates["finished_to"]),
        before=asked_number("before"),
        sort=sort,
        is_descending=is_descending,
    )


def _stages(text: str) -> tuple[Stage, ...]:
    if text == OPEN:
        return ALL_OPEN
    return tuple(each for each in Stage if each.name == text)


def _sort(text: str) -> tuple[Sort, bool]:
    sort = next((each for each in Sort if each.value == text.removeprefix("-")), None)
    return (Sort.NUMBER, True) if sort is None else (sort, text.startswith("-"))


def usual(sort: Sort) -> str | None:
    """What an address says for the way round in which people mostly want that order."""
    return _said(sort, sort in DESCENDING)


def _said(sort: Sort, is_descending: bool) -> str | None:
    """As addresses say it; the usual order need not be said."""
    if (sort, is_descending) == (Sort.NUMBER, True):
        return None
    return f"-{sort.value}" if is_descending else sort.value


def _dates(
    texts: dict[str, str], zone: ZoneInfo
) -> tuple[dict[str, datetime | None], dict[str, str]]:
    """When each of the days begins, or, of the last days, ends; and what is wrong with them."""
    moments: dict[str, datetime | None] = {}
    complaints = {}
    for name in DATES:
        moments[name] = None
        if not texts[name]:
            continue
        try:
            day = datetime.strptime(texts[name], "%Y-%m-%d").date()  # noqa: DTZ007 (a day)
            moments[name] = _midnight(day + ONE_DAY if name.endswith("_to") else day, zone)
        except (ValueError, OverflowError):
            complaints[name] = f"A day is written as {now().astimezone(zone):%Y-%m-%d}."
    for first, last in zip(DATES[::2], DATES[1::2], strict=True):
        begin, end = moments[first], moments[last]
        if begin and end and end <= begin:
            complaints[last] = f"This is before the day that it begins with, {texts[first]}."
    return moments, complaints


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
