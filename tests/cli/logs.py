"""Logs for commands to work on, and ways to look into them and to spoil them."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec

from app.commands.ids import new_id
from app.domain.event import Event
from app.domain.operative import OperativeHired
from app.domain.site import SiteAcquired
from app.event_store.address import store_address
from app.event_store.chain import FIRST, link
from app.event_store.log import EventLog, Metadata, NewEvent, Record
from app.event_store.stores import open_log, prepare
from app.event_store.transfer import line_of, records_in
from tests.cast import THE_DESK
from tests.web.desk import MORNING

BY_THE_DESK = Metadata(who=THE_DESK, when=MORNING, command_id="command-1", source="/control/")

NEWER = Record(
    position=0,
    aggregate_id="work-01932c07-209c-7a2e-8f43-0a1d4c0f9b11",
    version=1,
    type_name="WorkSold",
    body=b'{"schema":1,"metadata":{"who":"the desk","when":"2025-06-02T09:42:00Z",'
    b'"command_id":"command-1","source":"/work/W-1001"},"event":{"price":"7"}}',
    hash="",
)
"""An event that no Firstline of today knows."""


def address_of(file: Path) -> str:
    """The file as FIRSTLINE_STORE names it."""
    return f"sqlite:///{file}"


def new_store(file: Path) -> str:
    """A new, empty log in that file."""
    prepare(store_address(address_of(file)))
    return address_of(file)


@contextmanager
def opened(store: str) -> Iterator[EventLog]:
    with closing(open_log(store_address(store))) as log:
        yield log


def records_of(store: str) -> list[Record]:
    with opened(store) as log:
        return log.records(after=0, limit=100_000)


def head_of(store: str) -> int:
    with opened(store) as log:
        return log.head()


ACQUIRED = SiteAcquired(
    address_line_1="Elm House",
    town="Leeds",
    post_code="LS1 4AP",
    telephone_number="0113 496 0182",
)
"""For long logs: no key has to be kept for it, as for a person's name."""


def hire(log: EventLog, forename: str = "Dora", who: str = THE_DESK) -> str:
    """An operative is hired by somebody, who is named as logs of old name people. Returns the
    id."""
    operative_id = new_id("operative")
    hired = NewEvent(operative_id, 1, OperativeHired(forename=forename, surname="Webb"))
    log.append([hired], msgspec.structs.replace(BY_THE_DESK, who=who, command_id=new_id("command")))
    return operative_id


def append(log: EventLog, *events: Event) -> list[str]:
    """Append each as the first event of an aggregate of its own. Returns the ids."""
    new = [NewEvent(new_id("work"), 1, event) for event in events]
    log.append(new, BY_THE_DESK)
    return [each.aggregate_id for each in new]


def spoil(file: Path, statement: str, *values: object) -> None:
    """Do to the file what anybody with an SQLite client could."""
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute(statement, values).rowcount != 0, "this changes nothing"
        connection.commit()


def insert(file: Path, record: Record) -> None:
    """Put the record behind all others, with the right hash: as a newer Firstline would."""
    newest = records_of(address_of(file))[-1].hash
    hash = link(newest, record.aggregate_id, record.version, record.type_name, record.body)
    state = record.body[:-1] + b',"hash":"%b"}' % hash.encode()
    spoil(
        file,
        "INSERT INTO stored_events VALUES (?, ?, ?, ?)",
        *(record.aggregate_id, record.version, record.type_name, state),
    )


def read_export(file: Path) -> list[Record]:
    with file.open("rb") as lines:
        return list(records_in(lines))


def export_of(records: Iterable[Record]) -> list[bytes]:
    """The lines of an export of these, with hashes that are right for them."""
    previous = FIRST
    lines = []
    for record in records:
        previous = link(
            previous, record.aggregate_id, record.version, record.type_name, record.body
        )
        lines.append(line_of(msgspec.structs.replace(record, hash=previous)))
    return lines


def write_export(file: Path, records: Iterable[Record]) -> None:
    file.write_bytes(b"".join(export_of(records)))
