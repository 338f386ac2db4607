"""What keeps the pages safe: request forgery protection, headers on every answer, and bounds on
what is sent."""

import re
from datetime import UTC, datetime, timedelta

from flask import Flask, Response, abort, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_wtf import CSRFProtect

from app.event_store.address import MemoryStore
from app.settings import Settings
from app.web.asking import session_now
from app.web.sending import taken_by

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "connect-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not no-referrer: the check against request forgery needs to see the page over HTTPS.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

OVER_HTTPS = {"Strict-Transport-Security": "max-age=31536000"}
"""For a year, browsers do not even try without HTTPS."""

LARGEST_BODY = 256 * 1024
"""In bytes: several times what the longest texts of a form come to."""
LARGEST_MULTIPART = 64 * 1024
"""In bytes. No form of the desk is sent in parts, which take ten times as long to take apart; but
for those that say so (`takes`), because a file comes with them."""
LONGEST_HEAD = 1_000
"""In bytes: what a part of such a form can say about itself."""
MOST_PARTS = 100
"""Of a form with a file: several times what one has."""
MOST_FIELDS = 1_000
"""Of one form: several times what the longest list of boxes to tick comes to."""

OLDEST_FORM = timedelta(days=30)
"""So long a page can be left open and its form still be sent, if nobody has to sign in for it."""


_BLANK_LINE = re.compile(rb"\r\n\r\n|\r\r|\n\n")


class _Cookies(SecureCookieSessionInterface):
    def __init__(self, telephone: timedelta) -> None:
        self._telephone = telephone

    def get_expiration_time(self, app: Flask, session: SessionMixin) -> datetime | None:
        """Only the cookie of somebody who stays signed in outlives the browser."""
        return datetime.now(UTC) + self._telephone if session.permanent else None


def init_app(app: Flask, settings: Settings, signing_key: str) -> None:
    app.config.update(
        SECRET_KEY=signing_key,
        SESSION_COOKIE_NAME=cookie_name(settings),
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        # Flask takes no cookie that is older, whoever's it is. When a session ends, the private
        # store says.
        PERMANENT_SESSION_LIFETIME=max(
            OLDEST_FORM,
            timedelta(days=settings.telephone_days),
            timedelta(hours=settings.session_hours),
        ),
        SESSION_REFRESH_EACH_REQUEST=False,
        # A form that was left open over lunch is still good.
        WTF_CSRF_TIME_LIMIT=None,
        MAX_CONTENT_LENGTH=LARGEST_BODY,
    )
    app.session_interface = _Cookies(timedelta(days=settings.telephone_days))
    CSRFProtect(app)
    all_headers = headers(https=settings.https)
    app.after_request(lambda response: _add_headers(response, all_headers))


def cookie_name(settings: Settings) -> str:
    """With the port in it: browsers give the cookies of one port to all desks of a machine. Over
    HTTPS, no other host can set a cookie of that name."""
    return f"{'__Host-' if settings.https else ''}firstline-{settings.port}"


def bound(app: Flask, settings: Settings) -> None:
    """Refuse what no page sends, before anybody looks at what was sent."""
    if isinstance(settings.store, MemoryStore):
        app.before_request(_refuse_several_processes)
    app.before_request(_refuse_malformed_form)


def headers(*, https: bool) -> dict[str, str]:
    """Those that every answer has."""
    return HEADERS | OVER_HTTPS if https else HEADERS


def _refuse_several_processes() -> None:
    """A server that runs this in several processes says so with each request."""
    if request.environ.get("wsgi.multiprocess"):
        abort(
            503,
            "This desk keeps its log in memory, and its server runs several processes, each of "
            "which would have a log of its own. Whoever looks after it can run one, or set "
            "FIRSTLINE_STORE.",
        )


def _refuse_malformed_form() -> None:
    """Ask for this before anything looks at the fields, which all have names for whoever does."""
    if larger := taken_by(request.endpoint).largest:
        request.max_content_length = request.max_form_memory_size = larger
    if request.mimetype == "application/x-www-form-urlencoded":
        # Counted first: to take a hundred thousand fields apart is what costs.
        if request.get_data(parse_form_data=False).count(b"&") >= MOST_FIELDS:
            abort(413, f"A form can have {MOST_FIELDS:,} fields at most. Nothing has been done.")
    elif request.mimetype == "multipart/form-data":
        if (request.content_length or 0) > max(LARGEST_MULTIPART, larger):
            abort(413)
        if larger and _has_long_head():
            abort(413)
        if None in request.form:
            abort(
                400,
                "A part of the form came without a name, so nobody can tell what it is. Nothing "
                "has been done. Go back, open the page again, and retry.",
            )


def _has_long_head() -> bool:
    """Whether a part says more about itself than its name and that of its file, which is what takes
    long to take apart; or there are more parts than can be looked at."""
    boundary = b"--" + request.mimetype_params.get("boundary", "").encode("latin-1", "replace")
    _, *parts = request.get_data(parse_form_data=False).split(boundary, MOST_PARTS)
    heads = (_BLANK_LINE.split(part[: LONGEST_HEAD + 1], maxsplit=1)[0] for part in parts)
    return len(parts) == MOST_PARTS or any(len(head) > LONGEST_HEAD for head in heads)


def _add_headers(response: Response, all_headers: dict[str, str]) -> Response:
    response.headers.extend(
        {name: value for name, value in all_headers.items() if name not in response.headers}
    )
    if response.mimetype == "text/html":
        # Somebody else may sit at the same browser later, and go back. What nobody signed in to see
        # is kept for the Back button.
        kept = "no-store" if session_now() else "no-cache, private"
        response.headers.setdefault("Cache-Control", kept)
    return response
