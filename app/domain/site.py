"""Sites: the customers' places that Firstline looks after."""

import enum
import re
from collections.abc import Callable, Mapping

from app.domain.aggregate import Aggregate
from app.domain.characters import isolated
from app.domain.event import Event
from app.domain.refused import Refused
from app.domain.text import Text, digits_in

NAME = Text("Name", longest=100, required=False)
ADDRESS_LINE_1 = Text("Address line 1", longest=100)
TOWN = Text("Town", longest=60)
POST_CODE = Text("Post code", longest=12)
TELEPHONE_NUMBER = Text("Telephone number", longest=30)
AREA = Text("Area", longest=60, required=False)
NOTES = Text("Notes", longest=2_000, several_lines=True, required=False)
REASON = Text("Reason", longest=2_000, several_lines=True)

_POST_CODE = re.compile(r"[^\W_]+(?:[ \-]+[^\W_]+)*")
_TELEPHONE_NUMBER = re.compile(
    r"(\+?[\d\s()./\-]+)(?:\s*(?:ext\.?|extension|x|#)\s*\d{1,6})?", re.IGNORECASE
)


class SitePart(enum.StrEnum):
    """What is written down about a Site, in the order in which people read it. The value is what
    they call it, and what stands in the log."""

    NAME = "name"
    ADDRESS_LINE_1 = "address line 1"
    TOWN = "town"
    POST_CODE = "post code"
    TELEPHONE_NUMBER = "telephone number"
    AREA = "area"
    NOTES = "notes"

    @property
    def field(self) -> str:
        """What it is called in events and commands."""
        return self.name.lower()


class SiteAcquired(Event, frozen=True):
    address_line_1: str
    town: str
    post_code: str
    telephone_number: str
    name: str = ""
    """What people call it: a shop, a school."""
    area: str = ""
    notes: str = ""
    """For whoever attends: access, keys, the dog."""
    contact_id: str = ""
    """Whom to ask for there, where somebody was named."""


class SiteAmended(Event, frozen=True):
    """One part of what is written down about it is another now."""

    part: SitePart
    before: str
    after: str


class SiteContactAmended(Event, frozen=True):
    """From one contact to another; nothing where there was, or is, none."""

    before: str
    after: str


class SiteDisposed(Event, frozen=True):
    """It is not looked after any more."""

    reason: str


class SiteRestored(Event, frozen=True):
    """It is looked after again."""


def name_of_site(name: str, address_line_1: str, town: str) -> str:
    """What a Site is called in lists and sentences: "Elm School, 4 Park Row, Leeds"."""
    return ", ".join(part for part in (name, address_line_1, town) if part)


class Site(Aggregate):
    kind = "site"

    def __init__(self, id: str) -> None:
        super().__init__(id)
        self.parts = dict.fromkeys(SitePart, "")
        self.contact_id = ""
        self.is_acquired = False
        self.is_disposed = False

    @property
    def name(self) -> str:
        return name_of_site(
            self.parts[SitePart.NAME],
            self.parts[SitePart.ADDRESS_LINE_1],
            self.parts[SitePart.TOWN],
        )

    def acquire(
        self,
        address_line_1: str,
        town: str,
        post_code: str,
        telephone_number: str,
        name: str = "",
        area: str = "",
        notes: str = "",
        contact_id: str = "",
    ) -> None:
        """Raises Refused when a part is missing or implausible, and when acquired already."""
        if self.is_acquired:
            raise Refused("This Site has already been acquired.")
        self.record(
            SiteAcquired(
                address_line_1=ADDRESS_LINE_1.accept(address_line_1),
                town=TOWN.accept(town),
                post_code=accept_post_code(post_code),
                telephone_number=accept_telephone_number(telephone_number),
                name=NAME.accept(name),
                area=AREA.accept(area),
                notes=NOTES.accept(notes),
                contact_id=contact_id,
            )
        )

    def amend(self, part: SitePart, text: str) -> None:
        """Records nothing where nothing changes. Raises Refused when the text is implausible, and
        unless it is in use."""
        self.must_be_in_use()
        text = _ACCEPT[part](text)
        if text != self.parts[part]:
            self.record(SiteAmended(part=part, before=self.parts[part], after=text))

    def amend_contact(self, contact_id: str) -> None:
        """As `amend`."""
        self.must_be_in_use()
        if contact_id != self.contact_id:
            self.record(SiteContactAmended(before=self.contact_id, after=contact_id))

    def dispose(self, reason: str, open_works: int) -> None:
        """Look after it no more. Raises Refused without a reason, unless it is in use, and while
        there is Work for it that has not ended: so many."""
        self.must_be_in_use()
        if open_works:
            raise Refused(
                f"There is open Work for {isolated(self.name)} ({open_works:,}): "
                "a Site is disposed of when all its Work has ended."
            )
        self.record(SiteDisposed(reason=REASON.accept(reason)))

    def restore(self) -> None:
        """Look after it again. Raises Refused unless it was disposed of."""
        self.must_be_acquired()
        if not self.is_disposed:
            raise Refused(f"{isolated(self.name)} is in use already.")
        self.record(SiteRestored())

    def must_be_in_use(self) -> None:
        """Raises Refused for a Site that nobody acquired, or that was disposed of."""
        self.must_be_acquired()
        if self.is_disposed:
            raise Refused(f"{isolated(self.name)} was disposed of: restore that Site first.")

    def must_be_acquired(self) -> None:
        if not self.is_acquired:
            raise Refused("There is no such Site on this desk.")

    def apply(self, event: Event) -> None:
        match event:
            case SiteAcquired():
                self.is_acquired = True
                self.contact_id = event.contact_id
                self.parts = {part: getattr(event, part.field) for part in SitePart}
            case SiteAmended(part=part, after=after):
                self.parts[part] = after
            case SiteContactAmended(after=contact_id):
                self.contact_id = contact_id
            case SiteDisposed():
                self.is_disposed = True
            case SiteRestored():
                self.is_disposed = False


def accept_post_code(typed: str) -> str:
    """Kept as written. Post codes of every country pass: letters, digits, spaces and hyphens,
    at least one digit. Raises Refused for anything else."""
    text = POST_CODE.accept(typed)
    if not _POST_CODE.fullmatch(text) or digits_in(text) == 0:
        raise Refused(
            "Post code should be letters and digits, with at least one digit, such as LS1 4AP."
        )
    return text


def accept_telephone_number(typed: str) -> str:
    """Kept as written. Five to fifteen digits (E.164 allows no more) with the usual signs between
    them, and perhaps an extension. Raises Refused for anything else."""
    text = TELEPHONE_NUMBER.accept(typed)
    parts = _TELEPHONE_NUMBER.fullmatch(text)
    if not parts or not 5 <= digits_in(parts[1]) <= 15:
        raise Refused(
            "Telephone number should have five to fifteen digits, such as 0113 496 0182, "
            "with ext. 12 after it if need be."
        )
    return text


_ACCEPT: Mapping[SitePart, Callable[[str], str]] = {
    SitePart.NAME: NAME.accept,
    SitePart.ADDRESS_LINE_1: ADDRESS_LINE_1.accept,
    SitePart.TOWN: TOWN.accept,
    SitePart.POST_CODE: accept_post_code,
    SitePart.TELEPHONE_NUMBER: accept_telephone_number,
    SitePart.AREA: AREA.accept,
    SitePart.NOTES: NOTES.accept,
}
"""The rules for each part."""
