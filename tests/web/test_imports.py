"""Importing Sites and operatives: a file is chosen, looked at, and begun as a whole."""

import csv
import io
import time

import pytest
from openpyxl import load_workbook

from app.domain.contact import ContactNamed
from app.domain.feature import Feature
from app.domain.operative import OperativeHired
from app.domain.site import SiteAcquired
from app.spreadsheets.reading import read_spreadsheet
from app.spreadsheets.writing import as_csv, as_xlsx
from app.web.importing.kinds import OPERATIVES, SITES, Kind
from tests.web.desk import Desk
from tests.web.importing import HEADINGS, IMPORT, LOOK, QUAYS, acquired, look_at
from tests.web.page import attribute
from tests.web.visitor import Visitor

ELM_HOUSE_NUMBER = "0113 496 0182"


def test_sites_are_acquired_from_a_file(desk: Desk, visitor: Visitor) -> None:
    before = desk.head
    page = look_at(visitor, QUAYS)
    assert desk.head == before
    assert "3 lines read from quays.csv. Nothing is acquired yet." in page.text
    assert page.buttons == ["Check with these columns", "Acquire 3 Sites"]

    page = visitor.press("Acquire 3 Sites")

    assert page.notices == ["3 Sites acquired from quays.csv"]
    assert page.path == "/administration/sites"
    assert "1 Quay, Hull HU1 1AA" in page.text
    events = desk.events(before)
    assert [each.type_name for each in events] == ["SiteAcquired"] * 3
    assert {each.metadata.source for each in events} == {IMPORT}
    assert len({each.metadata.command_id for each in events}) == 1


def test_everything_that_a_site_can_have(desk: Desk, visitor: Visitor) -> None:
    place = ["Crown", "1 Quay", "Hull", "HU1 1AA", "01482 496 001", "Docks"]
    rows = [[*place, "Jo", "07700 900 1", "Ring\ntwice"]]
    before = desk.head
    visitor.open(IMPORT)
    visitor.upload(LOOK, "s.csv", b"".join(as_csv(SITES.headings, rows)))
    visitor.press("Acquire 1 Site")
    site, contact = (each.event for each in desk.events(before))
    assert isinstance(site, SiteAcquired)
    assert (site.name, site.area, site.notes) == ("Crown", "Docks", "Ring\ntwice")
    assert contact == ContactNamed(name="Jo", telephone="07700 900 1")
    assert site.contact_id == desk.events(before)[1].aggregate_id


def test_operatives_are_hired_from_a_file(desk: Desk, visitor: Visitor) -> None:
    before = desk.head
    text = "Last name;First name;Trades;Based in\nHall;Eve;gas, lifts;Hull\nPoe;Al;;\n"
    look_at(visitor, text, "staff.csv", "Look at the operatives in it")
    page = visitor.press("Hire 2 operatives")
    assert page.notices == ["2 operatives hired from staff.csv"]
    assert page.path == "/administration/operatives"
    assert [each.event for each in desk.events(before)] == [
        OperativeHired("Eve", "Hall", "Hull", ("gas", "lifts")),
        OperativeHired("Al", "Poe"),
    ]


def test_an_xlsx_file_is_as_good(desk: Desk, visitor: Visitor) -> None:
    rows = [line.cells for line in read_spreadsheet(QUAYS.encode()).lines]
    with as_xlsx("Sites", rows[0], rows[1:]) as file:
        visitor.open(IMPORT)
        visitor.upload(LOOK, "quays.xlsx", file.read())
    assert visitor.press("Acquire 3 Sites").notices == ["3 Sites acquired from quays.xlsx"]


# What is wrong with it


def test_each_line_with_a_fault_is_named_and_left_out(desk: Desk, visitor: Visitor) -> None:
    before = desk.head
    contacts = QUAYS.replace("\n", ",\n").replace("number,", "number,Contact telephone")
    long = "n" * 50
    page = look_at(
        visitor,
        f"{contacts}4 Quay,,HU1 1AD,{long},\n5 Quay,Hull,HULL,01482 496 005,\n"
        "6 Quay,#N/A,HU1 1AF,01482 496 006,none\n",
    )
    first, second, third = page.items("Faults 3")
    assert first.startswith("Line 5 Town is required. Telephone number can have 30")
    assert f"It says “{long[:40]}”." in first
    assert second.startswith("Line 6 Post code should be letters and digits")
    assert "It says “HULL”. 5 Quay, Hull, HULL, 01482 496 005" in second
    assert third.startswith("Line 7 Town is #N/A: a formula in it went wrong.")
    assert "Contact’s telephone: Telephone number should have" in third
    assert "3 lines have faults, and cannot be acquired." in page.words("What it comes to")

    page = visitor.press("Acquire 3 Sites")

    assert page.notices == ["3 Sites acquired from quays.csv; 3 lines were left out"]
    assert [event.address_line_1 for event in acquired(desk, before)] == [
        "1 Quay",
        "2 Quay",
        "3 Quay",
    ]


def test_with_nothing_but_faults_there_is_nothing_to_acquire(visitor: Visitor) -> None:
    page = look_at(visitor, f"{HEADINGS}\n1 Quay,Hull,HULL,none\n")
    assert page.buttons == ["Check with these columns", "Save what is left out as a file"]


def test_thousands_of_faults_are_counted_and_not_all_shown(visitor: Visitor) -> None:
    page = look_at(visitor, f"{HEADINGS}\n" + "1 Quay,Hull,HULL,none\n" * 3_000)
    assert len(page.items("Faults 3,000")) == 20
    assert "And 2,980 more" in page.text


def test_likely_duplicates_are_named_and_left_out_unless_wanted(
    desk: Desk, visitor: Visitor
) -> None:
    text = (
        f"{HEADINGS}\nELM HOUSE,Leeds,ls14ap,0113 496 9999\n9 Quay,Hull,HU1 1AA,0117 496 0077\n"
        "1 Quay,Hull,HU1 1AA,01482 496 001\n1 Quay,Hull,HU1 1AA,01482 496 002\n"
        "2 Quay,Hull,HU1 1AB,01482 496 001\n"
    )
    page = look_at(visitor, text)
    assert [item.partition(".")[0] for item in page.items("Likely duplicates 4")] == [
        "Line 2 The address is that of Elm House, Leeds, which is here already",
        "Line 3 The telephone number is that of 31 Queen Square, Bristol",
        "Line 5 The address is that of line 4",
        "Line 6 The telephone number is that of line 4",
    ]
    assert page.buttons[1:3] == ["Acquire 1 Site", "Acquire 5 Sites, the likely duplicates too"]
    first = page.words("The first ones, as they would be kept")
    assert "1 Quay" in first
    assert "ELM HOUSE" not in first
    before = desk.head

    page = visitor.press("Acquire 1 Site")

    assert page.notices == ["1 Site acquired from quays.csv; 4 lines were left out"]
    assert [event.address_line_1 for event in acquired(desk, before)] == ["1 Quay"]


def test_likely_duplicates_can_be_acquired_too(desk: Desk, visitor: Visitor) -> None:
    before = desk.head
    look_at(visitor, f"{QUAYS}Elm House,Leeds,LS1 4AP,0113 496 9999\n")
    page = visitor.press("Acquire 4 Sites, the likely duplicates too")
    assert page.notices == ["4 Sites acquired from quays.csv"]
    assert len(acquired(desk, before)) == 4


def test_the_number_of_a_switchboard_makes_no_duplicates(visitor: Visitor) -> None:
    lines = "".join(f"{number} Quay,Hull,HU1 1AA,01482 496 001\n" for number in range(4))
    assert "Likely duplicates" not in look_at(visitor, f"{HEADINGS}\n{lines}").text


def test_the_form_and_the_import_have_one_rule(desk: Desk, visitor: Visitor) -> None:
    """Three have the number with the new Site, and then four."""
    new = {"Address line 1": "1 Quay", "Town": "Hull", "Post code": "HU1 1AA"}
    for town, is_likely in (("Hull", True), ("York", False)):
        desk.acquire(f"9 {town}", town, "HU9 9ZZ" if is_likely else "YO9 9ZZ", ELM_HOUSE_NUMBER)
        page = look_at(visitor, f"{HEADINGS}\n1 Quay,Hull,HU1 1AA,{ELM_HOUSE_NUMBER}\n")
        assert ("Likely duplicate" in page.text) is is_likely
        visitor.open("/administration/sites")
        page = visitor.press("Acquire", {**new, "Telephone number": ELM_HOUSE_NUMBER})
        assert (page.status == 422) is is_likely


def test_operatives_of_one_name_are_likely_one(visitor: Visitor) -> None:
    text = "Forename,Surname\nANN,Marsh\nEve,Hall\nEve,Hall\n"
    page = look_at(visitor, text, "staff.csv", "Look at the operatives in it")
    assert page.items("Likely duplicates 2") == [
        "Line 2 There is an operative of that name already. ANN, Marsh",
        "Line 4 Line 3 has the same name. Eve, Hall",
    ]


def test_what_is_left_out_can_be_saved_mended_and_imported(desk: Desk, visitor: Visitor) -> None:
    look_at(visitor, f"{QUAYS}=4 Quay,Hull,HULL,01482 496 004\nElm House,Leeds,LS1 4AP,0113 4\n")
    sent = visitor.form("Save what is left out as a file").submission()
    response = visitor.post(sent)
    assert response.headers["Content-Disposition"] == "attachment; filename=sites-left-out.csv"
    rows = list(csv.DictReader(io.StringIO(response.text.removeprefix("\ufeff"))))
    assert [row["Line"] for row in rows] == ["5", "6"]
    assert rows[0]["What is wrong"].startswith("Post code should be")
    assert rows[0]["Address line 1"] == "'=4 Quay"

    mended = response.text.replace(",HULL,", ",HU1 1AD,").replace(",0113 4,", ",0113 496 0001,")
    page = look_at(visitor, mended, "mended.csv")

    assert page.buttons[1] == "Acquire 1 Site"
    assert "=4 Quay" in page.words("The first ones, as they would be kept")


def test_numbers_that_a_spreadsheet_has_shortened_are_told(visitor: Visitor) -> None:
    """As short a number as the first can be one without the code of its town."""
    page = look_at(
        visitor,
        f"{HEADINGS},Contact telephone\n1 Quay,Hull,HU1 1AA,4960011,\n"
        "2 Quay,Hull,HU1 1AB,1482496002,\n3 Quay,Hull,HU1 1AC,01482 496 003,7700900123\n",
    )
    said = "2 telephone numbers begin without a 0, which spreadsheets take off: the first is in"
    assert f"{said} line 3" in page.words("What it comes to")


NASTY = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
HEBREW = "\u202e\u05d0\u05d1"


@pytest.mark.parametrize("text", [NASTY, HEBREW], ids=["mark-up", "right to left"])
def test_what_stands_in_a_file_is_text_wherever_it_is_shown(visitor: Visitor, text: str) -> None:
    """In headings, faults, duplicates and samples, and in what the file is called. (The visitor
    looks at each page for what turns the text around it.)"""
    rows = [[text, "York", "YO1 1AA", "01904 1", text], [text, text, text, text, text]]
    rows += [[f"1 {text[-9:]}", "York", "YO1 1AA", "01904 496 001", text[-9:]]] * 2
    visitor.open(IMPORT)
    data = b"".join(as_csv([*HEADINGS.split(","), text], rows))
    page = visitor.upload(LOOK, f"{text[:20]}.csv", data)
    assert page.status == 200
    held = page.soup.find_all(["img", "script"])
    files = [attribute(each, "src").partition("?")[0] for each in held]
    assert files == ["/static/keys.js", "/static/at_work.js"]


# Templates, and there and back


@pytest.mark.parametrize("kind", [SITES, OPERATIVES], ids=lambda kind: kind.name)
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_template_has_the_headings(visitor: Visitor, kind: Kind, ending: str) -> None:
    response = visitor.client.get(f"{IMPORT}/{kind.name}.{ending}")
    assert response.headers["Content-Disposition"] == f"attachment; filename={kind.name}.{ending}"
    (line,) = read_spreadsheet(response.data).lines
    assert line.cells == kind.headings
    if ending == "xlsx":
        sheet = load_workbook(io.BytesIO(response.data)).worksheets[0]
        formats = {each.number_format for each in sheet.column_dimensions.values()}
        assert formats == {"@"}, "what is typed there is text"


def test_the_list_of_sites_can_be_imported_elsewhere(desk: Desk, visitor: Visitor) -> None:
    before = desk.head
    rows = [
        [
            "Crown",
            "=1 Quay",
            "Hull",
            "HU1 1AA",
            "+44 1482 496001",
            "Docks",
            "Jo",
            "07700 900 1",
            "A\nB",
        ],
        ["", "2 Quay", "Hull", "HU1 1AB", "01482 496 002", "", "", "", ""],
    ]
    visitor.open(IMPORT)
    visitor.upload(LOOK, "s.csv", b"".join(as_csv(SITES.headings, rows)))
    visitor.press("Acquire 2 Sites")
    written = visitor.client.get("/administration/sites.csv").data
    elsewhere = Desk()
    other = elsewhere.visitor()
    other.open(IMPORT)
    other.upload(LOOK, "sites.csv", written)
    other.press("Acquire 4 Sites")

    assert other.client.get("/administration/sites.csv").data == written
    texts = [line.cells for line in read_spreadsheet(written).lines]
    assert texts[0] == list(SITES.headings)
    assert all(row in texts for row in rows)
    assert len(acquired(desk, before)) == 2
    elsewhere.log.close()


def test_the_list_of_operatives_can_be_imported_elsewhere(desk: Desk, visitor: Visitor) -> None:
    written = visitor.client.get("/administration/operatives.csv").data
    elsewhere = Desk()
    other = elsewhere.visitor()
    other.open(IMPORT)
    other.upload("Look at the operatives in it", "operatives.csv", written)
    other.press("Hire 2 operatives")
    hired = [each.event for each in elsewhere.events()]
    assert hired == [OperativeHired("Ann", "Marsh"), OperativeHired("Ben", "Okafor")]
    elsewhere.log.close()


# Who may


def test_whoever_may_acquire_alone_sees_nothing_of_operatives(desk: Desk) -> None:
    desk.add_administrator("Ada Novak")
    desk.register_with("Sam Sites", Feature.ACQUIRE)
    page = desk.signed_in("Sam Sites").open(IMPORT)
    assert page.buttons == [LOOK]


# Five thousand


def test_five_thousand_sites_in_one_import(empty_desk: Desk) -> None:
    rows = [
        [f"{number} Long Row", "York", f"YO{number % 90} 1AA", f"01904 {number + 100_000}"]
        for number in range(5_000)
    ]
    visitor = empty_desk.visitor()
    visitor.open(IMPORT)
    began = time.thread_time()
    visitor.upload(LOOK, "sites.csv", b"".join(as_csv(HEADINGS.split(","), rows)))
    page = visitor.press("Acquire 5,000 Sites")
    assert page.notices == ["5,000 Sites acquired from sites.csv"]
    assert time.thread_time() - began < 30
    assert empty_desk.head == 5_000
