"""The log as a file: the events that its page lists, newest first, in rows for a spreadsheet."""

from collections.abc import Callable, Iterator, Mapping, Sequence

import msgspec

from app.event_store.log import RecordedEvent
from app.read_models import ReadModels
from app.read_models.log_index import IndexedEvent
from app.spreadsheets.writing import Value
from app.web.desk import read_a_while
from app.web.services import desk
from app.web.wording import naming

MOST = 100_000
"""More events than these take minutes, and few spreadsheets hold them. `firstline export` has
all."""
AT_ONCE = 500
HEADINGS = (
    "Position",
    "When",
    "Type",
    "About",
    "Id",
    "Version",
    "Who",
    "Acting for",
    "Page",
    "Event",
)

Read = Callable[[Sequence[IndexedEvent]], Sequence[RecordedEvent]]


def listed(wanted: Mapping[str, str], read: Read) -> Iterator[Sequence[Value]]:
    """A row for each event that is asked for, as `LogIndex.newest` has it. `read` gets those from
    the log that the index has found."""
    before, left = None, MOST
    while left:
        with read_a_while() as models:
            found = models.log_index.newest(min(AT_ONCE, left), before=before, **wanted)
            # Some records of old are read as several events, which have one position.
            rows = [_row(recorded, models) for recorded in read(found)]
        yield from rows
        if len(found) < AT_ONCE:
            return
        before, left = found[-1].position, left - len(found)


def _row(recorded: RecordedEvent, models: ReadModels) -> Sequence[Value]:
    metadata = recorded.metadata
    local = metadata.when.astimezone(desk().settings.timezone)
    acting_for = metadata.acting_for
    return (
        recorded.position,
        f"{local:%Y-%m-%d %H:%M:%S}",
        recorded.type_name,
        _plain(naming.subject(recorded.aggregate_id, models)),
        recorded.aggregate_id,
        recorded.version,
        _plain(naming.who(metadata.who, models)),
        _plain(naming.subject(acting_for, models)) if acting_for else "",
        metadata.source,
        msgspec.json.encode(recorded.event).decode(),
    )


def _plain(text: str) -> str:
    """Without what isolates names: a cell does."""
    return text.translate({0x2068: None, 0x2069: None})
