"""Lists to take along, as files that a spreadsheet opens."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from io import SEEK_END
from itertools import chain, islice
from threading import BoundedSemaphore
from typing import IO

from flask import Response, abort, request, send_file

from app.spreadsheets.writing import CSV_TYPE, XLSX_TYPE, Value, as_csv, as_xlsx
from app.temporary_folder import written_file
from app.threads import LONG_FILES
from app.web.request_log import request_id

logger = logging.getLogger("firstline")

_long_files = BoundedSemaphore(LONG_FILES)

FEW = 1_000
"""So many rows, and more, are a long list. Others are made without waiting for a turn."""
ROWS_A_LOOK = 50
"""So many rows are written until the next look whether somebody still waits for them."""
NO_ROOM = (
    "The desk has no room to write the list to: its folder for temporary files is full, or cannot "
    "be written to. Tell whoever looks after the desk; nothing that is recorded is touched by it."
)
_SHORT = 1_000_000
"""In bytes: what is longer stays on disk while it is sent."""


def csv_file(name: str, headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> Response:
    """A download of that name, such as `sites`. It is written to disk as a whole, and then sent by
    the server's main thread: however slowly it is read, it takes no thread, and whoever reads it
    never takes a part for the whole because something went wrong in the middle."""
    with _begun(rows) as all_rows, written_file() as file:
        file.writelines(as_csv(headings, all_rows))
    return _sent(file, CSV_TYPE, f"{name}.csv")


def xlsx_file(
    name: str, headings: Sequence[str], rows: Iterable[Sequence[Value]], *, is_text: bool = False
) -> Response:
    """The same as XLSX; `is_text` as of `as_xlsx`."""
    with _begun(rows) as all_rows:
        file = as_xlsx(name.capitalize(), headings, all_rows, is_text=is_text)
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
def _begun(rows: Iterable[Sequence[Value]]) -> Iterator[Iterable[Sequence[Value]]]:
    """The rows, while the file is made. Ends the request (503) when as many long ones are being
    made as threads may be taken for it, when whoever asked has gone, or there is no room."""
    rest = iter(rows)
    first = list(islice(rest, FEW))
    with _one_of_few() if len(first) == FEW else nullcontext():
        try:
            yield chain(first, _while_somebody_waits(rest))
        except OSError as error:
            logger.error("request %s: a list cannot be written: %s", request_id(), error)
            abort(503, NO_ROOM)


@contextmanager
def _one_of_few() -> Iterator[None]:
    if not _long_files.acquire(blocking=False):
        abort(503, "Others are fetching long lists at this moment. Try again in a minute.")
    try:
        yield
    finally:
        _long_files.release()


def _while_somebody_waits(rows: Iterable[Sequence[Value]]) -> Iterator[Sequence[Value]]:
    """Whoever has gone reads no answer, but the log has a line of it."""
    has_gone: Callable[[], bool] = request.environ.get(
        "waitress.client_disconnected", lambda: False
    )
    for number, row in enumerate(rows):
        if number % ROWS_A_LOOK == 0 and has_gone():
            abort(
                503,
                "Whoever asked for this list has gone, or has ended their side of the connection. "
                "Keep it open until the list has come.",
            )
        yield row
