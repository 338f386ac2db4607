"""Which events about people has a user to do with that are not in their own stream?"""

from collections.abc import Sequence

import msgspec

from app.domain.access import ABOUT_PEOPLE
from app.domain.event import Event
from app.domain.operative import OperativeErased
from app.domain.team import MemberAdded, MemberRemoved
from app.event_store.log import RecordedEvent
from app.read_models.read_model import ReadModel
from app.read_models.table import Table


class Involvement(msgspec.Struct, frozen=True):
    user_id: str
    event_position: int
    """That of the event."""
    aggregate_id: str
    """What it happened to."""
    has_moved: bool
    """Whether the user joined or left a team by it; otherwise it is what they did."""


INVOLVEMENTS = Table("involvements", Involvement, key=["user_id", "has_moved", "event_position"])


class Involvements(ReadModel[Event]):
    """Without them, all that somebody ever did would have to be looked through, and all that
    happened to teams."""

    subscribes_to = (*ABOUT_PEOPLE, OperativeErased)

    def open(self) -> None:
        self._rows = self.database.rows(INVOLVEMENTS)

    def tables_counted(self) -> Sequence[str]:
        return [INVOLVEMENTS.name]

    def tables_to_create(self) -> Sequence[str]:
        return INVOLVEMENTS.create()

    def indexes_to_create(self) -> Sequence[str]:
        return INVOLVEMENTS.finish()

    def apply(self, recorded: RecordedEvent, event: Event) -> None:
        position, aggregate_id = recorded.position, recorded.aggregate_id
        self._rows.add(Involvement(recorded.metadata.who, position, aggregate_id, has_moved=False))
        if isinstance(event, MemberAdded | MemberRemoved):
            self._rows.add(Involvement(event.user_id, position, aggregate_id, has_moved=True))

    def done_by(self, user_id: str, *, before: int, limit: int) -> list[Involvement]:
        """The newest of what a user did to users, teams and roles, at positions below `before`."""
        done = "user_id = ? AND has_moved = 0 AND event_position < ?"
        return self._rows.where(done, user_id, before, order="event_position DESC", limit=limit)

    def moves_of(self, user_id: str) -> list[Involvement]:
        """All by which a user joined or left a team, the newest first."""
        moved = "user_id = ? AND has_moved = 1"
        return self._rows.where(moved, user_id, order="event_position DESC")
