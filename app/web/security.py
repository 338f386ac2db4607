"""What keeps the pages safe: request forgery protection, headers on every answer, and the names
that the desk answers to."""

import re

from flask import Flask, Response, abort, request
from flask_wtf import CSRFProtect
from werkzeug.exceptions import SecurityError

from app.event_store.address import MemoryStore
from app.settings import Settings

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

LARGEST_BODY = 256 * 1024
"""In bytes: several times what the longest texts of a form come to."""


_PORT = re.compile(r":\d+$")


def init_app(app: Flask, settings: Settings, signing_key: str) -> None:
    app.config.update(
        SECRET_KEY=signing_key,
        SESSION_COOKIE_NAME="__Host-firstline" if settings.https else "firstline",
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        # A form that was left open over lunch is still good.
        WTF_CSRF_TIME_LIMIT=None,
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=LARGEST_BODY,
    )
    names = frozenset(_without_port(name) for name in settings.trusted_hosts)
    app.before_request(lambda: _check_host(names))
    if isinstance(settings.store, MemoryStore):
        app.before_request(_refuse_several_processes)
    CSRFProtect(app)
    app.after_request(_add_headers)


def _check_host(names: frozenset[str]) -> None:
    """Answer to these names only. Flask's own TRUSTED_HOSTS would know no IPv6 address."""
    # A load balancer asks how the desk is by whatever name it has for it, and learns no more.
    if _without_port(request.host) not in names and request.path != "/health":
        raise SecurityError


def _refuse_several_processes() -> None:
    """A server that runs this in several processes says so with each request."""
    if request.environ.get("wsgi.multiprocess"):
        abort(
            503,
            "This desk keeps its log in memory, and its server runs several processes, each of "
            "which would have a log of its own. Whoever looks after it can run one, or set "
            "FIRSTLINE_STORE.",
        )


def _without_port(host: str) -> str:
    return _PORT.sub("", host).lower()


def _add_headers(response: Response) -> Response:
    response.headers.extend(
        {name: value for name, value in HEADERS.items() if name not in response.headers}
    )
    if response.mimetype == "text/html":
        response.headers["Cache-Control"] = "no-cache, private"
    return response
