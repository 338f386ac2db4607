"""What each Work is about, kept from when it is raised through all amendments, and the words that
it is found by."""

from collections.abc import Sequence
from typing import assert_never

import msgspec

from app.domain.site import SitePart
from app.domain.work_events import (
    WorkCallerAmended,
    WorkDescriptionAmended,
    WorkRaised,
    WorkSitesAmended,
    WorkTitleAmended,
)
from app.event_store.log import RecordedEvent
from app.read_models.database import Database
from app.read_models.text_index import TextIndex
from app.read_models.words import words_found_by
from app.read_models.work_rows import (
    DETAILS,
    FINDING_PARTS,
    SITES,
    WORK_CALLERS,
    WORK_SITES,
    Details,
    WorkCaller,
    WorkRow,
    WorkSite,
    place_of,
)

DetailsAmended = WorkTitleAmended | WorkDescriptionAmended | WorkSitesAmended | WorkCallerAmended

AT_SITE = "number IN (SELECT number FROM work_sites WHERE site_id = ? AND is_for)"
"""SQL for a row of a table that has the number of a Work."""


class WorkDetails:
    def __init__(self, database: Database, texts: TextIndex) -> None:
        self.rows = database.rows(DETAILS)
        self._work_sites = database.rows(WORK_SITES)
        self._work_callers = database.rows(WORK_CALLERS)
        self._sites = database.rows(SITES)
        self._texts = texts

    def add(self, recorded: RecordedEvent, event: WorkRaised, number: int) -> None:
        details = Details(
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
        self.rows.add(details)
        for site_id in event.site_ids:
            self._work_sites.add(WorkSite(site_id, number))
        self.add_caller(event.caller_id, number)
        self._texts.add(number, self.words_of(details))

    def amend(self, work_id: str, event: DetailsAmended) -> None:
        details = self.rows[work_id]
        match event:
            case WorkTitleAmended(after=title):
                details = msgspec.structs.replace(details, title=title)
            case WorkDescriptionAmended(after=description):
                details = msgspec.structs.replace(details, description=description)
            case WorkSitesAmended(before=before, after=site_ids):
                details = msgspec.structs.replace(details, site_ids=site_ids)
                self._amend_sites(details.number, set(before), set(site_ids))
            case WorkCallerAmended(before=wrong, after=caller_id):
                details = msgspec.structs.replace(details, caller_id=caller_id)
                if wrong:
                    self._work_callers.replace(WorkCaller(wrong, details.number, has_called=False))
                self.add_caller(caller_id, details.number)
            case _:
                assert_never(event)
        self.rows.replace(details)
        self._texts.replace(details.number, self.words_of(details))

    def add_caller(self, caller_id: str, number: int) -> None:
        if caller_id:
            self._work_callers.put(WorkCaller(caller_id, number))

    def add_site(self, site_id: str, parts: Sequence[str]) -> None:
        """`parts` are in the order of FINDING_PARTS."""
        self._sites.add(place_of(site_id, parts))

    def amend_site(self, site_id: str, part: SitePart, after: str) -> None:
        """All works for it are found by what it is called and where it is now."""
        parts = list(self._sites[site_id].parts)
        parts[FINDING_PARTS.index(part)] = after
        self._sites.replace(place_of(site_id, parts))
        for details in self.rows.where(AT_SITE, site_id, order="number"):
            self._texts.replace(details.number, self.words_of(details))

    def words_of(self, work: Details | WorkRow) -> list[str]:
        """Those of a Work's own text, and of its Sites."""
        words = words_found_by(f"W-{work.number} W{work.number} {work.title} {work.description}")
        for site_id in work.site_ids:
            if site := self._sites.get(site_id):
                words += site.words
        return words

    def _amend_sites(self, number: int, before: set[str], after: set[str]) -> None:
        for site_id in sorted(before ^ after):
            self._work_sites.put(WorkSite(site_id, number, is_for=site_id in after))
