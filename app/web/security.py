"""What keeps the pages safe: request forgery protection, headers on every answer, and the names
that the desk answers to."""

import re
import secrets

from flask import Flask, Response, request
from flask_wtf import CSRFProtect
from werkzeug.exceptions import SecurityError

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


def init_app(app: Flask, settings: Settings) -> None:
    app.config.update(
        # Made anew at each start: the log in memory does not outlive the process either.
        SECRET_KEY=secrets.token_bytes(32),
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
    CSRFProtect(app)
    app.after_request(_add_headers)


def _check_host(names: frozenset[str]) -> None:
    """Answer to these names only. Flask's own TRUSTED_HOSTS would know no IPv6 address."""
    if _without_port(request.host) not in names:
        raise SecurityError


def _without_port(host: str) -> str:
    return _PORT.sub("", host).lower()


def _add_headers(response: Response) -> Response:
    response.headers.extend(
        {name: value for name, value in HEADERS.items() if name not in response.headers}
    )
    if response.mimetype == "text/html":
        response.headers["Cache-Control"] = "no-cache, private"
    return response
