"""Operatives: the people who go out to Sites."""

from app.domain.aggregate import Aggregate
from app.domain.characters import isolated
from app.domain.event import Event
from app.domain.personal import ERASED
from app.domain.refused import Refused
from app.domain.text import Text

FORENAME = Text("Forename", longest=60)
SURNAME = Text("Surname", longest=60)


def full_name(forename: str, surname: str) -> str:
    """One that was erased has no surname."""
    return f"{forename} {surname}".strip()


class OperativeHired(Event, frozen=True):
    forename: str
    surname: str


class OperativeRenamed(Event, frozen=True):
    forename: str
    surname: str


class OperativeErased(Event, frozen=True):
    """Their name is gone for good, and nothing can be assigned to them any more."""


class Operative(Aggregate):
    kind = "operative"

    def __init__(self, id: str) -> None:
        super().__init__(id)
        self.forename = ""
        self.surname = ""
        self.is_erased = False

    @property
    def name(self) -> str:
        return full_name(self.forename, self.surname)

    @property
    def is_hired(self) -> bool:
        return self.name != ""

    def hire(self, forename: str, surname: str) -> None:
        """Raises Refused without both names, and when the operative is hired already."""
        if self.is_hired:
            raise Refused(f"{isolated(self.name)} has already been hired.")
        self.record(
            OperativeHired(forename=FORENAME.accept(forename), surname=SURNAME.accept(surname))
        )

    def rename(self, forename: str, surname: str) -> None:
        """Raises Refused without both names, when the name is like that already, and as
        `must_be_hired` does."""
        self.must_be_hired()
        renamed = OperativeRenamed(
            forename=FORENAME.accept(forename), surname=SURNAME.accept(surname)
        )
        if (renamed.forename, renamed.surname) == (self.forename, self.surname):
            raise Refused("The name is like that already.")
        self.record(renamed)

    def erase(self) -> None:
        """Raises Refused for an operative that nobody hired, and when erased already."""
        self.must_be_hired()
        self.record(OperativeErased())

    def must_be_hired(self) -> None:
        """Raises Refused for an operative that nobody hired, or whose name was erased."""
        if not self.is_hired:
            raise Refused("There is no such operative on this desk.")
        if self.is_erased:
            raise Refused("The name of this operative was erased: nothing can be assigned to them.")

    def apply(self, event: Event) -> None:
        match event:
            case OperativeHired() | OperativeRenamed():
                self.forename, self.surname = event.forename, event.surname
            case OperativeErased():
                self.forename, self.surname = ERASED, ""
                self.is_erased = True
