"""A page, as a person has it before them: by its words, not by its mark-up."""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TypeVar
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from werkzeug.test import TestResponse

T = TypeVar("T")

_RAISED = re.compile(r"Read this number to the caller (W-\d+) .* raised .*?( for .*?) · ")
_INLINE = frozenset(["a", "b", "bdi", "code", "em", "i", "q", "small", "span", "strong", "time"])


class Page:
    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status = response.status_code
        self.path = response.request.path
        self.address = response.request.full_path.rstrip("?")
        """The path, with the query if there is one."""
        self.redirects = [(each.status_code, each.location) for each in response.history]
        self.html = response.get_data(as_text=True)
        # What no test asks for takes a fifth of the time.
        self.soup = BeautifulSoup(
            self.html, "html.parser", store_line_numbers=False, multi_valued_attributes=None
        )

    @property
    def title(self) -> str:
        return words_of(the_only(self.soup.find_all("title"), "title"))

    @property
    def heading(self) -> str:
        return words_of(the_only(self.soup.find_all("h1"), "main heading"))

    @cached_property
    def main(self) -> Tag:
        return the_only(self.soup.find_all("main"), "main part")

    @cached_property
    def text(self) -> str:
        """All words of the main part: what stands there, not what is typed into fields."""
        return words_of(self.main)

    @property
    def notices(self) -> list[str]:
        """What the page says has just been done. Of a Work that was raised, it is said where its
        number is read to the caller."""
        said = [words_of(each) for each in self.soup.select("[role=status] p")]
        raised = self.soup.select_one(".read-out")
        found = raised and _RAISED.search(words_of(raised))
        return [f"{found[1]} raised{found[2]}", *said] if found else said

    @property
    def alert(self) -> str:
        """What the page says went wrong; nothing, when nothing did."""
        return " ".join(words_of(each) for each in self.soup.select("[role=alert]"))

    @property
    def areas(self) -> list[str]:
        """The areas in the masthead: what every page leads to."""
        return [words_of(each) for each in self.soup.select("header nav.areas a")]

    def section(self, heading: str) -> Tag:
        """The section under that heading, or the one that is called so."""
        named: dict[str, Tag] = {}
        for section in self.main.select("section, article"):
            label = attribute(section, "aria-label")
            first = section.select_one("h2, h3")
            named[label or (words_of(first) if first else "")] = section
        return looked_up(named, heading, "section")

    def words(self, heading: str) -> str:
        """What stands in the section under that heading."""
        return words_of(self.section(heading))

    def items(self, heading: str) -> list[str]:
        """The list under that heading, item by item."""
        items = self.section(heading).select("li")
        return [words_of(item) for item in items if item.find_parent("li") is None]

    def row(self, name: str) -> "Row":
        """The row of Control's board that is about that Work, by its number, or that operative."""
        rows = {row.name: row for row in self._rows("[data-rows] > li")}
        return looked_up(rows, name, "row")

    def _rows(self, selector: str) -> "list[Row]":
        return [Row(each, self.address) for each in self.main.select(selector)]

    @property
    def waiting(self) -> list[str]:
        """The numbers of what waits, as the board has it."""
        return [row.name for row in self._rows(".waiting > li")]

    @property
    def crew(self) -> list[str]:
        """The names of the operatives, as the board has them."""
        return [row.name for row in self._rows(".crew > li")]

    def numbers(self, heading: str) -> list[str]:
        """The works in the list under that heading, by their numbers, in order."""
        found = (re.search(r"W-\d+", item) for item in self.items(heading))
        return [number[0] for number in found if number]

    def link(self, text: str) -> str:
        """Where the link with that text leads."""
        links = {words_of(each): attribute(each, "href") for each in self.main.select("a[href]")}
        return looked_up(links, text, "link")

    @property
    def links(self) -> list[str]:
        """The texts of all links of the main part."""
        return [words_of(each) for each in self.main.select("a[href]")]

    @property
    def buttons(self) -> list[str]:
        """The texts of all buttons of the main part that a person can see."""
        return [words_of(each) for each in visible_buttons(self.main)]

    def field(self, label: str) -> "Field":
        return looked_up(self.fields(), label, "field")

    def fields(self) -> dict[str, "Field"]:
        """All fields of the main part, by their labels."""
        return fields_in(self.main)

    def group(self, legend: str) -> "Group":
        """The boxes or radio buttons under that legend."""
        groups = {
            words_of(legend_of): Group(fieldset)
            for fieldset in self.main.select("fieldset")
            if (legend_of := fieldset.select_one("legend"))
        }
        return looked_up(groups, legend, "group of choices")


class Field:
    """One field of a form, with what is typed into it and what is said about it."""

    def __init__(self, element: Tag) -> None:
        self.element = element
        self.name = attribute(element, "name")
        self.type = attribute(element, "type") or element.name

    @property
    def value(self) -> str:
        match self.element.name:
            case "textarea":
                # The first line break only belongs to the mark-up.
                return self.element.get_text().removeprefix("\r").removeprefix("\n")
            case "select":
                chosen = self.element.select_one("option[selected]")
                chosen = chosen or self.element.select_one("option")
                return option_value(chosen) if chosen else ""
        return attribute(self.element, "value")

    @property
    def is_ticked(self) -> bool:
        return self.element.has_attr("checked")

    @property
    def is_invalid(self) -> bool:
        return attribute(self.element, "aria-invalid") == "true"

    @property
    def error(self) -> str:
        """The complaint that is tied to this field, so that it is read out with it."""
        return _described(self.element, "complaint")

    @property
    def hint(self) -> str:
        return _described(self.element, "hint")


class Group:
    """Boxes or radio buttons that belong together."""

    def __init__(self, fieldset: Tag) -> None:
        self._fieldset = fieldset

    @property
    def options(self) -> list[str]:
        return [label for label, field in fields_in(self._fieldset).items() if _is_choice(field)]

    @property
    def ticked(self) -> list[str]:
        fields = fields_in(self._fieldset).items()
        return [label for label, field in fields if field.is_ticked]

    @property
    def error(self) -> str:
        """The complaint that is tied to the group."""
        return _described(self._fieldset, "complaint")

    @property
    def text(self) -> str:
        return words_of(self._fieldset)


class Row:
    """A Work that waits, or an operative, on Control's board."""

    def __init__(self, element: Tag, address: str) -> None:
        """`address` is that of the page it stands on."""
        self.element = element
        self._line = the_only(element.select(".line"), "line of a row")
        opens = the_only(self._line.select(".what > a"), "link that opens a row")
        self.is_open = attribute(opens, "aria-expanded") == "true"
        """Whether the page shows it as open."""
        self.opens = urljoin(address, attribute(opens, "href"))
        """Where its link leads, which opens it, or closes it."""
        id = attribute(element, "id")
        self.name = id if id.startswith("W-") else words_of(opens)

    @property
    def text(self) -> str:
        """What is always in sight, but for whom it can be assigned to."""
        parts = [each for each in self._line.select(":scope > *") if "give" not in _classes(each)]
        return " ".join(filter(None, map(words_of, parts)))

    @property
    def opened(self) -> str:
        """What is in sight only while it is open."""
        return " ".join(words_of(each) for each in self.element.select(":scope > .opened"))

    @property
    def queue(self) -> list[str]:
        """What is open of an operative: their works, in order."""
        return [words_of(each) for each in self.element.select(".queue-items > li")]

    @property
    def suggested(self) -> list[str]:
        """To whom it is best given, with why, as the buttons say it."""
        begins = f"Assign {self.name} to "
        buttons = map(words_of, self._line.select("button"))
        return [each.removeprefix(begins) for each in buttons]

    @property
    def is_next(self) -> bool:
        return "is-next" in _classes(self.element)

    @property
    def is_late(self) -> bool:
        return "is-late" in _classes(self.element)


def _classes(element: Tag) -> list[str]:
    return attribute(element, "class").split()


def _described(element: Tag, css_class: str) -> str:
    """What is read out together with an element, of that class."""
    page = next(parent for parent in element.parents if parent.name == "[document]")
    tied = (
        the_only(page.select(f'[id="{id}"]'), f"element with the id {id}")
        for id in attribute(element, "aria-describedby").split()
    )
    return " ".join(words_of(each) for each in tied if css_class in attribute(each, "class"))


def _is_choice(field: Field) -> bool:
    return field.type in ("checkbox", "radio")


def fields_in(part: Tag) -> dict[str, Field]:
    """The fields in a part of a page, by their labels."""
    fields = {}
    by_id = {attribute(each, "id"): each for each in part.find_all(id=True)}
    for label in part.find_all("label"):
        if element := by_id.get(attribute(label, "for")):
            fields[words_of(label)] = Field(element)
    return fields


def visible_buttons(part: Tag) -> list[Tag]:
    return [each for each in part.find_all("button") if attribute(each, "aria-hidden") != "true"]


def option_value(option: Tag) -> str:
    """What is sent when this option of a select is chosen."""
    return attribute(option, "value") if option.has_attr("value") else words_of(option)


def words_of(element: Tag) -> str:
    """The words of an element, as they are read out: without icons, with single spaces."""
    return " ".join("".join(_pieces(element)).split())


def _pieces(element: Tag) -> Iterator[str]:
    for child in element.children:
        if isinstance(child, Tag):
            if attribute(child, "aria-hidden") == "true":
                continue
            edge = "" if child.name in _INLINE else " "
            yield edge
            if child.name != "textarea":
                yield from _pieces(child)
            yield edge
        elif type(child) is NavigableString:
            yield child


def attribute(element: Tag, name: str) -> str:
    """The attribute, or nothing."""
    return str(element.get(name, ""))


def looked_up(things: dict[str, T], text: str, what: str) -> T:
    """The thing with that text, or the only one whose text begins so."""
    if text in things:
        return things[text]
    candidates = [name for name in things if name.startswith(text)]
    if len(candidates) == 1:
        return things[candidates[0]]
    there = ", ".join(repr(name) for name in things) or "none"
    trouble = f"more than one {what} begins with" if candidates else f"no {what} is called"
    raise LookupError(f"On this page {trouble} {text!r}. There: {there}.")


def the_only(things: Iterable[T], what: str) -> T:
    """The one thing that there should be."""
    found = list(things)
    if len(found) != 1:
        raise LookupError(f"There should be one {what} on this page, and there are {len(found)}.")
    return found[0]
