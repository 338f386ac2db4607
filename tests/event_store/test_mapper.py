"""How events are written down. Logs are kept for years: the bytes here may be added to, and never
changed."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

import pytest
from hypothesis import given, settings

from app.domain.contact import ContactErased, ContactNamed
from app.domain.duty import DutyErased, OperativeCameOnDuty, OperativeWentOffDuty
from app.domain.engagement import OperativeEngaged, OperativeReleased
from app.domain.event import Event
from app.domain.feature import Feature
from app.domain.operative import (
    OperativeCameBack,
    OperativeErased,
    OperativeHired,
    OperativeHomeAreaChanged,
    OperativeLeft,
    OperativeRenamed,
    OperativeSkillsChanged,
)
from app.domain.promise import Priority
from app.domain.role import RoleChanged, RoleGranted, RoleMade, RoleRemoved, RoleRevoked
from app.domain.site import (
    SiteAcquired,
    SiteAmended,
    SiteContactAmended,
    SiteDisposed,
    SitePart,
    SiteRestored,
)
from app.domain.team import MemberAdded, MemberRemoved, TeamMade, TeamRemoved, TeamRenamed
from app.domain.user import (
    SessionsEnded,
    UserDisabled,
    UserEnabled,
    UserErased,
    UserLinked,
    UserRegistered,
    UserRenamed,
    UserUnlinked,
)
from app.domain.work_events import (
    AbandonCode,
    CloseCause,
    OutcomeCode,
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
from app.event_store.event_types import EVENT_TYPES, STORED_NAMES
from app.event_store.log import Metadata, NewEvent, Record, UnreadableEvent
from app.event_store.mapper import EventMapper
from tests.event_store.examples import BY_THE_DESK, events, metadatas

MAPPER = EventMapper()

MOMENT = datetime(2025, 6, 2, 10, 7, tzinfo=UTC)
DISPATCHED = WorkDispatched(operative_id="operative-1", eta=MOMENT)

METADATA = (
    b'{"who":"the desk","when":"2025-06-02T09:42:07.250000Z",'
    b'"command_id":"command-1","source":"/control/"}'
)

WRITTEN: list[tuple[Event, bytes]] = [
    (
        OperativeHired(forename="Ann", surname="Ła", home_area="Leeds", skills=("gas", "lifts")),
        '{"forename":"Ann","surname":"Ła","home_area":"Leeds","skills":["gas","lifts"]}'.encode(),
    ),
    (OperativeRenamed(forename="Ann", surname="Hill"), b'{"forename":"Ann","surname":"Hill"}'),
    (OperativeHomeAreaChanged(before="", after="York"), b'{"before":"","after":"York"}'),
    (
        OperativeSkillsChanged(before=("gas",), after=("gas", "lifts")),
        b'{"before":["gas"],"after":["gas","lifts"]}',
    ),
    (
        OperativeWentOffDuty(operative_id="operative-1", reason="Training", until=MOMENT),
        b'{"operative_id":"operative-1","reason":"Training","until":"2025-06-02T10:07:00Z"}',
    ),
    (OperativeCameOnDuty(operative_id="operative-1"), b'{"operative_id":"operative-1"}'),
    (DutyErased(operative_id="operative-1"), b'{"operative_id":"operative-1"}'),
    (OperativeLeft(reason="Moved to Spain."), b'{"reason":"Moved to Spain."}'),
    (OperativeCameBack(), b"{}"),
    (OperativeErased(), b"{}"),
    (
        OperativeEngaged(operative_id="operative-1", work_id="work-1"),
        b'{"operative_id":"operative-1","work_id":"work-1"}',
    ),
    (
        OperativeReleased(operative_id="operative-1", work_id="work-1"),
        b'{"operative_id":"operative-1","work_id":"work-1"}',
    ),
    (
        SiteAcquired(
            address_line_1="Elm House",
            town="Leeds",
            post_code="LS1 4AP",
            telephone_number="12345",
            name="Elm School",
            area="North",
            notes="Ring.",
            contact_id="contact-1",
        ),
        b'{"address_line_1":"Elm House","town":"Leeds",'
        b'"post_code":"LS1 4AP","telephone_number":"12345",'
        b'"name":"Elm School","area":"North","notes":"Ring.","contact_id":"contact-1"}',
    ),
    (
        SiteAmended(part=SitePart.ADDRESS_LINE_1, before="Elm House", after="1 Oak Road"),
        b'{"part":"address line 1","before":"Elm House","after":"1 Oak Road"}',
    ),
    (
        SiteContactAmended(before="contact-1", after=""),
        b'{"before":"contact-1","after":""}',
    ),
    (SiteDisposed(reason="Sold."), b'{"reason":"Sold."}'),
    (SiteRestored(), b"{}"),
    (
        WorkRaised(site_ids=("site-1", "site-2"), title="Leak", description="Drip\ndrip"),
        b'{"site_ids":["site-1","site-2"],"title":"Leak","description":"Drip\\ndrip",'
        b'"priority":"routine","caller_id":"","arrive_by":null,"complete_by":null}',
    ),
    (WorkAssigned(operative_id="operative-1"), b'{"operative_id":"operative-1"}'),
    (DISPATCHED, b'{"operative_id":"operative-1","eta":"2025-06-02T10:07:00Z"}'),
    (WorkArrivedAt(operative_id="operative-1"), b'{"operative_id":"operative-1"}'),
    (
        WorkCompleted(operative_id="operative-1", outcome="So.", code=OutcomeCode.MADE_SAFE),
        b'{"operative_id":"operative-1","outcome":"So.","code":"made safe"}',
    ),
    (
        WorkAbandoned(operative_id="operative-1", reason="So.", code=AbandonCode.NO_ACCESS),
        b'{"operative_id":"operative-1","reason":"So.","code":"no access"}',
    ),
    (
        WorkRecalled(operative_id="operative-1", reason="Ann is ill."),
        b'{"operative_id":"operative-1","reason":"Ann is ill."}',
    ),
    (
        WorkClosed(cause=CloseCause.REMEDIED_ITSELF, reason="It stopped."),
        b'{"cause":"remedied itself","reason":"It stopped.","duplicate_of":""}',
    ),
    (
        WorkReopened(reason="Again.", arrive_by=MOMENT),
        b'{"reason":"Again.","arrive_by":"2025-06-02T10:07:00Z","complete_by":null}',
    ),
    (
        WorkReassigned(operative_id="operative-2", from_operative_id="operative-1", reason=""),
        b'{"operative_id":"operative-2","from_operative_id":"operative-1","reason":""}',
    ),
    (WorkNoted(text="Dog."), b'{"text":"Dog."}'),
    (
        WorkCallAdded(caller_id="contact-1", note="Still drips."),
        b'{"caller_id":"contact-1","note":"Still drips."}',
    ),
    *(
        (each(before="Leak", after="Flood"), b'{"before":"Leak","after":"Flood"}')
        for each in (WorkTitleAmended, WorkDescriptionAmended, WorkCallerAmended)
    ),
    (
        WorkPriorityAmended(
            before=Priority.URGENT, after=Priority.EMERGENCY, arrive_by=MOMENT, complete_by=MOMENT
        ),
        b'{"before":"urgent","after":"emergency",'
        b'"arrive_by":"2025-06-02T10:07:00Z","complete_by":"2025-06-02T10:07:00Z"}',
    ),
    (
        WorkSitesAmended(before=("site-1",), after=("site-1", "site-2")),
        b'{"before":["site-1"],"after":["site-1","site-2"]}',
    ),
    (
        WorkEtaRevised(operative_id="operative-1", eta=MOMENT),
        b'{"operative_id":"operative-1","eta":"2025-06-02T10:07:00Z"}',
    ),
    (
        WorkMovedInQueue(operative_id="operative-1", before=None),
        b'{"operative_id":"operative-1","before":null}',
    ),
    (WorkDuplicateFound(work_id="work-2"), b'{"work_id":"work-2"}'),
    (ContactNamed(name="Mrs Hill", telephone="1"), b'{"name":"Mrs Hill","telephone":"1"}'),
    (ContactErased(), b"{}"),
    (
        UserRegistered(full_name="Ada Novak", sign_in_name="ada"),
        b'{"full_name":"Ada Novak","sign_in_name":"ada","is_made_up":false}',
    ),
    (
        UserRenamed(full_name="Ada Blum", sign_in_name="ada"),
        b'{"full_name":"Ada Blum","sign_in_name":"ada"}',
    ),
    (UserLinked(operative_id="operative-1"), b'{"operative_id":"operative-1"}'),
    *((each(), b"{}") for each in (UserUnlinked, UserDisabled, UserEnabled)),
    *((each(), b"{}") for each in (SessionsEnded, UserErased, RoleRemoved, TeamRemoved)),
    (
        RoleMade(name="Response", features=(Feature.RAISE_WORK, Feature.ACQUIRE)),
        b'{"name":"Response","features":["raise work","acquire"],"stays_signed_in":false}',
    ),
    (
        RoleChanged(name="Response", features=(), stays_signed_in=True),
        b'{"name":"Response","features":[],"stays_signed_in":true}',
    ),
    (RoleGranted(role_id="role-1"), b'{"role_id":"role-1"}'),
    (RoleRevoked(role_id="role-1"), b'{"role_id":"role-1"}'),
    (TeamMade(name="Nights"), b'{"name":"Nights"}'),
    (TeamRenamed(name="Days"), b'{"name":"Days"}'),
    (MemberAdded(user_id="user-1"), b'{"user_id":"user-1"}'),
    (MemberRemoved(user_id="user-1"), b'{"user_id":"user-1"}'),
]


BEFORE_PRIORITIES: list[tuple[bytes, Event]] = [
    (
        b'{"site_ids":["site-1"],"title":"Leak","description":"Drip."}',
        WorkRaised(site_ids=("site-1",), title="Leak", description="Drip."),
    ),
    (
        b'{"operative_id":"operative-1","outcome":"New valve."}',
        WorkCompleted(operative_id="operative-1", outcome="New valve."),
    ),
    (
        b'{"operative_id":"operative-1","reason":"No parts."}',
        WorkAbandoned(operative_id="operative-1", reason="No parts."),
    ),
    (
        b'{"cause":"duplicate","reason":"W-1003."}',
        WorkClosed(cause=CloseCause.DUPLICATE, reason="W-1003."),
    ),
    (b'{"reason":"It leaks again."}', WorkReopened(reason="It leaks again.")),
    (
        b'{"address_line_1":"Elm House","town":"Leeds",'
        b'"post_code":"LS1 4AP","telephone_number":"12345"}',
        SiteAcquired(
            address_line_1="Elm House", town="Leeds", post_code="LS1 4AP", telephone_number="12345"
        ),
    ),
]
"""As these events were written before there were priorities, promises and codes, and names of
Sites."""


def stored(event: Event) -> Record:
    return MAPPER.written(NewEvent("work-1", 3, event), BY_THE_DESK)


def test_an_event_is_written_as_its_name_and_one_json_object() -> None:
    assert stored(DISPATCHED) == Record(
        position=0,
        aggregate_id="work-1",
        version=3,
        type_name="WorkDispatched",
        hash="",
        body=(
            b'{"schema":1,"metadata":{"who":"the desk","when":"2025-06-02T09:42:07.250000Z",'
            b'"command_id":"command-1","source":"/control/"},'
            b'"event":{"operative_id":"operative-1","eta":"2025-06-02T10:07:00Z"}}'
        ),
    )


@pytest.mark.parametrize(("event", "written"), WRITTEN, ids=[type(e).__name__ for e, _ in WRITTEN])
def test_every_type_of_event_is_written_as_ever(event: Event, written: bytes) -> None:
    schema = b"2" if isinstance(event, OperativeHired) else b"1"
    state = b'{"schema":' + schema + b',"metadata":' + METADATA + b',"event":' + written + b"}"
    assert stored(event).body == state
    old = Record(0, "work-1", 3, STORED_NAMES[type(event)], state, "")
    assert MAPPER.read(old) == (BY_THE_DESK, [event])


def test_no_type_of_event_is_left_out_above() -> None:
    assert {type(event) for event, _ in WRITTEN} == set(EVENT_TYPES.values())


@pytest.mark.parametrize(
    ("written", "event"), BEFORE_PRIORITIES, ids=[type(e).__name__ for _, e in BEFORE_PRIORITIES]
)
def test_what_was_written_before_there_were_priorities_is_read(
    written: bytes, event: Event
) -> None:
    state = b'{"schema":1,"metadata":' + METADATA + b',"event":' + written + b"}"
    old = Record(0, "work-1", 3, type(event).__name__, state, "")
    assert MAPPER.read(old) == (BY_THE_DESK, [event])


@pytest.mark.parametrize("cause", CloseCause)
def test_every_cause_is_written_in_words(cause: CloseCause) -> None:
    assert json.loads(stored(WorkClosed(cause=cause, reason="So.")).body)["event"]["cause"] == cause


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        (CloseCause, ["remedied itself", "duplicate", "withdrawn"]),
        (Priority, ["emergency", "urgent", "routine"]),
        (
            AbandonCode,
            [
                *("no access", "parts needed", "other skills needed", "two people needed"),
                *("unsafe", "out of time", "other"),
            ],
        ),
        (
            OutcomeCode,
            ["mended", "made safe", "no fault found", "replaced", "advice given", "other"],
        ),
    ],
)
def test_the_words_of_what_is_chosen_are_for_ever(choices: type[StrEnum], words: list[str]) -> None:
    assert [str(choice) for choice in choices] == words


@given(event=events, metadata=metadatas)
@settings(deadline=None)
def test_what_is_written_is_read_back(event: Event, metadata: Metadata) -> None:
    written = MAPPER.written(NewEvent("work-1", 3, event), metadata)
    assert MAPPER.read(written) == (metadata, [event])


def test_a_name_that_nobody_knows_is_unreadable() -> None:
    with pytest.raises(UnreadableEvent) as unreadable:
        MAPPER.read(Record(0, "work-1", 3, "WorkTeleported", stored(DISPATCHED).body, ""))
    assert str(unreadable.value) == (
        "version 3 of work-1, an event of the type 'WorkTeleported': "
        "this Firstline knows no such type"
    )


@pytest.mark.parametrize(
    "state",
    [
        b"",
        b"not json",
        b'{"schema":1,"metadata":' + METADATA + b"}",
        b'{"schema":2,"metadata":' + METADATA + b',"event":{"reason":"So."}}',
        b'{"schema":1,"metadata":{},"event":{"reason":"So."}}',
        b'{"schema":1,"metadata":' + METADATA + b',"event":{}}',
        b'{"schema":1,"metadata":' + METADATA + b',"event":{"reason":7}}',
        b'{"schema":1,"metadata":' + METADATA + b',"event":{"reason":"\xff"}}',
    ],
)
def test_a_shape_that_does_not_fit_is_unreadable(state: bytes) -> None:
    with pytest.raises(
        UnreadableEvent, match="version 3 of work-1, an event of the type 'WorkReopened'"
    ):
        MAPPER.read(Record(0, "work-1", 3, "WorkReopened", state, ""))


def test_a_field_that_is_not_known_yet_is_passed_over() -> None:
    state = b'{"schema":1,"metadata":' + METADATA + b',"event":{"reason":"So.","mood":"good"}}'
    _, events = MAPPER.read(Record(0, "work-1", 3, "WorkReopened", state, ""))
    assert events == [WorkReopened(reason="So.")]


READ_BY_MANY_THREADS = """
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier

from app.event_store.event_types import EVENT_TYPES
from app.event_store.log import Record, UnreadableEvent
from app.event_store.mapper import EventMapper

THREADS = 8
together = Barrier(THREADS)
mapper = EventMapper()


def read(_):
    for name in EVENT_TYPES:
        together.wait()
        with suppress(UnreadableEvent):
            mapper.read(Record(1, "work-1", 1, name, b'{"metadata":{},"event":{}}', ""))


sys.setswitchinterval(0.000001)
with ThreadPoolExecutor(THREADS) as pool:
    list(pool.map(read, range(THREADS)))
"""


def test_the_first_events_that_a_process_reads_can_be_read_by_many_threads_at_once() -> None:
    # msgspec ended the process when threads made the decoder of a type at the same time.
    run = subprocess.run(
        [sys.executable, "-c", READ_BY_MANY_THREADS],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, "")
