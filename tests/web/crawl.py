"""Every page of now that a visitor can get to by clicking. Those of the past are as many as there
are events."""

from tests.web.page import Page, attribute
from tests.web.visitor import Visitor

ENOUGH = 500
"""More pages than the desks of the tests have; beyond that, links go round in circles."""


def every_page(visitor: Visitor) -> dict[str, Page]:
    """The pages, by their addresses."""
    pages: dict[str, Page] = {}
    waiting = ["/"]
    while waiting:
        address = waiting.pop()
        if address not in pages:
            pages[address] = visitor.open(address)
            waiting += links_of(pages[address])
        assert len(pages) < ENOUGH
    return pages


def links_of(page: Page) -> list[str]:
    """Where on this desk the page's links lead."""
    links = (attribute(each, "href").partition("#")[0] for each in page.soup.select("a[href]"))
    return [link for link in links if link.startswith("/") and "as_of=" not in link]
