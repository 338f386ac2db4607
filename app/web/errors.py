"""Error pages: the layout stays, the status is right, and the page says what to do next."""

import errno
import logging
from collections.abc import Sequence
from contextlib import suppress
from http import HTTPStatus

from flask import Flask, Response, current_app, redirect, request, session
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import Forbidden as FlaskForbidden
from werkzeug.exceptions import (
    HTTPException,
    InternalServerError,
    MethodNotAllowed,
    SecurityError,
    ServiceUnavailable,
)
from werkzeug.wrappers import Response as BaseResponse

from app.commands.outcome import Forbidden
from app.domain.access import Person
from app.domain.feature import Feature
from app.event_store.log import Unavailable
from app.private_store.sign_ins import What
from app.read_models.away import CannotTakeIn, ReadSideAway
from app.web.asking import SIGNED_IN_LAST, access, person
from app.web.entering import can_sign_in
from app.web.error_page import asked_address, error_page
from app.web.gate import NotAllowed, NotSignedIn
from app.web.granting import who_can_grant
from app.web.masthead import without_names
from app.web.names import name_for
from app.web.request_log import logged_path, request_id
from app.web.sending import page_to_send_from, to_send_again, typed_in_forms
from app.web.slowing import note_now_and_then
from app.web.way_back import sign_in_address

logger = logging.getLogger("firstline")

ADVICE = {
    400: "The desk could not make sense of what was sent. Go back, open the page again, and retry.",
    404: "There is no page at this address. It may be mistyped, or lead to something that this "
    "desk does not know.",
    405: "Nothing can be sent to this address, or not in that way. Go back to the page that you "
    "came from.",
    413: "That is more text than the desk takes at once. Go back, where your text still is, and "
    "shorten it.",
    500: "Something went wrong on the desk's side. What was recorded before is safe. Try again; if "
    "it goes on, tell whoever looks after the desk.",
}
FULL = (
    "A disk of the desk, or its folder for temporary files, is full. What was recorded before is "
    "safe. Tell whoever looks after the desk."
)

NOT_TAKEN = "The form could not be taken"
MOST_WANTED = 2
"""How many features are named that would each do."""


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, _refused_request)
    app.register_error_handler(CSRFError, _unproven_form)
    app.register_error_handler(SecurityError, _unknown_host)
    app.register_error_handler(NotSignedIn, _not_signed_in)
    app.register_error_handler(NotAllowed, lambda error: _forbidden(error.missing))
    app.register_error_handler(Forbidden, lambda error: _forbidden((error.missing,)))
    app.register_error_handler(Unavailable, _no_answer)
    app.register_error_handler(ReadSideAway, _no_pages)
    app.register_error_handler(CannotTakeIn, _pages_stand_still)
    app.register_error_handler(Exception, _fault)


def _refused_request(error: HTTPException) -> BaseResponse:
    is_opened = request.method in ("GET", "HEAD")
    if isinstance(error, MethodNotAllowed) and is_opened and (address := page_to_send_from()):
        # The address of a form that was refused: opened again, or typed.
        return redirect(address)
    own_words = error.description if error.description != type(error).description else None
    return error_page(
        error,
        own_words or ADVICE.get(error.code or 500, error.description or ""),
        typed=typed_in_forms(name_for()) if error.code == HTTPStatus.CONFLICT else None,
    )


def _unproven_form(error: CSRFError) -> Response:
    if "referrer" in str(error.description):
        return error_page(
            error,
            "Over HTTPS the desk takes forms from its own pages only, and this one did not say "
            "that it comes from one. Nothing has been done. If it does, the browser, or a proxy in "
            "front, left out the header Referer, or gave the desk another name than the browser "
            "has: whoever looks after the desk finds the settings in docs/running.md.",
            typed=typed_in_forms(name_for()),
            heading=NOT_TAKEN,
        )
    return error_page(
        error,
        "The desk cannot be sure that this form came from its own page: it was perhaps opened "
        "before the desk was last started, or you have signed in or out since, or cookies are "
        "switched off. Nothing has been done. Open the page again and send it from there.",
        typed=typed_in_forms(name_for()),
        heading=NOT_TAKEN,
    )


def _not_signed_in(error: NotSignedIn) -> Response:
    """What was typed is kept, so that nobody has to type it again whose session has ended
    meanwhile. Whoever was signed in here last may send it again, once they are signed in."""
    theirs = _who_was_here()
    again = to_send_again() if theirs else []
    return error_page(
        FlaskForbidden(),
        "You are not signed in any more, so nothing has been done. What you sent is kept here: "
        "sign in, in a new tab, come back to this one, and send it again."
        if again
        else "You are not signed in, or not any more, so nothing has been done. Sign in, and send "
        "it again from its page.",
        typed=typed_in_forms(name_for(theirs) if theirs else name_for()),
        again=again,
        heading="Please sign in",
        sign_in=sign_in_address(),
    )


def _who_was_here() -> Person | None:
    """Whoever was signed in here last, if the form comes from a page that was shown to them, and
    they may sign in again."""
    last = session.get(SIGNED_IN_LAST, "")
    if not can_sign_in(access(), last):
        return None
    try:
        current_app.extensions["csrf"].protect()
    except CSRFError:
        return None
    return access().person(last)


def _forbidden(missing: Sequence[Feature]) -> Response:
    """What is missing, and who can grant it. Of several that would each do, views name first what
    they are for."""
    _note_refusal(missing)
    named = " or ".join(f"“{feature}”" for feature in list(dict.fromkeys(missing))[:MOST_WANTED])
    said = (
        f"This takes the permission to {named}, which you do not have"
        if missing
        else "Nobody may do this"
    )
    not_done = ", so nothing has been done" if request.method == "POST" else ""
    return error_page(
        FlaskForbidden(),
        f"{said}{not_done}. {who_can_grant() if missing else ''}".strip(),
        typed=typed_in_forms(name_for()),
        heading="Not for you",
    )


def _note_refusal(missing: Sequence[Feature]) -> None:
    """For the audit. Where it cannot be noted, the page is shown all the same."""
    who = person().who
    detail = f"{request.method} {logged_path()}, which takes: {' or '.join(missing) or 'nobody'}"
    with suppress(Unavailable):
        note_now_and_then(
            What.REFUSED, "refusal", f"{who} {request.endpoint}", user_id=who, detail=detail
        )


def _no_answer(error: Unavailable) -> Response:
    """The log is away: what was sent can be sent again as it is, and is carried out once."""
    logger.error("request %s: the log does not answer: %s", request_id(), error)
    return _one_moment("The desk cannot reach its log just now. ")


def _no_pages(error: ReadSideAway) -> Response:
    """What was sent can be sent again here too: a command may have been carried out, and only the
    page after it is lacking."""
    logger.error("request %s: the read side is away: %s", request_id(), error)
    return _one_moment("The desk cannot bring its pages up to date just now. ")


def _pages_stand_still(error: CannotTakeIn) -> Response:
    logger.exception("request %s failed: %s %s", request_id(), request.method, logged_path())
    return error_page(
        InternalServerError(),
        "The desk cannot make its pages of an event in its log. What is recorded is safe; pages "
        "that leave it out would be wrong. Tell whoever looks after the desk.",
        typed=typed_in_forms(name_of=lambda _: None),
        fault=request_id(),
        not_taken_in=str(error),
    )


def _one_moment(why: str) -> Response:
    without_names()
    again = to_send_again()
    response = error_page(
        ServiceUnavailable(),
        why
        + (
            "What you sent is kept here, and can be sent again as it is. Should it have been "
            "carried out after all, it is not done twice."
            if again
            else "Nothing is lost, and nothing is wrong with what you did. Try again in a moment."
        ),
        typed=typed_in_forms(name_of=lambda _: None),  # no name can be looked up now
        again=again,
        heading="One moment, please",
        fault=request_id(),
        nearest=None if request.method == "POST" else asked_address(),
    )
    response.headers["Retry-After"] = "5"
    return response


def _unknown_host(error: SecurityError) -> Response:
    without_names()  # another site can be behind that name
    return error_page(
        error,
        "This desk does not answer to the name in the address. Whoever looks after it can add "
        "the name to the setting FIRSTLINE_HOSTS.",
    )


def _fault(error: Exception) -> Response:
    logger.exception("request %s failed: %s %s", request_id(), request.method, logged_path())
    typed: list[tuple[str, str]] = []
    with suppress(Exception):  # it may be the form that cannot be read
        typed = typed_in_forms(name_of=lambda _: None)
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return error_page(ServiceUnavailable(), FULL, typed, fault=request_id())
    return error_page(InternalServerError(), ADVICE[500], typed, fault=request_id())
