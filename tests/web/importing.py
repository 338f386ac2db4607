"""A list to import, and the way to choose it."""

from app.domain.site import SiteAcquired
from tests.web.desk import Desk
from tests.web.page import Page
from tests.web.visitor import Visitor

IMPORT = "/administration/import"
LOOK = "Look at the Sites in it"
HEADINGS = "Address line 1,Town,Post code,Telephone number"
QUAYS = (
    f"{HEADINGS}\n1 Quay,Hull,HU1 1AA,01482 496 001\n2 Quay,Hull,HU1 1AB,01482 496 002\n"
    "3 Quay,Hull,HU1 1AC,01482 496 003\n"
)


def look_at(visitor: Visitor, text: str, file: str = "quays.csv", button: str = LOOK) -> Page:
    visitor.open(IMPORT)
    return visitor.upload(button, file, text.encode())


def acquired(desk: Desk, after: int) -> list[SiteAcquired]:
    events = [each.event for each in desk.events(after)]
    return [event for event in events if isinstance(event, SiteAcquired)]
