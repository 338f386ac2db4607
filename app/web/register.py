"""The register of Work: all of it, by whatever is asked, a page at a time or as a file."""

from collections.abc import Sequence

import msgspec
from flask import Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.characters import isolated
from app.domain.lifecycle import Stage
from app.domain.promise import Priority
from app.read_models.register import MANY, sorts_the_newest
from app.read_models.wanted import Sort, Wanted
from app.read_models.work_rows import WorkRow
from app.read_models.work_search import MOST_LOOKED_AT
from app.web.asked_works import NAMES, OPEN, AskedWorks, asked_works, usual
from app.web.desk import now, read_models, wall
from app.web.downloads import csv_file, xlsx_file
from app.web.gate import needs
from app.web.live import live_page
from app.web.page_data import PageData
from app.web.promised import Said, standing
from app.web.query import asked_page
from app.web.register_file import HEADINGS, listed
from app.web.wording import naming
from app.web.work import REGISTER, bp

PAGE_SIZE = 25

LABELS = {
    Sort.NUMBER: "Number",
    Sort.PRIORITY: "Priority",
    Sort.TITLE: "Title",
    Sort.SITE: "Site",
    Sort.STAGE: "Stage",
    Sort.WHO: "Who",
    Sort.RAISED: "Raised",
    Sort.DUE: "Due",
    Sort.FINISHED: "Finished",
}
COLUMNS = (
    (Sort.NUMBER, Sort.PRIORITY),
    (Sort.TITLE, Sort.SITE),
    (Sort.STAGE, Sort.WHO),
    (Sort.RAISED,),
    (Sort.DUE,),
    (Sort.FINISHED,),
)
"""What stands below each other in a row, so that it is of two lines."""

Option = tuple[str, str]
"""One of several to choose from: what the address says for it, and what people read."""
TABS: list[Option] = [
    ("", "All"),
    (OPEN, "Open"),
    *((stage.name, naming.capitalised(stage)) for stage in Stage),
]
PRIORITIES: list[Option] = [
    ("", "Any"),
    *((priority.name, naming.capitalised(priority)) for priority in Priority),
]
LATENESS: list[Option] = [("", "Either"), ("yes", "Late"), ("no", "Not late")]


class Line(msgspec.Struct, frozen=True):
    """A Work, as the register has it."""

    work: WorkRow
    who: str
    """Who has it, completed it or closed it."""
    standing: Said
    """Which time is meant that is due, or what was missed."""


class Order(msgspec.Struct, frozen=True):
    """What the list can be sorted by."""

    label: str
    sort: str | None
    """What the address says that sorts by it; the other way round, where it is sorted by that."""
    direction: str
    """How it is sorted by that, in the words of aria-sort; empty when it is not."""


class WorksPage(PageData, frozen=True, kw_only=True):
    lines: list[Line]
    asked: AskedWorks
    stage: Stage | None
    """At which one stage they are, if that was asked for."""
    site: str
    """What the Site is called that the address names by its id."""
    operative: str
    """What the operative is called whom it names so."""
    tabs: list[Option]
    priorities: list[Option]
    lateness: list[Option]
    orders: list[Option]
    columns: list[list[Order]]
    said: str
    """All that was asked for, in words."""
    count: int | None
    """How many there are; None when they are too many to count."""
    only_newest: int | None
    """Of how many of the newest this is, where there are more that are not listed; else None."""
    names_of_newest: int | None
    """In the names of operatives of how many works, the newest, words were looked for, where there
    are more; else None."""
    is_by_number: bool
    """Whether they are in the usual order, in which pages go from newer to older works."""
    newer: dict[str, str] | None
    """What the address of the page to go back to asks for; None where there is none."""
    older: dict[str, str] | None
    """The same of the next page."""


@bp.get("/")
@needs(*REGISTER)
def index() -> ResponseReturnValue:
    asked, wanted = asked_works()
    if any(name in NAMES and not text.strip() for name, text in request.args.items()):
        # A form sends what was left empty as well, which nobody wants to see in an address.
        return redirect(url_for(".index", **asked.but()), 303)
    page = live_page("work/index.html", lambda: _page(asked, wanted), shared=True)
    return page, 422 if asked.complaints else 200


def _page(asked: AskedWorks, wanted: Wanted) -> WorksPage:
    models = read_models()
    numbers, count = ([], None) if asked.complaints else _found(wanted)
    site = naming.subject(wanted.site_id, models) if wanted.site_id else ""
    operative = naming.subject(wanted.operative_id, models) if wanted.operative_id else ""
    rows = models.works.with_numbers(numbers[:PAGE_SIZE])
    return WorksPage(
        lines=[_line(row) for row in rows],
        asked=asked,
        stage=wanted.stages[0] if len(wanted.stages) == 1 else None,
        site=site,
        operative=operative,
        tabs=TABS,
        priorities=PRIORITIES,
        lateness=LATENESS,
        orders=_orders(asked, wanted),
        columns=[[_order(asked, wanted, sort) for sort in column] for column in COLUMNS],
        said=_said(asked, site, operative),
        count=count,
        only_newest=MANY if count and count > MANY and sorts_the_newest(wanted) else None,
        names_of_newest=names_of_newest(wanted),
        is_by_number=_is_by_number(wanted),
        newer=_newer(asked, wanted),
        older=_older(asked, wanted, rows) if len(numbers) > PAGE_SIZE else None,
    )


def _is_by_number(wanted: Wanted) -> bool:
    return wanted.sort is Sort.NUMBER and wanted.is_descending


def _newer(asked: AskedWorks, wanted: Wanted) -> dict[str, str] | None:
    if _is_by_number(wanted):
        return asked.but() if wanted.before else None
    page = asked_page()
    return asked.but(page=str(page - 1) if page > 2 else None) if page > 1 else None


def _older(asked: AskedWorks, wanted: Wanted, rows: Sequence[WorkRow]) -> dict[str, str]:
    if _is_by_number(wanted):
        # By number, so that nothing is shown twice when more was raised meanwhile.
        return asked.but(before=str(rows[-1].number))
    return asked.but(page=str(asked_page() + 1))


def _said(asked: AskedWorks, site: str, operative: str) -> str:
    chosen = asked.chosen
    parts = {
        "filter": "",
        "stage": "",
        "since": "since",
        "priority": "priority",
        "late": "late:",
        "site": "Site",
        "town": "town",
        "operative": "operative",
        "caller": "caller",
        "raised_from": "raised from",
        "raised_to": "raised until",
        "finished_from": "finished from",
        "finished_to": "finished until",
    }
    called = {
        "stage": dict(TABS).get(chosen.get("stage", ""), "").lower(),
        "priority": chosen.get("priority", "").lower(),
        "site": site,
        "operative": operative,
    }
    said = (
        (label, called.get(name) or isolated(chosen.get(name, "")))
        for name, label in parts.items()
        if name in chosen
    )
    return ", ".join(f"{label} {text}".strip() for label, text in said)


def _found(wanted: Wanted) -> tuple[list[int], int | None]:
    """The numbers of the works of the page, and of at least one more if there is one; and how many
    there are in all, where that is known. Of those of which the newest are sorted, one more than
    MANY are more."""
    # A page by number begins below another number. To count to it takes seconds far from the first.
    models, start = read_models(), 0 if _is_by_number(wanted) else (asked_page() - 1) * PAGE_SIZE
    if sorts_the_newest(wanted):
        # All of them at once: to find them takes longer than to sort them.
        numbers = models.register.numbers(wanted, now(), MANY + 1)
        count = len(numbers)
        if count > MANY:
            numbers.remove(min(numbers))
        return numbers[start:], count
    whole = msgspec.structs.replace(wanted, before=None)
    is_first = start == 0 and wanted == whole
    is_all = Wanted() == msgspec.structs.replace(whole, sort=Sort.NUMBER, is_descending=True)
    if is_first and not (wanted.words or is_all):
        # Asked once, and for all that are counted: it takes about as long as for a page.
        numbers = models.register.numbers(wanted, now(), MANY + 1)
        return numbers, len(numbers) if len(numbers) <= MANY else None
    numbers = models.register.numbers(wanted, now(), PAGE_SIZE + 1, start)
    if is_all:
        return numbers, len(models.works)
    if is_first:
        return numbers, len(numbers) if len(numbers) <= PAGE_SIZE else None
    count = MANY + 1 if wanted.words else models.register.count(whole, now())
    return numbers, count if count <= MANY else None


def names_of_newest(wanted: Wanted) -> int | None:
    """As pages say it that have these works."""
    is_in_part = read_models().register.looks_at_the_newest(wanted, now())
    return MOST_LOOKED_AT if is_in_part else None


def _line(row: WorkRow) -> Line:
    models = read_models()
    who = row.operative_id or row.finished_by
    return Line(row, naming.subject(who, models) if who else "", standing(row, wall()))


def _order(asked: AskedWorks, wanted: Wanted, sort: Sort) -> Order:
    direction = "descending" if wanted.is_descending else "ascending"
    return Order(
        label=LABELS[sort],
        sort=asked.sorted_by(sort),
        direction=direction if wanted.sort is sort else "",
    )


def _orders(asked: AskedWorks, wanted: Wanted) -> list[Option]:
    orders = [(usual(sort) or "", label) for sort, label in LABELS.items()]
    chosen = asked.chosen.get("sort", "")
    if chosen not in (value for value, _ in orders):
        label = LABELS[wanted.sort]
        orders.append((chosen, f"{label}, the other way round"))
    return orders


@bp.get("/export.csv")
@needs(*REGISTER)
def export_csv() -> Response:
    return csv_file("work", HEADINGS, listed(_wanted_rightly()))


@bp.get("/export.xlsx")
@needs(*REGISTER)
def export_xlsx() -> Response:
    return xlsx_file("work", HEADINGS, listed(_wanted_rightly()))


def _wanted_rightly() -> Wanted:
    """Ends the request (422) where what was typed makes no sense: a file does not show that."""
    asked, wanted = asked_works()
    for complaint in asked.complaints.values():
        abort(422, f"{complaint} Go back and mend it.")
    return wanted
