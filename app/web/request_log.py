"""The server's own log: a line for each request and for each command.

What people typed is never written into it, nor what they looked for.
"""

import logging
import re
import time
from urllib.parse import quote

from flask import Flask, Response, g, request
from uuid6 import uuid7

from app.commands.bus import Origin
from app.commands.command import Command
from app.domain.access import THE_DESK, Person
from app.web.polls import SEEN, TAG

logger = logging.getLogger("firstline")

_SECRET = re.compile(r"(?<=invitations).+", re.IGNORECASE)
"""What follows in the address of an invitation."""
REQUEST_ID = "X-Request-ID"
LONGEST_PATH = 200
"""In characters: a longer path is cut off here."""


def init_app(app: Flask) -> None:
    """Call this before the other `init_app`s: Flask runs `after_request` functions last to first,
    and this one should see the response as it is sent."""
    app.before_request(_begin)
    app.after_request(_log_request)


def new_request_id() -> str:
    return uuid7().hex[-12:]


def request_id() -> str:
    """Returns what this request is called in the server's log, and on a page about a fault."""
    if "request_id" not in g:
        g.request_id = new_request_id()
    name: str = g.request_id
    return name


def log_command(origin: Origin, command: Command, outcome: str, seconds: float) -> None:
    """Write a line about a command that was carried out or refused.

    `outcome` is a word or two. The sentence of a refusal is left out, because it can quote what
    somebody typed.
    """
    logger.info(
        "command %s of %s by %s: %s, %.1f ms, request %s",
        type(command).__name__,
        command.aggregate_id,
        origin.who,
        outcome,
        seconds * 1000,
        request_id(),
        extra={
            "who": origin.who,
            "command": type(command).__name__,
            "aggregate": command.aggregate_id,
            "outcome": outcome,
            "milliseconds": round(seconds * 1000, 1),
            "request": request_id(),
        },
    )


def _begin() -> None:
    g.began = time.perf_counter()


def _log_request(response: Response) -> Response:
    response.headers[REQUEST_ID] = request_id()
    if request.path == "/health" and response.status_code == 200:
        return response  # load balancers ask every few seconds
    if TAG in response.headers and response.headers[TAG] == request.headers.get(SEEN):
        return response  # so do pages, and nothing was new
    milliseconds = (time.perf_counter() - g.began) * 1000 if "began" in g else 0.0
    method, path = request.method[:20], logged_path()
    # Quoted, because a proxy may pass on an address that the client made up.
    address = quote((request.remote_addr or "")[:50], safe=":.")
    who = _user_id()
    logger.info(
        "%s %s %d, %.1f ms, request %s from %s%s",
        method,
        path,
        response.status_code,
        milliseconds,
        request_id(),
        address,
        f" by {who}" if who else "",
        extra={
            "method": method,
            "path": path,
            "status": response.status_code,
            "milliseconds": round(milliseconds, 1),
            "request": request_id(),
            "address": address,
            **({"who": who} if who else {}),
        },
    )
    return response


def _user_id() -> str:
    """The user who asks, if it is one, and was looked up: not for files, nor without the log."""
    asking: Person | None = g.get("person")
    return asking.who if asking and asking.who != THE_DESK else ""


def logged_path() -> str:
    """Returns the request's path as it is written into the log.

    The query is left out: it holds what people look for. So is the secret in a link for setting a
    password, however its address was mangled. The rest is quoted, so that a line break in an
    address cannot forge a second line.
    """
    path = _SECRET.sub("…", quote(request.path[: LONGEST_PATH + 1]))
    return path if len(path) <= LONGEST_PATH else f"{path[:LONGEST_PATH]}…"
