"""Which roles are there, and what does each let one do?"""

from typing import assert_never

import msgspec

from app.domain.feature import Feature
from app.domain.role import RoleChanged, RoleMade, RoleRemoved
from app.event_store.log import RecordedEvent
from app.read_models.directory import Named, NamedRows
from app.read_models.read_model import all_of
from app.read_models.sorting import sort_key
from app.read_models.table import Table


class RoleRow(Named, frozen=True):
    name: str
    features: tuple[Feature, ...]
    version: int
    """That of its stream, as forms carry it."""
    stays_signed_in: bool = False
    is_removed: bool = False

    @property
    def sort_key(self) -> str:
        return sort_key(self.name)


ROLES = Table("roles", RoleRow, key=["id"], derived=["sort_key"])

Subscribed = RoleMade | RoleChanged | RoleRemoved


class Roles(NamedRows[Subscribed, RoleRow]):
    """In the order of their names."""

    subscribes_to = all_of(Subscribed)
    table = ROLES
    listed = "NOT is_removed"

    def apply(self, recorded: RecordedEvent, event: Subscribed) -> None:
        match event:
            case RoleMade():
                self._rows.add(_row(recorded, event))
            case RoleChanged():
                self._rows.replace(_row(recorded, event))
            case RoleRemoved():
                row = self._rows[recorded.aggregate_id]
                self._rows.replace(
                    msgspec.structs.replace(row, version=recorded.version, is_removed=True)
                )
            case _:
                assert_never(event)


def _row(recorded: RecordedEvent, event: RoleMade | RoleChanged) -> RoleRow:
    return RoleRow(
        id=recorded.aggregate_id,
        name=event.name,
        features=event.features,
        version=recorded.version,
        stays_signed_in=event.stays_signed_in,
    )
