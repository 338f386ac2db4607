"""On duty and off duty: who says so, where it is said, and until when."""

from collections.abc import Iterator

import pytest

from tests.web.desk import Desk
from tests.web.peopled import OPERATIVES
from tests.web.signing_in import peopled_desk
from tests.web.visitor import Visitor

CONTROL = "/control/"
OFF = "off duty until 14:00"
OFF_AND_WHY = f"{OFF}: Training"
TRAINING: dict[str, str | bool] = {"Reason": "Training", "Until (optional)": "2025-06-02T14:00"}
"""On the wall it is 10:42 of that day."""


@pytest.fixture
def peopled() -> Iterator[Desk]:
    """Ann Marsh is a user and Ben Okafor is none; a Work waits."""
    desk = peopled_desk()
    desk.raise_work("Boiler leaks")
    yield desk
    desk.log.close()


@pytest.fixture
def ann(peopled: Desk) -> Visitor:
    return peopled.signed_in("Ann Marsh")


@pytest.fixture
def cleo(peopled: Desk) -> Visitor:
    """She is Control."""
    return peopled.signed_in("Cleo Park")


def duty(desk: Desk, name: str = "Ann Marsh") -> str:
    return f"{desk.page_of(name)}/duty"


def test_an_operative_says_it_on_their_own_page_and_takes_it_back(
    peopled: Desk, ann: Visitor
) -> None:
    own = peopled.page_of("Ann Marsh")
    assert "On duty" in ann.open(own).text
    ann.follow("Go off duty: Ann Marsh")
    before = peopled.head

    page = ann.press("Go off duty", TRAINING)

    assert page.redirects == [(303, own)]
    assert page.notices == ["Ann Marsh went off duty until 14:00"]
    assert OFF_AND_WHY in page.text
    page = ann.press("Back on duty")
    assert (page.path, page.notices) == (own, ["Ann Marsh came on duty"])
    assert "off duty until" not in page.text
    assert peopled.types(before) == ["OperativeWentOffDuty", "OperativeCameOnDuty"]


def test_control_says_it_from_its_list_and_is_told_wherever_work_is_assigned(
    peopled: Desk, cleo: Visitor
) -> None:
    cleo.open(cleo.open(CONTROL).row("Ann Marsh").opens)
    cleo.follow("Duty of Ann Marsh")

    page = cleo.press("Go off duty", TRAINING)

    assert page.path == CONTROL
    assert "Ann Marsh" not in page.crew, "she is folded away"
    assert "Free" in page.row("Ben Okafor").text
    assert [each.partition(" ")[0] for each in page.row("W-1001").suggested] == ["Ben"]
    row = cleo.follow("Show 1 off duty").row("Ann Marsh")
    assert row.text == "Ann Marsh off duty back ~14:00"
    assert OFF in cleo.open(row.opens).row("Ann Marsh").opened
    for address in ("/operatives/", peopled.page_of("Ann Marsh")):
        assert OFF in cleo.open(address).text
        assert "Training" not in cleo.page.text, "why can tell of their health"
    assert cleo.open(duty(peopled)).field("Reason").value == ""
    assert cleo.open("/operatives/").text.count("off duty") == 1
    for number in range(6):
        peopled.hire(f"Person{number} Smith")
    choices = cleo.open(f"{CONTROL}?open=W-1001").field("Assign W-1001 to").element.select("option")
    assert [each.text.strip() for each in choices if "off duty" in each.text] == [
        f"Marsh, Ann – {OFF}"
    ]
    cleo.open(row.opens)
    cleo.follow("Duty of Ann Marsh")
    page = cleo.press("Back on duty")
    assert page.path == CONTROL
    assert "off duty" not in page.text


def test_whoever_is_off_duty_can_still_be_assigned_to(peopled: Desk, cleo: Visitor) -> None:
    cleo.open(duty(peopled))
    cleo.press("Go off duty", {"Reason": "Ill"})
    cleo.open(f"{CONTROL}?open=W-1001")
    page = cleo.press("Assign W-1001", {"Assign W-1001 to": "Marsh, Ann – off duty"})
    assert page.notices == ["W-1001 assigned to Ann Marsh"]


def test_from_the_moment_that_was_said_they_are_on_duty_again(peopled: Desk, cleo: Visitor) -> None:
    cleo.open(duty(peopled))
    cleo.press("Go off duty", TRAINING)
    moment = peopled.head
    peopled.clock.move(minutes=3 * 60 + 17)
    cleo = peopled.signed_in("Cleo Park")
    row = f"{CONTROL}?off=yes&queue=1&"
    assert OFF in cleo.open(row).text
    peopled.clock.move(minutes=1)
    for address in (row, "/operatives/?", f"{peopled.page_of('Ann Marsh')}?"):
        assert "off duty until" not in cleo.open(address).text
        assert OFF in cleo.open(f"{address}as_of={moment}").text


def test_what_was_said_can_be_changed(peopled: Desk, ann: Visitor) -> None:
    ann.open(duty(peopled))
    ann.press("Go off duty", TRAINING)

    page = ann.open(duty(peopled))

    assert page.field("Reason").value == "Training"
    assert page.field("Until (optional)").value == "2025-06-02T14:00"
    page = ann.press("Save", {"Until (optional)": ""})
    assert page.notices == ["Ann Marsh went off duty until further notice"]
    assert "off duty: Training" in page.text
    assert ann.open(duty(peopled)).field("Until (optional)").value == ""
    page = ann.press("Save")
    assert (page.status, page.alert) == (422, "That is how it stands already.")


@pytest.mark.parametrize(
    ("until", "complaint"),
    [
        ("tomorrow", "That is not a day and a time: write it like 2026-11-30T14:30."),
        ("2025-06-02T10:42", "They are off duty until a moment that is past"),
        ("0001-01-01T00:00", "They are off duty until a moment that is past"),
        ("9999-12-31T23:59", "That is more than two years away"),
    ],
)
def test_a_moment_that_cannot_be_is_refused_and_nothing_typed_is_lost(
    peopled: Desk, ann: Visitor, until: str, complaint: str
) -> None:
    ann.open(duty(peopled))
    before = peopled.head

    page = ann.press("Go off duty", {"Reason": "At sea", "Until (optional)": until})

    assert page.status == 422
    assert complaint in page.alert
    assert page.field("Reason").value == "At sea"
    assert page.field("Until (optional)").value == until
    assert peopled.head == before


def test_it_needs_a_short_reason(peopled: Desk, ann: Visitor) -> None:
    ann.open(duty(peopled))
    page = ann.press("Go off duty", {"Reason": " "})
    assert (page.status, page.field("Reason").error) == (422, "Reason is required.")
    page = ann.press("Go off duty", {"Reason": "x" * 121})
    assert page.field("Reason").error == ("Reason can have 120 characters at most; this has 121.")


def test_sent_twice_it_is_done_once(peopled: Desk, ann: Visitor) -> None:
    own = peopled.page_of("Ann Marsh")
    for button, address, fields in (
        ("Go off duty", duty(peopled), TRAINING),
        ("Back on duty", own, {}),
    ):
        ann.open(address)
        sent = ann.form(button).fill(fields).submission()
        before = peopled.head
        assert [ann.post(sent).status_code for _ in range(2)] == [303, 303]
        assert len(peopled.types(before)) == 1


def test_administration_says_it_too_and_comes_back_there(peopled: Desk) -> None:
    ada = peopled.signed_in("Ada Novak")
    record = f"{OPERATIVES}/{peopled.id('Ben Okafor')}"
    ada.open(record)
    ada.follow("Go off duty: Ben Okafor")

    page = ada.press("Go off duty", TRAINING)

    assert page.path == record
    assert OFF_AND_WHY in page.words("Duty")
    assert OFF_AND_WHY in ada.open(OPERATIVES).text
    assert "off duty until 14:00" not in ada.open(f"{OPERATIVES}?as_of=3").text


def test_who_has_left_has_no_duty(peopled: Desk, ann: Visitor, cleo: Visitor) -> None:
    ann.open(duty(peopled))
    peopled.let_leave("Ann Marsh")

    page = ann.press("Go off duty", TRAINING)

    assert (page.status, page.alert) == (422, "Ann Marsh has left: take them back first.")
    assert "They have left, so there is no duty to be on." in page.text
    page = cleo.open(peopled.page_of("Ann Marsh"))
    assert "On duty" not in page.text
    assert "has left: nothing can be assigned to them" in page.text
