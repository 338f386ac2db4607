"""Error pages: the layout stays, the status is right, and the page says what to do next."""

import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from http import HTTPStatus
from urllib.parse import urlencode

from flask import Flask, Response, current_app, redirect, render_template, request
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
from app.domain.feature import Feature
from app.event_store.log import Unavailable
from app.private_store.sign_ins import What
from app.read_models.away import CannotTakeIn, ReadSideAway
from app.web import wording
from app.web.asking import access, may, nobody_if_unknown, person
from app.web.desk import past, read_models
from app.web.gate import NotAllowed, NotSignedIn, may_open
from app.web.masthead import without_names
from app.web.page_data import PageData
from app.web.request_log import logged_path, request_id
from app.web.sending import page_to_send_from, sent_forms, typed_in_forms
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


class ErrorPage(PageData, frozen=True, kw_only=True):
    status: HTTPStatus
    heading: str
    advice: str
    typed: list[tuple[str, str]]
    """What was typed into the form, so that it can be kept: (label, text)."""
    not_taken_in: str
    """Which event the pages cannot be made of, and why, for whoever looks after the desk."""
    fault: str | None
    """The name under which the server's log has more."""
    again: list[tuple[str, str]]
    """The fields of the form that can be sent again: (name, value)."""
    address: str
    """Where it is sent again."""
    nearest: str | None
    """The address of the page to go on from, if that is not the front page."""
    leads_back: bool
    """Whether that page is the one that was asked for."""
    has_front_page: bool
    """Whether it may be gone to, as far as it is known who is asking."""


MOST_NAMED = 3
"""How many administrators are named to somebody who may not do something."""
DEEPEST_PAGE = 6
"""How many parts of an address are looked at for a page nearby."""


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
    return _page(
        error,
        own_words or ADVICE.get(error.code or 500, error.description or ""),
        typed=typed_in_forms(_name_if_known) if error.code == HTTPStatus.CONFLICT else None,
    )


def _unproven_form(error: CSRFError) -> Response:
    if "referrer" in str(error.description):
        return _page(
            error,
            "Over HTTPS the desk takes forms from its own pages only, and this one did not say "
            "that it comes from one. Nothing has been done. If it does, the browser, or a proxy in "
            "front, left out the header Referer, or gave the desk another name than the browser "
            "has: whoever looks after the desk finds the settings in docs/running.md.",
            typed=typed_in_forms(_name_if_known),
        )
    return _page(
        error,
        "The desk cannot be sure that this form came from its own page: it was perhaps opened "
        "before the desk was last started, or cookies are switched off. Nothing has been done. "
        "Open the page again and send it from there.",
        typed=typed_in_forms(_name_if_known),
    )


def _not_signed_in(error: NotSignedIn) -> Response:
    """What was typed is shown, so that nobody has to type it again who was signed out meanwhile."""
    return _page(
        FlaskForbidden(),
        "You are not signed in, or not any more, so nothing has been done. Sign in, and send it "
        "again from its page.",
        typed=typed_in_forms(_name_if_known),
        heading="Please sign in",
        nearest=sign_in_address(),
    )


def _forbidden(missing: Sequence[Feature]) -> Response:
    """What is missing, and who can grant it."""
    _note_refusal(missing)
    wanted = " or ".join(f"“{feature}”" for feature in missing)
    takes = f"This takes the permission to {wanted}. " if missing else "Nobody may do this. "
    return _page(
        FlaskForbidden(),
        f"{takes}You do not have it, so nothing has been done. {_who_can_grant()}".strip(),
        typed=typed_in_forms(_name_if_known),
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


def _who_can_grant() -> str:
    names = [wording.subject(id, read_models()) for id in sorted(access().administrators)]
    if not names:
        return ""
    shown = ", ".join(names[:MOST_NAMED])
    others = f" and {len(names) - MOST_NAMED} others" if len(names) > MOST_NAMED else ""
    return f"{shown}{others} can grant it."


def _name_if_known(id: str) -> str | None:
    """What an operative or a Site is called. A page about an error does without names when they
    cannot be looked up; and nobody finds out by one what they may not see, since anybody can send
    any id."""
    try:
        return wording.name_in(read_models())(id) if _may_see(id) else None
    except Exception:
        return None


def _may_see(id: str) -> bool:
    """Whether whoever is asking finds that among what forms offer, or on other pages."""
    if id.startswith("site-"):
        return may(Feature.RAISE_WORK, Feature.ACQUIRE, Feature.SEE_THE_REGISTER)
    if id.startswith("operative-") and may_open("operatives.operative", operative_id=id):
        return True
    return may(Feature.MANAGE_PEOPLE)


def _to_send_again() -> list[tuple[str, str]]:
    """The fields of the form that was sent, with the values they came with; none when there is
    something among them that may not be kept."""
    fields = [(form, field) for form in sent_forms() for field in form]
    if not fields or not all(form.may_keep(field) for form, field in fields):
        return []
    names = {field.name for _, field in fields} | {"csrf_token"}
    names |= {button for form, _ in fields for button in form.buttons}
    return [(name, value) for name, value in request.form.items(multi=True) if name in names]


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
    return _page(
        InternalServerError(),
        "The desk cannot make its pages of an event in its log. What is recorded is safe; pages "
        "that leave it out would be wrong. Tell whoever looks after the desk.",
        typed=typed_in_forms(name_of=lambda _: None),
        fault=request_id(),
        not_taken_in=str(error),
    )


def _one_moment(why: str) -> Response:
    without_names()
    again = _to_send_again()
    response = _page(
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
        nearest=None if request.method == "POST" else _address(),
    )
    response.headers["Retry-After"] = "5"
    return response


def _address() -> str:
    """The page that was asked for, with what follows the question mark."""
    return request.full_path.rstrip("?")


def _unknown_host(error: SecurityError) -> Response:
    return _page(
        error,
        "This desk does not answer to the name in the address. Whoever looks after it can add "
        "the name to the setting FIRSTLINE_HOSTS.",
    )


def _fault(error: Exception) -> Response:
    logger.exception("request %s failed: %s %s", request_id(), request.method, logged_path())
    return _page(InternalServerError(), ADVICE[500], fault=request_id())


def _page(
    error: HTTPException,
    advice: str,
    typed: list[tuple[str, str]] | None = None,
    fault: str | None = None,
    again: list[tuple[str, str]] | None = None,
    heading: str | None = None,
    nearest: str | None = None,
    not_taken_in: str = "",
) -> Response:
    is_known = nobody_if_unknown()
    status = HTTPStatus(error.code or 500)
    is_there = status is not HTTPStatus.NOT_FOUND
    nearest = nearest or _nearest_page(is_there=is_there, is_known=is_known)
    page = ErrorPage(
        status=status,
        heading=heading or status.phrase,
        advice=advice,
        typed=typed or [],
        not_taken_in=not_taken_in,
        fault=fault,
        again=again or [],
        address=_address(),
        nearest=nearest,
        leads_back=nearest in (request.path, _address()),
        has_front_page=not is_known or may_open("home.index"),
    )
    response = Response(render_template("errors/error.html", page=page), status=status)
    if allowed := getattr(error, "valid_methods", None):
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def _nearest_page(*, is_there: bool, is_known: bool) -> str | None:
    """The address of the page to go on from: the one that was asked for, if it is there, or the
    closest above it. It may be opened by whoever is asking, if it is known who that is."""
    addresses = current_app.url_map.bind("")
    # No page lies as deep as that. Each part of a path that somebody made up takes time.
    path = "/".join(request.path.split("/", DEEPEST_PAGE + 1)[: DEEPEST_PAGE + 1])
    if not is_there:
        path = path.rpartition("/")[0]
    while path.strip("/"):
        for address in (path, f"{path}/"):
            try:
                endpoint, named = addresses.match(address, "GET")
            except HTTPException:
                continue
            # What an address names may be just what is not there.
            if (is_there or not named) and (not is_known or _may_lead_to(endpoint, named)):
                seen = past()
                return f"{address}?{urlencode({'as_of': seen.asked})}" if seen else address
        path = path.rpartition("/")[0]
    return None


def _may_lead_to(endpoint: str, named: Mapping[str, str]) -> bool:
    """Whether whoever is asking may open that page. Where it cannot be found out now, it is
    offered: it says itself what is wrong."""
    try:
        return may_open(endpoint, **named)
    except (ReadSideAway, CannotTakeIn, Unavailable):
        return True
