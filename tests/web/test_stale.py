"""Two people at once: who was later is told what the other one did, keeps what was typed, and
nothing is done."""

from collections.abc import Callable

import msgspec
import pytest

from tests.web.at_once import at_once
from tests.web.desk import Desk, staffed_desk
from tests.web.every_form import (
    ABANDON,
    ARRIVE,
    ASSIGN,
    CLOSE,
    COMPLETE,
    DISPATCH,
    RECALL,
    REOPEN,
    Case,
)
from tests.web.page import Page

RECALLED = (
    "{work} has changed since this page was opened. Nothing has been done. This is what happened: "
    "{work} recalled from {operative}, back with Control: Needed elsewhere. 10:49 by the desk"
)

W1, W2, W3, W4, W5 = "W-1001", "W-1002", "W-1003", "W-1004", "W-1005"
ANN, BEN, CARYS = "Ann Marsh", "Ben Okafor", "Carys Lloyd"


class Meanwhile(msgspec.Struct, frozen=True):
    """What somebody else does between the opening of the form's page and its sending."""

    case: Case
    label: str
    steps: list[Callable[[Desk], None]]
    said: list[str]
    """What the late one is told about it."""
    again: bool
    """Whether the rules let the late one do it all the same."""

    def __str__(self) -> str:
        return f"{self.case} after {self.said[-1]}"


IN_BETWEEN = [
    Meanwhile(
        ASSIGN, W1, [lambda desk: desk.assign(W1, BEN)], ["assigned to Ben Okafor"], again=False
    ),
    Meanwhile(
        ASSIGN,
        W1,
        [lambda desk: desk.close(W1)],
        ["closed without completing: it remedied itself: Caller rang back."],
        again=False,
    ),
    Meanwhile(
        ASSIGN,
        W1,
        [lambda desk: desk.assign(W1, BEN), lambda desk: desk.recall(W1)],
        [
            "assigned to Ben Okafor",
            "recalled from Ben Okafor, back with Control: Needed elsewhere.",
        ],
        again=True,
    ),
    Meanwhile(
        RECALL,
        W2,
        [lambda desk: desk.dispatch(W2, ANN)],
        ["Ann Marsh set off, expecting to arrive at 11:14"],
        again=True,
    ),
    Meanwhile(
        RECALL,
        W2,
        [lambda desk: desk.abandon(W2, ANN)],
        ["abandoned by Ann Marsh, back with Control: No parts."],
        again=False,
    ),
    Meanwhile(
        CLOSE, W1, [lambda desk: desk.assign(W1, BEN)], ["assigned to Ben Okafor"], again=False
    ),
    Meanwhile(
        CLOSE,
        W1,
        [lambda desk: desk.close(W1), lambda desk: desk.reopen(W1)],
        [
            "closed without completing: it remedied itself: Caller rang back.",
            "reopened, back with Control: It is back.",
        ],
        again=True,
    ),
    Meanwhile(
        REOPEN,
        W5,
        [lambda desk: desk.reopen(W5)],
        ["reopened, back with Control: It is back."],
        again=False,
    ),
    Meanwhile(
        REOPEN,
        W5,
        [lambda desk: desk.reopen(W5), lambda desk: desk.close(W5)],
        [
            "reopened, back with Control: It is back.",
            "closed without completing: it remedied itself: Caller rang back.",
        ],
        again=True,
    ),
    Meanwhile(
        DISPATCH,
        W2,
        [lambda desk: desk.recall(W2)],
        ["recalled from Ann Marsh, back with Control: Needed elsewhere."],
        again=False,
    ),
    Meanwhile(
        DISPATCH,
        W2,
        [lambda desk: desk.recall(W2), lambda desk: desk.assign(W2, ANN)],
        [
            "recalled from Ann Marsh, back with Control: Needed elsewhere.",
            "assigned to Ann Marsh",
        ],
        again=True,
    ),
    Meanwhile(
        ARRIVE,
        W3,
        [lambda desk: desk.recall(W3)],
        ["recalled from Ben Okafor, back with Control: Needed elsewhere."],
        again=False,
    ),
    Meanwhile(
        ARRIVE,
        W3,
        [lambda desk: desk.arrive(W3, BEN)],
        ["Ben Okafor arrived on site"],
        again=False,
    ),
    Meanwhile(
        COMPLETE,
        W4,
        [lambda desk: desk.complete(W4, CARYS)],
        ["completed by Carys Lloyd: mended: New valve."],
        again=False,
    ),
    Meanwhile(
        COMPLETE,
        W4,
        [lambda desk: desk.recall(W4), lambda desk: desk.assign(W4, CARYS)],
        [
            "recalled from Carys Lloyd, back with Control: Needed elsewhere.",
            "assigned to Carys Lloyd",
        ],
        again=False,
    ),
    Meanwhile(
        ABANDON,
        W4,
        [lambda desk: desk.complete(W4, CARYS)],
        ["completed by Carys Lloyd: mended: New valve."],
        again=False,
    ),
    Meanwhile(
        ABANDON,
        W4,
        [lambda desk: desk.recall(W4), lambda desk: desk.assign(W4, CARYS)],
        [
            "recalled from Carys Lloyd, back with Control: Needed elsewhere.",
            "assigned to Carys Lloyd",
        ],
        again=True,
    ),
]


@pytest.mark.parametrize("meanwhile", IN_BETWEEN, ids=str)
def test_who_is_later_is_told_what_changed_keeps_the_text_and_can_send_it_where_the_rules_allow(
    busy_desk: Desk, meanwhile: Meanwhile
) -> None:
    visitor = busy_desk.visitor()
    form = meanwhile.case.open(busy_desk, visitor)
    for step in meanwhile.steps:
        step(busy_desk)
    before = busy_desk.head

    page = form.press()

    assert page.status == 409
    told = " ".join(f"{meanwhile.label} {each} 10:49 by the desk" for each in meanwhile.said)
    assert page.alert.startswith(
        f"{meanwhile.label} has changed since this page was opened. Nothing has been done. "
        f"This is what happened: {told}"
    )
    assert busy_desk.types(before) == []
    _is_still_there(page, meanwhile)

    if meanwhile.again:
        page = visitor.press(meanwhile.case.button)
        assert page.status == 200
        assert [notice.split()[0].strip(":") for notice in page.notices] == [meanwhile.label]
        assert busy_desk.types(before)[0] == meanwhile.case.events[0]
    else:
        assert not any(button.startswith(meanwhile.case.button) for button in page.buttons)


def _is_still_there(page: Page, meanwhile: Meanwhile) -> None:
    """What was typed: in its field, where it can be sent again."""
    for label, typed in meanwhile.case.typed.items():
        if not meanwhile.again:
            # A journey that does not take place needs no time of arrival.
            if label in ("Reason", "What is wrong again", "Outcome"):
                assert str(typed) in page.alert
        elif typed is True:
            assert page.field(label).is_ticked
        else:
            assert page.field(label).value == typed


def test_a_form_with_an_error_keeps_its_text_when_it_can_no_longer_be_carried_out(
    busy_desk: Desk,
) -> None:
    visitor = busy_desk.visitor()
    visitor.open("/work/W-1001/close")
    form = visitor.form("Close W-1001").fill({"Reason": "The caller rang back."})
    busy_desk.assign(W1, BEN)

    page = form.press()

    assert page.alert.startswith(
        "W-1001 has changed since this page was opened. Nothing has been done. "
        "This is what happened: W-1001 assigned to Ben Okafor 10:49 by the desk"
    )
    assert "The caller rang back." in page.alert


def test_a_step_with_an_error_for_work_that_is_gone_still_keeps_its_text(
    busy_desk: Desk,
) -> None:
    visitor = busy_desk.visitor()
    visitor.open(busy_desk.page_of(CARYS))
    form = visitor.form("Complete").fill({"Outcome": "x" * 2001})
    busy_desk.recall(W4)

    page = form.press()

    assert page.alert.startswith(RECALLED.format(work=W4, operative=CARYS))
    assert "x" * 2001 in page.alert


@pytest.mark.parametrize("minutes", ["25", "", "soon"])
def test_a_journey_to_work_that_is_gone_is_told_why_whether_or_not_its_time_was_given(
    busy_desk: Desk, minutes: str
) -> None:
    visitor = busy_desk.visitor()
    visitor.open(busy_desk.page_of(ANN))
    form = visitor.form("Dispatch").fill({"Minutes from now": minutes})
    busy_desk.recall(W2)

    page = form.press()

    assert page.alert.startswith(RECALLED.format(work=W2, operative=ANN))


def test_where_the_work_is_as_it_was_seen_only_the_page_has_moved_on(busy_desk: Desk) -> None:
    busy_desk.assign(W1, ANN)
    visitor = busy_desk.visitor()
    visitor.open(busy_desk.page_of(ANN))
    form = visitor.form("Dispatch")
    busy_desk.dispatch(W1, ANN)

    page = form.press()

    assert page.alert.startswith("Nothing has been done: meanwhile things have moved on")
    assert "This is what happened" not in page.alert


def test_a_form_with_an_error_is_still_told_what_changed_once_it_is_mended(
    busy_desk: Desk,
) -> None:
    visitor = busy_desk.visitor()
    visitor.open("/work/W-1002/recall")
    form = visitor.form("Recall W-1002")
    busy_desk.dispatch(W2, ANN)
    before = busy_desk.head
    page = form.press()
    assert page.status == 422

    page = visitor.press("Recall W-1002", {"Reason": "Ann is needed in York."})

    assert page.status == 409
    assert "Ann Marsh set off, expecting to arrive at 11:14" in page.alert
    assert busy_desk.head == before


# The same Work, by two people at Control


def test_two_people_assign_the_same_work_and_the_second_is_told_who_has_it(
    busy_desk: Desk,
) -> None:
    first, second = busy_desk.visitor(), busy_desk.visitor()
    first.open("/control/")
    second.open("/control/")
    first.press("Assign W-1001 to Carys")
    before = busy_desk.head

    page = second.press("Assign W-1001 to Ben")

    assert page.status == 409
    assert page.alert == (
        "W-1001 has changed since this page was opened. Nothing has been done. "
        "This is what happened: W-1001 assigned to Carys Lloyd 10:49 by the desk"
    )
    assert "+1 queued" in page.row("Carys Lloyd").text
    assert busy_desk.head == before


def test_two_people_assign_the_same_work_at_the_same_moment() -> None:
    desk = staffed_desk()
    for round_ in range(10):
        label = desk.raise_work(f"Call {round_}")
        first, second = desk.visitor(), desk.visitor()
        first.open("/control/")
        second.open("/control/")
        to_ann = first.form(f"Assign {label} to Ann").submission()
        to_ben = second.form(f"Assign {label} to Ben").submission()
        before = desk.head

        answers = at_once(lambda: first.post(to_ann), lambda: second.post(to_ben))  # noqa: B023

        assert sorted(each.status_code for each in answers) == [303, 409]
        assert desk.types(before) == ["WorkAssigned"]
        winner = [ANN, BEN][[each.status_code for each in answers].index(303)]
        refused = next(each for each in answers if each.status_code == 409)
        assert f"{label}</a> assigned to {winner}" in refused.text
