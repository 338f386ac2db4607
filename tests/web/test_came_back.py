"""Why a Work is back: what whoever gets it next reads first, and all earlier visits to it."""

import pytest

from tests.web.desk import Desk
from tests.web.visitor import Visitor


@pytest.fixture
def twice_in_vain(desk: Desk) -> Desk:
    """Ann had no access; Ben lacked a part; now it is with Ann again."""
    desk.raise_work("Boiler leaks")
    for name, code, reason in (
        ("Ann Marsh", "No access", "Nobody is in."),
        ("Ben Okafor", "Parts needed", "A valve, 22 mm."),
    ):
        desk.assign("W-1001", name)
        visitor = desk.visitor()
        visitor.open(desk.page_of(name))
        visitor.press("Abandon W-1001", {code: True, "Reason": reason})
        desk.clock.move(10)
    return desk


WHY = "Abandoned by Ben Okafor: parts needed, 10:52"
FIRST = "1 earlier visit Abandoned by Ann Marsh: no access, 10:42: Nobody is in."


def test_whoever_gets_it_next_reads_it_first(visitor: Visitor, twice_in_vain: Desk) -> None:
    twice_in_vain.assign("W-1001", "Ann Marsh")

    page = visitor.open(twice_in_vain.page_of("Ann Marsh"))

    assert page.words("Why it came back") == f"{WHY} A valve, 22 mm. {FIRST}"
    job = page.words("Boiler leaks")
    assert job.index(WHY) < job.index("Since this morning.") < job.index("Dispatch")


def test_control_and_the_works_page_say_it_too(visitor: Visitor, twice_in_vain: Desk) -> None:
    row = visitor.open("/control/?open=W-1001").row("W-1001")
    assert row.opened.startswith(f"{WHY} A valve, 22 mm. {FIRST}")
    assert visitor.open("/work/W-1001").words("Why it came back") == (
        f"{WHY} A valve, 22 mm. {FIRST}"
    )


def test_what_was_reopened_says_what_is_wrong_again(visitor: Visitor, desk: Desk) -> None:
    desk.assign(desk.raise_work("Boiler leaks"), "Ann Marsh")
    desk.dispatch("W-1001", "Ann Marsh")
    desk.arrive("W-1001", "Ann Marsh")
    desk.complete("W-1001", "Ann Marsh")
    assert "Completed by Ann" not in visitor.open("/work/W-1001").words("The job")
    desk.clock.move(60)
    desk.reopen("W-1001", "It drips.")
    desk.assign("W-1001", "Ben Okafor")

    page = visitor.open(desk.page_of("Ben Okafor"))

    assert page.words("Why it came back") == (
        "Reopened by the desk, 11:42 It drips. "
        "1 earlier visit Completed by Ann Marsh: mended, 10:42: New valve."
    )


def test_what_one_wrote_is_not_hidden_by_another_who_never_set_off(
    visitor: Visitor, twice_in_vain: Desk
) -> None:
    twice_in_vain.assign("W-1001", "Ann Marsh")
    twice_in_vain.reassign("W-1001", "Ben Okafor")

    page = visitor.open(twice_in_vain.page_of("Ben Okafor"))

    assert page.words("Why it came back") == (
        f"{WHY} A valve, 22 mm. 2 earlier visits Reassigned from Ann Marsh, 11:02 "
        "Abandoned by Ann Marsh: no access, 10:42: Nobody is in."
    )


def test_nor_is_why_it_was_reopened(visitor: Visitor, desk: Desk) -> None:
    desk.raise_work("Boiler leaks")
    desk.close("W-1001")
    desk.reopen("W-1001", "It drips.")
    desk.assign("W-1001", "Ann Marsh")
    desk.reassign("W-1001", "Ben Okafor")

    page = visitor.open(desk.page_of("Ben Okafor"))

    assert page.words("Why it came back").startswith("Reopened by the desk, 10:42 It drips.")


def test_what_nobody_had_before_says_nothing(visitor: Visitor, desk: Desk) -> None:
    desk.assign(desk.raise_work("Boiler leaks"), "Ann Marsh")

    assert "came back" not in visitor.open(desk.page_of("Ann Marsh")).html


def test_it_is_as_it_was_at_a_moment_in_the_past(visitor: Visitor, twice_in_vain: Desk) -> None:
    position = next(
        each.position for each in twice_in_vain.events() if each.type_name == "WorkAbandoned"
    )

    row = visitor.open(f"/control/?open=W-1001&as_of={position}").row("W-1001")

    assert row.opened.startswith("Abandoned by Ann Marsh: no access, 10:42 Nobody is in.")
    assert "Ben Okafor" not in row.text + row.opened


def test_in_a_row_of_the_board_nobody_says_what_somebody_else_wrote(
    visitor: Visitor, desk: Desk
) -> None:
    desk.raise_work("Boiler leaks")
    desk.assign("W-1001", "Ann Marsh")
    desk.recall("W-1001", "Ann is needed in York.")
    assert "recalled: Ann is needed in York." in visitor.open("/control/").row("W-1001").text

    desk.assign("W-1001", "Ann Marsh")
    desk.abandon("W-1001", "Ann Marsh", "No parts.")
    assert "Ann Marsh: " in visitor.open("/control/").row("W-1001").text
