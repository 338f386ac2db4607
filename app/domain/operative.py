"""Operatives: the people who go out to Sites."""

from collections.abc import Iterable

from app.domain.aggregate import Aggregate
from app.domain.characters import isolated
from app.domain.event import Event
from app.domain.personal import ERASED
from app.domain.refused import Refused
from app.domain.skills import accept_skills
from app.domain.text import Text

FORENAME = Text("Forename", longest=60)
SURNAME = Text("Surname", longest=60)
HOME_AREA = Text("Home area", longest=60, required=False)
REASON_OF_LEAVING = Text("Reason", longest=2_000, required=False, several_lines=True)
BACK_TO_CONTROL = "The operative has left."
"""Why what a leaver holds goes back to Control. It names nobody: a Work's events are not erased
with the operative."""


def full_name(forename: str, surname: str) -> str:
    """One that was erased has no surname."""
    return f"{forename} {surname}".strip()


class OperativeHired(Event, frozen=True):
    forename: str
    surname: str
    home_area: str = ""
    skills: tuple[str, ...] = ()


class OperativeRenamed(Event, frozen=True):
    forename: str
    surname: str


class OperativeHomeAreaChanged(Event, frozen=True):
    before: str
    after: str


class OperativeSkillsChanged(Event, frozen=True):
    before: tuple[str, ...]
    after: tuple[str, ...]


class OperativeLeft(Event, frozen=True):
    """They work here no more. They hold nothing from then on: what they held is recalled in the
    same append."""

    reason: str


class OperativeCameBack(Event, frozen=True):
    """They work here again."""


class OperativeErased(Event, frozen=True):
    """Their name is gone for good, and nothing can be assigned to them any more."""


class Operative(Aggregate):
    kind = "operative"

    def __init__(self, id: str) -> None:
        super().__init__(id)
        self.forename = ""
        self.surname = ""
        self.home_area = ""
        self.skills: tuple[str, ...] = ()
        self.has_left = False
        self.is_erased = False

    @property
    def name(self) -> str:
        return full_name(self.forename, self.surname)

    @property
    def is_hired(self) -> bool:
        return self.name != ""

    def hire(
        self, forename: str, surname: str, home_area: str = "", skills: Iterable[str] = ()
    ) -> None:
        """Raises Refused without both names, and when the operative is hired already."""
        if self.is_hired:
            raise Refused(f"{isolated(self.name)} has already been hired.")
        self.record(
            OperativeHired(
                forename=FORENAME.accept(forename),
                surname=SURNAME.accept(surname),
                home_area=HOME_AREA.accept(home_area),
                skills=accept_skills(skills),
            )
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

    def change_home_area(self, home_area: str) -> None:
        """Nothing happens when it is that already."""
        self.must_be_hired()
        home_area = HOME_AREA.accept(home_area)
        if home_area != self.home_area:
            self.record(OperativeHomeAreaChanged(before=self.home_area, after=home_area))

    def change_skills(self, skills: Iterable[str]) -> None:
        """Nothing happens when these are theirs already."""
        self.must_be_hired()
        accepted = accept_skills(skills)
        if accepted != self.skills:
            self.record(OperativeSkillsChanged(before=self.skills, after=accepted))

    def leave(self, reason: str) -> None:
        """Raises Refused for who has left already. Whoever calls this recalls what they hold."""
        self.must_be_here()
        self.record(OperativeLeft(reason=REASON_OF_LEAVING.accept(reason)))

    def come_back(self) -> None:
        """Raises Refused unless they have left."""
        self.must_be_hired()
        if not self.has_left:
            raise Refused(f"{isolated(self.name)} has not left.")
        self.record(OperativeCameBack())

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

    def must_be_here(self) -> None:
        """Raises Refused for who has left, and as `must_be_hired` does."""
        self.must_be_hired()
        if self.has_left:
            raise Refused(f"{isolated(self.name)} has left: take them back first.")

    def apply(self, event: Event) -> None:
        match event:
            case OperativeHired():
                self.forename, self.surname = event.forename, event.surname
                self.home_area, self.skills = event.home_area, event.skills
            case OperativeRenamed():
                self.forename, self.surname = event.forename, event.surname
            case OperativeHomeAreaChanged(after=home_area):
                self.home_area = home_area
            case OperativeSkillsChanged(after=skills):
                self.skills = skills
            case OperativeLeft():
                self.has_left = True
            case OperativeCameBack():
                self.has_left = False
            case OperativeErased():
                self.forename, self.surname = ERASED, ""
                self.is_erased = True
