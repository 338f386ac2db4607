"""What was done is said on the next page: once, and to whoever did it alone."""

from pathlib import Path

from app.web.polls import DONE, SEEN
from tests.web.desk import Desk, desk_at_every_stage
from tests.web.outage import FileAway, move
from tests.web.page import Page
from tests.web.signing_in import make_up
from tests.web.test_work_as import work_as
from tests.web.visitor import Submission, Visitor

HIRING = "/administration/operatives"


def hiring(visitor: Visitor, name: str) -> Submission:
    """The form, filled in."""
    forename, surname = name.split()
    visitor.open(HIRING)
    return visitor.form("Hire").fill({"Forename": forename, "Surname": surname}).submission()


def test_two_commands_in_quick_succession_are_both_told_in_their_order(visitor: Visitor) -> None:
    for sent in (hiring(visitor, "Zoe Lane"), hiring(visitor, "Abe Fox")):
        visitor.post(sent)

    assert visitor.open("/").notices == ["Zoe Lane hired", "Abe Fox hired"]
    assert visitor.open("/").notices == []


def test_what_a_page_shows_in_place_is_not_said_again(visitor: Visitor) -> None:
    visitor.post(hiring(visitor, "Zoe Lane"))

    answer = visitor.client.get("/", headers={SEEN: DONE})

    assert "Zoe Lane hired" in answer.text
    assert visitor.open("/").notices == []


def test_it_is_said_to_nobody_who_comes_after_in_the_same_browser(desk: Desk) -> None:
    make_up(desk, "Ada Novak", "Administration")
    make_up(desk, "Cleo Park", "Control")
    visitor = desk.visitor()
    visitor.open("/")
    work_as(visitor, desk.user_id("Ada Novak"))
    visitor.post(hiring(visitor, "Zoe Lane"))

    page = work_as(visitor, desk.user_id("Cleo Park"))

    assert page.notices == []
    assert work_as(visitor, desk.user_id("Ada Novak")).notices == []


def test_of_a_log_that_was_put_back_nothing_is_said(desk: Desk) -> None:
    before, visitor = desk.like_it(), desk.visitor()
    before.app.secret_key = desk.app.secret_key
    visitor.post(hiring(visitor, "Zoe Lane"))
    before.hire("Abe Fox")
    assert before.head == desk.head

    visitor.client.application = before.app

    assert visitor.open("/").notices == []


def test_where_the_next_page_cannot_be_made_it_is_said_on_the_first_that_can(
    tmp_path: Path,
) -> None:
    desk, away = desk_at_every_stage(), FileAway(tmp_path / "desk.db")
    move(desk, away.store)
    visitor = desk.visitor()
    visitor.post(hiring(visitor, "Zoe Lane"))

    away.stop()
    page = Page(visitor.client.get("/"))
    away.start()

    assert (page.status, page.notices) == (503, [])
    assert visitor.open("/").notices == ["Zoe Lane hired"]
    desk.log.close()


def test_whoever_opens_no_page_keeps_the_last_notices_alone(visitor: Visitor) -> None:
    visitor.open(HIRING)
    names = [f"Zoe Lane-{number}" for number in range(12)]
    forms = [hiring(visitor, name) for name in names]
    for sent in forms:
        visitor.post(sent)

    assert visitor.open("/").notices == [f"{name} hired" for name in names[-5:]]
