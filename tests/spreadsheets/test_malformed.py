"""Files by the hundred that no spreadsheet has written: each is read or refused, in a few seconds
and without taking the machine's memory."""

import io
import random
import resource
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from app.spreadsheets.reading import read_spreadsheet
from app.spreadsheets.table import LONGEST_CELL, Table, Unreadable
from tests.spreadsheets.workbooks import GOOD, MAIN, parts_of, with_part, with_sheet, zipped

TYPES = "[Content_Types].xml"
SECONDS = 15
"""Ten times what the longest takes on a machine with nothing else to do."""
MEMORY = 400_000
"""In kB: more than any of these may take."""


@contextmanager
def within_bounds() -> Iterator[None]:
    began = time.monotonic()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield
    assert time.monotonic() - began < SECONDS
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MEMORY


def read_or_refused(data: bytes) -> Table | str:
    """Anything else that it raises is a fault of ours."""
    with within_bounds():
        try:
            return read_spreadsheet(data)
        except Unreadable as refused:
            return str(refused)


def entity_bomb() -> bytes:
    entities = "".join(
        f'<!ENTITY e{number} "{f"&e{number - 1};" * 10 if number else "ha"}">'
        for number in range(10)
    )
    return with_sheet(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>&e9;</t></is></c></row>',
        before=f"<!DOCTYPE x [{entities}]>",
    )


def lying(data: bytes) -> bytes:
    """A ZIP file that says of each part that it inflates to ten bytes."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for part in archive.infolist():
            size = part.file_size.to_bytes(4, "little")
            data = data.replace(size, (10).to_bytes(4, "little"))
    return data


def one_text_in_every_cell(text: str) -> bytes:
    """A workbook of some kB: the text is kept once, and 24,000 cells show it."""
    cells = '<c t="s"><v>0</v></c>' * 60
    return with_texts(f"<si><t>{text}</t></si>", with_sheet(f"<row>{cells}</row>" * 400))


def with_texts(texts: str, data: bytes = GOOD) -> bytes:
    """With these in a part of their own, as Excel keeps them."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    parts = parts_of(data)
    types = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    parts[TYPES] = parts[TYPES].replace(b"</Types>", types.encode())
    parts["xl/sharedStrings.xml"] = f"<sst {MAIN}>{texts}</sst>".encode()
    return zipped(parts)


def a_book_called_a_sheet() -> bytes:
    """It names its sheets 350,000 times, and says itself which part is the workbook."""
    parts = parts_of(GOOD)
    sheet = b'<sheet name="a" sheetId="1" r:id="rId1"/>'
    book = parts.pop("xl/workbook.xml").replace(b"</sheets>", sheet * 350_000 + b"</sheets>")
    relations = parts.pop("xl/_rels/workbook.xml.rels")
    parts["xl/worksheets/sheetbook.xml"] = book
    parts["xl/worksheets/_rels/sheetbook.xml.rels"] = relations
    parts[TYPES] = parts[TYPES].replace(b"/xl/workbook.xml", b"/xl/worksheets/sheetbook.xml")
    return zipped(parts)


def a_format_of(code: str) -> bytes:
    formats = f'<numFmts><numFmt numFmtId="170" formatCode="{code}"/></numFmts>'
    styles = f'<styleSheet {MAIN}>{formats}<cellXfs><xf numFmtId="170"/></cellXfs></styleSheet>'
    return with_part("xl/styles.xml", styles.encode())


def after_the_cells(xml: str) -> bytes:
    sheet = f"<worksheet {MAIN}><sheetData><row>{CELL}</row></sheetData>{xml}</worksheet>"
    return with_part("xl/worksheets/sheet1.xml", sheet.encode())


CELL = '<c r="A1" t="inlineStr"><is><t>a</t></is></c>'
ZEROS = b"0" * 30_000_000

BOMBS: dict[str, Callable[[], bytes]] = {
    "zeros": lambda: with_part("xl/media/image1.png", ZEROS),
    "zeros for a sheet": lambda: with_part("xl/worksheets/sheet1.xml", ZEROS),
    "a sheet of spaces": lambda: with_sheet(" " * 30_000_000),
    "zeros that nobody admits": lambda: lying(with_part("xl/worksheets/sheet1.xml", ZEROS)),
    "bzip2": lambda: zipped(
        {**parts_of(GOOD), "xl/worksheets/sheet1.xml": ZEROS[:9_000_000]}, zipfile.ZIP_BZIP2
    ),
    "lzma": lambda: zipped(
        {**parts_of(GOOD), "xl/worksheets/sheet1.xml": ZEROS[:9_000_000]}, zipfile.ZIP_LZMA
    ),
    "thousands of parts": lambda: zipped(
        {**parts_of(GOOD), **{f"xl/{number}.xml": b"" for number in range(5_000)}}
    ),
    "entities": entity_bomb,
    "a file of this machine": lambda: with_sheet(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>&e;</t></is></c></row>',
        before='<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
    ),
    "a last line out of reach": lambda: with_sheet(f'<row r="1">{CELL}</row><row r="{10**12}"/>'),
    "a last line at the end": lambda: with_sheet(f'<row r="1">{CELL}</row><row r="1048576"/>'),
    "a line of minus one": lambda: with_sheet('<row r="-1"/>'),
    "a column out of reach": lambda: with_sheet('<row r="1"><c r="ZZZZ1"><v>1</v></c></row>'),
    "a number of thousands of digits": lambda: with_sheet(
        f'<row r="1"><c r="A1"><v>{"9" * 10_000}</v></c></row>'
    ),
    "endless": lambda: with_sheet('<row r="1"><c r="A1"><v>1e999</v></c></row>'),
    "a moment out of time": lambda: with_sheet(
        '<row r="1"><c r="A1" t="d"><v>99999-99-99</v></c></row>'
    ),
    "a text that is not there": lambda: with_sheet('<row r="1"><c r="A1" t="s"><v>7</v></c></row>'),
    "a kind of cell that is not there": lambda: with_sheet(
        '<row r="1"><c r="A1" t="?"><v>7</v></c></row>'
    ),
    "a style that is not there": lambda: with_sheet(
        '<row r="1"><c r="A1" s="999"><v>7</v></c></row>'
    ),
    "deep": lambda: with_sheet("<row>" * 50_000 + "</row>" * 50_000),
    "a line of cells": lambda: with_sheet(f'<row r="1">{"<c/>" * 50_000}</row>'),
    "a line of more": lambda: with_sheet(f'<row r="1">{"<c/>" * 1_000_000}</row>'),
    "styles": lambda: with_part(
        "xl/styles.xml",
        f"<styleSheet {MAIN}><cellXfs>{'<xf/>' * 300_000}</cellXfs></styleSheet>".encode(),
    ),
    "texts": lambda: with_texts("<si/>" * 1_000_000),
    "a workbook called a sheet": a_book_called_a_sheet,
    "a long format": lambda: a_format_of("[" * 300_000),
    "where something applies": lambda: after_the_cells(
        f'<dataValidations><dataValidation sqref="{"A1 " * 5_000_000}"/></dataValidations>'
    ),
    "a long text in every cell": lambda: one_text_in_every_cell("😀" * (LONGEST_CELL + 1_000)),
    "spaces in every cell": lambda: one_text_in_every_cell(" " * 3_000_000),
    "no XML": lambda: with_part("xl/workbook.xml", b"workbook"),
    "XML of nothing": lambda: with_part("xl/workbook.xml", b"<workbook/>"),
    "a sheet of nothing": lambda: with_part("xl/worksheets/sheet1.xml", b""),
}


TOO_MUCH = {
    "zeros": "holds more than can be read",
    "thousands of parts": "holds more than can be read",
    "a line of more": "holds more than can be read",
    "styles": "holds more than can be read",
    "texts": "holds more than can be read",
    "a workbook called a sheet": "holds more than can be read",
    "a long format": "12 High Street",
    "where something applies": "cells=['a']",
    "a long text in every cell": "more text in this file than can be read",
    "spaces in every cell": "more text in this file than can be read",
}
"""What each of these is refused with, for no other reason than that; or what is read of it."""


@pytest.mark.parametrize("bomb", BOMBS)
def test_bombs_do_no_harm(bomb: str) -> None:
    read = read_or_refused(BOMBS[bomb]())
    assert "root:" not in str(read)
    assert TOO_MUCH.get(bomb, "") in str(read)


def test_a_huge_cell_is_cut_off_where_it_is_too_long_for_any_field() -> None:
    cell = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"a" * 3_000_000}</t></is></c></row>'
    read = read_or_refused(with_sheet(cell))
    assert isinstance(read, Table)
    assert len(read.lines[0].cells[0]) == LONGEST_CELL + 1


def test_hundreds_of_damaged_workbooks() -> None:
    """Bytes that are others, missing, or there twice, in the file and in the parts of it."""
    chance = random.Random(13)  # noqa: S311 (the same ones each time)
    names = sorted(parts_of(GOOD))
    read = 0
    for number in range(150):
        name = chance.choice(names)
        data = GOOD if number % 2 else parts_of(GOOD)[name]
        for _ in range(chance.choice([1, 1, 3, 20])):
            place, length = chance.randrange(len(data)), chance.choice([1, 4, 50])
            some = chance.choice([b"", chance.randbytes(length), data[place:] + data[:place]])
            data = data[:place] + some + data[place + length :]
        damaged = data if number % 2 else with_part(name, data)
        read += isinstance(read_or_refused(damaged), Table)
    assert 0 < read < 150


def test_every_beginning_of_a_workbook_is_refused() -> None:
    for length in range(4, len(GOOD), 41):
        assert isinstance(read_or_refused(GOOD[:length]), str)
