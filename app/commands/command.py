"""What every command has in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from app.commands.unit_of_work import UnitOfWork


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """An order, named in the imperative. `version`, where there is one, is that of the aggregate
    which the person saw when giving it."""

    @property
    def aggregate_id(self) -> str:
        """What the order is about. Whatever it does, it does to this one first."""
        raise NotImplementedError

    def handle(self, unit: UnitOfWork) -> None:
        """Load, act, save. Raises Refused."""
        raise NotImplementedError
