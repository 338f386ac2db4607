"""Forms that are not finished. One that is sent only to see other choices is not answered at once,
but led to an address that shows it again as it was: that can be reloaded, left, and come back to,
and nothing is sent once more. On the way, what was typed is in a signed cookie of the browser's:
one for each form, so that two open pages do not mix. The desk shows it for a shift, and only to
whoever typed it: others who sign in at the same browser find nothing of it."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from flask import current_app, request, session
from itsdangerous import BadSignature, TimestampSigner, URLSafeTimedSerializer
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.web.asking import TOKEN, person
from app.web.services import desk

LASTS = timedelta(hours=12)
LONGEST = 3_500
"""In characters. Browsers take no cookie of more than some 4,000."""
MOST_TYPED = 20_000
"""In characters, before they are compressed: much more than a form that is carried out can have."""
LONGEST_TOGETHER = 5_000
"""The server takes 8,192 bytes of headers, and there is more in these than cookies."""

PREFIX = "draft-"
KEPT = "drafts"
"""Where Flask's session keeps which drafts there are and below which path: whoever signs out is at
an address to which browsers do not send them."""
MOST_KEPT = 10
"""So many of whoever is signed in: each takes room in the session, which comes with every
request."""


def keep(response: Response, id: str, fields: list[tuple[str, str]], path: str) -> bool:
    """Have the browser keep what was filled in, and send it with what it asks for below that path.
    Returns whether it is short enough; otherwise nothing is kept."""
    text = _serializer(id).dumps(fields)
    if len(text) > LONGEST or sum(len(value) for _, value in fields) > MOST_TYPED:
        return False
    name = PREFIX + id
    others = {each: len(value) for each, value in request.cookies.items() if each != name}
    length = len(text) + sum(others.values())
    # Browsers send first what they have had for longest.
    for other in others:
        if length > LONGEST_TOGETHER and other.startswith(PREFIX):
            response.delete_cookie(other, path)
            length -= others[other]
    if length > LONGEST_TOGETHER:
        # Other programs at this address have cookies too.
        return False
    response.set_cookie(
        name, text, path=path, secure=desk().settings.https, httponly=True, samesite="Lax"
    )
    if TOKEN in session:
        known = [*_known_but(id), [id, path]]
        session[KEPT] = known[-MOST_KEPT:]
        _delete(response, known[:-MOST_KEPT])
    return True


def kept(id: str) -> MultiDict[str, str] | None:
    """What whoever asks filled in, by the names of the fields; None when it is not kept any more,
    or is somebody else's."""
    text = request.cookies.get(PREFIX + id, "")
    try:
        return MultiDict(_serializer(id).loads(text, max_age=int(LASTS.total_seconds())))
    except BadSignature:
        return None


def forget(response: Response, id: str, path: str) -> None:
    if PREFIX + id in request.cookies:
        _delete(response, [[id, path]])
        if KEPT in session:
            session[KEPT] = _known_but(id)


def forget_all(response: Response) -> None:
    """Of whoever was signed in: what they typed can be read in the browser by whoever comes
    next."""
    _delete(response, session.pop(KEPT, []))


def _known_but(id: str) -> list[list[str]]:
    return [each for each in session.get(KEPT, []) if each[0] != id]


def _delete(response: Response, drafts: Iterable[Sequence[str]]) -> None:
    for id, path in drafts:
        response.delete_cookie(PREFIX + id, path)


class _Signer(TimestampSigner):
    """By the clock of the desk."""

    def get_timestamp(self) -> int:
        return int(desk().clock().timestamp())


def _serializer(id: str) -> URLSafeTimedSerializer:
    """For the draft of that form only, by whoever asks."""
    return URLSafeTimedSerializer(
        current_app.secret_key or "", salt=f"firstline-draft-{id}-{person().who}", signer=_Signer
    )
