"""Engagements: which Work an operative is under way to, or on site for. One at a time."""

from app.domain.aggregate import Aggregate
from app.domain.characters import isolated
from app.domain.event import Event
from app.domain.operative import Operative
from app.domain.refused import Refused


class OperativeEngaged(Event, frozen=True):
    """The operative set off to this Work, and can set off to no other until released."""

    operative_id: str
    work_id: str


class OperativeReleased(Event, frozen=True):
    """The operative is no longer under way to, or on site for, this Work."""

    operative_id: str
    work_id: str


def engagement_id(operative_id: str) -> str:
    """The id of an operative's engagement: there is one for each, made when first needed."""
    return f"{Engagement.kind}-{operative_id.partition('-')[2]}"


class Engagement(Aggregate):
    """Apart from the operative, because it grows with every job and they do not."""

    kind = "engagement"
    last_event_is_state = True

    def __init__(self, id: str) -> None:
        super().__init__(id)
        self.is_on = False

    def begin(self, operative: Operative, work_id: str) -> None:
        """The operative sets off to a Work. Raises Refused while engaged on another."""
        if self.is_on:
            raise Refused(
                f"{isolated(operative.name)} is already under way to, or on site for, another "
                "Work, and can only deal with one at a time."
            )
        self.record(OperativeEngaged(operative_id=operative.id, work_id=work_id))

    def end(self, operative: Operative, work_id: str) -> None:
        """The operative is free again."""
        self.record(OperativeReleased(operative_id=operative.id, work_id=work_id))

    def apply(self, event: Event) -> None:
        self.is_on = isinstance(event, OperativeEngaged)
