"""Who works here?"""

from datetime import datetime

from app.domain.operative import OperativeHired
from app.event_store.log import RecordedEvent
from app.read_models.directory import Directory, Listed, directory_table
from app.read_models.sorting import sort_key
from app.read_models.words import words_found_by


class OperativeRow(Listed, frozen=True):
    forename: str
    surname: str
    hired_at: datetime

    @property
    def name(self) -> str:
        return f"{self.forename} {self.surname}"

    @property
    def sort_key(self) -> str:
        return sort_key(self.surname, self.forename)

    @property
    def words(self) -> list[str]:
        return words_found_by(self.name)


class Operatives(Directory[OperativeHired, OperativeRow]):
    """In the order of surname, then forename."""

    subscribes_to = (OperativeHired,)
    table = directory_table("operatives", OperativeRow)

    def apply(self, recorded: RecordedEvent, event: OperativeHired) -> None:
        self._add(
            OperativeRow(
                id=recorded.aggregate_id,
                number=recorded.position,
                forename=event.forename,
                surname=event.surname,
                hired_at=recorded.metadata.when,
            )
        )
