"""Lists to take along, as files that a spreadsheet opens."""

from collections.abc import Iterable, Sequence
from io import SEEK_END

from flask import Response, send_file, stream_with_context

from app.spreadsheets.writing import CSV_TYPE, XLSX_TYPE, Value, as_csv, as_xlsx

_SHORT = 1_000_000
"""In bytes: what is longer stays on disk while it is sent."""


def csv_file(name: str, headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> Response:
    """A download of that name, such as `sites`. It is sent while rows are asked for: what these are
    read from is held until the last one is sent."""
    response = Response(stream_with_context(as_csv(headings, rows)), content_type=CSV_TYPE)
    return _to_keep(response, f"{name}.csv")


def xlsx_file(
    name: str, headings: Sequence[str], rows: Iterable[Sequence[Value]], *, is_text: bool = False
) -> Response:
    """The same as XLSX, which is written as a whole before any of it is sent. `is_text` as of
    `as_xlsx`."""
    file = as_xlsx(name.capitalize(), headings, rows, is_text=is_text)
    if file.seek(0, SEEK_END) <= _SHORT:
        with file:
            file.seek(0)
            response = Response(file.read(), content_type=XLSX_TYPE)
    else:
        file.seek(0)
        response = send_file(file, XLSX_TYPE)  # which closes it
    return _to_keep(response, f"{name}.xlsx")


def _to_keep(response: Response, name: str) -> Response:
    """Where the person says, and nowhere else: neither in the browser nor on the way there."""
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Cache-Control"] = "no-store"
    return response
