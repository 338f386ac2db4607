"""Pages that ask what is new, again and again, and mostly nothing is. What was answered to one of
them is answered to it once more, in front of Flask, as long as nothing can have changed: neither
the log nor the minute, and whoever is asking is still signed in."""

import logging
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from threading import Lock
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import msgspec
from flask import Flask, current_app, request, session

from app.event_store.log import Checkpoint
from app.store_errors import Unavailable
from app.web.asking import TOKEN, access, counts_until, newest_then, session_now
from app.web.gate import OF_PROXIES
from app.web.polls import SEEN, TAG
from app.web.request_log import REQUEST_ID, new_request_id
from app.web.security import headers
from app.web.services import Services

logger = logging.getLogger("firstline")

MOST = 2_000
"""So many answers are remembered: several for each of some hundred people who watch."""
LONGEST = 4_000
"""In characters: what is asked in more words than that is not remembered."""

_SEEN = f"HTTP_{SEEN.upper().replace('-', '_')}"
_ASKED = (
    "PATH_INFO",
    "QUERY_STRING",
    "HTTP_COOKIE",
    "HTTP_HOST",
    "REMOTE_ADDR",
    *(f"HTTP_{name.upper().replace('-', '_')}" for name in sorted(OF_PROXIES)),
)
"""All that an answer depends on which a request says. With the cookie among it, nobody is answered
what somebody else was."""

Asked = tuple[str, ...]


class _Remembered(msgspec.Struct, frozen=True):
    """As long as this holds, the page is as the one who asks has it."""

    newest: Checkpoint
    """The log's newest event."""
    minute: datetime
    """The one that the page is of. In any other, also an earlier one, lengths of time differ."""
    ends: datetime | None
    """When the session does; None where nobody had to sign in."""
    token: str
    """Of the session; empty where nobody had to sign in."""


class Unchanged:
    """Stands in front of Flask, and behind what makes hosts and proxies out."""

    def __init__(self, application: WSGIApplication, desk: Services) -> None:
        self._application = application
        self._desk = desk
        self._headers = [*headers(https=desk.settings.https).items(), *SHORT_ANSWER.items()]
        self._answers: dict[Asked, _Remembered] = {}
        self._changing = Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        seen = environ.get(_SEEN)
        if not seen or environ["REQUEST_METHOD"] != "GET":
            return self._application(environ, start_response)
        remembered = self._answers.get(_asked(environ, seen))
        if remembered is None or not self._holds(remembered):
            return self._application(environ, start_response)
        name, body = new_request_id(), self._desk.clock_now().encode()
        logger.debug("nothing is new at %r, request %s", environ["PATH_INFO"], name)
        length = str(len(body))
        start_response(
            "200 OK",
            [*self._headers, (TAG, seen), (REQUEST_ID, name), ("Content-Length", length)],
        )
        return [body]

    def _holds(self, remembered: _Remembered) -> bool:
        now = self._desk.clock()
        with suppress(Unavailable):  # otherwise the desk says so itself
            return (
                minute_of(now) == remembered.minute
                and (remembered.ends is None or now < remembered.ends)
                and self._desk.recent_head.newest() == remembered.newest
                and (not remembered.token or self._desk.private.sessions.is_there(remembered.token))
            )
        return False

    def remember(self, environ: WSGIEnvironment, tag: str, answer: _Remembered) -> None:
        asked = _asked(environ, tag)
        if sum(map(len, asked)) > LONGEST:
            return
        with self._changing:
            if len(self._answers) >= MOST:
                # Whoever still watches is soon among them again.
                self._answers.clear()
            self._answers[asked] = answer


def _asked(environ: WSGIEnvironment, seen: str) -> Asked:
    return (seen, *[environ.get(name, "") for name in _ASKED])


SHORT_ANSWER = {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}


def init_app(app: Flask, desk: Services) -> None:
    """Call this before what makes hosts and proxies out, which then stands in front of it."""
    layer = Unchanged(app.wsgi_app, desk)
    app.wsgi_app = layer  # type: ignore[method-assign]
    app.extensions["unchanged"] = layer


def minute_of(moment: datetime) -> datetime:
    """When that minute began: pages show no shorter lengths of time."""
    return moment.replace(second=0, microsecond=0)


def remember(tag: str, minute: datetime) -> None:
    """That the page asked for in this request is the one with that tag, in that minute."""
    layer: Unchanged = current_app.extensions["unchanged"]
    signed_in = session_now()
    ends = counts_until(signed_in, access()) if signed_in else None
    token = session[TOKEN] if signed_in else ""
    layer.remember(request.environ, tag, _Remembered(newest_then(), minute, ends, token))
