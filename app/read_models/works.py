"""How does each Work stand, and which are at a stage, or have to do with some words?"""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from app.domain.lifecycle import ENDED, Stage
from app.read_models.database import THESE
from app.read_models.found import Found
from app.read_models.table import microseconds
from app.read_models.text_index import telling_words
from app.read_models.told_works import ToldWorks
from app.read_models.words import dialled_at_home
from app.read_models.work_details import AT_SITE
from app.read_models.work_rows import FIRST_NUMBER, Standing, WorkRow, work_of
from app.read_models.work_search import WorkSearch


class Works(ToldWorks):
    def open(self) -> None:
        super().open()
        self._search = WorkSearch(
            self.database, self._texts, self._with, self._details.words_of, self._names
        )

    def __len__(self) -> int:
        return self._newest_number() - FIRST_NUMBER + 1

    def __getitem__(self, work_id: str) -> WorkRow:
        return work_of(self._details.rows[work_id], self._standings.rows[work_id])

    def get(self, work_id: str) -> WorkRow | None:
        details = self._details.rows.get(work_id)
        return work_of(details, self._standings.rows[work_id]) if details else None

    def numbered(self, number: int) -> WorkRow | None:
        """The Work that people call by this number."""
        for standing in self._standings.rows.where("number = ?", number):
            return work_of(self._details.rows[standing.id], standing)
        return None

    def with_numbers(self, numbers: Sequence[int]) -> list[WorkRow]:
        """The works with these numbers, in the order of these."""
        wanted = msgspec.json.encode(numbers).decode()
        rows = self._works_of(self._standings.rows.where(f"number IN ({THESE})", wanted))
        by_number = {row.number: row for row in rows}
        return [by_number[number] for number in numbers if number in by_number]

    def label(self, work_id: str) -> str:
        """W-1001, or the id of a Work that is not known."""
        standing = self._standings.rows.get(work_id)
        return f"W-{standing.number}" if standing else work_id

    def newest(
        self,
        *,
        stage: Stage | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        words: str = "",
        before: int | None = None,
    ) -> Found[WorkRow]:
        """The last raised first: of those at `stage`, that came where they are at `since` or
        later and before `until`, that have all the words, with numbers below `before`."""
        if telling_words(words):
            return self.having(words, *_condition(stage, since, until), before)
        condition, values = _condition(stage, since, until, before)
        return self._found(condition, values, "number DESC")

    def having(
        self, words: str, condition: str, values: Sequence[object], before: int | None = None
    ) -> Found[WorkRow]:
        """Those that have all the words, of the works whose standing meets the condition (SQL),
        with numbers below `before`; the last raised first. Where none has, a telephone number in
        them stands for what people dial at home."""
        before = self._end(before)
        found = self._search.newest(telling_words(words), condition, values, before)
        at_home = telling_words(dialled_at_home(words))
        if at_home == telling_words(words) or found.first(1):
            return found
        return self._search.newest(at_home, condition, values, before)

    def looks_at_the_newest(self, words: str, condition: str, values: Sequence[object]) -> bool:
        """Whether `having` may leave out older ones, which have words in operatives' names alone:
        there are too many to look at."""
        return self._search.looks_at_the_newest(
            telling_words(words), condition, values, self._end(None)
        )

    def _end(self, before: int | None) -> int:
        """Those that were raised after the moment that is looked at need not be passed over."""
        end = self._newest_number() + 1
        return end if before is None else min(before, end)

    def count(
        self,
        stage: Stage,
        since: datetime | None = None,
        until: datetime | None = None,
        before: int | None = None,
    ) -> int:
        """How many are at that stage; of those that came there at `since` or later and before
        `until`, and have numbers below `before`, where these are given."""
        condition, values = _condition(stage, since, until, before)
        return self._standings.rows.count(condition, *values)

    def waiting(self) -> Found[WorkRow]:
        """What waits for Control: emergencies first, then by when somebody was promised to be
        there; what was promised the same, or nothing, by numbers."""
        return self._found("stage = ?", [Stage.AWAITING_CONTROL.name], "turn, number")

    def waiting_before(self, row: WorkRow) -> int:
        """How many wait before that Work, or before where it would stand if it waited."""
        standing = self._standings.rows[row.id]
        return self._standings.rows.count(
            "stage = ? AND (turn, number) < (?, ?)",
            Stage.AWAITING_CONTROL.name,
            standing.turn,
            standing.number,
        )

    def with_operative(self, operative_id: str) -> Found[WorkRow]:
        """What an operative has: first what they are under way to or on site for, then the others
        in the order in which they were assigned."""
        return self._found("operative_id = ?", [operative_id], "stage = 'QUEUED', place")

    def with_operatives(self, operative_ids: Sequence[str], most: int) -> Found[WorkRow]:
        """The same, of several operatives: up to so much of each."""
        return self._found(
            f"{_WITH_SOMEBODY} AND id IN ({_FIRST_OF_EACH})",
            [msgspec.json.encode(operative_ids).decode(), most],
            "operative_id, stage = 'QUEUED', place",
        )

    def open_at_site(self, site_id: str) -> list[WorkRow]:
        """The works for that Site that have not ended, the first raised first."""
        return self._works_of(
            self._standings.rows.where(f"{AT_SITE} AND {_OPEN}", site_id, order="number")
        )

    def raised_after(self, position: int, site_ids: Iterable[str]) -> list[WorkRow]:
        """What was raised for these Sites past that position of the log and has not ended, the
        first first."""
        open_ = {row.id: row for id in site_ids for row in self.open_at_site(id)}
        raised = [row for row in open_.values() if self._details.rows[row.id].raised > position]
        return sorted(raised, key=lambda row: row.number)

    def ended_at_site(self, site_id: str) -> Found[WorkRow]:
        """The works for that Site that have ended, the last first."""
        order = "stage_since DESC, number DESC"
        return self._found(f"{AT_SITE} AND NOT {_OPEN}", [site_id], order)

    def calls_from_site(self, site_id: str, since: datetime) -> int:
        """How often somebody called about it since then: works raised, and calls added."""
        values = site_id, microseconds(since)
        # With `+`, SQLite looks the works of the Site up, not those of all Sites since then.
        raised = self._details.rows.count(f"{AT_SITE} AND +raised_at >= ?", *values)
        [(added,)] = self.database.select(
            f"SELECT count(*) FROM calls_added WHERE {AT_SITE} AND called_at >= ?",  # noqa: S608
            *values,
        )
        return raised + int(added)

    def open_standings(self) -> list[Standing]:
        """Where each Work stands that has not ended. What these are about is not looked up."""
        stages = msgspec.json.encode([stage.name for stage in Stage if stage not in ENDED]).decode()
        return self._standings.rows.where(f"stage IN ({THESE})", stages)

    def last_visitors(self, site_ids: Sequence[str]) -> dict[str, str]:
        """Which operative arrived last at each of these Sites that somebody has been at, for
        whichever Work; by the Sites' ids."""
        return self._arrivals.last_visitors(site_ids)

    def last_places(self, since: datetime) -> dict[str, str]:
        """Of each operative who has completed Work at that moment or later, by their ids: the Site
        of the last one; the first of several."""
        condition, values = _condition(Stage.COMPLETED, since, None)
        finished = self._found(condition, values, "stage_since, number")
        return {row.finished_by: row.site_ids[0] for row in finished}

    def counts_by_operative(self) -> dict[str, int]:
        """How many works each operative has who has any."""
        return dict(
            self.database.select(
                f"SELECT operative_id, count(*) FROM standings WHERE {_WITH_SOMEBODY} "  # noqa: S608
                "GROUP BY operative_id"
            )
        )

    def _with(self, condition: str, values: Sequence[object]) -> list[WorkRow]:
        return self._works_of(self._standings.rows.where(condition, *values, order="number DESC"))

    def _names(self) -> dict[str, tuple[str, ...]]:
        """The words of each operative's name, by their ids."""
        return {row.id: row.words for row in self._operatives.where()}

    def _found(self, condition: str, values: Sequence[object], order: str) -> Found[WorkRow]:
        def fetch(limit: int, offset: int) -> list[WorkRow]:
            return self._works_of(
                self._standings.rows.where(
                    condition, *values, order=order, limit=limit, offset=offset
                )
            )

        return Found(count=lambda: self._standings.rows.count(condition, *values), fetch=fetch)

    def _works_of(self, standings: Sequence[Standing]) -> list[WorkRow]:
        wanted = msgspec.json.encode([standing.id for standing in standings]).decode()
        rows = self._details.rows.where(f"id IN ({THESE})", wanted)
        details = {row.id: row for row in rows}
        return [work_of(details[standing.id], standing) for standing in standings]


_OPEN = "stage NOT IN ('COMPLETED', 'CLOSED')"
_WITH_SOMEBODY = "operative_id > ''"
"""SQLite looks this up in an index, as of a moment as well, which it does not for IS NOT NULL."""
_FIRST_OF_EACH = (
    "SELECT id FROM (SELECT id, row_number() OVER "  # noqa: S608
    "(PARTITION BY operative_id ORDER BY stage = 'QUEUED', place) AS place "
    f"FROM standings WHERE operative_id IN ({THESE})) WHERE place <= ?"
)


def _condition(
    stage: Stage | None,
    since: datetime | None,
    until: datetime | None,
    before: int | None = None,
) -> tuple[str, list[object]]:
    """The condition for these, as SQL and its values."""
    conditions: list[tuple[str, object]] = []
    if stage is not None:
        conditions.append(("stage = ?", stage.name))
    if since is not None:
        conditions.append(("stage_since >= ?", microseconds(since)))
    if until is not None:
        conditions.append(("stage_since < ?", microseconds(until)))
    if before is not None:
        # What came there in a span of time is few. The plus has SQLite look these up by time.
        is_few = since is not None or until is not None
        conditions.append(("+number < ?" if is_few else "number < ?", before))
    sql = " AND ".join(each for each, _ in conditions) or "1"
    return sql, [value for _, value in conditions]
