"""A desk whose log holds, wherever people typed something, what turns the text around it: logs from
before such characters were refused can."""

import msgspec

from app.domain.event import Event
from app.event_store.log import NewEvent
from tests.cast import THE_DESK
from tests.web.desk import Desk, desk_at_every_stage, made_once

HEBREW = "\u05d0\u05d1\u05d9"
TYPED = (
    *("forename", "surname", "address_line_1", "town", "post_code", "telephone_number"),
    *("title", "description", "outcome", "reason"),
)


def turned(text: str) -> str:
    """Hebrew, what ends an isolate, and what turns all that follows."""
    return f"{HEBREW}\u2069\u202e{text}"


@made_once
def turned_desk() -> Desk:
    """A Work at every stage, W-1007, which an operative has handed back, and W-1008, which waits
    for an operative on site elsewhere. Dora Webb has nothing to do. Ben Okafor's id turns too."""
    told = desk_at_every_stage()
    told.hire("Dora Webb")
    told.assign(told.raise_work("Gate sticks", "Elm House", "31 Queen Square"), "Ann Marsh")
    told.abandon("W-1007", "Ann Marsh")
    told.assign(told.raise_work("Tap drips"), "Carys Lloyd")
    desk = Desk(now=told.clock.now)
    bens = told.id("Ben Okafor").partition("-")[2]
    for each in told.events():
        metadata = msgspec.structs.replace(
            each.metadata, who=turned(THE_DESK), source=f"/?{turned('x')}"
        )
        aggregate_id = each.aggregate_id.replace(bens, turned("ben"))
        desk.log.append([NewEvent(aggregate_id, each.version, _turned(each.event, bens))], metadata)
    for name in ("Ann Marsh", "Elm House"):
        desk.remember(name, told.id(name))
    told.log.close()
    return desk


def _turned(event: Event, bens: str) -> Event:
    texts = {name: getattr(event, name) for name in TYPED if hasattr(event, name)}
    changed = {name: turned(text) for name, text in texts.items() if text}
    if operative_id := getattr(event, "operative_id", ""):
        changed["operative_id"] = operative_id.replace(bens, turned("ben"))
    return msgspec.structs.replace(event, **changed)
