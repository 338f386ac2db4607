"""Events as a log would tell them."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from typing import Any, TypeVar

from app.domain.event import Event
from app.domain.operative import OperativeHired
from app.domain.role import RoleGranted, RoleMade
from app.domain.site import SiteAcquired
from app.domain.team import MemberAdded, TeamMade
from app.domain.user import UserRegistered
from app.domain.work_events import WorkAssigned, WorkRaised
from app.event_store.log import Metadata, RecordedEvent
from app.read_models import ReadModels
from app.read_models.read_model import ReadModel
from tests.cast import ADA, ANN, CLEO, CONTROL, ELM_HOUSE, NIGHT_SHIFT, RESPONSE, THE_DESK

M = TypeVar("M", bound=ReadModel[Any] | ReadModels)


ANN_HIRED = OperativeHired(forename="Ann", surname="Marsh")
BEN_HIRED = OperativeHired(forename="Ben", surname="Okoro")
ELM_HOUSE_ACQUIRED = SiteAcquired(
    address_line_1="Elm House",
    town="Leeds",
    post_code="LS1 4AP",
    telephone_number="0113 496 0182",
)
MILL_LANE_ACQUIRED = SiteAcquired(
    address_line_1="3 Mill Lane",
    town="York",
    post_code="YO1 7PR",
    telephone_number="+44 1904 496012",
)


def raised(title: str = "Boiler leaks", description: str = "Since last night.") -> WorkRaised:
    return WorkRaised(site_ids=(ELM_HOUSE,), title=title, description=description)


def assigned(operative_id: str = ANN) -> WorkAssigned:
    return WorkAssigned(operative_id=operative_id)


def clock(hour_and_minute: str) -> datetime:
    """That time on the day of the story."""
    return datetime.combine(date(2025, 6, 2), time.fromisoformat(hour_and_minute), UTC)


@contextmanager
def as_of(models: ReadModels, position: int) -> Iterator[None]:
    """Look at how things stood at that position: once they `can_look_at_the_past`."""
    models.database.look_at(position)
    models.database.begin()
    yield
    models.database.end()


class Story:
    """What happened, one after the other, with positions and versions as a log gives them."""

    def __init__(self) -> None:
        self.events: list[RecordedEvent] = []
        self._versions: Counter[str] = Counter()

    def at(self, when: str, aggregate_id: str, event: Event, who: str = THE_DESK) -> "Story":
        self._versions[aggregate_id] += 1
        metadata = Metadata(who=who, when=clock(when), command_id="command-1", source="/control/")
        self.events.append(
            RecordedEvent(
                aggregate_id=aggregate_id,
                version=self._versions[aggregate_id],
                event=event,
                metadata=metadata,
                # Positions have gaps in some stores.
                position=10 * (len(self.events) + 1),
            )
        )
        return self

    def told_to(self, read_model: M) -> M:
        """The read model, having been told the whole story, again if it knows a part of it."""
        for event in self.events:
            read_model.tell(event)
        return read_model


def story_of_people() -> Story:
    """Ada holds Response, and Control as the Night shift does; Cleo holds Control herself and with
    the Night shift."""
    told = Story()
    for user_id, name in ((ADA, "Ada Novak"), (CLEO, "Cleo Park")):
        told.at("09:00", user_id, UserRegistered(full_name=name, sign_in_name=name[:3].lower()))
    for role_id, name in ((CONTROL, "Control"), (RESPONSE, "Response")):
        told.at("09:05", role_id, RoleMade(name=name, features=()))
    told.at("09:10", NIGHT_SHIFT, TeamMade(name="Night shift"))
    for user_id in (CLEO, ADA):
        told.at("09:15", NIGHT_SHIFT, MemberAdded(user_id=user_id))
    for holder, role_id in ((NIGHT_SHIFT, CONTROL), (CLEO, CONTROL), (ADA, RESPONSE)):
        told.at("09:20", holder, RoleGranted(role_id=role_id))
    return told
