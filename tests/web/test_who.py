"""Pages say who did what by their names."""

import pytest

from app.commands.builder import CommandBuilder
from app.commands.bus import CommandBus, Origin
from app.commands.command import Command
from app.commands.ids import new_id
from app.commands.role import GrantRole, MakeRole
from app.commands.user import RegisterUser
from app.domain.feature import Feature
from app.event_store.log import Metadata, NewEvent
from tests.cast import CLEO, CONTROL, THE_DESK
from tests.read_models.story import raised
from tests.web.desk import Desk
from tests.web.page import Page, words_of

FEATURES = (Feature.RAISE_WORK, Feature.ASSIGN_AND_RECALL, Feature.ACT_FOR_AN_OPERATIVE)


class Hands:
    """What is done at a desk, and by whom."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._bus = CommandBus(desk.log, desk.clock)
        self.build = CommandBuilder(desk.log)

    def give(self, command: Command, who: str = THE_DESK) -> None:
        self._bus.run(command, Origin(who=who, source="/", command_id=new_id("command")))


@pytest.fixture
def hands(desk: Desk) -> Hands:
    """W-1001 was raised by Cleo Park of Control and assigned to Ann Marsh, who rang in, so that
    Cleo entered her setting off and arriving."""
    hands = Hands(desk)
    hands.give(
        RegisterUser(user_id=CLEO, full_name="Cleo Park", sign_in_name="cleo", is_made_up=True)
    )
    hands.give(MakeRole(role_id=CONTROL, name="Control room", features=FEATURES))
    hands.give(GrantRole(holder_id=CLEO, role_id=CONTROL))
    call = hands.build.raise_work((desk.id("Elm House"),), "Boiler leaks", "Since last night.")
    hands.give(call, CLEO)
    ann = desk.id("Ann Marsh")
    hands.give(hands.build.assign(call.work_id, ann), CLEO)
    hands.give(hands.build.dispatch(call.work_id, ann, 25), CLEO)
    hands.give(hands.build.arrive(call.work_id, ann), CLEO)
    return hands


def timeline(page: Page) -> list[str]:
    return [words_of(each) for each in page.main.select("ol.timeline > li")]


def test_the_timeline_of_a_work_says_who_and_who_entered_it_for_an_operative(
    hands: Hands, desk: Desk
) -> None:
    page = desk.visitor().open("/work/W-1001")

    moment = "The desk at this moment"
    assert timeline(page) == [
        f"Raised for Elm House, Leeds Boiler leaks 10:42 by Cleo Park {moment}",
        f"Assigned to Ann Marsh 10:42 by Cleo Park {moment}",
        f"Ann Marsh set off, expecting to arrive at 11:07, entered by Cleo Park 10:42 {moment}",
        f"Ann Marsh arrived on site, entered by Cleo Park 10:42 {moment}",
    ]
    assert "Raised 10:42 by Cleo Park" in page.text


def test_the_events_page_says_who_and_for_whom(hands: Hands, desk: Desk) -> None:
    page = desk.visitor().open("/events?type=WorkArrivedAt")

    [entry] = [words_of(each) for each in page.main.select("ol.log > li")]
    assert "by Cleo Park for Ann Marsh from /" in entry


def test_who_did_something_leads_to_all_that_they_did(
    hands: Hands, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.web.events.PAGE_SIZE", 3)
    by_cleo = [each for each in desk.events() if each.metadata.who == CLEO]
    visitor = desk.visitor()
    visitor.open("/events?type=WorkArrivedAt")

    first = visitor.follow("Cleo Park")
    second = visitor.follow("Older")

    assert "What was done by Cleo Park" in first.text
    shown = [
        int(words_of(each).split()[0])
        for page in (first, second)
        for each in page.main.select("ol.log > li")
    ]
    assert shown == [each.position for each in reversed(by_cleo)]
    assert words_of(visitor.follow("Newer").main) == words_of(first.main)
    assert f"{desk.head} events" in visitor.follow("Show all").text


def test_somebody_who_did_nothing_has_no_events(hands: Hands, desk: Desk) -> None:
    assert "No event is like that." in desk.visitor().open("/events?who=user-x").text


def test_somebody_whose_form_is_stale_is_told_who_was_there_before(
    hands: Hands, desk: Desk
) -> None:
    visitor = desk.visitor()
    visitor.open("/work/W-1001/recall")
    ann, work = desk.id("Ann Marsh"), desk.id("W-1001")
    hands.give(hands.build.abandon(work, ann, "No parts."), CLEO)
    hands.give(hands.build.assign(work, ann), CLEO)

    page = visitor.press("Recall", {"Reason": "Needed elsewhere."})

    assert page.status == 409
    assert (
        "abandoned by Ann Marsh, back with Control, entered by Cleo Park: No parts. 10:42"
        in page.alert
    )
    assert "assigned to Ann Marsh 10:42 by Cleo Park" in page.alert


def test_an_old_log_that_names_people_in_words_reads_as_before(desk: Desk) -> None:
    metadata = Metadata(who="Jo, by hand", when=desk.clock.now, command_id="c-1", source="/")
    event = raised()
    site_ids = (desk.id("Elm House"),)
    call = type(event)(site_ids=site_ids, title=event.title, description=event.description)
    desk.log.append([NewEvent(new_id("work"), 1, call)], metadata)

    page = desk.visitor().open("/work/W-1001")

    assert "by Jo, by hand" in timeline(page)[0]
    assert "by Jo, by hand" in desk.visitor().open("/events").text
