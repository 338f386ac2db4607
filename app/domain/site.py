"""Sites: the customers' places that Firstline looks after."""

import re

from app.domain.aggregate import Aggregate
from app.domain.event import Event
from app.domain.refused import Refused
from app.domain.text import Text, digits_in

ADDRESS_LINE_1 = Text("Address line 1", longest=100)
TOWN = Text("Town", longest=60)
POST_CODE = Text("Post code", longest=12)
TELEPHONE_NUMBER = Text("Telephone number", longest=30)

_POST_CODE = re.compile(r"[^\W_]+(?:[ \-]+[^\W_]+)*")
_TELEPHONE_NUMBER = re.compile(
    r"(\+?[\d\s()./\-]+)(?:\s*(?:ext\.?|extension|x|#)\s*\d{1,6})?", re.IGNORECASE
)


class SiteAcquired(Event, frozen=True):
    address_line_1: str
    town: str
    post_code: str
    telephone_number: str


class Site(Aggregate):
    kind = "site"

    def __init__(self, id: str) -> None:
        super().__init__(id)
        self.is_acquired = False

    def acquire(
        self, address_line_1: str, town: str, post_code: str, telephone_number: str
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
            )
        )

    def apply(self, event: Event) -> None:
        match event:
            case SiteAcquired():
                self.is_acquired = True


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
