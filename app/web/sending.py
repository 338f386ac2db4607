"""Which forms are sent to which address, and which page has them: said once, at the view that
takes them."""

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec
from flask import current_app, request, url_for
from werkzeug.exceptions import HTTPException

from app.web.forms.base import DeskForm

View = TypeVar("View", bound=Callable[..., Any])


class Taken(msgspec.Struct, frozen=True):
    """What a view takes: forms of these types, which may be sent together."""

    form_types: tuple[type[DeskForm], ...]
    page: str
    """The endpoint of the page that has them, such as `.index`; empty when it is the view's own."""
    largest: int = 0
    """In bytes, how much such a form can be, if that is more than others."""


def takes(*form_types: type[DeskForm], page: str = "", largest: int = 0) -> Callable[[View], View]:
    """Say of a view which forms it takes, and which page has them; and how large they can be, if
    larger than others."""

    def note(view: View) -> View:
        vars(view)["takes"] = Taken(form_types, page, largest)
        return view

    return note


def taken_by(endpoint: str | None) -> Taken:
    """What the view of that endpoint takes; nothing, where it has not said so."""
    view = current_app.view_functions.get(endpoint or "")
    taken: Taken = getattr(view, "takes", Taken((), ""))
    return taken


def sent_forms() -> list[DeskForm]:
    """The forms that can have been sent with this request, filled in with what was sent."""
    if request.method != "POST":
        return []
    return [form_type() for form_type in taken_by(request.endpoint).form_types]


def typed_in_forms(name_of: Callable[[str], str | None]) -> list[tuple[str, str]]:
    """What was typed into the forms sent with this request, and may be kept: (label, text). The
    other half of a form with two ways to send it is part of that. `name_of` as in
    `DeskForm.typed`."""
    return list(dict.fromkeys(each for form in sent_forms() for each in form.typed(name_of)))


def to_send_again() -> list[tuple[str, str]]:
    """The fields of the form that was sent, with the values they came with; none when there is
    something among them that may not be kept."""
    fields = [(form, field) for form in sent_forms() for field in form]
    if not fields or not all(form.may_keep(field) for form, field in fields):
        return []
    names = {field.name for _, field in fields} | {"csrf_token"}
    names |= {button for form, _ in fields for button in form.buttons}
    return [(name, value) for name, value in request.form.items(multi=True) if name in names]


def page_with_form(endpoint: str, values: dict[str, Any]) -> str:
    """The address of the page that has the forms which the view of that endpoint takes."""
    page = taken_by(endpoint).page
    if page.startswith("."):
        page = endpoint.rpartition(".")[0] + page
    return url_for(page or endpoint, **values)


def page_to_send_from() -> str | None:
    """The address of the page with the forms that are sent to the address of this request, with
    what follows the question mark; None when it takes no form."""
    try:
        endpoint, values = current_app.url_map.bind("").match(request.path, "POST")
    except HTTPException:
        return None
    return _with_query(page_with_form(endpoint, dict(values)))


def page_sent_from() -> str:
    """The address of the page that has the form sent with this request, with what follows the
    question mark."""
    return _with_query(page_with_form(request.endpoint or "", request.view_args or {}))


def _with_query(address: str) -> str:
    query = request.query_string.decode("ascii", "replace")
    return address + (f"{'&' if '?' in address else '?'}{query}" if query else "")
