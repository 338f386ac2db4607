"""A file that somebody chose, as a table of text: CSV or XLSX, by what is in it. What it is called
does not count."""

from app.spreadsheets.csv_reading import Known, read_csv
from app.spreadsheets.table import Table, Unreadable
from app.spreadsheets.xlsx_reading import read_xlsx

_ZIP = b"PK\x03\x04"
_OTHERS = {
    b"\xd0\xcf\x11\xe0": "This is a workbook of the old kind (XLS), or has a password.",
    b"%PDF": "This is a PDF file.",
}


def read_spreadsheet(data: bytes, known: Known = lambda cells: 0) -> Table:
    """`known` helps to find out what stands between the cells of a CSV file. Raises Unreadable."""
    for beginning, what in _OTHERS.items():
        if data.startswith(beginning):
            raise Unreadable(f"{what} Save it as XLSX, without a password, or as CSV.")
    return read_xlsx(data) if data.startswith(_ZIP) else read_csv(data, known)
