"""Who are the callers, and whom does one ask for at a Site?"""

from collections.abc import Sequence
from datetime import datetime
from typing import assert_never

import msgspec

from app.domain.contact import ContactErased, ContactNamed
from app.domain.personal import ERASED
from app.event_store.log import RecordedEvent
from app.read_models.database import THESE
from app.read_models.directory import Directory, Listed, directory_table
from app.read_models.read_model import all_of
from app.read_models.sorting import sort_key
from app.read_models.words import (
    digits_of_telephone_number,
    words_found_by,
    words_of_telephone_number,
)


class ContactRow(Listed, frozen=True):
    own_name: str
    """It may be empty, where there is a telephone number."""
    telephone: str
    named_at: datetime
    is_erased: bool = False

    @property
    def name(self) -> str:
        """What they go by: the telephone number, where that is all that is known."""
        return self.own_name or self.telephone

    @property
    def version(self) -> int:
        """How many events there are of it: one that names it, and one that erases it."""
        return 2 if self.is_erased else 1

    @property
    def sort_key(self) -> str:
        return sort_key(self.name)

    @property
    def words(self) -> list[str]:
        return [*words_found_by(self.own_name), *words_of_telephone_number(self.telephone)]


Subscribed = ContactNamed | ContactErased


class Contacts(Directory[Subscribed, ContactRow]):
    """In the order of their names."""

    subscribes_to = all_of(Subscribed)
    table = directory_table("contacts", ContactRow)

    def apply(self, recorded: RecordedEvent, event: Subscribed) -> None:
        match event:
            case ContactNamed(name=name, telephone=telephone):
                self._add(
                    ContactRow(
                        id=recorded.aggregate_id,
                        number=recorded.position,
                        own_name=name,
                        telephone=telephone,
                        named_at=recorded.metadata.when,
                    )
                )
            case ContactErased():
                self._rewrite(recorded.aggregate_id, _erased)
            case _:
                assert_never(event)

    def these(self, ids: Sequence[str]) -> dict[str, ContactRow]:
        """Those of them that are known, by their ids."""
        found = self._rows.where(f"id IN ({THESE})", msgspec.json.encode(ids).decode())
        return {row.id: row for row in found}

    def same_as(self, row: ContactRow) -> list[ContactRow]:
        """Others with the same name and number, however these are written: likely the same
        person."""
        number = digits_of_telephone_number(row.telephone)
        found = self.matching(row.own_name or "".join(number), without=[row.id])
        return [
            each
            for each in found
            if not each.is_erased
            and sort_key(each.own_name) == sort_key(row.own_name)
            and digits_of_telephone_number(each.telephone) == number
        ]

    def ids(self) -> set[str]:
        return {id for (id,) in self.database.select("SELECT id FROM contacts")}

    def readable_ids(self) -> set[str]:
        """Those whose name and number are shown."""
        found = self.database.select(
            "SELECT id FROM contacts WHERE own_name <> ? OR telephone <> ''", ERASED
        )
        return {id for (id,) in found}


def _erased(row: ContactRow) -> ContactRow:
    return msgspec.structs.replace(row, own_name=ERASED, telephone="", is_erased=True)
