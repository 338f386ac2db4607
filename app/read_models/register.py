"""Which works are as somebody wants them? What they want is in `wanted`, the order in
`register_order`."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from app.domain.lifecycle import ENDED, Stage
from app.read_models.contacts import Contacts
from app.read_models.database import NOW, THESE, Database
from app.read_models.operatives import Operatives
from app.read_models.register_order import ORDERS, WALKS, WALKS_AMONG_SOME, WAYS_OF_THE_PAST
from app.read_models.sites import Sites
from app.read_models.table import microseconds
from app.read_models.text_index import telling_words
from app.read_models.wanted import Sort, Span, Wanted
from app.read_models.works import Works

MANY = 2_000
"""More works than these are not counted to the last. A page of those that have some words sorts so
many of the newest by something else than their numbers, and one more, which tells that there are
more; see `sorts_the_newest`."""

WALKED_FROM = 20_000
"""Of more works than these, a page is looked for along an index that has the order. To find few of
them there, one would have to go past all others."""


def sorts_the_newest(wanted: Wanted) -> bool:
    """Whether a page of these is of the MANY + 1 newest at most, which are then sorted. What has
    words is found from the newest on; to sort all of it, all would have to be found for each
    page."""
    is_by_number = wanted.sort is Sort.NUMBER and wanted.is_descending
    return bool(telling_words(wanted.words)) and not is_by_number


class Condition(msgspec.Struct, frozen=True):
    """SQL about a row of `standings`, and its values."""

    sql: str
    values: list[object]
    column: str = ""
    """The one that it is about, if it is a span of it."""

    def by_scan(self) -> "Condition":
        """The same, so that SQLite does not look it up: where a span has many rows, it takes less
        time to go through all in the order that is wanted."""
        if not self.column:
            return self
        return Condition(self.sql.replace(self.column, f"+{self.column}"), self.values)


class Register:
    """Works, by all that is known of them. It has no rows of its own: others have what it needs.

    Each question is SQL about `standings`, which has a row for each Work. What other tables know of
    a Work is asked for by its number.
    """

    def __init__(
        self,
        database: Database,
        works: Works,
        sites: Sites,
        operatives: Operatives,
        contacts: Contacts,
    ) -> None:
        self._database = database
        self._works = works
        self._sites = sites
        self._operatives = operatives
        self._contacts = contacts

    def numbers(self, wanted: Wanted, now: datetime, limit: int = -1, offset: int = 0) -> list[int]:
        """The numbers of these works, in order; of all there are, if no limit is given. With one,
        it can be only the newest that are sorted: see `sorts_the_newest`."""
        conditions = self._conditions(wanted, now)
        if not telling_words(wanted.words):
            return self._sorted(conditions, wanted, limit, offset)
        having = self._works.having(wanted.words, *_all_of(conditions), wanted.before)
        if not sorts_the_newest(wanted):
            end = limit + offset
            return [row.number for row in having.first(end if limit >= 0 else -1)][offset:]
        found = [row.number for row in having.first(MANY + 1 if limit >= 0 else -1)]
        among = Condition(f"standings.number IN ({THESE})", [msgspec.json.encode(found).decode()])
        return self._sorted([among], wanted, limit, offset)

    def looks_at_the_newest(self, wanted: Wanted, now: datetime) -> bool:
        """Whether older works may be left out, which have words in operatives' names alone."""
        if not telling_words(wanted.words):
            return False
        condition, values = _all_of(self._conditions(wanted, now))
        return self._works.looks_at_the_newest(wanted.words, condition, values)

    def count(self, wanted: Wanted, now: datetime) -> int:
        """How many there are, whatever words they have; MANY + 1 for all numbers above that."""
        return self._count(self._conditions(wanted, now), MANY)

    def _count(self, conditions: Sequence[Condition], most: int) -> int:
        condition, values = _all_of(conditions)
        [(count,)] = self._database.select(
            f"SELECT count(*) FROM (SELECT 1 FROM standings WHERE {condition} LIMIT ?)",  # noqa: S608
            *values,
            most + 1,
        )
        return int(count)

    def _sorted(
        self, conditions: Sequence[Condition], wanted: Wanted, limit: int, offset: int
    ) -> list[int]:
        source, order = "standings WHERE 1", ORDERS[wanted.sort]
        # Counting takes time as well. It is only done where it can save more.
        by_span = wanted.sort is Sort.NUMBER and any(each.column for each in conditions)
        ways = WAYS_OF_THE_PAST
        if self._database.moment == NOW - 1:
            ways = WALKS_AMONG_SOME if conditions else WALKS
        if (by_span or wanted.sort in ways) and self._count(conditions, WALKED_FROM) > WALKED_FROM:
            source, order = ways.get(wanted.sort, (source, order))
            conditions = [each.by_scan() for each in conditions]
        condition, values = _all_of(conditions)
        order = order.format(way="DESC" if wanted.is_descending else "ASC")
        found = self._database.select(
            f"SELECT standings.number FROM {source} AND {condition} "  # noqa: S608
            f"ORDER BY {order} LIMIT ? OFFSET ?",
            *values,
            limit,
            offset,
        )
        return [number for (number,) in found]

    def _conditions(self, wanted: Wanted, now: datetime) -> list[Condition]:
        return [*_about_standing(wanted, now), *self._about_sites_and_people(wanted)]

    def _about_sites_and_people(self, wanted: Wanted) -> list[Condition]:
        """What stands elsewhere: for which Sites it is, who has had it, and who called about it."""
        asked = (
            (_FOR_SITE, wanted.site_id, _only),
            (_FOR_SITE, wanted.site, self._sites.ids_matching),
            (_FOR_SITE, wanted.town, self._sites.ids_in_town),
            (_HAD_BY, wanted.operative_id, _only),
            (_HAD_BY, wanted.operative, self._operatives.ids_matching),
            (_CALLED_BY, wanted.caller, self._contacts.ids_matching),
        )
        conditions = []
        for condition, text, ids_of in asked:
            if text:
                ids, values = ids_of(text)
                conditions.append(Condition(condition.format(ids), values))
        return conditions


def _only(id: str) -> tuple[str, list[object]]:
    return "?", [id]


def _are_open(stages: Sequence[Stage]) -> bool:
    return bool(stages) and not set(stages).intersection(ENDED)


def _about_standing(wanted: Wanted, now: datetime) -> list[Condition]:
    conditions = []
    if wanted.stages:
        stages = ", ".join(f"'{each.name}'" for each in wanted.stages)
        conditions.append(Condition(f"standings.stage IN ({stages})", []))
    if wanted.priority is not None:
        # Few are open, and many were emergencies once: with `+`, SQLite looks up the stage.
        of = "+standings" if _are_open(wanted.stages) else "standings"
        conditions.append(Condition(f"{of}.priority = ?", [wanted.priority.name]))
    if wanted.is_late is not None:
        sql = _LATE if wanted.is_late else _NOT_LATE
        conditions.append(Condition(sql, [microseconds(now)]))
    if wanted.before is not None:
        conditions.append(Condition("standings.number < ?", [wanted.before]))
    return [
        *conditions,
        *_within("standings.stage_since", wanted.came_there),
        *_within("standings.raised_at", wanted.raised),
        *_within("standings.finished_at", wanted.finished),
    ]


def _within(column: str, span: Span) -> list[Condition]:
    bounds = {f"{column} >= ?": span.since, f"{column} < ?": span.until}
    return [
        Condition(sql, [microseconds(bound)], column)
        for sql, bound in bounds.items()
        if bound is not None
    ]


def _all_of(conditions: Sequence[Condition]) -> tuple[str, list[object]]:
    sql = " AND ".join(each.sql for each in conditions) or "1"
    return sql, [value for each in conditions for value in each.values]


_LATE = "standings.late_from < ?"
_NOT_LATE = "(standings.late_from IS NULL OR standings.late_from >= ?)"
_FOR_SITE = "standings.number IN (SELECT number FROM work_sites WHERE is_for AND site_id IN ({}))"
_HAD_BY = "standings.number IN (SELECT number FROM assignments WHERE operative_id IN ({}))"
_CALLED_BY = (
    "standings.number IN (SELECT number FROM work_callers WHERE has_called AND caller_id IN ({}))"
)
