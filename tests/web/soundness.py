"""What holds for every page, whatever it shows. The visitor looks at each page it is given."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from bs4 import Tag
from bs4.element import NavigableString

from tests.web.page import Page, attribute, words_of

WALL = "/control/wall"
"""Nobody stands at it who could go anywhere from it."""

_UNSEEN = ("hidden", "submit")
_OF_SEVERAL = ("site_ids", "role_ids", "features")
"""Fields of which a form that is sent again carries as many as were ticked."""

_CONTROLS = "\u202a-\u202e\u2066-\u2069"
_MAY_TURN = re.compile(f"[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc{_CONTROLS}]")
"""What runs from right to left, or controls the direction of text: only people type that."""
_ISOLATE = re.compile(f"\u2068[^{_CONTROLS}]*\u2069")
_SHOWN = ("title", "aria-label", "aria-description", "placeholder", "alt")
"""The attributes that people get to see or hear."""


def faults(page: Page) -> list[str]:
    """What is wrong with a page: each a sentence."""
    tags = [each for each in page.soup.descendants if isinstance(each, Tag)]
    ids = Counter(each["id"] for each in tags if each.has_attr("id"))
    by_name: dict[str, list[Tag]] = defaultdict(list)
    for each in tags:
        by_name[each.name].append(each)
    return [
        *_layout(page, by_name),
        *(f"{count} elements have the id {id}." for id, count in ids.items() if count > 1),
        *_references(tags, {str(id) for id in ids}),
        *_labels(by_name),
        *_forms(by_name),
        *(_directions(page, tags) if _MAY_TURN.search(page.html) else ()),
    ]


def _layout(page: Page, by_name: dict[str, list[Tag]]) -> Iterator[str]:
    if page.response.content_type != "text/html; charset=utf-8":
        yield f"The page is sent as {page.response.content_type}."
    for name in ("title", "h1", "main"):
        if len(by_name[name]) != 1:
            yield f"There should be one {name}."
    if page.path != WALL:
        yield from _around(by_name)
    if any("None" in words_of(main).split() for main in by_name["main"]):
        yield "Somewhere it says None."


def _around(by_name: dict[str, list[Tag]]) -> Iterator[str]:
    if len(by_name["footer"]) != 1:
        yield "There should be one footer."
    if [attribute(each, "class") for each in by_name["header"]][:1] != ["masthead"]:
        yield "There is no masthead."


def _references(tags: list[Tag], ids: set[str]) -> Iterator[str]:
    for element in tags:
        for name in ("aria-describedby", "aria-labelledby", "for"):
            for id in attribute(element, name).split():
                if id not in ids:
                    yield f"{name} speaks of {id}, which is not there."
        href = attribute(element, "href")
        if href.startswith("#") and href[1:] not in ids:
            yield f"A link leads to {href}, which is not there."


def _labels(by_name: dict[str, list[Tag]]) -> Iterator[str]:
    labelled = {attribute(each, "for") for each in by_name["label"]}
    for element in by_name["input"] + by_name["select"] + by_name["textarea"]:
        unseen = attribute(element, "type") in _UNSEEN
        if not unseen and attribute(element, "id") not in labelled:
            yield f"The field {attribute(element, 'name')} has no label."
    for element in by_name["button"] + by_name["a"]:
        if attribute(element, "aria-hidden") != "true" and not words_of(element):
            yield f"A {element.name} has no text."


def _forms(by_name: dict[str, list[Tag]]) -> Iterator[str]:
    for form in by_name["form"]:
        hidden = [each for each in form.find_all("input") if attribute(each, "type") == "hidden"]
        names = Counter(attribute(each, "name") for each in hidden)
        for name, count in names.items():
            if count > 1 and name not in _OF_SEVERAL:
                yield f"A form carries {name} {count} times."
        posts = attribute(form, "method").lower() == "post"
        if posts and "csrf_token" not in names:
            yield f"A form that posts to {attribute(form, 'action')} has no CSRF token."
        if not posts and "csrf_token" in names:
            yield "A form that only asks puts its CSRF token into the address."


def _directions(page: Page, tags: list[Tag]) -> Iterator[str]:
    for text in page.soup.find_all(string=True):
        if type(text) is NavigableString and not _is_isolated(text):
            yield f"{str(text)!r} may turn the text around it."
    for element in tags:
        for name in _SHOWN:
            if _may_turn(attribute(element, name)):
                yield f"The {name} {attribute(element, name)!r} may turn."
        if element.name in ("title", "option") and element.find(True):
            yield f"In a {element.name} no element can stand."


def _may_turn(text: str) -> bool:
    return bool(_MAY_TURN.search(_ISOLATE.sub("", text)))


def _is_isolated(text: NavigableString) -> bool:
    if not _may_turn(text):
        return True
    for parent in text.parents:
        if parent.name == "bdi":
            # Such a character can get out of an element that stands in a line, as this does.
            return not re.search(f"[{_CONTROLS}]", text)
        if parent.name == "textarea" or (parent.name in ("p", "dd") and parent.has_attr("dir")):
            return True
    return False
