"""The register as a file: all that is listed, in CSV and XLSX."""

import csv
import io
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import g
from openpyxl import load_workbook

from app.commands.ids import new_id
from app.domain.promise import Priority
from app.event_store.log import Metadata, NewEvent
from app.spreadsheets.writing import as_typed
from app.web import register_file
from tests.read_models.story import raised
from tests.web.desk import Desk, desk_at_every_stage
from tests.web.visitor import Visitor

WORK = "/work/"
PERSIAN = "آسانسور"


def csv_of(visitor: Visitor, query: str = "") -> list[dict[str, str]]:
    answer = visitor.client.get(f"/work/export.csv{query}", buffered=True)
    assert answer.status_code == 200
    text = answer.get_data().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def xlsx_of(visitor: Visitor, query: str = "") -> list[Sequence[Any]]:
    answer = visitor.client.get(f"/work/export.xlsx{query}", buffered=True)
    assert answer.status_code == 200
    book = load_workbook(io.BytesIO(answer.get_data()))
    return list(book["Work"].values)


@pytest.fixture
def peopled() -> Desk:
    """With what is awkward in W-1007: a formula, a line break, text from right to left."""
    desk = desk_at_every_stage()
    desk.acquire("2 Elm Court", "Leeds")
    desk.raise_work(
        '=HYPERLINK("http://x")',
        "31 Queen Square",
        "Elm House",
        "2 Elm Court",
        description=f"Zuerst,\nthen “{PERSIAN}”;\t-1",
        priority=Priority.EMERGENCY,
        caller=PERSIAN,
        telephone="+44 7700 900123",
    )
    return desk


def test_it_has_everything_about_a_work(peopled: Desk) -> None:
    rows = {row["Number"]: row for row in csv_of(peopled.visitor())}

    assert list(rows) == [f"W-{number}" for number in range(1007, 1000, -1)]
    assert rows["W-1005"] == {
        "Number": "W-1005",
        "Priority": "routine",
        "Stage": "completed",
        "Title": "Till dead",
        "Description": "Since this morning.",
        "Sites": "Elm House, Leeds",
        "Towns": "Leeds",
        "Caller's name": "",
        "Caller's telephone": "",
        "Raised at": "2025-06-02 10:46",
        "Raised by": "the desk",
        "Arrive by": "2025-06-04 10:46",
        "Complete by": "2025-06-07 10:46",
        "Assigned to": "",
        "Arrived at": "2025-06-02 10:48",
        "Finished at": "2025-06-02 10:48",
        "Finished by": "Carys Lloyd",
        "Outcome": "mended",
        "In words": "New valve.",
        "Late": "no",
    }
    closed = rows["W-1006"]
    said = [closed[name] for name in ("Stage", "Finished by", "Outcome", "In words")]
    assert said == ["closed", "the desk", "remedied itself", "Caller rang back."]
    assert (rows["W-1002"]["Assigned to"], rows["W-1002"]["Late"]) == ("Ann Marsh", "no")


def test_what_people_typed_stays_text(peopled: Desk) -> None:
    visitor = peopled.visitor()

    [row] = csv_of(visitor, "?priority=EMERGENCY")
    headings, cells = xlsx_of(visitor, "?priority=EMERGENCY")
    in_xlsx = dict(zip(headings, cells, strict=True))

    assert row["Title"] == '\'=HYPERLINK("http://x")', "spreadsheets would run it otherwise"
    assert in_xlsx["Title"] == '=HYPERLINK("http://x")'
    assert row["Description"] == f"Zuerst,\nthen “{PERSIAN}”;\t'-1", "a cell could begin there"
    assert as_typed(row["Description"]) == in_xlsx["Description"]
    assert row["Caller's name"] == in_xlsx["Caller's name"] == PERSIAN
    assert row["Caller's telephone"] == "'+44 7700 900123"
    sites = "31 Queen Square, Bristol; Elm House, Leeds; 2 Elm Court, Leeds"
    assert row["Sites"] == in_xlsx["Sites"] == sites
    assert row["Towns"] == "Bristol; Leeds"
    assert in_xlsx["Raised at"] == datetime(2025, 6, 2, 10, 49)  # noqa: DTZ001


def test_what_is_not_known_is_left_empty(peopled: Desk) -> None:
    """The words of a visit are those of the outcome only where it was completed then."""
    peopled.abandon("W-1004", "Carys Lloyd")
    peopled.raise_work("Gate sticks", telephone="07700 900123")
    from_before_promises = NewEvent(new_id("work"), 1, raised())
    metadata = Metadata(who="", when=peopled.clock.now, command_id="command-1", source="/")
    peopled.log.append([from_before_promises], metadata)
    peopled.clock.move(7 * 24 * 60)

    newest, gate, *_, abandoned, _, _, _ = csv_of(peopled.visitor())

    assert (newest["Arrive by"], newest["Late"]) == ("", "")
    assert (gate["Caller's name"], gate["Caller's telephone"]) == ("", "07700 900123")
    assert (abandoned["In words"], abandoned["Late"]) == ("", "yes")


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?stage=OPEN&sort=title",
        "?filter=leaks",
        "?filter=ann+marsh",
        "?town=bristol&late=no",
        "?sort=-who",
        "?operative=carys&sort=finished",
        "?filter=nothing",
        "?stage=COMPLETED&since=today",
        "?as_of=12",
        "?as_of=2025-06-02T10:44",
    ],
)
def test_it_lists_what_the_page_lists_in_that_order(
    peopled: Desk, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(register_file, "AT_ONCE", 2)
    visitor = peopled.visitor()
    page = visitor.open(f"{WORK}{query}")
    listed = [each.get_text() for each in page.main.select(".register .number")]

    assert [row["Number"] for row in csv_of(visitor, query)] == listed
    assert [row[0] for row in xlsx_of(visitor, query)] == ["Number", *listed]
    links = {link for link in page.links if link in ("CSV", "XLSX")}
    assert links == ({"CSV", "XLSX"} if listed else set())


def test_it_has_all_pages(visitor: Visitor, desk: Desk) -> None:
    for number in range(1, 54):
        desk.raise_work(f"Call {number}")
    visitor.open(WORK)
    older = visitor.follow("Older")

    answer = visitor.client.get(older.link("CSV"), buffered=True)

    assert answer.get_data().count(b"\r\n") == 54
    assert answer.headers["Content-Disposition"] == "attachment; filename=work.csv"
    assert answer.headers["Cache-Control"] == "no-store"


def test_its_rows_are_all_of_one_moment(peopled: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever happens while it is written, during which nothing is held."""
    monkeypatch.setattr(register_file, "AT_ONCE", 2)
    rows_of = register_file._rows

    before = peopled.head

    def slowly(*given: Any) -> Any:
        assert "read_models" not in g
        if peopled.head == before:
            peopled.assign("W-1001", "Ann Marsh")
            peopled.raise_work("Another")
        return rows_of(*given)

    monkeypatch.setattr(register_file, "_rows", slowly)

    rows = {row["Number"]: row["Stage"] for row in csv_of(peopled.visitor())}

    assert peopled.types(after=before) == ["WorkAssigned", "WorkRaised"]
    assert len(rows) == 7
    assert rows["W-1001"] == "awaiting Control"


def test_without_room_to_write_to_a_list_says_so(
    empty_desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "is-not-there"))
    visitor = empty_desk.visitor()
    for address in ("/work/export.csv", "/work/export.xlsx", "/events/export.csv"):
        page = visitor.open(address)
        assert page.status == 503
        assert "no room to write the list to" in page.text
