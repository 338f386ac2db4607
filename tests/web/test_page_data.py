"""What pages show can be had without HTML: as data, which is not looked for in words."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import flask
import msgspec
import pytest
from flask import template_rendered
from jinja2 import Template

from app.domain.lifecycle import Stage
from app.web.administration import OperativesPage
from app.web.board import BoardPage
from app.web.error_page import ErrorPage
from app.web.forms.base import DeskForm
from app.web.home import Day, HomePage
from app.web.operatives import OperativePage
from app.web.page_data import PageData, ToMend
from app.web.response import ResponsePage
from app.web.work_page import WorkPage
from tests.web.crawl import every_page, question_of
from tests.web.desk import Desk
from tests.web.visitor import Visitor

P = TypeVar("P", bound=PageData)


@pytest.fixture
def shown(busy_desk: Desk) -> Iterator[list[dict[str, Any]]]:
    """What each template was given, in the order of the pages."""
    given: list[dict[str, Any]] = []

    def note(app: flask.Flask, template: Template, context: dict[str, Any], **extra: Any) -> None:
        given.append(context)

    with template_rendered.connected_to(note, busy_desk.app):
        yield given


@pytest.fixture
def data(busy_desk: Desk, shown: list[dict[str, Any]]) -> Callable[[str, type[P]], P]:
    """Opens a page, and returns its data."""

    def open_(address: str, of_type: type[P]) -> P:
        busy_desk.visitor().open(address)
        page = shown[-1]["page"]
        assert type(page) is of_type
        return page

    return open_


def test_every_page_is_made_from_one_struct_of_data_that_can_be_written_as_json(
    busy_desk: Desk, shown: list[dict[str, Any]]
) -> None:
    """All but the forms, which are a matter of HTML, and the rules of columns to import."""

    def leave_out_forms(value: object) -> None:
        assert isinstance(value, DeskForm) or callable(value), (type(value), value)

    pages = every_page(busy_desk.visitor(), kind=question_of)

    assert len(shown) >= len(pages)
    with busy_desk.app.test_request_context():
        usual: dict[str, Any] = {}
        busy_desk.app.update_template_context(usual)
    for_every_template = usual.keys() | busy_desk.app.jinja_env.globals.keys()
    # What is put around a live page, and what is new of it, is given what that is made of as well.
    assert any("frame" in context for context in shown)
    for context in shown:
        assert isinstance(context["page"], PageData)
        assert context.keys() - for_every_template <= {"page", "frame"}
        written = msgspec.json.encode(context["page"], enc_hook=leave_out_forms)
        assert "trouble" in msgspec.json.decode(written)


def test_home_counts(data: Any) -> None:
    assert data("/", HomePage).day == Day(
        waiting=1, queued=1, en_route=1, on_site=1, completed_today=1, emergencies=0, late=0
    )


def test_control_has_what_waits_and_who_has_what(data: Any) -> None:
    page = data("/control/", BoardPage)

    assert page.waiting_count == 1
    [row] = page.waiting.items
    assert (row.work.label, row.is_next, row.back.why) == ("W-1001", True, None)
    assert [line.current.label for line in page.workforce.lines.items] == [
        "W-1004",
        "W-1003",
        "W-1002",
    ]
    assert (page.attention, page.pressing) == (0, [])


def test_a_works_page_has_its_visits_its_history_and_what_can_be_done(data: Any) -> None:
    page = data("/work/W-1002", WorkPage)

    assert page.work.stage is Stage.QUEUED
    assert [site.name for site in page.briefing.sites] == ["Elm House, Leeds"]
    assert [visit.number for visit in page.visits] == [1]
    assert [each.recorded.type_name for each in page.history] == ["WorkRaised", "WorkAssigned"]
    assert [action.label for action in page.actions] == [
        "Amend",
        "Reassign",
        "Recall",
    ]


@pytest.mark.parametrize(
    ("address", "can_be_sent"), [("/work/W-1002/recall", True), ("/work/W-1001/recall", False)]
)
def test_a_form_without_use_is_not_there(data: Any, address: str, can_be_sent: bool) -> None:
    assert (data(address, WorkPage).beside.form is not None) is can_be_sent


@pytest.mark.parametrize(
    ("name", "button"),
    [("Ann Marsh", "Dispatch"), ("Ben Okafor", "Arrive"), ("Carys Lloyd", "Complete")],
)
def test_an_operatives_page_has_the_next_step(
    busy_desk: Desk, data: Any, name: str, button: str
) -> None:
    page = data(busy_desk.page_of(name), OperativePage)

    assert page.forms.button == button
    assert page.forms.address == f"{busy_desk.page_of(name)}/{button.lower()}"
    assert page.forms.carrier is page.forms.next_step
    assert not page.forms.is_way_out_open


def test_an_operative_under_way_elsewhere_has_no_next_step(busy_desk: Desk, data: Any) -> None:
    busy_desk.assign("W-1001", "Ben Okafor")
    address = f"{busy_desk.page_of('Ben Okafor')}?work={busy_desk.id('W-1001')}"

    page = data(address, OperativePage)

    assert page.under_way.label == "W-1003"
    assert page.forms.next_step is None
    assert page.forms.address == page.forms.way_out_address


def test_operatives_are_listed_by_surname_then_forename(busy_desk: Desk, data: Any) -> None:
    busy_desk.hire("Zoe Lloyd")
    busy_desk.hire("Ada Zimmer")

    by_surname = ["Carys Lloyd", "Zoe Lloyd", "Ann Marsh", "Ben Okafor", "Ada Zimmer"]

    listed = data("/administration/operatives", OperativesPage).operatives.items
    assert [row.name for row in listed] == by_surname
    page = data("/control/?open=W-1001", BoardPage)
    names = [each.candidate.operative.name for each in page.opened.choices if not each.free]
    assert names == [name for name in by_surname if name in names], "those who are free"


def test_what_is_wrong_with_a_form_is_data_too(
    busy_desk: Desk, shown: list[dict[str, Any]]
) -> None:
    visitor = busy_desk.visitor()
    visitor.open("/response/")
    visitor.press("Raise Work", {"Elm House, Leeds": True, "Urgent": True, "Description": "Wet."})

    page = shown[-1]["page"]

    assert isinstance(page, ResponsePage)
    assert page.trouble is not None
    assert page.trouble.to_mend == [ToMend("Title is required.", "title")]
    assert page.trouble.typed == ()


def test_what_happened_instead_is_what_the_command_is_about(
    busy_desk: Desk, shown: list[dict[str, Any]]
) -> None:
    visitor = busy_desk.visitor()
    visitor.open(busy_desk.page_of("Ann Marsh"))
    form = visitor.form("Dispatch").fill({"Minutes from now": "25"})
    visitor.post(form.submission())
    visitor.send(form.fill({"Minutes from now": "40"}).submission())

    page = shown[-1]["page"]

    assert page.trouble is not None
    assert [recorded.type_name for recorded in page.trouble.events] == ["WorkDispatched"]


def test_an_error_page_has_its_status(visitor: Visitor, data: Any) -> None:
    page = data("/work/W-9999", ErrorPage)

    assert page.status == 404
    assert page.nearest == "/work/"
    assert not page.leads_back
