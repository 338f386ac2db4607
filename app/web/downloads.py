"""Lists to take along, as files that a spreadsheet opens."""

from collections.abc import Iterable, Sequence

from flask import Response, send_file, stream_with_context

from app.spreadsheets.writing import CSV_TYPE, XLSX_TYPE, Value, as_csv, as_xlsx


def csv_file(name: str, headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> Response:
    """A download of that name, such as `sites`. It is sent while rows are asked for: what these are
    read from is held until the last one is sent."""
    response = Response(stream_with_context(as_csv(headings, rows)), content_type=CSV_TYPE)
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}.csv")
    return response


def xlsx_file(name: str, headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> Response:
    """The same as XLSX, which is written as a whole before any of it is sent."""
    file = as_xlsx(name.capitalize(), headings, rows)
    return send_file(file, XLSX_TYPE, as_attachment=True, download_name=f"{name}.xlsx")
