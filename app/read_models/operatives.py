"""Who works here?"""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from app.domain.operative import OperativeHired
from app.event_store.log import RecordedEvent
from app.read_models.directory import Directory
from app.read_models.read_model import ReadModel
from app.read_models.words import plain


class OperativeRow(msgspec.Struct, frozen=True):
    id: str
    forename: str
    surname: str
    hired_at: datetime

    @property
    def name(self) -> str:
        return f"{self.forename} {self.surname}"

    @property
    def sort_key(self) -> tuple[str, ...]:
        return (plain(self.surname), plain(self.forename))

    @property
    def search_text(self) -> str:
        return plain(self.name)


class Operatives(ReadModel):
    subscribes_to = (OperativeHired,)

    def __init__(self) -> None:
        super().__init__()
        self._directory: Directory[OperativeRow] = Directory()

    def apply(self, recorded: RecordedEvent) -> None:
        match recorded.event:
            case OperativeHired(forename=forename, surname=surname):
                self._directory.add(
                    OperativeRow(recorded.aggregate_id, forename, surname, recorded.metadata.when)
                )

    def __len__(self) -> int:
        return len(self._directory)

    def __iter__(self) -> Iterator[OperativeRow]:
        """In alphabetical order of surname, then forename."""
        return iter(self._directory)

    def get(self, operative_id: str) -> OperativeRow | None:
        return self._directory.get(operative_id)

    def name(self, operative_id: str) -> str:
        """The full name, or the id of somebody who is not known."""
        row = self.get(operative_id)
        return row.name if row else operative_id

    def matching(self, text: str) -> list[OperativeRow]:
        return self._directory.matching(text)
