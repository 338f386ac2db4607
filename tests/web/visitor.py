"""A person at the desk, without a browser: opens pages, fills in their forms, presses buttons."""

from io import BytesIO
from typing import Any
from urllib.parse import urljoin

from bs4 import Tag
from flask import Flask
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, encode_multipart

from app.commands.ids import id_made_of
from app.domain.access import THE_DESK
from tests.web.page import (
    Field,
    Page,
    attribute,
    fields_in,
    looked_up,
    option_value,
    visible_buttons,
    words_of,
)
from tests.web.soundness import faults


class Submission:
    """What a browser sends when a button is pressed; it can be sent more than once."""

    def __init__(self, address: str, fields: list[tuple[str, str]], method: str = "post") -> None:
        self.address = address
        self.fields = fields
        self.method = method

    def __getitem__(self, name: str) -> str:
        return dict(self.fields)[name]

    @property
    def command_id(self) -> str:
        """That which it carries, or which is made of what the button says, at a desk that is
        open."""
        said = dict(self.fields)
        if "assign" in said:
            return id_made_of("press", THE_DESK, "assign", *said["assign"].split())
        return said["command_id"]

    def without(self, *names: str) -> "Submission":
        """The same, but without these fields."""
        fields = [(name, value) for name, value in self.fields if name not in names]
        return Submission(self.address, fields, self.method)

    def but(self, **changed: str) -> "Submission":
        """The same, but with these fields, by their names in the mark-up."""
        others = self.without(*changed)
        return Submission(self.address, [*others.fields, *changed.items()], self.method)


class Visitor:
    def __init__(self, app: Flask, **environment: Any) -> None:
        """`environment` is what a test client takes besides: the address of the desk, say."""
        self.client = app.test_client()
        self.environment = environment
        self.page: Page

    def open(self, address: str) -> Page:
        """Type an address."""
        return self._read(self.client.get(address, follow_redirects=True, **self.environment))

    def follow(self, link: str) -> Page:
        """Click the link with that text."""
        return self.open(urljoin(self.page.address, self.page.link(link)))

    def form(self, button: str) -> "Form":
        """The form on the page that has a button with that text."""
        forms: dict[str, Tag] = {}
        for pressed in visible_buttons(self.page.main):
            text = words_of(pressed)
            form = pressed.find_parent("form")
            if form is None:
                raise LookupError(f"The button {text!r} belongs to no form.")
            if text in forms:
                raise LookupError(f"There is more than one button {text!r}.")
            forms[text] = form
        return Form(self, looked_up(forms, button, "button"), button)

    def press(self, button: str, fields: dict[str, str | bool] | None = None) -> Page:
        """Fill in fields by their labels, and press the button."""
        return self.form(button).fill(fields or {}).press()

    def upload(self, button: str, file: str, content: bytes) -> Page:
        """Choose a file in the form with that button, and press it."""
        sent = self.form(button).submission()
        chosen = FileStorage(BytesIO(content), file)
        boundary, body = encode_multipart(dict(sent.fields) | {"file": chosen})
        response = self.client.post(
            sent.address,
            data=body,
            content_type=f"multipart/form-data; boundary={boundary}",
            follow_redirects=True,
            **self.environment,
        )
        return self._read(response)

    def send(self, submission: Submission) -> Page:
        """Send a form, and go where the answer leads."""
        return self._read(self._send(submission, follow_redirects=True))

    def post(self, submission: Submission) -> TestResponse:
        """Send a form, and look at the answer itself."""
        return self._send(submission, follow_redirects=False)

    def twin(self) -> "Visitor":
        """The same person in the same browser, who can do two things at the same time."""
        twin = Visitor(self.client.application, **self.environment)
        for name in ("firstline-8000", "__Host-firstline-8000"):
            if cookie := self.client.get_cookie(name):
                twin.client.set_cookie(name, cookie.value)
        return twin

    def _send(self, submission: Submission, follow_redirects: bool) -> TestResponse:
        fields = MultiDict(submission.fields)
        if submission.method == "get":
            return self.client.get(
                submission.address.partition("?")[0],
                query_string=fields,
                follow_redirects=follow_redirects,
                **self.environment,
            )
        return self.client.post(
            submission.address, data=fields, follow_redirects=follow_redirects, **self.environment
        )

    def _read(self, response: TestResponse) -> Page:
        page = Page(response)
        assert not faults(page), f"{page.address} ({page.status}): {' '.join(faults(page))}"
        self.page = page
        return page


class Form:
    """A form on the page, being filled in."""

    def __init__(self, visitor: Visitor, element: Tag, button: str) -> None:
        self._visitor = visitor
        self._page = visitor.page
        self._element = element
        self._button = button
        self._typed: dict[int, str | bool] = {}

    def fill(self, fields: dict[str, str | bool]) -> "Form":
        """Type texts, choose options and tick boxes (True) or not (False), by their labels."""
        for label, value in fields.items():
            field = looked_up(fields_in(self._element), label, "field of this form")
            is_choice = field.type in ("checkbox", "radio")
            if is_choice is not isinstance(value, bool):
                raise TypeError(f"{label!r} is a {field.type}: {value!r} does not fit.")
            if field.element.name == "select":
                options = {words_of(each): each for each in field.element.select("option")}
                value = option_value(looked_up(options, str(value), "option"))
            if field.type == "radio":
                for other in self._element.select(f'[name="{field.name}"]'):
                    self._typed[id(other)] = False
            self._typed[id(field.element)] = value
        return self

    def press(self) -> Page:
        return self._visitor.send(self.submission())

    def press_enter(self) -> Page:
        """Press Enter in a field, which presses the form's first button."""
        return self._visitor.send(self._submission(self._element.select("button")[0]))

    @property
    def hidden(self) -> list[str]:
        """The names of the fields that the form carries and nobody sees."""
        return [attribute(each, "name") for each in self._element.select("input[type=hidden]")]

    def submission(self) -> Submission:
        """What pressing the button sends."""
        buttons = {words_of(each): each for each in visible_buttons(self._element)}
        return self._submission(looked_up(buttons, self._button, "button"))

    def _submission(self, button: Tag) -> Submission:
        fields = []
        for element in self._element.select("input, select, textarea, button"):
            name = attribute(element, "name")
            if name and (value := self._sent(element, button)) is not None:
                fields.append((name, value))
        action = attribute(button, "formaction") or attribute(self._element, "action")
        address = action or self._page.address
        return Submission(address, fields, attribute(self._element, "method").lower() or "get")

    def _sent(self, element: Tag, button: Tag) -> str | None:
        """What the form sends for that element; None when it sends nothing."""
        typed = self._typed.get(id(element))
        if element.name == "button":
            return attribute(element, "value") if element is button else None
        if attribute(element, "type") in ("checkbox", "radio"):
            is_ticked = element.has_attr("checked") if typed is None else typed
            return attribute(element, "value") if is_ticked else None
        if isinstance(typed, str):
            return typed
        return Field(element).value
