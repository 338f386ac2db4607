"""Who works here?"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, assert_never

import msgspec

from app.domain.duty import OperativeCameOnDuty, OperativeWentOffDuty, is_off_duty
from app.domain.operative import (
    OperativeCameBack,
    OperativeErased,
    OperativeHired,
    OperativeHomeAreaChanged,
    OperativeLeft,
    OperativeRenamed,
    OperativeSkillsChanged,
    full_name,
)
from app.domain.personal import ERASED
from app.event_store.log import RecordedEvent
from app.read_models.database import THESE
from app.read_models.directory import Directory, Listed
from app.read_models.found import Found
from app.read_models.read_model import all_of
from app.read_models.sorting import sort_key
from app.read_models.table import Table
from app.read_models.words import words_found_by


def operative_key(forename: str, surname: str) -> str:
    """The same for those who are called the same."""
    return sort_key(surname, forename)


class OperativeRow(Listed, frozen=True):
    forename: str
    surname: str
    hired_at: datetime
    version: int
    """That of their stream, as forms carry it."""
    is_erased: bool = False
    """Whether their name is gone for good, and they cannot be assigned to."""
    home_area: str = ""
    skills: tuple[str, ...] = ()
    off_duty_since: datetime | None = None
    """When somebody last said that they are off duty. Whether they still are, `is_off_duty`
    tells."""
    off_duty_until: datetime | None = None
    """None: until somebody says that they are back."""
    off_duty_reason: str = ""
    was_reason_readable: bool | None = None
    """Whether there was a key to the reason that was said last, also where it holds no more; None
    where none was ever said."""
    left_at: datetime | None = None
    """When they left; None for those who work here."""
    left_because: str = ""

    def is_off_duty(self, now: datetime) -> bool:
        return self.off_duty_since is not None and is_off_duty(self.off_duty_until, now)

    @property
    def has_left(self) -> bool:
        return self.left_at is not None

    @property
    def name(self) -> str:
        return full_name(self.forename, self.surname)

    @property
    def sort_key(self) -> str:
        return operative_key(self.forename, self.surname)

    @property
    def words(self) -> list[str]:
        return words_found_by(" ".join((self.name, self.home_area, *self.skills)))


OPERATIVES = Table(
    "operatives",
    OperativeRow,
    key=["id"],
    derived=["sort_key", "has_left"],
    indexes=["has_left, sort_key, id", "sort_key", "number"],
)

Subscribed = (
    OperativeHired
    | OperativeRenamed
    | OperativeHomeAreaChanged
    | OperativeSkillsChanged
    | OperativeWentOffDuty
    | OperativeCameOnDuty
    | OperativeLeft
    | OperativeCameBack
    | OperativeErased
)


class Operatives(Directory[Subscribed, OperativeRow]):
    """In the order of surname, then forename. Those who have left are not listed unless they are
    asked for, and come last then."""

    subscribes_to = all_of(Subscribed)
    table = OPERATIVES
    listed = "has_left = 0"
    order = "has_left, sort_key, id"

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
                        home_area=event.home_area,
                        skills=event.skills,
                    )
                )
            case OperativeRenamed():
                self._reword(recorded, forename=event.forename, surname=event.surname)
            case OperativeHomeAreaChanged(after=home_area):
                self._reword(recorded, home_area=home_area)
            case OperativeSkillsChanged(after=skills):
                self._reword(recorded, skills=skills)
            case OperativeWentOffDuty():
                self._change_duty(
                    event,
                    off_duty_since=recorded.metadata.when,
                    off_duty_until=event.until,
                    off_duty_reason=event.reason,
                    was_reason_readable=event.reason != ERASED,
                )
            case OperativeCameOnDuty():
                self._change_duty(event, **_ON_DUTY)
            case OperativeLeft():
                self._change(
                    recorded, left_at=recorded.metadata.when, left_because=event.reason, **_ON_DUTY
                )
            case OperativeCameBack():
                self._change(recorded, left_at=None, left_because="")
            case OperativeErased():
                self._rewrite(recorded.aggregate_id, _without_name)
                self._change(recorded, is_erased=True, **_ON_DUTY)
            case _:
                assert_never(event)

    def numbered(self, number: int) -> OperativeRow | None:
        """Whoever has that number, which pages send for short."""
        for row in self._rows.where("number = ?", number):
            return row
        return None

    def everybody(self) -> list[OperativeRow]:
        """Also those who have left."""
        return self._rows.where(order=self.order)

    def matching(
        self, text: str, without: Sequence[str] = (), *, also_left: bool = False
    ) -> Found[OperativeRow]:
        """By name, home area and skills; as `Directory.matching` finds."""
        return self._matching(text, without, "1" if also_left else self.listed)

    def called_like(self, rows: Sequence[OperativeRow]) -> list[OperativeRow]:
        """All who are called as one of these are."""
        return self.with_keys({row.sort_key for row in rows})

    def with_keys(self, keys: Collection[str]) -> list[OperativeRow]:
        """All who have one of these keys (see `operative_key`)."""
        names = msgspec.json.encode(sorted(keys)).decode()
        return self._rows.where(f"sort_key IN ({THESE})", names)

    def _reword(self, recorded: RecordedEvent, **changes: Any) -> None:
        """Change what they are found by."""
        self._change(recorded, **changes)
        row = self._rows[recorded.aggregate_id]
        self._texts.replace(row.number, row.words)

    def _change(self, recorded: RecordedEvent, **changes: Any) -> None:
        row = self._rows[recorded.aggregate_id]
        self._rows.replace(msgspec.structs.replace(row, version=recorded.version, **changes))

    def _change_duty(
        self, event: OperativeWentOffDuty | OperativeCameOnDuty, **changes: Any
    ) -> None:
        """The version stays: it is that of another stream."""
        row = self._rows[event.operative_id]
        self._rows.replace(msgspec.structs.replace(row, **changes))


_ON_DUTY: dict[str, Any] = {
    "off_duty_since": None,
    "off_duty_until": None,
    "off_duty_reason": "",
}


def _without_name(row: OperativeRow) -> OperativeRow:
    """And without what else tells who it was."""
    return msgspec.structs.replace(
        row,
        forename=ERASED,
        surname="",
        home_area="",
        skills=(),
        off_duty_reason="",
        was_reason_readable=None,
        left_because="",
    )
