"""Links of pages: where whoever is asking may not go, the words stand alone."""

from typing import Any
from urllib.parse import urlsplit

import msgspec
from flask import current_app, url_for
from markupsafe import Markup, escape
from werkzeug.exceptions import HTTPException

from app.read_models import ReadModels
from app.web.gate import may_open


class Place(msgspec.Struct, frozen=True):
    """A Work or a Site: what has a page of its own that sentences about it lead to."""

    words: str
    """Its number, or its name."""
    address: str
    """That of its page."""
    css: str = ""
    """What keeps a Work's number in one piece."""


def place_of(aggregate_id: str, models: ReadModels) -> Place | None:
    """None for what is neither a Work nor a Site."""
    match aggregate_id.partition("-")[0]:
        case "work":
            label = models.works.label(aggregate_id)
            return Place(label, url_for("work.work", label=label), css="number")
        case "site":
            address = url_for("sites.site", site_id=aggregate_id)
            return Place(models.sites.name(aggregate_id), address)
    return None


class Links:
    """Writes the links of one page. It remembers what it has found out: a page can have hundreds of
    links, and most lead to the same few views."""

    def __init__(self) -> None:
        self._is_open: dict[str, bool] = {}
        self._address_of = current_app.url_for

    def __call__(
        self, words: str, endpoint: str, css: str = "", *, is_own: bool = False, **named: Any
    ) -> Markup:
        """The words, which lead to that page if it may be opened. `is_own`: the page knows that it
        is about the operative's own visits, so it need not be looked up."""
        address = None
        if is_own or self._may_open(endpoint, named):
            address = self._address_of(endpoint, **named)
        return _element(words, address, css)

    def to_address(self, address: str, words: str, css: str = "") -> Markup:
        """The words, which lead to the page at that address if there is one that may be opened."""
        if address not in self._is_open:
            self._is_open[address] = _may_open_address(address)
        return _element(words, address if self._is_open[address] else None, css)

    def _may_open(self, endpoint: str, named: dict[str, Any]) -> bool:
        if endpoint not in self._is_open:
            self._is_open[endpoint] = may_open(endpoint)
        return self._is_open[endpoint] or may_open(endpoint, **named)


def _element(words: str, address: str | None, css: str = "") -> Markup:
    # No macro: there are hundreds on a page, and those take three times as long.
    styled = f' class="{css}"' if css else ""
    if address is None:
        element = f"<span{styled}>{escape(words)}</span>"
    else:
        element = f'<a{styled} href="{escape(address)}">{escape(words)}</a>'
    return Markup(element)  # noqa: S704 (it is escaped)


def _may_open_address(address: str) -> bool:
    try:
        endpoint, named = current_app.url_map.bind("").match(urlsplit(address).path, "GET")
    except (HTTPException, ValueError):
        return False
    return may_open(endpoint, **named)
