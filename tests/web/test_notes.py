"""Notes: by whoever handles a Work, at any stage, and what came too late to be anything else."""

import pytest

from app.domain.feature import Feature
from app.domain.work_events import WorkNoted
from app.event_store.log import NewEvent
from tests.web.desk import Desk, closed_desk
from tests.web.visitor import Visitor


@pytest.mark.parametrize("label", ["W-1001", "W-1002", "W-1005", "W-1006"])
def test_a_note_is_added_at_any_stage_and_stands_in_the_timeline(
    busy_desk: Desk, label: str
) -> None:
    visitor = busy_desk.visitor()
    visitor.open(f"/work/{label}")

    page = visitor.press("Add note", {"Note": "The key is at number 7."})

    assert page.path == f"/work/{label}"
    assert page.notices == [f"{label}: a note was added"]
    assert page.items("What happened")[-1].startswith(
        "A note was added The key is at number 7. 10:49 by the desk"
    )


def test_a_note_stands_on_the_page_of_the_operative_who_has_the_work(busy_desk: Desk) -> None:
    visitor = busy_desk.visitor()
    visitor.open(busy_desk.page_of("Ann Marsh"))

    page = visitor.press("Add note", {"Note": "Mind the dog."})

    assert page.path == busy_desk.page_of("Ann Marsh")
    assert page.items("Notes") == ["Note · the desk, 10:49 Mind the dog."]
    assert page.field("Note").value == ""


@pytest.mark.parametrize("address", ["/work/W-1002", "<Ann Marsh>"])
@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        (" ", "Note is required."),
        ("x" * 2001, "Note can have 2,000 characters at most; this has 2,001."),
    ],
)
def test_a_note_that_cannot_be_kept_is_refused_and_stays_in_its_field(
    busy_desk: Desk, address: str, typed: str, complaint: str
) -> None:
    visitor, before = busy_desk.visitor(), busy_desk.head
    visitor.open(busy_desk.page_of("Ann Marsh") if address == "<Ann Marsh>" else address)

    page = visitor.press("Add note", {"Note": typed})

    assert page.status == 422
    assert page.field("Note").error == complaint
    assert page.field("Note").value == typed
    assert busy_desk.head == before


def test_a_note_makes_nobodys_form_stale(busy_desk: Desk) -> None:
    visitor, colleague = busy_desk.visitor(), busy_desk.visitor()
    visitor.open(busy_desk.page_of("Ann Marsh"))
    colleague.open("/work/W-1002")
    colleague.press("Add note", {"Note": "The caller rang again."})

    page = visitor.press("Dispatch", {"Minutes from now": "25"})

    assert page.notices == ["W-1002: Ann Marsh set off, expecting to arrive at 11:14"]


def test_an_operative_who_had_it_can_add_one_and_another_cannot() -> None:
    desk = closed_desk()
    desk.register("Ann Marsh", "Operative", operative="Ann Marsh")
    desk.register("Ben Okafor", "Operative", operative="Ben Okafor")
    desk.assign(desk.raise_work("Boiler leaks"), "Ann Marsh")
    desk.recall("W-1001")
    ann, ben = desk.signed_in("Ann Marsh"), desk.signed_in("Ben Okafor")
    ann.open("/work/W-1001")
    form = ann.form("Add note").fill({"Note": "I have the key."}).submission()

    assert ben.open("/work/W-1001").status == 403
    assert ann.send(form).notices == ["W-1001: a note was added"]


def test_a_note_is_not_offered_to_those_who_may_not_add_one() -> None:
    desk = closed_desk()
    desk.raise_work("Boiler leaks")
    desk.register_with("Mo Tanaka", Feature.SEE_THE_REGISTER)

    page = desk.signed_in("Mo Tanaka").open("/work/W-1001")

    assert page.buttons == []


# What came too late


def test_an_outcome_that_came_too_late_is_kept_as_a_note_by_one_press(busy_desk: Desk) -> None:
    visitor = busy_desk.visitor()
    visitor.open(busy_desk.page_of("Carys Lloyd"))
    form = visitor.form("Complete").fill({"Made safe": True, "Outcome": "Isolated.\nNeeds a part."})
    busy_desk.recall("W-1004", "Somebody else is nearer.")
    page = form.press()
    assert "recalled from Carys Lloyd, back with Control: Somebody else is nearer." in page.alert

    page = visitor.press("Keep it as a note on W-1004")

    assert page.notices == ["W-1004: a note was added"]
    assert page.path == busy_desk.page_of("Carys Lloyd")
    assert busy_desk.types()[-1] == "WorkNoted"
    story = visitor.open("/work/W-1004").items("What happened")
    assert "What came of it: Made safe Outcome: Isolated. Needs a part." in story[-1]


def test_a_reason_that_came_too_late_is_kept_as_a_note_by_one_press(busy_desk: Desk) -> None:
    visitor = busy_desk.visitor()
    visitor.open("/work/W-1002/recall")
    form = visitor.form("Recall W-1002").fill({"Reason": "Ann is needed in York."})
    busy_desk.abandon("W-1002", "Ann Marsh")
    form.press()

    page = visitor.press("Keep it as a note on W-1002")

    assert page.path == "/work/W-1002"
    assert "Reason: Ann is needed in York." in page.items("What happened")[-1]


def test_an_outcome_that_was_only_tapped_is_kept_too(busy_desk: Desk) -> None:
    visitor = busy_desk.visitor()
    visitor.open(busy_desk.page_of("Carys Lloyd"))
    form = visitor.form("Complete").fill({"Made safe": True})
    busy_desk.recall("W-1004", "Somebody else is nearer.")
    form.press()

    visitor.press("Keep it as a note on W-1004")

    assert "What came of it: Made safe" in visitor.open("/work/W-1004").items("What happened")[-1]


def test_what_just_fits_into_a_note_is_kept_without_its_label(busy_desk: Desk) -> None:
    visitor = busy_desk.visitor()
    visitor.open("/work/W-1002/recall")
    form = visitor.form("Recall W-1002").fill({"Reason": "x" * 2000})
    busy_desk.abandon("W-1002", "Ann Marsh")
    form.press()

    page = visitor.press("Keep it as a note on W-1002")

    assert f"A note was added {'x' * 2000} " in page.items("What happened")[-1]


@pytest.mark.parametrize("typed", ["", "x" * 2001])
def test_what_makes_no_note_is_not_offered_as_one(busy_desk: Desk, typed: str) -> None:
    visitor = busy_desk.visitor()
    visitor.open("/work/W-1002/recall")
    form = visitor.form("Recall W-1002").fill({"Reason": typed})
    busy_desk.abandon("W-1002", "Ann Marsh")

    assert form.press().buttons == []


def test_it_is_kept_by_those_who_had_the_work_on_their_own_page() -> None:
    desk = closed_desk()
    desk.register("Ann Marsh", "Operative", operative="Ann Marsh")
    desk.assign(desk.raise_work("Boiler leaks"), "Ann Marsh")
    ann: Visitor = desk.signed_in("Ann Marsh")
    ann.open(desk.page_of("Ann Marsh"))
    form = ann.form("Abandon W-1001").fill({"No access": True, "Reason": "Nobody is in."})
    desk.recall("W-1001")
    form.press()

    page = ann.press("Keep it as a note on W-1001")

    assert page.path == desk.page_of("Ann Marsh")
    assert page.notices == ["W-1001: a note was added"]


def test_of_very_many_the_newest_are_shown_and_lead_to_the_others(busy_desk: Desk) -> None:
    """2,000 notes of 440 characters made a page of 2.3 MB."""
    work_id, version = busy_desk.id("W-1002"), len(busy_desk.log.stream(busy_desk.id("W-1002")))
    notes = [
        NewEvent(work_id, version + number, WorkNoted(text=f"Note {number}."))
        for number in range(1, 121)
    ]
    busy_desk.log.append(notes, busy_desk.events()[-1].metadata)
    visitor = busy_desk.visitor()

    page = visitor.open(busy_desk.page_of("Ann Marsh"))

    assert [each.split()[-1] for each in page.items("Notes")] == [
        f"{number}." for number in range(120, 100, -1)
    ]
    page = visitor.open(page.link("and 100 older"))
    assert "Note 71." in page.items("What happened")[0]
    assert "Note 120." in page.items("What happened")[-1]
    page = visitor.open(page.link(f"Earlier: {version + 70} more"))
    page = visitor.open(page.link(f"Earlier: {version + 20} more"))
    assert page.items("What happened")[0].startswith("Raised")
    assert "Note 20." in page.items("What happened")[-1]
    assert "Note 120." in visitor.open(page.link("The latest")).items("What happened")[-1]
    sheet = visitor.open("/work/W-1002/sheet").text
    assert "Note 20." not in sheet
    assert "Note 21." in sheet
    assert "and 20 older" in sheet
