"""How a page that is open asks what is new, and how it is told. It asks for its own address, and
says which state of the page it has seen."""

from flask import request

SEEN = "Firstline-Seen"
"""The header with the tag of what was seen last: `none` where that is nothing; DONE where it is no
poll, because somebody has done something in the page, and waits for what comes of it."""
DONE = "done"
TAG = "Firstline-Tag"
"""The header with the tag of what the page shows now. Whatever has none is no answer to a poll."""
TIME = "Firstline-Time"
"""The header with the time of day on the desk's clock, where the answer is not that itself."""


def is_poll() -> bool:
    """Whether a page asks by itself: then nobody has used the desk."""
    return request.method == "GET" and request.headers.get(SEEN, DONE) != DONE
