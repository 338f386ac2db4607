"""CSV files as spreadsheets save them, and as they should not be."""

from collections.abc import Collection

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.spreadsheets.csv_reading import read_csv
from app.spreadsheets.reading import read_spreadsheet
from app.spreadsheets.table import LONGEST_CELL, MOST_COLUMNS, MOST_LINES, Unreadable
from app.spreadsheets.writing import as_csv

ROWS = [["Address", "Town"], ["12 High Street", "Leeds"], ["3 Mühlgasse", "Köln"]]


def rows(data: bytes, known: Collection[str] = ()) -> list[list[str]]:
    table = read_csv(data, lambda cells: sum(cell in known for cell in cells))
    return [line.cells for line in table.lines]


def refusal(data: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        read_csv(data)
    return str(refused.value)


def written(delimiter: str = ",", end: str = "\r\n") -> str:
    return "".join(delimiter.join(row) + end for row in ROWS)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_any_delimiter_line_end_and_encoding(delimiter: str, end: str, encoding: str) -> None:
    assert rows(written(delimiter, end).encode(encoding)) == ROWS


@pytest.mark.parametrize("delimiter", [":", "^", "~", "\x1f", "§"])
def test_a_rare_delimiter_is_what_shows_headings_that_are_known(delimiter: str) -> None:
    """The comma in the addresses would fit as well."""
    text = written(delimiter).replace("Street", "Street, North").replace("gasse", "gasse, 1")
    assert rows(text.encode(), known={"Address", "Town"})[0] == ROWS[0]
    for too_few in (set(), {"Town"}):
        assert rows(text.encode(), too_few)[0] == [delimiter.join(ROWS[0]), ""]


def test_where_no_delimiter_is_found_that_is_said() -> None:
    assert "All of it is in one column" in read_csv(b"Address^Town\nA^B\n").note
    assert read_csv(b"Address,Town\n").note == ""


def test_windows_signs_are_read() -> None:
    assert rows("Name\nO’Hara’s – “Café” €\n".encode("cp1252")) == [
        ["Name"],
        ["O’Hara’s – “Café” €"],
    ]


@pytest.mark.parametrize("title", ["Our sites, 2026\n\n", "sep=;\n", "SEP=;\r\n", ";;\n", " \n"])
def test_the_delimiter_is_found_below_a_title(title: str) -> None:
    assert rows((title + "Name;Address\n;1 Quay, North, by the mill\n").encode())[-2:] == [
        ["Name", "Address"],
        ["", "1 Quay, North, by the mill"],
    ]


def test_cells_in_quotation_marks() -> None:
    text = 'Name,Notes\n"The ""Crown"", Leeds", "Ring twice\nKeys at the bar"\n12 "The Mews",\n'
    assert rows(text.encode()) == [
        ["Name", "Notes"],
        ['The "Crown", Leeds', "Ring twice\nKeys at the bar"],
        ['12 "The Mews"', ""],
    ]


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    table = read_csv(b'sep=,\nName,Notes\n\n"A","one\ntwo"\n , \nB,three\n')
    assert [(line.number, line.cells[0]) for line in table.lines] == [
        (2, "Name"),
        (4, "A"),
        (7, "B"),
    ]


def test_short_lines_are_filled_up_and_empty_columns_left_out() -> None:
    assert rows(b"a,b,,\n1\n1,2,,\n") == [["a", "b"], ["1", ""], ["1", "2"]]


def test_what_keeps_formulas_from_running_is_taken_off() -> None:
    assert rows(b"a\n'=1+1\n'+44 113\n''=x\n's-Hertogenbosch\n") == [
        ["a"],
        ["=1+1"],
        ["+44 113"],
        ["'=x"],
        ["'s-Hertogenbosch"],
    ]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(st.text("'=+-@\"\r\n,;ä "), min_size=2, max_size=2), min_size=1))
@example([["", ";;\n;;\n;;"]])
def test_what_the_desk_writes_it_reads_again(cells: list[list[str]]) -> None:
    """All but spaces at the ends, and lines with nothing in them."""
    read = rows(b"".join(as_csv(["First", "Second"], cells)))
    as_read = [[cell.strip() for cell in row] for row in cells]
    assert read == [["First", "Second"], *(row for row in as_read if any(row))]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "nothing in this file"),
        (b"\xef\xbb\xbf", "nothing in this file"),
        (b"\n , ,\n,,\n", "nothing in this file"),
        (b"a,b\nc\x81,d\n", "Line 2 has a character that is neither UTF-8 nor Windows-1252"),
        (b"\xef\xbb\xbfa,b\n\xff\xfe", "says which encoding it has"),
        (b"\xff\xfea\x00b", "says which encoding it has"),
        (b"a,b\x00c\n", "neither a CSV file nor an XLSX file"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "neither a CSV file nor an XLSX file"),
        (b'a,b\n1,"2\n3,4\n', "opened in line 2 and never closed"),
        (b'a,b\n1,"' + b"x" * 200_000 + b'"\n', "opened in line 2 and never closed"),
        (b'a,b\n"1"x,2\n', "Line 2: something follows the quotation mark"),
        (b"a," * MOST_COLUMNS + b"a\n", "has 61 columns, and 60 can be read"),
        (b"a\n" * (MOST_LINES + 2), "5,000 lines at most, and this file has more"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, said: str) -> None:
    assert said in refusal(data)


def test_as_many_lines_as_are_allowed() -> None:
    assert len(rows(b"a\n" * (MOST_LINES + 1))) == MOST_LINES + 1


def test_a_huge_cell_is_cut_off_where_it_is_too_long_for_any_field() -> None:
    (line,) = rows(b"a" * 100_000)
    assert len(line[0]) == LONGEST_CELL + 1


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=200) | st.text("a,;\t\"'\r\n", max_size=50).map(str.encode))
def test_nonsense_is_read_or_refused(data: bytes) -> None:
    try:
        table = read_spreadsheet(data)
    except Unreadable:
        return
    assert len({len(line.cells) for line in table.lines}) == 1
