"""Addresses that only take forms: whoever opens one (a refused form opened again, a tab that the
browser had put away) is led to the page that has the form."""

import pytest

from app.web.sending import taken_by
from tests.web.desk import Desk
from tests.web.every_form import (
    ACQUIRE_IN_CALL,
    ADD_CALL,
    ASSIGN,
    DISPATCH,
    EVERY_FORM,
    NOTE,
    Case,
    every_form,
)
from tests.web.visitor import Visitor

ELSEWHERE = [
    case
    for case in EVERY_FORM
    if case.page == "/control/"
    or "/operatives/" in case.page
    or case in (NOTE, ADD_CALL, ACQUIRE_IN_CALL)
]
"""The forms that are sent to another address than that of their page."""


def test_every_address_that_takes_forms_says_which_and_where_they_are(desk: Desk) -> None:
    rules = [rule for rule in desk.app.url_map.iter_rules() if "POST" in (rule.methods or ())]

    with desk.app.app_context():
        for rule in rules:
            taken = taken_by(rule.endpoint)
            takes_only_forms = "GET" not in {
                method
                for each in desk.app.url_map.iter_rules()
                if each.rule == rule.rule
                for method in each.methods or ()
            }
            assert taken.form_types, rule.endpoint
            assert bool(taken.page) is takes_only_forms, rule.endpoint


@every_form
def test_the_address_that_a_form_is_sent_to_leads_to_the_page_that_has_it(
    unchanged_desk: Desk, case: Case
) -> None:
    visitor = unchanged_desk.visitor()
    sent = case.open(unchanged_desk, visitor).submission()
    stands_on = visitor.page.path

    for method in ("GET", "HEAD"):
        response = visitor.client.open(sent.address, method=method)
        if case in ELSEWHERE:
            assert (response.status_code, response.location) == (302, stands_on), method
        else:
            assert response.status_code == 200, method
    assert visitor.open(sent.address).address == stands_on
    if case is not ADD_CALL:  # Its button is there when a Site is chosen.
        assert sent.address == visitor.form(case.button).submission().address


def test_what_follows_the_question_mark_is_kept(visitor: Visitor, desk: Desk) -> None:
    for number in range(45):
        desk.raise_work(f"Leak {number}")

    assert visitor.open("/control/assign?page=2").address == "/control/?page=2"


def test_after_a_refused_form_its_address_can_be_opened_again(busy_desk: Desk) -> None:
    visitor = busy_desk.visitor()
    refused = DISPATCH.open(busy_desk, visitor).fill({"Minutes from now": "-1"}).press()
    assert refused.status == 422

    page = visitor.open(refused.address)

    assert page.status == 200
    assert page.heading == "Ann Marsh"


def test_of_an_operative_whom_nobody_knows_there_is_no_such_page(visitor: Visitor) -> None:
    assert visitor.open("/operatives/operative-1/dispatch").status == 404


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_whoever_wants_to_do_something_else_there_is_refused(busy_desk: Desk, method: str) -> None:
    visitor = busy_desk.visitor()
    address = ASSIGN.open(busy_desk, visitor).submission().address

    assert visitor.client.open(address, method=method).status_code == 405
