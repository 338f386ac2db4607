"""Which column of a file is which, and what is made of the cells below."""

from app.web.importing.columns import OPERATIVE_COLUMNS, SITE_COLUMNS, places_in
from tests.web.desk import Desk
from tests.web.importing import HEADINGS, QUAYS, acquired, look_at
from tests.web.visitor import Visitor


def test_columns_are_found_by_many_headings_below_a_title(visitor: Visitor) -> None:
    text = (
        "Our sites\n\nPOSTCODE;Phone No.;City;Street address;Ref\n"
        "HU1 1AA;01482 496 001;Hull;1 Quay;x\n"
    )
    page = look_at(visitor, text)
    assert page.field("Address line 1").value == "3"
    assert page.field("Town").value == "2"
    assert page.field("Post code").value == "0"
    assert page.field("Telephone number").value == "1"
    assert page.buttons[1] == "Acquire 1 Site"


def test_a_column_that_is_not_found_is_asked_for(desk: Desk, visitor: Visitor) -> None:
    before = desk.head
    page = look_at(visitor, QUAYS.replace("Town", "Wo"))
    assert "No heading in the file says which column is Town: choose it here." in page.text
    assert page.buttons == ["Check with these columns"]
    assert page.field("Town").is_invalid

    page = visitor.press("Check with these columns", {"Town": "B: Wo"})

    assert page.status == 200
    assert page.buttons == ["Check with these columns", "Acquire 3 Sites"]
    assert "Hull" in page.words("The first ones, as they would be kept")
    visitor.press("Acquire 3 Sites")
    assert {event.town for event in acquired(desk, before)} == {"Hull"}


def test_columns_that_were_changed_are_looked_at_before_anything_is_done(
    desk: Desk, visitor: Visitor
) -> None:
    before = desk.head
    look_at(visitor, QUAYS)
    page = visitor.press("Acquire 3 Sites", {"Area": "B: Town"})
    assert page.status == 422
    assert "Nothing has been done: the columns are others than before" in page.alert
    assert page.field("Area").value == "1"
    assert desk.head == before
    visitor.press("Acquire 3 Sites")
    assert {event.area for event in acquired(desk, before)} == {"Hull"}


def test_any_delimiter_will_do_between_headings_that_are_known(visitor: Visitor) -> None:
    text = QUAYS.replace(",", "^").replace("Quay", "Quay, North")
    assert look_at(visitor, text).buttons[1] == "Acquire 3 Sites"


def test_headings_that_the_desk_suggests_are_known() -> None:
    """Who reads the hints of its forms writes such headings."""
    sites = ["Shop", "Access, keys, the dog", "Part of the town", "Access notes", "KEYS"]
    operatives = ["Based in", "Where they set off from", "Home area", "Skill set"]
    for columns, headings in ((SITE_COLUMNS, sites), (OPERATIVE_COLUMNS, operatives)):
        assert [each for each in headings if not places_in([each], columns)] == []


def test_what_is_not_taken_is_said(visitor: Visitor) -> None:
    """But for columns with nothing in them, and those that the desk wrote itself."""
    text = f"Line,What is wrong,{HEADINGS},Opens at,,Empty\n2,no,1 Quay,Hull,HU1 1AA,01482 1,9,x,\n"
    page = look_at(visitor, text.replace("01482 1", "01482 496 001"))
    said = "Not taken from the file: G: Opens at, H."
    assert said in page.words("Columns")
    page = visitor.press("Check with these columns", {"Notes for whoever attends if any": "H"})
    assert "Not taken from the file: G: Opens at. To take it, choose it" in page.words("Columns")
    page = visitor.press("Check with these columns", {"Area if any": "G: Opens at"})
    assert "Not taken" not in page.text


def test_a_line_break_in_a_cell_is_a_space_where_there_is_one_line(
    desk: Desk, visitor: Visitor
) -> None:
    before = desk.head
    look_at(visitor, f'{HEADINGS},Notes\n"Mill \r\n1 Quay",Hull,HU1 1AA,01482 496001,"a\nb"\n')
    visitor.press("Acquire 1 Site")
    (site,) = acquired(desk, before)
    assert (site.address_line_1, site.notes) == ("Mill 1 Quay", "a\nb")


def test_what_nobody_can_see_is_named(visitor: Visitor) -> None:
    page = look_at(visitor, f"{HEADINGS}\n1 Quay\tEast,Hull\x07,HU1 1AA,01482 496001\n")
    (fault,) = page.items("Faults 1")
    assert "Address line 1 contains a character that cannot be kept: a tab after “Quay”." in fault
    assert "Town contains a character that cannot be kept: U+0007 after “Hull”." in fault
