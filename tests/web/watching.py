"""Somebody who has a page open, and whose browser asks what is new of it."""

from typing import Any

from bs4 import BeautifulSoup
from flask import Flask, request_started
from werkzeug.test import TestResponse

from app.web.polls import SEEN, TAG, TIME
from tests.waiting import until
from tests.web.page import words_of
from tests.web.visitor import Visitor


class Watcher:
    def __init__(self, visitor: Visitor, address: str) -> None:
        self.visitor = visitor
        self.address = address
        page = visitor.open(address)
        self.tag = str(page.soup.select("#live")[0]["data-tag"])

    def ask(self, **environment: Any) -> TestResponse:
        """What the desk answers; the page is not changed by it."""
        headers = {SEEN: self.tag, **environment.pop("headers", {})}
        return self.visitor.client.get(self.address, headers=headers, **environment)

    def is_told_that_nothing_is_new(self) -> bool:
        answer = self.ask()
        return answer.headers.get(TAG) == self.tag and answer.mimetype == "text/plain"

    def hears(self) -> str:
        """What the page shows, as soon as there is something new."""
        until(lambda: not self.is_told_that_nothing_is_new(), "something new")
        answer = self.ask()
        assert answer.status_code == 200
        assert answer.headers[TIME]
        self.tag = answer.headers[TAG]
        return words_of(BeautifulSoup(answer.text, "html.parser"))

    def hears_nothing_more(self) -> bool:
        """Whether it comes to that: an answer that is none to a page that asks."""
        until(lambda: TAG not in self.ask().headers, "no answer")
        return True


class Reached:
    """Counts the requests that have come as far as Flask, until the end of the `with`."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self.count = 0

    def _note(self, app: Flask, **more: Any) -> None:
        self.count += 1

    def __enter__(self) -> "Reached":
        request_started.connect(self._note, self._app)
        return self

    def __exit__(self, *error: object) -> None:
        request_started.disconnect(self._note, self._app)
