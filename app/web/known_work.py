"""Which Work an address names, and from which page one came to it."""

from flask import abort, request, url_for
from werkzeug.routing import RequestRedirect

from app.domain.ids import is_id
from app.read_models.work_rows import WorkRow, work_number
from app.web.asked_board import board_one_came_from
from app.web.desk import as_it_was, read_models
from app.web.gate import may_open


def known_work(label: str) -> WorkRow:
    """The Work of that number. People write it in several ways, and are led to the address that
    the desk itself writes: the log holds the addresses that commands came from."""
    number = work_number(label)
    row = read_models().works.numbered(number) if number else None
    if row is None:
        abort(404, f"There is no Work with that number on this desk{as_it_was()}.")
    if label != row.label:
        query = f"?{request.query_string.decode('ascii', 'replace')}" if request.args else ""
        address = url_for(str(request.endpoint), label=row.label, as_of=None)
        raise RequestRedirect(address + query)
    return row


def work_named(said: str) -> WorkRow | None:
    """The Work of that number, or of that id: what was raised just now gets its number only when a
    page reads it."""
    number, works = work_number(said), read_models().works
    return works.numbered(number) if number else works.get(said)


def address_before(row: WorkRow) -> str:
    """The address of the page to go back to."""
    if request.args.get("back") == "control":
        return url_for("control.index", **board_one_came_from())
    back = request.args.get("back", "")
    if is_id("operative", back) and may_open("operatives.operative", operative_id=back):
        return url_for("operatives.operative", operative_id=back)
    if may_open("work.work", label=row.label):
        return url_for("work.work", label=row.label)
    return url_for("home.index")
