"""Text that people typed and that runs the other way, or tries to turn what stands around it. The
visitor looks at each page for text that is not isolated."""

from collections.abc import Iterator

import pytest

from app.commands.ids import new_id
from app.domain.operative import OperativeHired
from app.domain.promise import Priority
from app.domain.work_events import WorkRecalled
from app.event_store.log import Metadata, NewEvent
from tests.cast import THE_DESK
from tests.web.crawl import every_page
from tests.web.desk import Desk
from tests.web.directions import HEBREW, turned, turned_desk
from tests.web.soundness import faults
from tests.web.visitor import Visitor


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = turned_desk()
    yield desk
    desk.log.close()


@pytest.fixture
def visitor(desk: Desk) -> Visitor:
    return desk.visitor()


def test_nothing_typed_turns_any_page(visitor: Visitor) -> None:
    assert len(every_page(visitor)) > 30
    visitor.open("/response/?raised=W-1001")


def test_many_operatives_stay_apart_in_a_list_of_options(visitor: Visitor, desk: Desk) -> None:
    for number in range(7):
        desk.hire(f"{HEBREW} {number // 2}")
    desk.raise_work("Boiler leaks")

    page = visitor.open("/control/?open=W-1001")

    options = page.field("Assign W-1001 to").element.select("option")
    assert f"0, \u2068{HEBREW}\u2069 (hired 10:49) – free" in [each.text for each in options]


def test_a_notice_holds_names_together(visitor: Visitor) -> None:
    visitor.open("/administration/operatives")

    page = visitor.press("Hire", {"Forename": HEBREW, "Surname": "Marsh"})

    assert page.notices == [f"\u2068{HEBREW} Marsh\u2069 hired"]


def test_a_notice_without_such_names_has_no_invisible_characters(visitor: Visitor) -> None:
    visitor.open("/administration/operatives")

    page = visitor.press("Hire", {"Forename": "Ann", "Surname": "Marsh"})

    assert page.notices == ["Ann Marsh hired"]
    assert "\u2068Ann" not in page.html


def test_a_refusal_holds_names_and_remarks_together(visitor: Visitor, desk: Desk) -> None:
    visitor.open("/work/W-1002/recall")
    recalled = WorkRecalled(operative_id=desk.id("Ann Marsh"), reason=turned("Needed elsewhere."))
    desk.log.append([NewEvent(desk.id("W-1002"), 3, recalled)], desk.events()[0].metadata)

    page = visitor.press("Recall W-1002", {"Reason": turned("He is ill.")})

    assert page.status == 409
    assert "Needed elsewhere." in page.alert
    assert "What you typed" in page.alert
    assert turned("He is ill.") in page.alert


def test_what_the_rules_say_holds_names_together(visitor: Visitor, desk: Desk) -> None:
    visitor.open("/administration/operatives")
    form = visitor.form("Hire").fill({"Forename": HEBREW, "Surname": HEBREW}).submission()
    visitor.send(form)
    visitor.open("/administration/operatives")
    again = visitor.form("Hire").submission()["command_id"]

    page = visitor.send(form.but(command_id=again))

    assert page.alert == f"\u2068{HEBREW} {HEBREW}\u2069 has already been hired."


def test_a_complaint_says_where_something_is_that_nobody_sees(visitor: Visitor) -> None:
    visitor.open("/administration/operatives")

    page = visitor.press("Hire", {"Forename": f"{HEBREW}\u202e", "Surname": "A\u200bnn"})

    assert page.status == 422
    assert page.field("Surname").value == "A\u200bnn"
    assert page.field("Surname").error == (
        "Surname contains an invisible character (U+200B, zero width space) after “A”: type it "
        "again without it."
    )
    assert f"after “\u2068{HEBREW}\u2069”" in page.field("Forename").error


def test_what_was_typed_before_an_error_turns_nothing(visitor: Visitor) -> None:
    visitor.open("/work/W-1002/recall")
    form = visitor.form("Recall W-1002").fill({"Reason": turned("He is ill.")}).submission()

    page = visitor.send(form.but(csrf_token="wrong", **{turned("name"): "text"}))

    assert page.status == 400
    assert "He is ill." in page.text


def test_an_address_turns_nothing(visitor: Visitor) -> None:
    for name in ("aggregate", "filter", "type", "stage", "work", "raised"):
        for area in ("events/", "work/", "operatives/", "administration/sites", "response/"):
            visitor.open(f"/{area}?{name}={turned('x')}")
    visitor.open(f"/events/?aggregate=work-{turned('x')}")


def test_names_that_look_the_same_are_told_apart_by_more() -> None:
    desk = Desk()
    origin = {"who": THE_DESK, "command_id": "command-1", "source": "/"}
    for forename in ("Ann", "A\u200bnn", "Ann\u00ad"):
        hired = OperativeHired(forename=forename, surname="Marsh")
        metadata = Metadata(when=desk.clock.now, **origin)
        desk.log.append([NewEvent(new_id("operative"), 1, hired)], metadata)
        desk.clock.move(1)
    desk.acquire("Elm House", "Leeds")
    desk.raise_work("Boiler leaks", priority=Priority.URGENT)
    visitor = desk.visitor()

    assert sorted(visitor.open("/control/").row("W-1001").suggested) == [
        "Ann Marsh (hired 10:42) free",
        "Ann\u00ad Marsh (hired 10:44) free",
        "A\u200bnn Marsh (hired 10:43) free",
    ]
    assert len(visitor.open("/operatives/?filter=ann").soup.select(".person")) == 3
    desk.log.close()


def test_the_visitor_sees_what_may_turn(visitor: Visitor) -> None:
    page = visitor.open("/administration/operatives")
    assert not faults(page)
    bdi = page.main.select_one("bdi")
    assert bdi is not None
    bdi.unwrap()
    assert faults(page)
