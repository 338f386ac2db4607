"""A form does its thing once, however often it is sent: by a double click, by the back button, by a
browser that resends."""

import pytest

from app.domain.work_events import WorkNoted
from app.event_store.log import Metadata
from tests.cast import THE_DESK
from tests.web.at_once import at_once
from tests.web.desk import Desk
from tests.web.every_form import (
    ABANDON,
    ACQUIRE,
    ADD_CALL,
    AMEND,
    ASSIGN,
    CLOSE,
    COMPLETE,
    DISPATCH,
    DISPATCH_AT,
    EVERY_FORM,
    HIRE,
    MOVES,
    NOTE,
    NOTE_ON_VISIT,
    RAISE,
    RECALL,
    REOPEN,
    WITH_TESTS_OF_THEIR_OWN,
    Case,
    every_form,
)
from tests.web.page import words_of
from tests.web.signing_in import let_sign_in, peopled_desk, sign_in
from tests.web.visitor import Submission


def test_no_form_is_forgotten_here(busy_desk: Desk) -> None:
    app = busy_desk.app
    rules = [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    taken = {
        rule.endpoint
        for rule in rules
        if rule.endpoint.partition(".")[0] not in WITH_TESTS_OF_THEIR_OWN
        and rule.endpoint not in MOVES
    }
    visitor = busy_desk.visitor()

    with app.test_request_context():
        adapter = app.create_url_adapter(None) or app.url_map.bind("localhost")
        sent = {
            adapter.match(case.open(busy_desk, visitor).submission().address, "POST")[0]
            for case in EVERY_FORM
        }

    assert sent == taken, "every_form.py should have a case for each route that takes a POST"


@every_form
def test_a_form_that_is_sent_does_its_thing_and_says_so(busy_desk: Desk, case: Case) -> None:
    visitor = busy_desk.visitor()
    form = case.open(busy_desk, visitor)
    stands_on = visitor.page.path
    sent = form.submission()
    before = busy_desk.head

    page = visitor.send(sent)

    assert [status for status, _ in page.redirects] == [303]
    assert page.notices == [case.notice]
    assert busy_desk.types(before) == case.events
    for event in busy_desk.events(before):
        assert event.metadata == Metadata(
            who=THE_DESK,
            when=busy_desk.clock.now,
            command_id=sent.command_id,
            source=stands_on,
        )


@every_form
def test_sent_twice_it_does_its_thing_once_and_answers_alike(busy_desk: Desk, case: Case) -> None:
    visitor = busy_desk.visitor()
    sent = case.open(busy_desk, visitor).submission()
    before = busy_desk.head

    first, second = visitor.post(sent), visitor.post(sent)

    assert [first.status_code, second.status_code] == [303, 303]
    assert first.location == second.location
    assert busy_desk.types(before) == case.events
    assert visitor.open(first.location or "").notices == [case.notice], "said once as well"


@every_form
def test_sent_again_after_later_changes_it_still_answers_as_the_first_time(
    busy_desk: Desk, case: Case
) -> None:
    visitor = busy_desk.visitor()
    sent = case.open(busy_desk, visitor).submission()
    first = visitor.post(sent)
    busy_desk.clock.move(10)
    case.later(busy_desk, sent)
    busy_desk.clock.move(80)
    before = busy_desk.head

    second = visitor.post(sent)

    assert [first.status_code, second.status_code] == [303, 303]
    assert first.location == second.location
    assert busy_desk.types(before) == []


@every_form
def test_sent_twice_at_the_same_moment_it_does_its_thing_once(busy_desk: Desk, case: Case) -> None:
    visitor = busy_desk.visitor()
    sent = case.open(busy_desk, visitor).submission()
    twin = visitor.twin()
    before = busy_desk.head

    first, second = at_once(lambda: visitor.post(sent), lambda: twin.post(sent))

    assert [first.status_code, second.status_code] == [303, 303]
    assert first.location == second.location
    assert busy_desk.types(before) == case.events


@pytest.mark.parametrize(
    ("case", "changed", "done", "second_notice"),
    [
        (HIRE, {"forename": "Flora"}, "Dora Webb hired", "Flora Webb hired"),
        (ACQUIRE, {"town": "Hull"}, "7 Mill Lane, York acquired", "7 Mill Lane, Hull acquired"),
        (
            RAISE,
            {"title": "Gas in the cellar"},
            "W-1007 raised for Elm House, Leeds: Water in the cellar",
            "W-1008 raised for Elm House, Leeds",
        ),
    ],
    ids=str,
)
def test_a_form_that_creates_can_be_sent_again_with_other_content_once_that_is_clear(
    busy_desk: Desk, case: Case, changed: dict[str, str], done: str, second_notice: str
) -> None:
    visitor = busy_desk.visitor()
    form = case.open(busy_desk, visitor)
    sent = form.submission()
    visitor.post(sent)
    before = busy_desk.head

    page = visitor.send(sent.but(**changed))

    assert page.status == 409
    assert page.alert == (
        "This form has been sent before. What it says now has not been done. "
        f"If you want that as well, send it again. This is what happened: {done} 10:49 by the desk"
    )
    ((name, typed),) = changed.items()
    values = {field.name: field.value for field in page.fields().values()}
    assert values[name] == typed
    assert busy_desk.head == before

    # A Site that somebody just acquired is likely the one.
    page = visitor.press(f"{case.button} it all the same" if case is ACQUIRE else case.button)

    assert second_notice in page.notices
    assert busy_desk.types(before) == case.events


@pytest.mark.parametrize("case", [NOTE, NOTE_ON_VISIT], ids=str)
def test_a_note_can_be_sent_again_with_another_text_once_that_is_clear(
    busy_desk: Desk, case: Case
) -> None:
    visitor = busy_desk.visitor()
    sent = case.open(busy_desk, visitor).submission()
    visitor.post(sent)
    before = busy_desk.head

    page = visitor.send(sent.but(note="The key is at number 8."))

    assert page.status == 409
    assert page.alert.startswith(
        "This form has been sent before. What it says now has not been done. "
        "If you want that as well, send it again. This is what happened: "
    )
    assert busy_desk.head == before

    visitor.press(case.button)

    assert [each.event for each in busy_desk.events(before)] == [
        WorkNoted(text="The key is at number 8.")
    ]


@pytest.mark.parametrize(
    ("case", "changed"),
    [
        (RECALL, {"reason": "Ann is ill."}),
        (CLOSE, {"reason": "It stopped."}),
        (REOPEN, {"reason": "It smells."}),
        (DISPATCH, {"minutes": "40"}),
        (DISPATCH_AT, {"at": "12:00"}),
        (COMPLETE, {"outcome": "New door."}),
        (ABANDON, {"reason": "It needs two."}),
    ],
    ids=str,
)
def test_a_form_that_changes_something_is_refused_with_other_content(
    busy_desk: Desk, case: Case, changed: dict[str, str]
) -> None:
    visitor = busy_desk.visitor()
    sent = case.open(busy_desk, visitor).submission()
    visitor.post(sent)
    before = busy_desk.head

    page = visitor.send(sent.but(**changed))

    assert page.status == 409
    assert page.alert.startswith(
        "This form has been sent before. What it says now has not been done. "
        f"This is what happened: {case.notice.replace(': Ann', ' Ann')}"
    )
    if case not in (DISPATCH, DISPATCH_AT):
        (typed,) = changed.values()
        assert typed in page.alert, "what was typed is kept"
    assert busy_desk.head == before


def test_all_that_was_amended_is_told_to_whoever_sends_another_title(busy_desk: Desk) -> None:
    visitor = busy_desk.visitor()
    sent = AMEND.open(busy_desk, visitor).submission()
    visitor.post(sent)

    page = visitor.send(sent.but(title="Lift stuck on floor 3"))

    assert page.status == 409
    told = [words_of(each) for each in page.soup.select(".trouble li")]
    assert told == [
        f"W-1002 {amended} 10:49 by the desk"
        for amended in AMEND.notice.removeprefix("W-1002: ").split("; ")
    ]
    assert page.field("Title").value == "Lift stuck on floor 3"
    assert visitor.press("Amend W-1002").notices == [
        "W-1002: the title was amended from “Lift stuck on floor 2” to “Lift stuck on floor 3”"
    ]


@pytest.mark.parametrize(
    ("case", "changed", "label"),
    [
        (RAISE, {"title": "Gas in the cellar"}, "W-1007"),
        (ADD_CALL, {"caller_name": "Jo Fields"}, "W-1001"),
        (AMEND, {"title": "Lift stuck on floor 3"}, "W-1002"),
    ],
    ids=str,
)
def test_what_was_done_leads_to_the_work(
    busy_desk: Desk, case: Case, changed: dict[str, str], label: str
) -> None:
    visitor = busy_desk.visitor()
    sent = case.open(busy_desk, visitor).submission()
    visitor.post(sent)

    page = visitor.send(sent.but(**changed))

    links = {(each["href"], each.get("class")) for each in page.soup.select(".trouble a")}
    assert links == {(f"/work/{label}", "number")}, "its number stays in one piece"


def test_what_was_done_leads_to_the_site(busy_desk: Desk) -> None:
    visitor = busy_desk.visitor()
    sent = ACQUIRE.open(busy_desk, visitor).submission()
    visitor.post(sent)

    page = visitor.send(sent.but(town="Hull"))

    assert page.link("7 Mill Lane, York") == f"/sites/{sent['site_id']}"


RAISED = "W-1007 raised for Elm House, Leeds: Still leaking"
CALLED_AGAIN = "W-1001 Jo Field called about it again: Still leaking"


@pytest.mark.parametrize(("raised_first", "done"), [(True, RAISED), (False, CALLED_AGAIN)])
def test_a_call_that_is_sent_the_other_way_is_told_what_came_of_it(
    busy_desk: Desk, raised_first: bool, done: str
) -> None:
    """Back from raising Work to add the call to another, or the other way round."""
    visitor = busy_desk.visitor()
    add = ADD_CALL.open(busy_desk, visitor).submission()
    raising = Submission(
        "/response/", add.but(do="raise", priority="URGENT", description="!").fields
    )
    first, second = (raising, add) if raised_first else (add, raising)
    visitor.post(first)
    before = busy_desk.head

    page = visitor.send(second)

    assert page.status == 409
    assert page.alert == (
        "This form has been sent before. What it says now has not been done. "
        f"If you want that as well, send it again. This is what happened: {done} 10:49 by the desk"
    )
    assert busy_desk.head == before


def test_after_the_back_button_another_operative_is_refused_with_what_was_done(
    busy_desk: Desk,
) -> None:
    visitor = busy_desk.visitor()
    sent = ASSIGN.open(busy_desk, visitor).submission()
    carys = visitor.form("Assign W-1001 to Carys").submission()
    visitor.post(sent)
    before = busy_desk.head

    page = visitor.send(carys)

    assert page.status == 409
    assert page.alert == (
        "W-1001 has changed since this page was opened. Nothing has been done. "
        "This is what happened: W-1001 assigned to Ben Okafor 10:49 by the desk"
    )
    assert busy_desk.head == before


def test_two_people_who_press_the_same_button_give_a_command_each() -> None:
    desk = peopled_desk()
    desk.register("Dora Webb", "Control")
    let_sign_in(desk, "Dora Webb")
    desk.raise_work("Boiler leaks")
    cleo, dora = desk.visitor(), desk.visitor()
    sign_in(cleo, "Cleo Park", at="/control/")
    sign_in(dora, "Dora Webb", at="/control/")
    before = desk.head

    first, second = cleo.form("Assign W-1001 to Ann"), dora.form("Assign W-1001 to Ann")

    assert first.submission()["assign"] == second.submission()["assign"]
    assert first.press().notices == ["W-1001 assigned to Ann Marsh"]
    assert second.press().alert == (
        "W-1001 has changed since this page was opened. Nothing has been done. "
        "This is what happened: W-1001 assigned to Ann Marsh 10:42 by Cleo Park"
    )
    assert desk.types(before) == ["WorkAssigned"]
