"""What can be imported: Sites, and operatives."""

from collections.abc import Callable, Mapping, Sequence

import msgspec

from app.commands.command import Command
from app.commands.ids import ids_from
from app.commands.importing import ImportOperatives, ImportSites
from app.commands.operative import HireOperative
from app.commands.site import AcquireSite
from app.domain.skills import skills_in
from app.read_models import ReadModels
from app.web.importing.checking import Entry
from app.web.importing.columns import OPERATIVE_COLUMNS, SITE_COLUMNS, Column
from app.web.importing.likely import Likely, likely_operatives, likely_sites

Values = Mapping[str, str]


class Kind(msgspec.Struct, frozen=True):
    name: str
    """In addresses, and what files are called."""
    one: str
    many: str
    begins: str
    """The kind of the ids of what is begun."""
    verb: str
    doing: str
    done: str
    columns: Sequence[Column]
    likely: Callable[[Sequence[Entry], ReadModels], dict[int, Likely]]
    """Which entries are likely here already, by the numbers of their lines."""
    command: Callable[[str, Sequence[Values], int], Command]
    """What begins them all, the first with that id, as somebody saw the desk at that position."""

    def counted(self, number: int) -> str:
        return f"{number:,} {self.one if number == 1 else self.many}"

    @property
    def headings(self) -> list[str]:
        """As the desk writes them, and knows them again."""
        return [column.label for column in self.columns]

    @property
    def required(self) -> str:
        """The headings under which every line has to have something, in words."""
        *most, last = [column.label for column in self.columns if column.is_required]
        return f"{', '.join(most)} and {last}"


def _import_sites(first_id: str, rows: Sequence[Values], seen: int) -> ImportSites:
    ids = ids_from(first_id, len(rows))
    return ImportSites(
        sites=tuple(_acquire_site(id, row) for id, row in zip(ids, rows, strict=True)), seen=seen
    )


def _acquire_site(id: str, row: Values) -> AcquireSite:
    # The contact's id follows from the Site's, so that it is the same one when it is sent again.
    _, _, uuid = id.partition("-")
    return AcquireSite(site_id=id, contact_id=f"contact-{uuid}", **row)


def _import_operatives(first_id: str, rows: Sequence[Values], seen: int) -> ImportOperatives:
    ids = ids_from(first_id, len(rows))
    return ImportOperatives(
        operatives=tuple(_hire_operative(id, row) for id, row in zip(ids, rows, strict=True)),
        seen=seen,
    )


def _hire_operative(id: str, row: Values) -> HireOperative:
    return HireOperative(
        operative_id=id,
        forename=row["forename"],
        surname=row["surname"],
        home_area=row["home_area"],
        skills=skills_in(row["skills"]),
    )


SITES = Kind(
    name="sites",
    one="Site",
    many="Sites",
    begins="site",
    verb="Acquire",
    doing="Acquiring",
    done="acquired",
    columns=SITE_COLUMNS,
    likely=likely_sites,
    command=_import_sites,
)
OPERATIVES = Kind(
    name="operatives",
    one="operative",
    many="operatives",
    begins="operative",
    verb="Hire",
    doing="Hiring",
    done="hired",
    columns=OPERATIVE_COLUMNS,
    likely=likely_operatives,
    command=_import_operatives,
)
