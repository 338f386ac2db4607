"""How Work ends without being completed, and how it begins again: both stay on record."""

import pytest

from tests.web.desk import Desk
from tests.web.visitor import Submission, Visitor


@pytest.mark.parametrize(
    ("option", "sentence"),
    [
        ("It remedied itself", "closed without completing: it remedied itself"),
        ("It is a duplicate", "closed without completing: a duplicate"),
        ("It was withdrawn", "closed without completing: withdrawn"),
    ],
)
def test_waiting_work_is_closed_with_a_cause_and_a_reason(
    visitor: Visitor, desk: Desk, option: str, sentence: str
) -> None:
    desk.raise_work("Boiler leaks")
    before = desk.head
    visitor.open("/work/W-1001")
    visitor.follow("Close without completing")

    page = visitor.press("Close W-1001", {option: True, "Reason": "The caller rang back."})

    assert page.redirects == [(303, "/work/W-1001")]
    assert page.notices == [f"W-1001 {sentence}"]
    assert "W-1001 closed" in page.text
    assert page.items("What happened")[-1] == (
        f"C{sentence[1:]} The caller rang back. 10:42 by the desk The desk at this moment"
    )
    assert desk.types(before) == ["WorkClosed"]
    assert "No Work waits for Control." in visitor.open("/control/").text


def test_closing_wants_a_cause_and_keeps_the_reason(visitor: Visitor, desk: Desk) -> None:
    desk.raise_work("Boiler leaks")
    before = desk.head
    visitor.open("/work/W-1001/close")

    page = visitor.press("Close W-1001", {"Reason": "The caller rang back."})

    assert page.status == 422
    assert page.group("Why it can be closed").error == "Choose why it can be closed."
    assert page.link("Choose why it can be closed.") == "#cause"
    assert page.field("Reason").value == "The caller rang back."
    assert desk.head == before


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ("", "Reason is required."),
        (" \r\n", "Reason is required."),
        ("x" * 2001, "Reason can have 2,000 characters at most; this has 2,001."),
        ("\x00", "Reason contains a character that cannot be kept: U+0000 at its beginning."),
    ],
)
def test_closing_wants_a_reason_and_keeps_the_cause(
    visitor: Visitor, desk: Desk, typed: str, complaint: str
) -> None:
    desk.raise_work("Boiler leaks")
    before = desk.head
    visitor.open("/work/W-1001/close")

    page = visitor.press("Close W-1001", {"It is a duplicate": True, "Reason": typed})

    assert page.status == 422
    assert page.field("Reason").error == complaint
    assert page.field("Reason").value == typed
    assert page.group("Why it can be closed").ticked == ["It is a duplicate"]
    assert desk.head == before


def test_a_cause_that_is_not_offered_is_refused(visitor: Visitor, desk: Desk) -> None:
    desk.raise_work("Boiler leaks")
    visitor.open("/work/W-1001/close")
    form = visitor.form("Close W-1001").fill({"Reason": "The caller rang back."})
    before = desk.head

    page = visitor.send(form.submission().but(cause="BORED"))

    assert page.status == 422
    assert page.group("Why it can be closed").error != ""
    assert desk.head == before


@pytest.mark.parametrize("label", ["W-1002", "W-1003", "W-1004", "W-1005", "W-1006"])
def test_only_work_that_waits_can_be_closed(busy_desk: Desk, label: str) -> None:
    visitor = busy_desk.visitor()
    visitor.open("/work/W-1001/close")
    form = visitor.form("Close W-1001")
    sent = form.fill({"It is a duplicate": True, "Reason": "Of W-1001."}).submission()
    before = busy_desk.head

    page = visitor.open(f"/work/{label}/close")
    assert "so this cannot be done now." in page.text
    assert page.buttons == []

    page = visitor.send(_meant_for(busy_desk, label, sent))
    assert page.status == 422
    assert "Only Work that waits for Control can be closed; this one is " in page.alert
    assert "Of W-1001." in page.alert, "what was typed is kept"
    assert busy_desk.head == before


@pytest.mark.parametrize("label", ["W-1005", "W-1006"])
def test_work_that_ended_is_reopened_with_a_reason(busy_desk: Desk, label: str) -> None:
    visitor = busy_desk.visitor()
    story = visitor.open(f"/work/{label}").items("What happened")
    before = busy_desk.head
    visitor.follow("Reopen")

    page = visitor.press(f"Reopen {label}", {"What is wrong again": "It broke again."})

    assert page.redirects == [(303, f"/work/{label}")]
    assert page.notices == [f"{label} reopened, back with Control"]
    assert "awaiting Control" in page.text
    assert busy_desk.types(before) == ["WorkReopened"]
    assert page.items("What happened") == [
        *story,
        "Reopened, back with Control It broke again. 10:49 by the desk The desk at this moment",
    ], "both facts stay: how it ended, and that it began again"


@pytest.mark.parametrize("end", ["close", "complete"])
def test_after_reopening_the_age_runs_from_when_it_was_raised_and_the_promise_anew(
    visitor: Visitor, desk: Desk, end: str
) -> None:
    desk.raise_work("Boiler leaks")
    desk.clock.move(10)
    desk.raise_work("Lift stuck")
    if end == "close":
        desk.close("W-1001")
    else:
        desk.assign("W-1001", "Ann Marsh")
        desk.dispatch("W-1001", "Ann Marsh")
        desk.arrive("W-1001", "Ann Marsh")
        desk.complete("W-1001", "Ann Marsh")
    desk.clock.move(50)
    visitor.open("/work/W-1001/reopen")

    page = visitor.press("Reopen W-1001", {"What is wrong again": "It broke again."})

    assert "Raised 10:42 by the desk, 1 h 00 min ago" in page.words("The job")
    control = visitor.open("/control/")
    assert control.row("W-1001").text.startswith("routine Wed 11:42 W-1001")
    assert control.waiting == ["W-1002", "W-1001"], "it was promised anew"


@pytest.mark.parametrize("label", ["W-1001", "W-1002", "W-1003", "W-1004"])
def test_only_work_that_ended_can_be_reopened(busy_desk: Desk, label: str) -> None:
    visitor = busy_desk.visitor()
    visitor.open("/work/W-1005/reopen")
    sent = (
        visitor.form("Reopen W-1005").fill({"What is wrong again": "It broke again."}).submission()
    )
    before = busy_desk.head

    page = visitor.open(f"/work/{label}/reopen")
    assert "so this cannot be done now." in page.text
    assert page.buttons == []

    page = visitor.send(_meant_for(busy_desk, label, sent))
    assert page.status == 422
    assert "Only Work that is completed or closed can be reopened; this one is " in page.alert
    assert "It broke again." in page.alert, "what was typed is kept"
    assert busy_desk.head == before


def test_reopening_wants_a_reason(busy_desk: Desk) -> None:
    visitor = busy_desk.visitor()
    before = busy_desk.head
    visitor.open("/work/W-1005/reopen")

    page = visitor.press("Reopen W-1005", {"What is wrong again": " "})

    assert page.status == 422
    assert page.field("What is wrong again").error == "Reason is required."
    assert busy_desk.head == before


def test_one_can_leave_it_as_it_is(visitor: Visitor, desk: Desk) -> None:
    desk.raise_work("Boiler leaks")
    visitor.open("/work/W-1001/close")

    assert visitor.follow("Leave it as it is").path == "/work/W-1001"


def test_work_can_be_assigned_again_after_it_was_reopened(busy_desk: Desk) -> None:
    visitor = busy_desk.visitor()
    visitor.open("/work/W-1005/reopen")
    visitor.press("Reopen W-1005", {"What is wrong again": "It broke again."})
    visitor.open("/control/")

    page = visitor.press("Assign W-1005 to Ben")

    assert page.notices == ["W-1005 assigned to Ben Okafor"]
    assert len(visitor.open("/work/W-1005").items("Visits")) == 2


def _meant_for(desk: Desk, label: str, sent: Submission) -> Submission:
    """The form, as if it stood on that other Work's page, which offers none."""
    version = len(desk.log.stream(desk.id(label)))
    step = sent.address.rpartition("/")[2]
    return Submission(f"/work/{label}/{step}", sent.but(version=str(version)).fields)
