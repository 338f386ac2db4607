"""Which teams are there, and who is in them?"""

from typing import Any, assert_never

import msgspec

from app.domain.role import RoleGranted, RoleRevoked
from app.domain.team import (
    MemberAdded,
    MemberRemoved,
    Team,
    TeamMade,
    TeamRemoved,
    TeamRenamed,
)
from app.event_store.log import RecordedEvent
from app.read_models.directory import Named, NamedRows
from app.read_models.read_model import all_of
from app.read_models.sorting import sort_key
from app.read_models.table import Table
from app.read_models.users import held_after


class TeamRow(Named, frozen=True):
    name: str
    version: int
    """That of its stream, as forms carry it."""
    member_ids: tuple[str, ...] = ()
    role_ids: tuple[str, ...] = ()
    is_removed: bool = False

    @property
    def sort_key(self) -> str:
        return sort_key(self.name)


TEAMS = Table("teams", TeamRow, key=["id"], derived=["sort_key"])

Subscribed = (
    TeamMade | TeamRenamed | TeamRemoved | MemberAdded | MemberRemoved | RoleGranted | RoleRevoked
)


class Teams(NamedRows[Subscribed, TeamRow]):
    """In the order of their names. They are few: each is a row that has all its members."""

    subscribes_to = all_of(Subscribed)
    table = TEAMS
    listed = "NOT is_removed"

    def apply(self, recorded: RecordedEvent, event: Subscribed) -> None:
        match event:
            case TeamMade(name=name):
                self._rows.add(TeamRow(recorded.aggregate_id, name, recorded.version))
            case TeamRenamed(name=name):
                self._change(recorded, name=name)
            case TeamRemoved():
                self._change(recorded, is_removed=True)
            case MemberAdded(user_id=user_id):
                self._change(recorded, member_ids=(*self._members_but(recorded, user_id), user_id))
            case MemberRemoved(user_id=user_id):
                self._change(recorded, member_ids=self._members_but(recorded, user_id))
            case RoleGranted() | RoleRevoked():
                # They happen to users as well.
                if recorded.aggregate_id.startswith(f"{Team.kind}-"):
                    held = self._rows[recorded.aggregate_id].role_ids
                    self._change(recorded, role_ids=held_after(held, event))
            case _:
                assert_never(event)

    def _members_but(self, recorded: RecordedEvent, user_id: str) -> tuple[str, ...]:
        members = self._rows[recorded.aggregate_id].member_ids
        return tuple(each for each in members if each != user_id)

    def _change(self, recorded: RecordedEvent, **changes: Any) -> None:
        row = self._rows[recorded.aggregate_id]
        self._rows.replace(msgspec.structs.replace(row, version=recorded.version, **changes))

    def of(self, user_id: str) -> list[TeamRow]:
        """The teams that a user is a member of, in order."""
        return [row for row in self if user_id in row.member_ids]
