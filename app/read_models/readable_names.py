"""Which names can be read. The keys to them are kept apart from the log, so they can be lost, or be
put back, while what the pages are read from stays as it was made."""

from itertools import chain

from app.domain.duty import OperativeWentOffDuty, duty_id
from app.domain.operative import Operative
from app.domain.personal import ERASED
from app.domain.user import User
from app.event_store.log import EventLog
from app.event_store.personal_data import ERASING, as_erased
from app.read_models import ReadModels

BATCH = 1_000
"""How many events are read at a time."""

_NAMING = ["OperativeHired", "OperativeRenamed", "UserRegistered", "UserRenamed"]
"""All that is sealed with the key of a person can be read, or nothing can; these say the names."""
_TYPES = [*_NAMING, *ERASING]
_KINDS = [Operative.kind, User.kind]


def shows_what_is_readable(models: ReadModels, log: EventLog) -> bool:
    """Whether just those names are shown that the log can be read with now."""
    people = chain(models.operatives.everybody(), models.users)
    shown = {row.id for row in people if row.name != ERASED}
    return (
        shown == _readable(log, models.position)
        and _shows_readable_contacts(models, log)
        and _shows_readable_reasons(models, log)
    )


def _shows_readable_reasons(models: ReadModels, log: EventLog) -> bool:
    """Those for being off duty, which have keys of their own. It is enough to look at the last of
    each operative: there can be one for every shift."""
    return all(
        row.was_reason_readable == _is_reason_readable(log, row.id, models.position)
        for row in models.operatives.everybody()
        if row.was_reason_readable is not None
    )


def _is_reason_readable(log: EventLog, operative_id: str, until: int) -> bool | None:
    """It is in one of the last two events: whoever is on duty does not come on duty again."""
    newest_first = reversed(log.stream(duty_id(operative_id), as_of=until, last=2))
    went = (each.event for each in newest_first if isinstance(each.event, OperativeWentOffDuty))
    return next((event.reason != ERASED for event in went), None)


def _shows_readable_contacts(models: ReadModels, log: EventLog) -> bool:
    """They were always sealed, and each is named once: so it is enough to ask for the keys. There
    can be very many."""
    return models.contacts.readable_ids() == models.contacts.ids() & log.readable()


def _readable(log: EventLog, until: int) -> set[str]:
    """Whose name can be read in the last event that says it, up to that position."""
    readable = set[str]()
    after = 0
    while batch := log.read(after, BATCH, _TYPES, _KINDS):
        for recorded in batch:
            if recorded.position > until:
                return readable
            if recorded.type_name in ERASING or recorded.event == as_erased(recorded.event):
                readable.discard(recorded.aggregate_id)
            else:
                readable.add(recorded.aggregate_id)
        after = batch[-1].position
    return readable
