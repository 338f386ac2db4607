"""How does each Work stand, and which are at a stage, or have to do with some words?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, assert_never

import msgspec

from app.domain.lifecycle import Stage, standing_after
from app.domain.operative import OperativeErased, OperativeHired, OperativeRenamed, full_name
from app.domain.personal import ERASED
from app.domain.site import SiteAcquired, SiteAmended, SitePart
from app.domain.work_events import (
    WorkAbandoned,
    WorkArrivedAt,
    WorkAssigned,
    WorkCallAdded,
    WorkCallerAmended,
    WorkClosed,
    WorkCompleted,
    WorkDescriptionAmended,
    WorkDispatched,
    WorkDuplicateFound,
    WorkEtaRevised,
    WorkMovedInQueue,
    WorkNoted,
    WorkPriorityAmended,
    WorkRaised,
    WorkReassigned,
    WorkRecalled,
    WorkReopened,
    WorkSitesAmended,
    WorkTitleAmended,
)
from app.event_store.log import RecordedEvent
from app.read_models.database import THESE
from app.read_models.found import Found
from app.read_models.read_model import ReadModel, all_of
from app.read_models.table import microseconds
from app.read_models.text_index import TextIndex, telling_words
from app.read_models.words import words_found_by
from app.read_models.work_rows import (
    ASSIGNMENTS,
    CALLS,
    CALLS_ADDED,
    FINDING_PARTS,
    FIRST_NUMBER,
    OPERATIVES,
    SITES,
    STANDINGS,
    TABLES,
    WORK_CALLERS,
    WORK_SITES,
    Assignment,
    Call,
    CallAdded,
    Name,
    Standing,
    WorkCaller,
    WorkRow,
    WorkSite,
    place_of,
    work_of,
)
from app.read_models.work_search import WorkSearch

Moved = (
    WorkAssigned
    | WorkReassigned
    | WorkDispatched
    | WorkArrivedAt
    | WorkCompleted
    | WorkAbandoned
    | WorkRecalled
    | WorkClosed
    | WorkReopened
)
AboutIt = WorkTitleAmended | WorkDescriptionAmended | WorkSitesAmended | WorkCallerAmended
Counted = WorkNoted | WorkDuplicateFound
"""These change nothing but the version that pages carry."""
Subscribed = (
    OperativeHired
    | OperativeRenamed
    | OperativeErased
    | SiteAcquired
    | SiteAmended
    | WorkRaised
    | Moved
    | AboutIt
    | WorkPriorityAmended
    | WorkEtaRevised
    | WorkMovedInQueue
    | WorkCallAdded
    | Counted
)


class Works(ReadModel[Subscribed]):
    subscribes_to = all_of(Subscribed)

    def open(self) -> None:
        self._calls = self.database.rows(CALLS)
        self._standings = self.database.rows(STANDINGS)
        self._assignments = self.database.rows(ASSIGNMENTS)
        self._work_sites = self.database.rows(WORK_SITES)
        self._work_callers = self.database.rows(WORK_CALLERS)
        self._operatives = self.database.rows(OPERATIVES)
        self._sites = self.database.rows(SITES)
        self._calls_added = self.database.rows(CALLS_ADDED)
        self._last_number: int | None = None
        self._texts = TextIndex(self.database, "work_texts")
        self._search = WorkSearch(self.database, self._texts, self._with, self._words, self._names)

    def tables_counted(self) -> Sequence[str]:
        return [table.name for table in TABLES]

    def tables_to_create(self) -> Sequence[str]:
        made = [statement for table in TABLES for statement in table.create()]
        return [*made, *self._texts.create()]

    def indexes_to_create(self) -> Sequence[str]:
        return [statement for table in TABLES for statement in table.finish()]

    def apply(self, recorded: RecordedEvent, event: Subscribed) -> None:
        match event:
            case OperativeHired(forename=forename, surname=surname):
                words = words_found_by(full_name(forename, surname))
                self._operatives.add(Name(recorded.aggregate_id, tuple(words)))
            case OperativeRenamed(forename=forename, surname=surname):
                words = words_found_by(full_name(forename, surname))
                self._operatives.replace(Name(recorded.aggregate_id, tuple(words)))
            case OperativeErased():
                self._operatives.rewrite(recorded.aggregate_id, change=_without_name)
            case SiteAcquired():
                parts = [getattr(event, part.field) for part in FINDING_PARTS]
                self._sites.add(place_of(recorded.aggregate_id, parts))
            case SiteAmended(part=part, after=after):
                if part in FINDING_PARTS:
                    self._amend_site(recorded.aggregate_id, part, after)
            case WorkRaised():
                self._raise(recorded, event)
            case WorkTitleAmended() | WorkDescriptionAmended():
                self._amend(recorded, event)
            case WorkSitesAmended() | WorkCallerAmended():
                self._amend(recorded, event)
            case WorkPriorityAmended(after=priority, arrive_by=arrive_by, complete_by=complete_by):
                before = self._standings[recorded.aggregate_id]
                self._change(
                    recorded,
                    priority=priority,
                    arrive_by=arrive_by,
                    complete_by=complete_by,
                    broken_at=before.broken_before(recorded.metadata.when),
                )
            case WorkEtaRevised(eta=eta):
                self._change(recorded, eta=eta)
            case WorkMovedInQueue(operative_id=operative_id, before=before):
                self._move_in_queue(recorded, operative_id, before)
            case WorkCallAdded(caller_id=caller_id):
                self._change(recorded)
                number = self._standings[recorded.aggregate_id].number
                when = recorded.metadata.when
                self._calls_added.add(CallAdded(number, recorded.position, when))
                self._add_caller(caller_id, number)
            case WorkNoted() | WorkDuplicateFound():
                self._change(recorded)
            case (
                WorkAssigned()
                | WorkReassigned()
                | WorkDispatched()
                | WorkArrivedAt()
                | WorkCompleted()
                | WorkAbandoned()
                | WorkRecalled()
                | WorkClosed()
                | WorkReopened()
            ):
                self._move(recorded, event)
            case _:
                assert_never(event)

    def forget(self) -> None:
        self._last_number = None

    def _raise(self, recorded: RecordedEvent, event: WorkRaised) -> None:
        number = (self._last_number or self._newest_number()) + 1
        self._last_number = number
        call = Call(
            id=recorded.aggregate_id,
            number=number,
            title=event.title,
            description=event.description,
            site_ids=event.site_ids,
            raised_at=recorded.metadata.when,
            raised_by=recorded.metadata.who,
            raised=recorded.position,
            caller_id=event.caller_id,
        )
        self._calls.add(call)
        for site_id in event.site_ids:
            self._work_sites.add(WorkSite(site_id, number))
        self._add_caller(call.caller_id, number)
        self._texts.add(number, self._words(call))
        self._standings.add(
            Standing(
                id=call.id,
                number=number,
                version=recorded.version,
                stage=Stage.AWAITING_CONTROL,
                stage_since=recorded.metadata.when,
                priority=event.priority,
                arrive_by=event.arrive_by,
                complete_by=event.complete_by,
                raised_at=recorded.metadata.when,
            )
        )

    def _move(self, recorded: RecordedEvent, event: Moved) -> None:
        before, after = self._standings[recorded.aggregate_id], standing_after(event)
        if after is None:
            raise LookupError(f"LIFECYCLE does not say where {type(event).__name__} leads")
        etas = (before.eta, before.first_eta) if after.operative_id else (None, None)
        changes: dict[str, Any] = dict(zip(("eta", "first_eta"), etas, strict=True))
        match event:
            case WorkAssigned(operative_id=to) | WorkReassigned(operative_id=to):
                assigned = recorded.position
                self._assignments.add(Assignment(to, before.number, assigned))
                changes = {"place": assigned, "eta": None, "first_eta": None}
            case WorkDispatched(eta=eta):
                changes = {"eta": eta, "first_eta": eta}
            case WorkArrivedAt():
                changes["arrived_at"] = before.arrived_at or recorded.metadata.when
            case WorkCompleted(operative_id=operative_id, code=code):
                changes |= {"finished_by": operative_id, "code": str(code or "")}
            case WorkClosed(cause=cause, reason=reason):
                who = recorded.metadata.who
                changes |= {"finished_by": who, "code": cause.value, "remark": reason}
            case WorkReopened(arrive_by=arrive_by, complete_by=complete_by):
                changes |= _NOT_FINISHED | {"arrive_by": arrive_by, "complete_by": complete_by}
        self._change(
            recorded,
            stage=after.stage,
            stage_since=recorded.metadata.when,
            operative_id=after.operative_id,
            **changes,
        )

    def _change(self, recorded: RecordedEvent, **changes: Any) -> None:
        before = self._standings[recorded.aggregate_id]
        self._standings.replace(
            msgspec.structs.replace(before, version=recorded.version, **changes)
        )

    def _amend(self, recorded: RecordedEvent, event: AboutIt) -> None:
        self._change(recorded)
        call = self._calls[recorded.aggregate_id]
        match event:
            case WorkTitleAmended(after=title):
                call = msgspec.structs.replace(call, title=title)
            case WorkDescriptionAmended(after=description):
                call = msgspec.structs.replace(call, description=description)
            case WorkSitesAmended(before=before, after=site_ids):
                call = msgspec.structs.replace(call, site_ids=site_ids)
                self._amend_sites(call.number, set(before), set(site_ids))
            case WorkCallerAmended(before=wrong, after=caller_id):
                call = msgspec.structs.replace(call, caller_id=caller_id)
                if wrong:
                    self._work_callers.replace(WorkCaller(wrong, call.number, has_called=False))
                self._add_caller(caller_id, call.number)
            case _:
                assert_never(event)
        self._calls.replace(call)
        self._texts.replace(call.number, self._words(call))

    def _amend_site(self, site_id: str, part: SitePart, after: str) -> None:
        """All works for it are found by what it is called and where it is now."""
        parts = list(self._sites[site_id].parts)
        parts[FINDING_PARTS.index(part)] = after
        self._sites.replace(place_of(site_id, parts))
        for call in self._calls.where(_AT_SITE, site_id, order="number"):
            self._texts.replace(call.number, self._words(call))

    def _amend_sites(self, number: int, before: set[str], after: set[str]) -> None:
        for site_id in sorted(before ^ after):
            row = WorkSite(site_id, number, is_for=site_id in after)
            if self._work_sites.get(site_id, number):
                self._work_sites.replace(row)
            else:
                self._work_sites.add(row)

    def _add_caller(self, caller_id: str, number: int) -> None:
        row = WorkCaller(caller_id, number)
        if not caller_id:
            return
        if self._work_callers.get(caller_id, number):
            self._work_callers.replace(row)
        else:
            self._work_callers.add(row)

    def _move_in_queue(
        self, recorded: RecordedEvent, operative_id: str, before: str | None
    ) -> None:
        """The works of the queue trade their places, so that others need not change theirs."""
        queue = self._standings.where(
            "operative_id = ? AND stage = ?", operative_id, Stage.QUEUED.name, order="place"
        )
        places = [row.place for row in queue]
        moved = next(row for row in queue if row.id == recorded.aggregate_id)
        queue.remove(moved)
        ids = [row.id for row in queue]
        queue.insert(ids.index(before) if before else len(queue), moved)
        for row, place in zip(queue, places, strict=True):
            if row.id == moved.id:
                self._change(recorded, place=place)
            elif row.place != place:
                self._standings.replace(msgspec.structs.replace(row, place=place))

    def _with(self, condition: str, values: Sequence[object]) -> list[WorkRow]:
        return self._works_of(self._standings.where(condition, *values, order="number DESC"))

    def _names(self) -> dict[str, tuple[str, ...]]:
        """The words of each operative's name, by their ids."""
        return {row.id: row.words for row in self._operatives.where()}

    def _words(self, call: Call | WorkRow) -> list[str]:
        """Those of a Work's own text, and of its Sites."""
        words = words_found_by(f"W-{call.number} W{call.number} {call.title} {call.description}")
        for site_id in call.site_ids:
            if site := self._sites.get(site_id):
                words += site.words
        return words

    def __len__(self) -> int:
        return self._newest_number() - FIRST_NUMBER + 1

    def _newest_number(self) -> int:
        """That of the Work that was raised last."""
        # With `raised`, as the order goes by it: otherwise a view would be sorted as a whole.
        found = self.database.select(
            "SELECT number, raised FROM calls WHERE raised <= ? ORDER BY raised DESC LIMIT 1",
            self.database.moment,
        )
        return found[0][0] if found else FIRST_NUMBER - 1

    def __getitem__(self, work_id: str) -> WorkRow:
        return work_of(self._calls[work_id], self._standings[work_id])

    def get(self, work_id: str) -> WorkRow | None:
        call = self._calls.get(work_id)
        return work_of(call, self._standings[work_id]) if call else None

    def numbered(self, number: int) -> WorkRow | None:
        """The Work that people call by this number."""
        for standing in self._standings.where("number = ?", number):
            return work_of(self._calls[standing.id], standing)
        return None

    def with_numbers(self, numbers: Sequence[int]) -> list[WorkRow]:
        """The works with these numbers, in the order of these."""
        wanted = msgspec.json.encode(numbers).decode()
        rows = self._works_of(self._standings.where(f"number IN ({THESE})", wanted))
        by_number = {row.number: row for row in rows}
        return [by_number[number] for number in numbers if number in by_number]

    def label(self, work_id: str) -> str:
        """W-1001, or the id of a Work that is not known."""
        standing = self._standings.get(work_id)
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
        with numbers below `before`; the last raised first."""
        # Those that were raised after the moment that is looked at need not be passed over.
        end = self._newest_number() + 1
        before = end if before is None else min(before, end)
        return self._search.newest(telling_words(words), condition, values, before)

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
        return self._standings.count(condition, *values)

    def waiting(self) -> Found[WorkRow]:
        """What waits for Control: emergencies first, then by when somebody was promised to be
        there; what was promised the same, or nothing, by numbers."""
        return self._found("stage = ?", [Stage.AWAITING_CONTROL.name], "turn, number")

    def waiting_before(self, row: WorkRow) -> int:
        """How many wait before that Work, which waits too."""
        standing = self._standings[row.id]
        return self._standings.count(
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
            self._standings.where(f"{_AT_SITE} AND {_OPEN}", site_id, order="number")
        )

    def at_site(self, site_id: str) -> Found[WorkRow]:
        """All works for that Site, the last raised first."""
        return self._found(_AT_SITE, [site_id], "number DESC")

    def ended_at_site(self, site_id: str) -> Found[WorkRow]:
        """The works for that Site that have ended, the last first."""
        order = "stage_since DESC, number DESC"
        return self._found(f"{_AT_SITE} AND NOT {_OPEN}", [site_id], order)

    def calls_from_site(self, site_id: str, since: datetime) -> int:
        """How often somebody called about it since then: works raised, and calls added."""
        values = site_id, microseconds(since)
        raised = self._calls.count(f"{_AT_SITE} AND raised_at >= ?", *values)
        [(added,)] = self.database.select(
            f"SELECT count(*) FROM calls_added WHERE {_AT_SITE} AND called_at >= ?",  # noqa: S608
            *values,
        )
        return raised + int(added)

    def counts_by_operative(self) -> dict[str, int]:
        """How many works each operative has who has any."""
        return dict(
            self.database.select(
                f"SELECT operative_id, count(*) FROM standings WHERE {_WITH_SOMEBODY} "  # noqa: S608
                "GROUP BY operative_id"
            )
        )

    def _found(self, condition: str, values: Sequence[object], order: str) -> Found[WorkRow]:
        def fetch(limit: int, offset: int) -> list[WorkRow]:
            return self._works_of(
                self._standings.where(condition, *values, order=order, limit=limit, offset=offset)
            )

        return Found(count=lambda: self._standings.count(condition, *values), fetch=fetch)

    def _works_of(self, standings: Sequence[Standing]) -> list[WorkRow]:
        wanted = msgspec.json.encode([standing.id for standing in standings]).decode()
        calls = {call.id: call for call in self._calls.where(f"id IN ({THESE})", wanted)}
        return [work_of(calls[standing.id], standing) for standing in standings]


_NOT_FINISHED = {
    "arrived_at": None,
    "broken_at": None,
    "finished_by": "",
    "code": "",
    "remark": "",
}
_AT_SITE = "number IN (SELECT number FROM work_sites WHERE site_id = ? AND is_for)"
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


def _without_name(name: Name) -> Name:
    return msgspec.structs.replace(name, words=tuple(words_found_by(ERASED)))
