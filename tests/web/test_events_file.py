"""The log as CSV: what its page lists."""

import csv
import io
import json

import pytest

from app.commands.operative import EraseOperative
from app.web import events, events_file
from tests.web.desk import Desk
from tests.web.visitor import Visitor


def csv_of(visitor: Visitor, query: str = "") -> list[dict[str, str]]:
    answer = visitor.client.get(f"/events/export.csv{query}", buffered=True)
    assert answer.status_code == 200
    text = answer.get_data().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_each_event_has_a_row_the_newest_first(
    busy_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events_file, "AT_ONCE", 7)
    visitor = busy_desk.visitor()

    rows = csv_of(visitor)

    events = busy_desk.events()
    assert [int(row["Position"]) for row in rows] == [each.position for each in reversed(events)]
    raised = next(row for row in rows if row["About"] == "W-1001")
    assert json.loads(raised.pop("Event"))["title"] == "Boiler leaks"
    assert raised == {
        "Position": str(next(each.position for each in events if each.type_name == "WorkRaised")),
        "When": "2025-06-02 10:42:00",
        "Type": "WorkRaised",
        "About": "W-1001",
        "Id": busy_desk.id("W-1001"),
        "Version": "1",
        "Who": "the desk",
        "Acting for": "",
        "Page": "/",
    }


@pytest.mark.parametrize(
    ("query", "types"),
    [
        ("?type=WorkClosed", ["WorkClosed"]),
        ("?aggregate=W-1006", ["WorkClosed", "WorkRaised"]),
        ("?aggregate=ben+okafor&type=OperativeHired", ["OperativeHired"]),
        ("?aggregate=nobody", []),
        ("?type=SiteAcquired&as_of=5", ["SiteAcquired", "SiteAcquired"]),
    ],
)
def test_it_has_those_that_the_page_lists(busy_desk: Desk, query: str, types: list[str]) -> None:
    visitor = busy_desk.visitor()
    page = visitor.open(f"/events{query}")

    assert [row["Type"] for row in csv_of(visitor, query)] == types
    if types:
        assert page.link("CSV").partition("?")[0] == "/events/export.csv"
        answer = visitor.client.get(page.link("CSV"), buffered=True)
        assert answer.get_data().count(b"\r\n") == 1 + len(types)
    else:
        assert "CSV" not in page.links


def test_whoever_was_erased_has_no_name_in_it(busy_desk: Desk) -> None:
    busy_desk.give(EraseOperative(operative_id=busy_desk.id("Carys Lloyd")))

    answer = busy_desk.visitor().client.get("/events/export.csv", buffered=True)

    assert "Marsh" in answer.text
    assert "Lloyd" not in answer.text


def test_a_log_that_is_longer_than_a_file_may_be_has_its_newest_events_there(
    busy_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page says so before anybody takes it."""
    monkeypatch.setattr(events_file, "MOST", 10)
    monkeypatch.setattr(events, "MOST", 10)
    visitor = busy_desk.visitor()

    newest = [each.position for each in reversed(busy_desk.events())][:10]
    assert [int(row["Position"]) for row in csv_of(visitor)] == newest
    assert "only the newest 10 of them as CSV" in visitor.open("/events").text
    assert "all of them as CSV" in visitor.open("/events?type=SiteAcquired").text
