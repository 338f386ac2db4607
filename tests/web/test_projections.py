"""The page about what pages are read from."""

import sqlite3

import msgspec
import pytest

from app.event_store.log import Unavailable
from app.read_models import ReadModels
from app.read_models.fingerprint import fingerprint
from tests.read_models.story import story_of_people
from tests.web.desk import Desk
from tests.web.page import Page, attribute, words_of


def facts(page: Page) -> dict[str, str]:
    """How they were made."""
    return {
        words_of(term): words_of(fact)
        for term, fact in zip(page.main.select("dt"), page.main.select("dd"), strict=True)
    }


def rows(page: Page) -> dict[str, list[str]]:
    """Rows now, rows of the past, by the name of the table."""
    cells = [[words_of(td) for td in tr.select("td")] for tr in page.main.select("tbody tr")]
    return {name: counts for name, *counts in cells}


def test_about_leads_to_what_each_read_model_holds(busy_desk: Desk) -> None:
    visitor = busy_desk.visitor()
    visitor.open("/about")

    page = visitor.follow("What each holds")

    assert page.heading == "Projections"
    assert [words_of(a) for a in page.soup.select("nav.areas [aria-current]")] == ["About"]
    models = [words_of(th) for th in page.main.select("tbody th")]
    assert models == [
        "Operatives",
        "Sites",
        "Contacts",
        "ContactUses",
        "Works",
        "Visits",
        "Reopenings",
        "Users",
        "Teams",
        "Roles",
        "Involvements",
        "LogIndex",
    ]
    head = str(busy_desk.head)
    assert facts(page)["Position of each"] == f"{head} of {head}"
    assert rows(page)["operatives"] == ["3", "0"]
    assert rows(page)["standings"] == ["6", "11"]
    assert rows(page)["events"] == [head, "0"]


def test_every_table_that_is_counted_belongs_to_a_read_model(busy_desk: Desk) -> None:
    busy_desk.acquire("7 Mill Lane", "York", contact_name="Ivy Hall")
    busy_desk.add_call("W-1001", caller="Al Marsh")
    busy_desk.reopen("W-1005")
    models = ReadModels()
    for recorded in busy_desk.events():
        models.tell(recorded)
    for recorded in story_of_people().events:
        position = recorded.position + busy_desk.head
        models.tell(msgspec.structs.replace(recorded, position=position))

    told = [name for each in models.all() for name in each.tables_counted()]

    assert sorted(told) == sorted(models.database.row_counts())


def test_it_says_how_they_were_made_and_of_which_code(desk: Desk) -> None:
    visitor = desk.visitor()
    visitor.open("/")
    desk.hire("Carys Lloyd")

    page = visitor.open("/about/projections")

    assert facts(page)["Position of each"] == "5 of 5"
    assert facts(page)["Took"].endswith(" s")
    assert facts(page)["Fingerprint of the code"] == fingerprint()
    [built] = page.main.select("dd time")
    assert attribute(built, "datetime").endswith("+00:00")
    assert page.alert == ""


def test_they_are_made_if_this_is_the_first_page(desk: Desk) -> None:
    assert facts(desk.visitor().open("/about/projections"))["Position of each"] == "4 of 4"


def test_an_event_that_cannot_be_taken_in_is_told_in_words(desk: Desk) -> None:
    visitor = desk.visitor()
    visitor.open("/")
    desk.break_the_log()
    desk.hire("Carys Lloyd")
    assert visitor.open("/").status == 500

    page = visitor.open("/about/projections")

    assert page.status == 200
    assert facts(page)["Position of each"] == "4 of 6"
    assert "They stand still" in page.alert
    assert "WorkAssigned at position 5" in page.alert
    assert "(Works)" in page.alert


def test_a_log_that_is_away_is_told_as_on_other_pages(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def newest() -> None:
        raise Unavailable

    monkeypatch.setattr(desk.log, "newest", newest)
    assert desk.visitor().open("/about/projections").status == 503


def test_it_counts_no_rows(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = desk.visitor()
    visitor.open("/")
    asked: list[str] = []
    connect = sqlite3.connect

    def listening(*arguments: object, **named: object) -> sqlite3.Connection:
        connection = connect(*arguments, **named)  # type: ignore[call-overload]
        connection.set_trace_callback(asked.append)
        return connection  # type: ignore[no-any-return]

    monkeypatch.setattr("app.read_models.database.sqlite3.connect", listening)
    desk.app.extensions["firstline"].read_side.close()

    assert visitor.open("/about/projections").status == 200
    assert any("row_counts" in each for each in asked)
    assert [each for each in asked if "count(" in each] == []
