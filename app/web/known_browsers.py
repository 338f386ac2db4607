"""Which users have signed in with a browser before. A browser keeps that in a signed cookie of its
own, so that a hail of guesses from elsewhere does not keep its user out."""

import secrets

import msgspec
from flask import current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from app.web.security import cookie_name
from app.web.services import desk

KEPT_FOR = 365 * 24 * 60 * 60
"""In seconds."""
MOST = 10
"""How many users are kept of one browser: those that were there last."""


class KnownBrowser(msgspec.Struct, frozen=True):
    id: str = ""
    """Empty for a browser in which nobody has signed in before."""
    user_ids: tuple[str, ...] = ()

    def knows(self, user_id: str | None) -> bool:
        return user_id is not None and user_id in self.user_ids

    def after(self, user_id: str) -> "KnownBrowser":
        """The same, once that user has signed in."""
        others = (each for each in self.user_ids if each != user_id)
        return KnownBrowser(self.id or secrets.token_hex(16), (user_id, *others)[:MOST])


def this_browser() -> KnownBrowser:
    """The browser that this request comes from."""
    text = request.cookies.get(_cookie(), "")
    try:
        return msgspec.convert(_serializer().loads(text, max_age=KEPT_FOR), KnownBrowser)
    except (BadData, msgspec.ValidationError):
        return KnownBrowser()


def remember(response: Response, user_id: str) -> None:
    """Let the browser know that this user has signed in with it."""
    known = this_browser().after(user_id)
    response.set_cookie(
        _cookie(),
        str(_serializer().dumps(msgspec.to_builtins(known))),
        max_age=KEPT_FOR,
        secure=desk().settings.https,
        httponly=True,
        samesite="Lax",
    )


def _cookie() -> str:
    return f"{cookie_name(desk().settings)}-known"


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="known browsers")
