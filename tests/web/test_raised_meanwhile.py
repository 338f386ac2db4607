"""Two people have callers about the same fault: whoever raises it second is told of the first."""

import pytest

from tests.web.desk import Desk
from tests.web.visitor import Visitor

RESPONSE = "/response/"
ELM_HOUSE = "Elm House, Leeds LS1 4AP"
TYPED: dict[str, str | bool] = {"Title": "No heat", "Description": "All floors.", "Urgent": True}
ALL_THE_SAME = "Raise all the same"


@pytest.fixture
def second(visitor: Visitor, desk: Desk) -> Visitor:
    """Somebody who chose Elm House before somebody else raised Work there."""
    visitor.open(RESPONSE)
    visitor.press("Find", {ELM_HOUSE: True})
    desk.raise_work("Boiler leaks")
    desk.clock.move(1)
    return visitor


def test_what_was_raised_there_meanwhile_is_told_first_and_nothing_typed_is_lost(
    second: Visitor, desk: Desk
) -> None:
    before = desk.head

    page = second.press("Raise Work", TYPED)

    assert page.status == 409
    assert "W-1001 was raised there 1 min ago by the desk: Boiler leaks" in page.alert
    assert page.field("Title").value == "No heat"
    assert page.group("Sites").ticked != []
    assert desk.head == before

    page = second.press(ALL_THE_SAME)

    assert page.notices == ["W-1002 raised for Elm House, Leeds"]


def test_the_call_can_be_added_to_it_in_its_place(second: Visitor, desk: Desk) -> None:
    second.press("Raise Work", TYPED)

    page = second.press("Add this call to W-1001")

    assert page.redirects == [(303, "/response/?called=W-1001")]
    assert desk.types()[-1] == "WorkCallAdded"


def test_of_what_is_raised_once_more_it_is_told_again(second: Visitor, desk: Desk) -> None:
    second.press("Raise Work", TYPED)
    desk.raise_work("Cold")

    page = second.press(ALL_THE_SAME)

    assert page.status == 409
    assert "W-1002 was raised there" in page.alert
    assert "W-1001" not in page.alert


def test_what_was_reopened_there_meanwhile_is_told_too(visitor: Visitor, desk: Desk) -> None:
    desk.raise_work("Boiler leaks")
    desk.close("W-1001")
    visitor.open(RESPONSE)
    visitor.press("Find", {ELM_HOUSE: True})
    desk.reopen("W-1001")

    page = visitor.press("Raise Work", TYPED)

    assert page.status == 409
    assert "W-1001 was reopened there: Boiler leaks" in page.alert


def test_it_is_told_too_where_more_sites_are_chosen_than_are_looked_at(
    visitor: Visitor, desk: Desk
) -> None:
    for number in range(3):
        desk.acquire(f"{number} Weir Lane", "York", "YO1 7PR", f"01632 96099{number}")
    visitor.open(RESPONSE)
    visitor.press("Find", {ELM_HOUSE: True, "Sites: find": "weir"})
    desk.raise_work("Boiler leaks")
    visitor.press("Find", {f"{number} Weir Lane": True for number in range(3)})

    page = visitor.press("Raise Work", TYPED)

    assert "W-1001 was raised there" in page.alert


def test_of_many_it_says_how_many_there_are(second: Visitor, desk: Desk) -> None:
    for _ in range(4):
        desk.raise_work("Cold")

    page = second.press("Raise Work", TYPED)

    assert "And 2 more, before these." in page.alert


def test_what_was_there_before_or_is_elsewhere_or_over_is_no_reason_to_ask(
    visitor: Visitor, desk: Desk
) -> None:
    desk.raise_work("Boiler leaks")
    visitor.open(RESPONSE)
    visitor.press("Find", {ELM_HOUSE: True})
    desk.raise_work("Gate sticks", "31 Queen Square")
    desk.raise_work("Lift stuck")
    desk.close("W-1003")

    assert visitor.press("Raise Work", TYPED).notices == ["W-1004 raised for Elm House, Leeds"]


def test_what_stood_beside_the_sites_as_they_were_chosen_has_been_seen(
    visitor: Visitor, desk: Desk
) -> None:
    visitor.open(RESPONSE)
    desk.raise_work("Boiler leaks")
    visitor.press("Find", {ELM_HOUSE: True})

    assert visitor.press("Raise Work", TYPED).notices == ["W-1002 raised for Elm House, Leeds"]

    part = visitor.client.get(f"/response/called-before?site_ids={desk.id('Elm House')}")

    assert f'<template data-seen="{desk.head}">' in part.text


def test_a_form_that_was_carried_out_is_answered_as_the_first_time(
    visitor: Visitor, desk: Desk
) -> None:
    visitor.open(RESPONSE)
    visitor.press("Find", {ELM_HOUSE: True})
    sent = visitor.form("Raise Work").fill(TYPED).submission()
    visitor.send(sent)
    desk.raise_work("Boiler leaks")

    assert visitor.send(sent).redirects == [(303, f"/response/?raised={desk.id('W-1001')}")]
