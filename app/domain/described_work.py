"""What is written down about a Work, and how that is corrected and added to."""

from collections.abc import Sequence
from typing import NoReturn

from app.domain.aggregate import Aggregate
from app.domain.event import Event
from app.domain.lifecycle import ENDED, Stage
from app.domain.promise import Priority, Promise
from app.domain.refused import Refused
from app.domain.site import Site
from app.domain.text import Text
from app.domain.work_events import (
    WorkCallAdded,
    WorkCallerAmended,
    WorkDescriptionAmended,
    WorkNoted,
    WorkPriorityAmended,
    WorkRaised,
    WorkSitesAmended,
    WorkTitleAmended,
)

TITLE = Text("Title", longest=120)
DESCRIPTION = Text("Description", longest=4_000, several_lines=True)
NOTE = Text("Note", longest=2_000, several_lines=True)
SAID_IN_A_CALL = Text(
    "What was said in the call", longest=2_000, several_lines=True, required=False
)
MOST_SITES = 100
"""For how many Sites one Work can be."""


def accept_site_ids(site_ids: Sequence[str]) -> None:
    """Raises Refused unless these are different Sites, and a sensible number of them. Ask before
    loading them: each takes time."""
    if not site_ids:
        raise Refused("Choose at least one Site.")
    if len(site_ids) > MOST_SITES:
        raise Refused(
            f"One Work can be for {MOST_SITES} Sites at most; {len(site_ids):,} are chosen."
        )
    if len(set(site_ids)) < len(site_ids):
        raise Refused("The same Site is chosen twice.")


class DescribedWork(Aggregate):
    """What it says can be changed while it is open; so the stage is known here, too. What changes
    the stage is in `Work`."""

    kind = "work"

    def __init__(self, id: str) -> None:
        super().__init__(id)
        self.stage: Stage | None = None
        self.title = ""
        self.description = ""
        self.priority = Priority.ROUTINE
        self.site_ids: tuple[str, ...] = ()
        self.caller_id = ""

    def raise_for(
        self,
        sites: Sequence[Site],
        title: str,
        description: str,
        priority: Priority,
        promise: Promise,
        caller_id: str = "",
    ) -> None:
        """A customer called. Raises Refused without a title, a description and known Sites."""
        if self.stage is not None:
            raise Refused("This Work has already been raised.")
        self.record(
            WorkRaised(
                site_ids=_ids_of(sites),
                title=TITLE.accept(title),
                description=DESCRIPTION.accept(description),
                priority=priority,
                caller_id=caller_id,
                arrive_by=promise.arrive_by,
                complete_by=promise.complete_by,
            )
        )

    def note(self, text: str) -> None:
        """Write something down about it, at any stage. Raises Refused without text."""
        self.must_be_raised()
        self.record(WorkNoted(text=NOTE.accept(text)))

    def add_call(self, caller_id: str, note: str) -> None:
        """Somebody called about it once more. Raises Refused when it has ended, and when neither
        a caller nor a note is given."""
        if self.stage in ENDED:
            self.refuse("A call can only be added to Work that is open")
        self.must_be_raised()
        note = SAID_IN_A_CALL.accept(note)
        if not caller_id and not note:
            raise Refused("Say who called, or what they said.")
        self.record(WorkCallAdded(caller_id=caller_id, note=note))

    def amend_title(self, title: str) -> None:
        """Raises Refused without a title, and when it has ended. As all amendments, it records
        nothing where nothing changes."""
        self._must_be_open()
        title = TITLE.accept(title)
        if title != self.title:
            self.record(WorkTitleAmended(before=self.title, after=title))

    def amend_description(self, description: str) -> None:
        self._must_be_open()
        description = DESCRIPTION.accept(description)
        if description != self.description:
            self.record(WorkDescriptionAmended(before=self.description, after=description))

    def amend_priority(self, priority: Priority, promise: Promise) -> None:
        self._must_be_open()
        if priority is not self.priority:
            self.record(
                WorkPriorityAmended(
                    before=self.priority,
                    after=priority,
                    arrive_by=promise.arrive_by,
                    complete_by=promise.complete_by,
                )
            )

    def amend_sites(self, sites: Sequence[Site]) -> None:
        """Raises Refused without known Sites, too."""
        self._must_be_open()
        site_ids = _ids_of(sites)
        if set(site_ids) != set(self.site_ids):
            self.record(WorkSitesAmended(before=self.site_ids, after=site_ids))

    def amend_caller(self, caller_id: str) -> None:
        self._must_be_open()
        if caller_id != self.caller_id:
            self.record(WorkCallerAmended(before=self.caller_id, after=caller_id))

    def _must_be_open(self) -> None:
        self.must_be_raised()
        if self.stage in ENDED:
            self.refuse("Only Work that is open can be amended")

    def must_be_raised(self) -> None:
        if self.stage is None:
            raise Refused("There is no such Work on this desk.")

    def refuse(self, rule: str) -> NoReturn:
        self.must_be_raised()
        raise Refused(f"{rule}; this one is {self.stage}.")

    def apply(self, event: Event) -> None:
        match event:
            case WorkRaised():
                self.title, self.description = event.title, event.description
                self.priority, self.site_ids = event.priority, event.site_ids
                self.caller_id = event.caller_id
            case WorkTitleAmended(after=after):
                self.title = after
            case WorkDescriptionAmended(after=after):
                self.description = after
            case WorkPriorityAmended(after=priority):
                self.priority = priority
            case WorkSitesAmended(after=site_ids):
                self.site_ids = site_ids
            case WorkCallerAmended(after=after):
                self.caller_id = after


def _ids_of(sites: Sequence[Site]) -> tuple[str, ...]:
    """Raises Refused unless these are Sites in use, each once, and a sensible number of them."""
    accept_site_ids([site.id for site in sites])
    if not all(site.is_acquired for site in sites):
        raise Refused("One of the chosen Sites is not known to this desk.")
    for site in sites:
        site.must_be_in_use()
    return tuple(site.id for site in sites)
