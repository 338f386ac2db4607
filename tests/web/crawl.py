"""Every page that a visitor can get to by clicking, at one moment: now, or as of the past. Those
of all moments are as many as there are events."""

from collections.abc import Callable, Sequence
from urllib.parse import parse_qs, urlsplit

from tests.web.page import Page, attribute
from tests.web.visitor import Visitor

ENOUGH = 500
"""More pages than the desks of the tests have; beyond that, links go round in circles."""


def every_page(
    visitor: Visitor, start: str = "/", kind: Callable[[str], str] = str
) -> dict[str, Page]:
    """The pages of the same moment as the first, by their addresses; of those whose addresses are
    of one kind, the first that is found."""
    pages: dict[str, Page] = {}
    kinds = set()
    waiting = [start]
    while waiting:
        address = waiting.pop()
        if kind(address) not in kinds:
            kinds.add(kind(address))
            pages[address] = visitor.open(address)
            waiting += links_of(pages[address], moment_of(start))
        assert len(pages) < ENOUGH
    return pages


def question_of(address: str) -> str:
    """A kind: the same page, asked for in the same way, whatever is typed there."""
    path, _, query = address.partition("?")
    return f"{path}?{sorted(parse_qs(query, keep_blank_values=True))}"


def moment_of(address: str) -> list[str]:
    """The moment that the address asks for: one, or none for now."""
    return parse_qs(urlsplit(address).query).get("as_of", [])


def links_of(page: Page, moment: Sequence[str] = ()) -> list[str]:
    """Where on this desk the page's links lead, of those to pages of that moment. Files to take
    along are left out, and other orders of the same list, of which there are dozens."""
    links = all_links_of(page, "a[href]:not([download]):not([rel=nofollow])")
    return [link for link in links if moment_of(link) == list(moment)]


def all_links_of(page: Page, those: str = "a[href]") -> list[str]:
    """Where on this desk the page's links lead."""
    links = (attribute(each, "href").partition("#")[0] for each in page.soup.select(those))
    return [link for link in links if link.startswith("/")]
