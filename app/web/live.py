"""Pages that are live: while they are open, `static/live.js` asks what is new, and puts it in.

The template of such a page extends `live/board.html`, and has its content in the block `live`. That
is rendered alone, and `live/page.html` puts the rest of a page around it; whoever has the page
already is answered with the content only, if it is another one.
"""

import hashlib
import re
import secrets
from collections.abc import Callable
from threading import Lock

import msgspec
from flask import Flask, Response, current_app, g, render_template, request
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from app.commands.ids import new_id
from app.domain.access import THE_DESK
from app.web.asking import newest_then, person
from app.web.desk import now, past
from app.web.page_data import PageData
from app.web.polls import DONE, SEEN, TAG, TIME
from app.web.sending import page_sent_from
from app.web.services import desk
from app.web.unchanged import SHORT_ANSWER, minute_of, remember

MOST_KEPT = 64
"""So many contents are kept that are the same for several people."""
LONGEST_WAIT = 1.0
"""In seconds: so long somebody waits for another to make what both need."""

_TOKEN = secrets.token_urlsafe(16)
"""Stands where the token against request forgery goes, which is each person's own."""
_NEW_ID = "<a new id>"
"""Stands where each form has the id of its command. Nobody can type a "<" into a page."""
_COMMAND_ID = re.compile(r'(?<=<input type="hidden" name="command_id" value=")[^"]*')
_FIELD = re.compile(r'<(?:textarea|select|input (?!type="hidden"))')


class Board(msgspec.Struct, frozen=True):
    """What a live page shows, without what is around it."""

    title: Markup
    html: str
    tag: str
    """The same for what looks the same."""
    page: PageData
    """What it was made of."""

    @property
    def content(self) -> Markup:
        """For whoever is asking."""
        html = self.html
        if _NEW_ID in html:
            first, *others = html.split(_NEW_ID)
            html = first + "".join(f"{new_id('command')}{each}" for each in others)
        if _TOKEN in html:
            html = html.replace(_TOKEN, generate_csrf())
        return Markup(html)  # noqa: S704 (a template made it)

    @property
    def has_fields(self) -> bool:
        return _FIELD.search(self.html) is not None


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """What the rest of the page has to know of it."""

    board: Board
    is_live: bool = False
    renews: bool = False
    """Whether it is loaded anew now and then where there is no script."""
    as_of: str
    """The time of day."""
    renewed_at: str = ""
    """The address of the same page where it is renewed, if this one could be, and is not."""


def live_page(
    template: str,
    make: Callable[[], PageData],
    *,
    shared: bool = False,
    renews: bool | None = None,
    around: str = "live/page.html",
) -> Response:
    """The page, or what is new of it. `make` works out what it shows.

    `shared` says that nothing in it is one person's own, but for what their rights and their being
    an operative let them see: then it is made once for all who have the same. (Each form still has
    a command id and a token of its own.) Without script, it is loaded anew now and then, unless it
    has fields, in which something may be typed; `renews` says otherwise. `around` is the template
    of the rest of the page.
    """
    as_of = desk().clock_now()
    if past():
        return _whole(around, Frame(board=_made(template, make), as_of=as_of))
    if request.method == "POST":
        # It holds what was refused, and what was typed.
        frame = Frame(board=_made(template, make), as_of=as_of, renewed_at=page_sent_from())
        return _whole(around, frame)
    # Lengths of time change with the minute, so that nothing else does in between.
    g.now = minute_of(now())
    kept: Kept = current_app.extensions["kept"]
    board = kept.board(template, make) if shared else _made(template, make)
    seen = request.headers.get(SEEN)
    if seen is None:
        renews = not board.has_fields if renews is None else renews
        frame = Frame(board=board, is_live=True, renews=renews, as_of=as_of)
        return _whole(around, frame)
    if seen != DONE:
        remember(board.tag, now())
    if seen == board.tag:
        return Response(as_of, headers={**SHORT_ANSWER, TAG: board.tag})
    notices = render_template("partials/notices.html") if seen == DONE else ""
    content = render_template("live/content.html", frame=Frame(board=board, as_of=as_of))
    headers = {"Cache-Control": "no-store", TAG: board.tag, TIME: as_of}
    return Response(notices + content, headers=headers)


def _whole(around: str, frame: Frame) -> Response:
    return Response(render_template(around, page=frame.board.page, frame=frame))


def _made(template: str, make: Callable[[], PageData]) -> Board:
    page = make()
    rendered = render_template(template, page=page, csrf_token=lambda: _TOKEN)
    title, _, html = rendered.lstrip().partition("\n")
    title = f"({page.attention}) {title}" if page.attention else title
    html = _COMMAND_ID.sub(_NEW_ID, html)
    looks = f"{title}\n{html}".replace(_TOKEN, "")
    tag = hashlib.sha256(looks.encode()).hexdigest()[:16]
    return Board(Markup(title), html, f"{_version()}-{tag}", page)  # noqa: S704


def _version() -> str:
    """The same where a page that is open can go on: where neither a file that it needs has changed,
    nor the key that its forms are signed with, which a desk in memory makes up anew."""
    needs = f"{current_app.config['VERSION_OF_FILES']} {current_app.secret_key!s}"
    return hashlib.sha256(needs.encode()).hexdigest()[:12]


class Kept:
    """What is made once for several people."""

    def __init__(self) -> None:
        self._boards: dict[tuple[object, ...], Board] = {}
        self._changing = Lock()
        self._making = [Lock() for _ in range(MOST_KEPT)]

    def board(self, template: str, make: Callable[[], PageData]) -> Board:
        wanted = _wanted()
        if board := self._boards.get(wanted):
            return board
        # One makes it, and the others wait; not for long, since a store may keep the one waiting.
        making = self._making[hash(wanted) % len(self._making)]
        is_first = making.acquire(timeout=LONGEST_WAIT)
        try:
            if board := self._boards.get(wanted):
                return board
            board = _made(template, make)
            if is_first:
                self._keep(wanted, board)
            return board
        finally:
            if is_first:
                making.release()

    def _keep(self, wanted: tuple[object, ...], board: Board) -> None:
        with self._changing:
            while len(self._boards) >= MOST_KEPT:
                del self._boards[next(iter(self._boards))]
            self._boards[wanted] = board


def _wanted() -> tuple[object, ...]:
    """All that what is shown depends on, where nothing of it is one person's own."""
    asking = person()
    # Nobody in particular may be any operative: so they are not told that they act for another.
    who = (asking.features, asking.operative_id, asking.who == THE_DESK)
    return (request.script_root, request.full_path, *who, newest_then(), now())


def init_app(app: Flask) -> None:
    app.extensions["kept"] = Kept()
