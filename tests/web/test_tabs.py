"""The tabs of Administration say which of its pages one is on."""

import pytest

from tests.web.desk import Desk
from tests.web.page import Page, words_of
from tests.web.peopled import desk_with_teams

DESK = desk_with_teams()


def current(page: Page) -> list[str]:
    return [words_of(each) for each in page.soup.select("nav.tabs [aria-current=page]")]


@pytest.mark.parametrize(
    ("address", "button", "tab"),
    [
        ("/administration/operatives", "Hire", "Operatives"),
        ("/administration/sites", "Acquire", "Sites"),
        ("/administration/people", "Register", "People"),
        ("/administration/teams", "Make team", "Teams"),
        ("/administration/permissions", "Make role", "Permissions"),
    ],
)
def test_also_where_a_form_was_refused(address: str, button: str, tab: str) -> None:
    visitor = DESK.signed_in_as_everybody()
    assert current(visitor.open(address)) == [tab]

    page = visitor.press(button)

    assert page.status == 422
    assert current(page) == [tab]


def test_also_where_the_form_has_an_address_of_its_own(desk: Desk) -> None:
    visitor = desk.visitor()
    visitor.open("/administration/people")

    page = visitor.press("Add administrator")

    assert (page.status, page.path) == (422, "/administration/people/administrator")
    assert current(page) == ["People"]


def test_the_audit_is_one_of_them() -> None:
    visitor = DESK.signed_in_as_everybody()

    assert current(visitor.open("/administration/audit?person=Cleo")) == ["Audit"]
