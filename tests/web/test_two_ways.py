"""An operative's page has one form with two ways to send it; neither loses what the other asked."""

from tests.web.desk import Desk
from tests.web.visitor import Visitor


def test_abandoning_without_a_reason_keeps_the_outcome(visitor: Visitor, desk: Desk) -> None:
    desk.assign(desk.raise_work("Boiler leaks"), "Ann Marsh")
    desk.dispatch("W-1001", "Ann Marsh")
    desk.arrive("W-1001", "Ann Marsh")
    visitor.open(desk.page_of("Ann Marsh"))

    page = visitor.press("Abandon W-1001", {"Mended": True, "Outcome (optional)": "New valve."})

    assert page.status == 422
    assert page.field("Reason").error == "Reason is required."
    assert page.field("Outcome (optional)").value == "New valve."
    assert page.group("What came of it").ticked == ["Mended"]
    assert visitor.press("Complete").notices == ["W-1001 completed by Ann Marsh: mended"]
    assert "New valve." in page_of_work(visitor)


def test_setting_off_without_an_arrival_keeps_the_reason(visitor: Visitor, desk: Desk) -> None:
    desk.assign(desk.raise_work("Boiler leaks"), "Ann Marsh")
    visitor.open(desk.page_of("Ann Marsh"))

    page = visitor.press("Dispatch", {"Unsafe": True, "Reason": "Too far."})

    assert page.status == 422
    assert page.field("Reason").value == "Too far."
    assert page.field("Reason").error == ""
    assert visitor.press("Abandon W-1001").status == 200
    assert "Too far." in page_of_work(visitor)


def test_abandoning_without_a_reason_keeps_the_arrival(visitor: Visitor, desk: Desk) -> None:
    desk.assign(desk.raise_work("Boiler leaks"), "Ann Marsh")
    visitor.open(desk.page_of("Ann Marsh"))

    page = visitor.press("Abandon W-1001", {"Minutes from now": "25"})

    assert page.field("Minutes from now").value == "25"
    assert visitor.press("Dispatch").status == 200
    assert "en route" in page_of_work(visitor)


def page_of_work(visitor: Visitor) -> str:
    return visitor.open("/work/W-1001").text


def test_after_a_changed_resend_the_step_that_is_now_next_works_at_once(
    visitor: Visitor, desk: Desk
) -> None:
    desk.assign(desk.raise_work("Boiler leaks"), "Ann Marsh")
    visitor.open(desk.page_of("Ann Marsh"))
    form = visitor.form("Dispatch").fill({"Minutes from now": "25"})
    visitor.post(form.submission())

    page = visitor.send(form.fill({"Minutes from now": "40"}).submission())

    assert page.status == 409
    assert page.buttons[:3] == ["Arrive", "Change the time", "Abandon W-1001"]
    assert visitor.press("Arrive").notices == ["W-1001: Ann Marsh arrived on site"]


def test_after_a_stale_step_the_step_that_is_now_next_works_at_once(
    visitor: Visitor, desk: Desk
) -> None:
    desk.assign(desk.raise_work("Boiler leaks"), "Ann Marsh")
    desk.dispatch("W-1001", "Ann Marsh")
    visitor.open(desk.page_of("Ann Marsh"))
    desk.abandon("W-1001", "Ann Marsh")
    desk.assign("W-1001", "Ann Marsh")

    page = visitor.press("Arrive")

    assert page.status == 409
    page = visitor.press("Dispatch", {"Minutes from now": "25"})
    assert page.status == 200
    assert page.buttons[:3] == ["Arrive", "Change the time", "Abandon W-1001"]


def test_when_the_work_is_gone_what_was_typed_for_either_way_is_kept(
    visitor: Visitor, desk: Desk
) -> None:
    desk.assign(desk.raise_work("Boiler leaks"), "Ann Marsh")
    desk.dispatch("W-1001", "Ann Marsh")
    desk.arrive("W-1001", "Ann Marsh")
    visitor.open(desk.page_of("Ann Marsh"))
    form = visitor.form("Abandon W-1001").fill(
        {
            "Outcome (optional)": "New valve.",
            "Parts needed": True,
            "Reason": "It still drips.",
        }
    )
    desk.recall("W-1001")

    page = form.press()

    assert page.status == 409
    assert "New valve." in page.alert
    assert "It still drips." in page.alert
