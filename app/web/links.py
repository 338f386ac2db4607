"""Links of pages: where whoever is asking may not go, the words stand alone."""

from typing import Any
from urllib.parse import urlsplit

from flask import current_app, url_for
from markupsafe import Markup, escape
from werkzeug.exceptions import HTTPException

from app.domain.characters import without_direction
from app.web.gate import may_open


class Links:
    """Writes the links of one page. It remembers what it has found out: a page can have hundreds of
    links, and most lead to the same few views."""

    def __init__(self) -> None:
        self._is_open: dict[str, bool] = {}

    def __call__(
        self, words: str, endpoint: str, css: str = "", *, is_own: bool = False, **named: Any
    ) -> Markup:
        """The words, which lead to that page if it may be opened. `is_own`: the page knows that it
        is about the operative's own visits, so it need not be looked up."""
        if is_own or self._may_open(endpoint, named):
            return _element("a", words, css, url_for(endpoint, **named))
        return _element("span", words, css) if css else escape(words)

    def to_address(self, address: str) -> Markup:
        """An address, which leads to the page that is at it if that may be opened."""
        if address not in self._is_open:
            self._is_open[address] = _may_open_address(address)
        words = Markup("<bdi>{}</bdi>").format(without_direction(address))
        return _element("a", words, "", address) if self._is_open[address] else words

    def _may_open(self, endpoint: str, named: dict[str, Any]) -> bool:
        if endpoint not in self._is_open:
            self._is_open[endpoint] = may_open(endpoint)
        return self._is_open[endpoint] or may_open(endpoint, **named)


def _element(name: str, words: str, css: str, href: str = "") -> Markup:
    attributes = "".join(
        f' {attribute}="{escape(value)}"'
        for attribute, value in (("class", css), ("href", href))
        if value
    )
    return Markup(f"<{name}{attributes}>{escape(words)}</{name}>")  # noqa: S704 (it is escaped)


def _may_open_address(address: str) -> bool:
    try:
        endpoint, named = current_app.url_map.bind("").match(urlsplit(address).path, "GET")
    except (HTTPException, ValueError):
        return False
    return may_open(endpoint, **named)
