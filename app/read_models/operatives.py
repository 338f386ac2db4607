"""Who works here?"""

from collections.abc import Sequence
from datetime import datetime
from typing import assert_never

import msgspec

from app.domain.operative import OperativeErased, OperativeHired, full_name
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


Subscribed = OperativeHired | OperativeErased


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
                    )
                )
            case OperativeErased():
                self._erase(recorded.aggregate_id)
            case _:
                assert_never(event)

    def called_like(self, rows: Sequence[OperativeRow]) -> list[OperativeRow]:
        """All who are called as one of these are."""
        names = sorted({row.sort_key for row in rows})
        return self._rows.where(f"sort_key IN ({THESE})", msgspec.json.encode(names).decode())

    def _erase(self, id: str) -> None:
        self._rewrite(id, _without_name)
        self._rows.replace(msgspec.structs.replace(self._rows[id], is_erased=True))


def _without_name(row: OperativeRow) -> OperativeRow:
    return msgspec.structs.replace(row, forename=ERASED, surname="")
