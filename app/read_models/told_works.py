"""The rows of works, as events tell of them."""

from collections.abc import Sequence
from typing import assert_never

import msgspec

from app.domain.operative import OperativeErased, OperativeHired, OperativeRenamed, full_name
from app.domain.personal import ERASED
from app.domain.site import SiteAcquired, SiteAmended
from app.domain.work_events import (
    Beside,
    WorkArrivedAt,
    WorkCallAdded,
    WorkDuplicateFound,
    WorkEtaRevised,
    WorkMovedInQueue,
    WorkNoted,
    WorkPriorityAmended,
    WorkRaised,
)
from app.event_store.log import RecordedEvent
from app.read_models.read_model import ReadModel, all_of
from app.read_models.text_index import TextIndex
from app.read_models.words import words_found_by
from app.read_models.work_arrivals import LAST_VISITORS, WorkArrivals
from app.read_models.work_details import DetailsAmended, WorkDetails
from app.read_models.work_rows import (
    CALLS_ADDED,
    FINDING_PARTS,
    FIRST_NUMBER,
    OPERATIVES,
    TABLES_OF_WORKS,
    CallAdded,
    Name,
)
from app.read_models.work_standings import Moved, WorkStandings

TABLES = (*TABLES_OF_WORKS, LAST_VISITORS)

Subscribed = (
    OperativeHired
    | OperativeRenamed
    | OperativeErased
    | SiteAcquired
    | SiteAmended
    | WorkRaised
    | Moved
    | Beside
    | WorkDuplicateFound
)


class ToldWorks(ReadModel[Subscribed]):
    """What `Works` is asked about."""

    subscribes_to = all_of(Subscribed)

    def open(self) -> None:
        self._texts = TextIndex(self.database, "work_texts")
        self._details = WorkDetails(self.database, self._texts)
        self._standings = WorkStandings(self.database)
        self._arrivals = WorkArrivals(self.database)
        self._operatives = self.database.rows(OPERATIVES)
        self._calls_added = self.database.rows(CALLS_ADDED)
        self._last_number: int | None = None

    def tables_counted(self) -> Sequence[str]:
        return [table.name for table in TABLES]

    def tables_to_create(self) -> Sequence[str]:
        made = [statement for table in TABLES for statement in table.create()]
        return [*made, *self._texts.create()]

    def indexes_to_create(self) -> Sequence[str]:
        return [statement for table in TABLES for statement in table.finish()]

    def apply(self, recorded: RecordedEvent, event: Subscribed) -> None:
        if isinstance(event, Moved):
            self._standings.move(recorded, event)
            if isinstance(event, WorkArrivedAt):
                site_ids = self._details.rows[recorded.aggregate_id].site_ids
                self._arrivals.add(event.operative_id, site_ids)
            return
        if isinstance(event, DetailsAmended):
            self._standings.change(recorded)
            self._details.amend(recorded.aggregate_id, event)
            return
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
                self._details.add_site(recorded.aggregate_id, parts)
            case SiteAmended(part=part, after=after):
                if part in FINDING_PARTS:
                    self._details.amend_site(recorded.aggregate_id, part, after)
            case WorkRaised():
                self._raise(recorded, event)
            case WorkPriorityAmended():
                self._standings.amend_priority(recorded, event)
            case WorkEtaRevised(eta=eta):
                self._standings.change(recorded, eta=eta)
            case WorkMovedInQueue():
                self._standings.move_in_queue(recorded, event)
            case WorkCallAdded(caller_id=caller_id):
                self._standings.change(recorded)
                number = self._standings.rows[recorded.aggregate_id].number
                when = recorded.metadata.when
                self._calls_added.add(CallAdded(number, recorded.position, when))
                self._details.add_caller(caller_id, number)
            case WorkNoted() | WorkDuplicateFound():
                self._standings.change(recorded)
            case _:
                assert_never(event)

    def forget(self) -> None:
        self._last_number = None

    def _raise(self, recorded: RecordedEvent, event: WorkRaised) -> None:
        number = (self._last_number or self._newest_number()) + 1
        self._last_number = number
        self._details.add(recorded, event, number)
        self._standings.add(recorded, event, number)

    def _newest_number(self) -> int:
        """That of the Work that was raised last."""
        # With `raised`, as the order goes by it: otherwise a view would be sorted as a whole.
        found = self.database.select(
            "SELECT number, raised FROM details WHERE raised <= ? ORDER BY raised DESC LIMIT 1",
            self.database.moment,
        )
        return found[0][0] if found else FIRST_NUMBER - 1


def _without_name(name: Name) -> Name:
    return msgspec.structs.replace(name, words=tuple(words_found_by(ERASED)))
