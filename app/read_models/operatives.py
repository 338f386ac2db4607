"""Who works here?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, assert_never

import msgspec

from app.domain.operative import OperativeErased, OperativeHired, OperativeRenamed, full_name
from app.domain.personal import ERASED
from app.event_store.log import RecordedEvent
from app.read_models.database import THESE
from app.read_models.directory import Directory, Listed, directory_table
from app.read_models.read_model import all_of
from app.read_models.sorting import sort_key
from app.read_models.words import words_found_by


class OperativeRow(Listed, frozen=True):
    forename: str
    surname: str
    hired_at: datetime
    version: int
    """That of their stream, as forms carry it."""
    is_erased: bool = False
    """Whether their name is gone for good, and they cannot be assigned to."""

    @property
    def name(self) -> str:
        return full_name(self.forename, self.surname)

    @property
    def sort_key(self) -> str:
        return sort_key(self.surname, self.forename)

    @property
    def words(self) -> list[str]:
        return words_found_by(self.name)


Subscribed = OperativeHired | OperativeRenamed | OperativeErased


class Operatives(Directory[Subscribed, OperativeRow]):
    """In the order of surname, then forename."""

    subscribes_to = all_of(Subscribed)
    table = directory_table("operatives", OperativeRow)

    def apply(self, recorded: RecordedEvent, event: Subscribed) -> None:
        match event:
            case OperativeHired():
                self._add(
                    OperativeRow(
                        id=recorded.aggregate_id,
                        number=recorded.position,
                        forename=event.forename,
                        surname=event.surname,
                        hired_at=recorded.metadata.when,
                        version=recorded.version,
                    )
                )
            case OperativeRenamed():
                self._change(recorded, forename=event.forename, surname=event.surname)
                row = self._rows[recorded.aggregate_id]
                self._texts.replace(row.number, row.words)
            case OperativeErased():
                self._rewrite(recorded.aggregate_id, _without_name)
                self._change(recorded, is_erased=True)
            case _:
                assert_never(event)

    def called_like(self, rows: Sequence[OperativeRow]) -> list[OperativeRow]:
        """All who are called as one of these are."""
        names = sorted({row.sort_key for row in rows})
        return self._rows.where(f"sort_key IN ({THESE})", msgspec.json.encode(names).decode())

    def _change(self, recorded: RecordedEvent, **changes: Any) -> None:
        row = self._rows[recorded.aggregate_id]
        self._rows.replace(msgspec.structs.replace(row, version=recorded.version, **changes))


def _without_name(row: OperativeRow) -> OperativeRow:
    return msgspec.structs.replace(row, forename=ERASED, surname="")
