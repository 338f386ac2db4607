"""Who are the people that work at the desk?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, assert_never

import msgspec

from app.domain.personal import ERASED
from app.domain.role import RoleGranted, RoleRevoked
from app.domain.user import (
    SessionsEnded,
    User,
    UserDisabled,
    UserEnabled,
    UserErased,
    UserLinked,
    UserRegistered,
    UserRenamed,
    UserUnlinked,
)
from app.event_store.log import RecordedEvent
from app.read_models.database import THESE
from app.read_models.directory import Directory, Listed
from app.read_models.found import Found
from app.read_models.read_model import all_of
from app.read_models.sorting import sort_key
from app.read_models.table import Table
from app.read_models.words import words_found_by


class UserRow(Listed, frozen=True):
    full_name: str
    sign_in_name: str
    registered_at: datetime
    version: int
    """That of their stream, as forms carry it."""
    is_enabled: bool = True
    is_made_up: bool = False
    is_erased: bool = False
    operative_id: str | None = None
    """The operative that they are."""
    role_ids: tuple[str, ...] = ()
    """The roles that were granted to them, and not to a team."""

    @property
    def name(self) -> str:
        return self.full_name

    @property
    def sort_key(self) -> str:
        return sort_key(self.full_name)

    @property
    def words(self) -> list[str]:
        return [*words_found_by(self.full_name), *words_found_by(self.sign_in_name)]


USERS = Table(
    "users",
    UserRow,
    key=["id"],
    derived=["sort_key"],
    indexes=["sort_key, id", "number", "operative_id"],
)

Subscribed = (
    UserRegistered
    | UserRenamed
    | UserLinked
    | UserUnlinked
    | UserDisabled
    | UserEnabled
    | SessionsEnded
    | UserErased
    | RoleGranted
    | RoleRevoked
)


class Users(Directory[Subscribed, UserRow]):
    """In the order of their names."""

    subscribes_to = all_of(Subscribed)
    table = USERS

    def apply(self, recorded: RecordedEvent, event: Subscribed) -> None:
        match event:
            case UserRegistered():
                self._register(recorded, event)
            case UserRenamed(full_name=full_name, sign_in_name=sign_in_name):
                self._change(recorded, full_name=full_name, sign_in_name=sign_in_name)
                row = self._rows[recorded.aggregate_id]
                self._texts.replace(row.number, row.words)
            case UserLinked(operative_id=operative_id):
                self._change(recorded, operative_id=operative_id)
            case UserUnlinked():
                self._change(recorded, operative_id=None)
            case UserDisabled():
                self._change(recorded, is_enabled=False)
            case UserEnabled():
                self._change(recorded, is_enabled=True)
            case SessionsEnded():
                self._change(recorded)
            case UserErased():
                self._erase(recorded)
            case RoleGranted() | RoleRevoked():
                # They happen to teams as well.
                if recorded.aggregate_id.startswith(f"{User.kind}-"):
                    held = self._rows[recorded.aggregate_id].role_ids
                    self._change(recorded, role_ids=held_after(held, event))
            case _:
                assert_never(event)

    def _register(self, recorded: RecordedEvent, event: UserRegistered) -> None:
        self._add(
            UserRow(
                id=recorded.aggregate_id,
                number=recorded.position,
                full_name=event.full_name,
                sign_in_name=event.sign_in_name,
                registered_at=recorded.metadata.when,
                version=recorded.version,
                is_made_up=event.is_made_up,
            )
        )

    def _change(self, recorded: RecordedEvent, **changes: Any) -> None:
        row = self._rows[recorded.aggregate_id]
        self._rows.replace(msgspec.structs.replace(row, version=recorded.version, **changes))

    def _erase(self, recorded: RecordedEvent) -> None:
        self._rewrite(recorded.aggregate_id, _without_name)
        self._change(recorded, is_enabled=False, is_erased=True, operative_id=None, role_ids=())

    def matching_and_not_erased(self, text: str, without: Sequence[str]) -> Found[UserRow]:
        """Those of `matching` who have not been erased."""
        return self._matching(text, without, "NOT is_erased")

    def these(self, ids: Sequence[str]) -> list[UserRow]:
        """Those of them that are known, in order."""
        return self._rows.where(
            f"id IN ({THESE})", msgspec.json.encode(ids).decode(), order="sort_key, id"
        )

    def of_operatives(self, operative_ids: Sequence[str]) -> dict[str, UserRow]:
        """The users who are these operatives, by the operatives' ids."""
        ids = msgspec.json.encode(operative_ids).decode()
        found = self._rows.where(f"operative_id IN ({THESE})", ids, order="number")
        return {row.operative_id: row for row in found if row.operative_id}

    def gone(self) -> list[UserRow]:
        """Those who are operatives, and disabled or made up."""
        return self._rows.where("operative_id > '' AND (NOT is_enabled OR is_made_up)")

    def with_roles(self) -> list[UserRow]:
        """All to whom a role was granted, and not only to a team of theirs; in order."""
        return self._rows.where("role_ids <> '[]'", order="sort_key, id")


def held_after(role_ids: tuple[str, ...], event: RoleGranted | RoleRevoked) -> tuple[str, ...]:
    """The roles that somebody holds who held these before."""
    without = tuple(each for each in role_ids if each != event.role_id)
    return (*without, event.role_id) if isinstance(event, RoleGranted) else without


def _without_name(row: UserRow) -> UserRow:
    return msgspec.structs.replace(row, full_name=ERASED, sign_in_name="")
