"""The page that is shown when something goes wrong: in the layout of all others, with a way on."""

from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import urlencode

from flask import Response, current_app, render_template, request
from werkzeug.exceptions import HTTPException

from app.event_store.log import Unavailable
from app.read_models.away import CannotTakeIn, ReadSideAway
from app.web.asking import nobody_if_unknown
from app.web.desk import past
from app.web.gate import may_open
from app.web.page_data import PageData

DEEPEST_PAGE = 6
"""How many parts of an address are looked at for a page nearby."""


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
    sign_in: str | None
    """Where to sign in, in another tab: what is kept here stays in this one."""
    nearest: str | None
    """The address of the page to go on from, if that is not the front page."""
    leads_back: bool
    """Whether that page is the one that was asked for."""
    has_front_page: bool
    """Whether it may be gone to, as far as it is known who is asking."""


def error_page(
    error: HTTPException,
    advice: str,
    typed: list[tuple[str, str]] | None = None,
    fault: str | None = None,
    again: list[tuple[str, str]] | None = None,
    heading: str | None = None,
    sign_in: str | None = None,
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
        address=asked_address(),
        sign_in=sign_in,
        nearest=nearest,
        leads_back=nearest in (request.path, asked_address()),
        has_front_page=not is_known or may_open("home.index"),
    )
    response = Response(render_template("errors/error.html", page=page), status=status)
    if allowed := getattr(error, "valid_methods", None):
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def asked_address() -> str:
    """The page that was asked for, with what follows the question mark."""
    return request.full_path.rstrip("?")


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
