"""The job sheet: all that somebody needs on paper."""

import pytest

from app.commands.builder import CommandBuilder
from app.domain.promise import Priority
from tests.web.desk import Desk
from tests.web.visitor import Visitor


def test_it_has_all_that_whoever_goes_needs(visitor: Visitor, desk: Desk) -> None:
    desk.raise_work(
        "Boiler leaks", priority=Priority.EMERGENCY, caller="Mr Bell", telephone="0113 496 0199"
    )
    desk.assign("W-1001", "Ben Okafor")
    desk.abandon("W-1001", "Ben Okafor", "No ladder.")
    desk.assign("W-1001", "Ann Marsh")
    desk.give(CommandBuilder(desk.log).note(desk.id("W-1001"), "The key is at number 7."))
    desk.add_call("W-1001", "It is worse.", "Mrs Quist")
    visitor.open("/work/W-1001")

    page = visitor.follow("Job sheet")

    assert page.path == "/work/W-1001/sheet"
    for words in (
        "W-1001 emergency queued Ann Marsh Boiler leaks",
        "raised 10:42 · to be there by 12:42, to be done by 18:42",
        "Since this morning.",
        "Elm House, Leeds LS1 4AP 0113 496 0182",
        "Caller: Mr Bell 0113 496 0199",
        "Earlier visits Abandoned by Ben Okafor, 10:42: No ladder.",
        "Note · the desk, 10:42 The key is at number 7.",
        "Mrs Quist called about it again · the desk, 10:42 It is worse.",
        "Name Signature Date and time",
    ):
        assert words in page.text, words
    assert page.buttons == []


def test_the_operatives_page_leads_there(visitor: Visitor, desk: Desk) -> None:
    desk.assign(desk.raise_work("Boiler leaks"), "Ann Marsh")
    visitor.open(desk.page_of("Ann Marsh"))

    assert visitor.follow("Job sheet").path == "/work/W-1001/sheet"


def test_it_can_be_had_as_of_a_moment(visitor: Visitor, desk: Desk) -> None:
    desk.raise_work("Boiler leaks")
    position = desk.head
    desk.assign("W-1001", "Ann Marsh")

    page = visitor.open(f"/work/W-1001/sheet?as_of={position}")

    assert "W-1001 routine awaiting Control Boiler leaks" in page.text


@pytest.mark.parametrize(
    ("caller", "telephone", "said"),
    [
        ("ida hall", "0113 4960500", "Ask for the caller: Ida Hall Done"),
        ("Ida Hall", "", "Ask for the caller: Ida Hall Done"),
        ("Ida Hall", "0113 496 0199", "Ask for: Ida Hall Caller: Ida Hall 0113 496 0199 Done"),
        ("Mr Bell", "0113 496 0500", "Ask for: Ida Hall Caller: Mr Bell Done"),
        ("", "0113 496 0500", "Ask for: Ida Hall Caller: on that number Done"),
        ("", "", "Ask for: Ida Hall Done"),
    ],
)
def test_nobody_and_no_number_is_said_twice(
    visitor: Visitor, desk: Desk, caller: str, telephone: str, said: str
) -> None:
    build = CommandBuilder(desk.log)
    site = build.acquire(
        "5 Park Row",
        "Leeds",
        "LS1 5HD",
        "0113 496 0500",
        contact_name="Ida Hall",
        contact_telephone="(0113) 496-0500",
    )
    desk.give(site)
    desk.give(
        build.raise_work(
            (site.site_id,), "Lift stuck", "Wet.", caller_name=caller, caller_telephone=telephone
        )
    )

    page = visitor.open("/work/W-1001/sheet")

    assert f"LS1 5HD 0113 496 0500 {said}" in page.text
