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
    return f"{forename} {surname}".rstrip()


class OperativeHired(Event, frozen=True):
    forename: str
    surname: str


class OperativeErased(Event, frozen=True):
    """Nobody shall read the operative's name any more. What they did stays."""


class Operative(Aggregate):
    kind = "operative"

    def __init__(self, id: str) -> None:
        super().__init__(id)
        self.name = ""
        self.is_erased = False

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

    def erase(self) -> None:
        """Raises Refused for an operative that nobody hired, and when it was done before."""
        self.must_be_hired()
        if self.is_erased:
            raise Refused("The name of this operative has already been erased.")
        self.record(OperativeErased())

    def must_be_hired(self) -> None:
        """Raises Refused for an operative that nobody hired."""
        if not self.is_hired:
            raise Refused("There is no such operative on this desk.")

    def must_be_assignable(self) -> None:
        """Raises Refused for an operative that nobody hired, and for one that was erased."""
        self.must_be_hired()
        if self.is_erased:
            raise Refused("This operative has been erased, and cannot be assigned to.")

    def apply(self, event: Event) -> None:
        match event:
            case OperativeHired():
                self.name = full_name(event.forename, event.surname)
            case OperativeErased():
                self.name = ERASED
                self.is_erased = True
