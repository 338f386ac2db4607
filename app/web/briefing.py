"""What whoever goes to a Work has to know: where it is, who called, why it came back, what has been
changed, and what others have written down."""

from collections.abc import Sequence

import msgspec

from app.domain.lifecycle import LIFECYCLE, Stage
from app.domain.work_events import Amended, WorkCallAdded, WorkEtaRevised, WorkNoted
from app.event_store.log import RecordedEvent
from app.read_models.contacts import ContactRow
from app.read_models.sites import SiteRow
from app.read_models.work_rows import WorkRow
from app.web.came_back import CameBack, came_back
from app.web.desk import read_models
from app.web.services import desk
from app.web.telephone import telephone_link

Written = WorkNoted | WorkCallAdded
NOTES_SHOWN = 20
_SINCE = {
    Stage.QUEUED: "since it was assigned",
    Stage.EN_ROUTE: "since setting off",
    Stage.ON_SITE: "since arriving",
}


class Briefing(msgspec.Struct, frozen=True, kw_only=True):
    sites: list[SiteRow]
    caller: ContactRow | None
    back: CameBack
    changes: Sequence[RecordedEvent]
    """What was amended since the operative's last step, and so may be news to them. It stays until
    they take the next one, whichever telephone they look at."""
    since: str
    """Which step that was, in words."""
    notes: Sequence[RecordedEvent]
    """The newest notes, and calls that were added, the last first."""
    older_notes: int
    """How many there are besides these."""

    def is_asked_for(self, contact: ContactRow | None, site: SiteRow) -> bool:
        """Whether the caller is whom one asks for at that Site, and rang from a number there."""
        caller = self.caller
        if caller is None or contact is None or caller.is_erased or contact.is_erased:
            return False
        numbers = [telephone_link(each) for each in (site.telephone_number, contact.telephone)]
        return (
            caller.own_name != ""
            and caller.own_name.casefold() == contact.own_name.casefold()
            and (not caller.telephone or telephone_link(caller.telephone) in numbers)
        )


def briefing_on(
    work: WorkRow, story: Sequence[RecordedEvent] | None = None, most_notes: int = NOTES_SHOWN
) -> Briefing:
    """`story` are all events of the Work, where they have been read already."""
    models = read_models()
    if story is None:
        story = desk().log.stream(work.id, until=work.version)
    notes = [each for each in reversed(story) if isinstance(each.event, Written)]
    return Briefing(
        sites=sites_of(work),
        caller=models.contacts.get(work.caller_id) if work.caller_id else None,
        back=came_back([work])[work.id],
        changes=_since_last_step(story) if work.operative_id else (),
        since=_SINCE.get(work.stage, ""),
        notes=notes[:most_notes],
        older_notes=max(0, len(notes) - most_notes),
    )


def sites_of(work: WorkRow) -> list[SiteRow]:
    sites = read_models().sites
    return [site for id in work.site_ids if (site := sites.get(id))]


def _since_last_step(story: Sequence[RecordedEvent]) -> list[RecordedEvent]:
    changes: list[RecordedEvent] = []
    for each in story:
        if type(each.event) in LIFECYCLE or isinstance(each.event, WorkEtaRevised):
            changes = []
        elif isinstance(each.event, Amended):
            changes.append(each)
    return changes
