"""Lists to take along, as files that a spreadsheet opens."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import SEEK_END
from threading import BoundedSemaphore
from typing import IO

from flask import Response, abort, send_file, stream_with_context

from app.spreadsheets.writing import CSV_TYPE, XLSX_TYPE, Value, as_csv, as_xlsx
from app.threads import LONG_FILES

_long_files = BoundedSemaphore(LONG_FILES)

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
    return _sent(file, XLSX_TYPE, f"{name}.xlsx")


def _sent(file: IO[bytes], kind: str, name: str) -> Response:
    """The file, which is closed afterwards."""
    if file.seek(0, SEEK_END) <= _SHORT:
        with file:
            file.seek(0)
            response = Response(file.read(), content_type=kind)
    else:
        file.seek(0)
        response = send_file(file, kind)  # which closes it
        response.content_type = kind
    return _to_keep(response, name)


def _to_keep(response: Response, name: str) -> Response:
    """Where the person says, and nowhere else: neither in the browser nor on the way there."""
    response.headers.set("Content-Disposition", "attachment", filename=name)
    # Flask takes a long one for a static file, the same for everybody.
    response.headers.set("Cache-Control", "no-store")
    return response


@contextmanager
def _one_of_few() -> Iterator[None]:
    """Ends the request (503) when as many are being made as threads may be taken for it."""
    if not _long_files.acquire(blocking=False):
        abort(503, "Others are fetching long lists at this moment. Try again in a minute.")
    try:
        yield
    finally:
        _long_files.release()


def long_csv_file(name: str, headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> Response:
    """A list that can be very long. It is written to disk as a whole, and then sent by the server's
    main thread: however slowly it is read, it takes no thread, and whoever reads it never takes a
    part for the whole because something went wrong in the middle."""
    with _one_of_few():
        file = tempfile.TemporaryFile()  # noqa: SIM115 (whoever sends it closes it)
        file.writelines(as_csv(headings, rows))
    return _sent(file, CSV_TYPE, f"{name}.csv")


def long_xlsx_file(name: str, headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> Response:
    """The same as XLSX."""
    with _one_of_few():
        return xlsx_file(name, headings, rows)
