"""Which names can be read. The keys to them are kept apart from the log, so they can be lost, or be
put back, while what the pages are read from stays as it was made."""

from itertools import chain

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
    return shown == _readable(log, models.position) and _shows_readable_contacts(models, log)


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
