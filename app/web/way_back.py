"""Where somebody was going before they were asked to sign in: an address of this desk, always."""

from urllib.parse import urlsplit

from flask import current_app, request, url_for
from werkzeug.exceptions import HTTPException

from app.web.sending import page_sent_from

LONGEST = 500
"""In characters: longer addresses are not gone back to."""


def sign_in_address() -> str:
    """The address to sign in at, from which one is led back to what this request asked for; with a
    form that was sent, to the page that has it."""
    is_opened = request.method in ("GET", "HEAD")
    wanted = request.full_path.rstrip("?") if is_opened else page_sent_from()
    is_home = wanted in ("", "/")
    return url_for("sign_in.index", next=None if is_home else safe(wanted))


def safe(address: str | None) -> str | None:
    """The address, if there is a page of this desk at it; browsers read many as leading elsewhere
    that look as if they did not."""
    if not address or len(address) > LONGEST or not address.isascii() or not address.isprintable():
        return None
    if not address.startswith("/") or address[1:2] in ("/", "\\") or " " in address:
        return None
    try:
        parts = urlsplit(address)
        endpoint, _ = current_app.url_map.bind("").match(parts.path, "GET")
    except (ValueError, HTTPException):
        return None
    if parts.scheme or parts.netloc or endpoint.startswith("sign_in."):
        return None
    return address
