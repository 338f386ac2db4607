"""Every form about people: it does its thing once, only for who may, and says so."""

from collections.abc import Iterator

import pytest

from app.commands.user import DisableUser
from tests.web.desk import Desk, made_once
from tests.web.forgery import own_token
from tests.web.forms_about_people import FORMS_ABOUT_PEOPLE, PeopleForm
from tests.web.peopled import desk_with_teams
from tests.web.signing_in import give
from tests.web.visitor import Visitor

every_form = pytest.mark.parametrize("form", FORMS_ABOUT_PEOPLE, ids=str)

ELSEWHERE = {"people.add_administrator", "person.make_link"}
"""The views that are tested elsewhere: one is for open desks, the other tells the log nothing."""


def _desk() -> Desk:
    """The desk with teams. Besides, Cleo Park is signed in somewhere, Eve Ross is disabled, and
    Fay Lowe has left."""
    desk = _desk_with_more()
    desk.signed_in("Cleo Park")
    return desk


@made_once
def _desk_with_more() -> Desk:
    desk = desk_with_teams()
    desk.hire("Fay Lowe")
    desk.let_leave("Fay Lowe")
    desk.register("Ray Quist", "Response")
    desk.register("Mo Tanaka", "Management")
    desk.register("Nia Holm")
    desk.register("Eve Ross")
    give(desk, DisableUser(user_id=desk.user_id("Eve Ross")))
    return desk


@pytest.fixture
def peopled() -> Iterator[Desk]:
    desk = _desk()
    yield desk
    desk.log.close()


@pytest.fixture(scope="module")
def unchanged() -> Iterator[Desk]:
    """One for all tests in which nothing may be done: it takes long to make."""
    desk = _desk()
    before = desk.head
    yield desk
    assert desk.head == before
    desk.log.close()


@pytest.fixture
def ada(peopled: Desk) -> Visitor:
    return peopled.signed_in("Ada Novak")


def test_no_form_about_people_is_forgotten_here(peopled: Desk) -> None:
    blueprints = ("people", "person", "personnel", "teams", "permissions", "audit")
    taken = {
        rule.endpoint
        for rule in peopled.app.url_map.iter_rules()
        if "POST" in (rule.methods or ()) and rule.endpoint.partition(".")[0] in blueprints
    }

    assert {form.endpoint for form in FORMS_ABOUT_PEOPLE} | ELSEWHERE == taken


@every_form
def test_a_form_that_is_sent_does_its_thing_and_says_so(
    peopled: Desk, ada: Visitor, form: PeopleForm
) -> None:
    before = peopled.head

    page = form.open(peopled, ada).press()

    assert [status for status, _ in page.redirects] == [303]
    assert page.status == 200
    assert page.notices == [form.notice]
    assert peopled.types(before) == form.events
    assert {event.metadata.who for event in peopled.events(before)} == {
        peopled.user_id("Ada Novak")
    }


@every_form
def test_a_form_that_is_sent_twice_does_its_thing_once(
    peopled: Desk, ada: Visitor, form: PeopleForm
) -> None:
    sent = form.open(peopled, ada).submission()
    before = peopled.head

    answers = [ada.post(sent) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert peopled.types(before) == form.events


@every_form
def test_a_form_that_arrives_damaged_does_nothing_and_is_there_again(
    unchanged: Desk, form: PeopleForm
) -> None:
    ada = unchanged.signed_in("Ada Novak")
    sent = form.open(unchanged, ada).submission()
    before = unchanged.head

    page = ada.send(sent.but(command_id="command-1"))

    assert page.status == 422
    assert "This form arrived damaged" in page.alert
    assert unchanged.head == before
    assert ada.form(form.button).submission()["command_id"] != "command-1"


@every_form
def test_a_form_does_nothing_without_its_proof_or_for_whoever_may_not_manage_people(
    unchanged: Desk, others: list[Visitor], form: PeopleForm
) -> None:
    ada = unchanged.signed_in("Ada Novak")
    sent = form.open(unchanged, ada).submission()
    before = unchanged.head

    assert ada.post(sent.without("csrf_token")).status_code == 400
    for visitor in others:
        theirs = sent.but(csrf_token=own_token(visitor))
        # What is damaged would not reach the command, which refuses them too.
        for each in (theirs, theirs.without("command_id")):
            assert visitor.post(each).status_code == 403
    assert unchanged.head == before


@pytest.fixture(scope="module")
def others(unchanged: Desk) -> list[Visitor]:
    """Somebody of each role that lets nobody manage people, somebody without a role, somebody who
    was disabled since they signed in, and a browser in which nobody is signed in."""
    names = ("Ray Quist", "Cleo Park", "Ann Marsh", "Mo Tanaka", "Nia Holm", "Eve Ross")
    return [*(unchanged.signed_in(name) for name in names), unchanged.visitor()]


@every_form
def test_the_address_that_a_form_is_sent_to_leads_to_a_page_with_it(
    unchanged: Desk, form: PeopleForm
) -> None:
    ada = unchanged.signed_in("Ada Novak")
    sent = form.open(unchanged, ada).submission()

    page = ada.open(sent.address)

    assert page.status == 200
    assert ada.form(form.button).submission().address == sent.address
