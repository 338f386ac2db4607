"""Control: what waits, who has what, and the clicks that assign."""

from collections.abc import Sequence

import msgspec
from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.commands.ids import new_id
from app.domain.feature import Feature
from app.domain.lifecycle import Stage
from app.read_models.operatives import OperativeRow
from app.read_models.paging import Page, page_of
from app.read_models.work_rows import WorkRow, work_number
from app.web.asking import may
from app.web.came_back import CameBack, came_back
from app.web.candidates import Candidate
from app.web.candidates import candidates as all_candidates
from app.web.desk import past, perform, read_models
from app.web.forms.control import AssignWorkForm, MoveForm
from app.web.gate import needs
from app.web.moving import Behind, Move, behind, moves
from app.web.page_data import PageData
from app.web.query import asked_number, asked_page
from app.web.sending import takes
from app.web.trouble import trouble_with

bp = Blueprint("control", __name__, url_prefix="/control")

PAGE_SIZE = 20
QUEUES_SHOWN = 24
LONGEST_QUEUE = 10
"""So many works of an operative's queue are shown; their own page has all."""
MOST_NAMED = 3
"""So many who are gone, and still have Work, are named at the top."""
FEW_OPERATIVES = 6
"""Up to here, each gets a button of their own beside every waiting Work."""


class Waiting(msgspec.Struct, frozen=True):
    """A Work that waits for Control, and why it is back there if it was with somebody before."""

    work: WorkRow
    back: CameBack
    command_id: str
    """What its assignment is carried out under, however often it is sent."""


class Assigning(msgspec.Struct, frozen=True, kw_only=True):
    """How what waits is assigned."""

    address: str
    candidates: list[Candidate]
    has_buttons: bool
    """Whether each has a button beside every Work; otherwise all share one list to choose from."""
    chosen: str | None
    """The id of who was chosen from that list before."""


class Queue(msgspec.Struct, frozen=True):
    """An operative's queue, #1 first, and how many more there are than are shown. `gone` as in
    Candidate."""

    operative: OperativeRow
    addition: str
    works: list[WorkRow]
    moves: dict[str, list[Move]]
    """Where each Work, by its id, can be moved to."""
    more: int
    gone: str


class Stranded(msgspec.Struct, frozen=True, kw_only=True):
    """Work that nobody will do: it is still with operatives who are gone."""

    named: list[tuple[Candidate, str]]
    """The first of them, and where on these pages each one's queue stands."""
    others: int
    why: str
    """As `gone` in Candidate."""
    works: int


class ControlPage(PageData, frozen=True, kw_only=True):
    waiting_count: int
    next_up: Waiting | None
    others: Page[Waiting]
    """The others that wait, a page of them."""
    queues: Page[Queue]
    stranded: Stranded | None
    """None where there is no such Work, and in the past: it says what is to be done."""
    behind: Behind | None
    """What was just assigned, where it stands behind what is less urgent."""
    assigning: Assigning | None
    """None where nobody can be assigned to."""

    @property
    def asked(self) -> dict[str, int]:
        """Which pages of its lists it shows, for the addresses of others: first ones left out."""
        numbers = {"page": self.others.number, "queues": self.queues.number}
        return {name: number for name, number in numbers.items() if number > 1}


@bp.get("/")
@needs(Feature.ASSIGN_AND_RECALL, Feature.SEE_FIGURES)
def index() -> ResponseReturnValue:
    if label := request.args.get("work"):
        return redirect(_address_of(label))
    return _show()


@bp.post("/assign")
@takes(AssignWorkForm, page=".index")
@needs(Feature.ASSIGN_AND_RECALL)
def assign_work() -> ResponseReturnValue:
    form = AssignWorkForm()
    if form.validate() and perform(form, form.command()):
        label = read_models().works.label(form.work_id.data or "")
        assigned = label if behind(label) else None
        queues = asked_number("queues") or 1
        return redirect(_address(asked_page(), queues=queues, assigned=assigned), 303)
    return _show(form), form.status


@bp.post("/move")
@takes(MoveForm, page=".index")
@needs(Feature.ASSIGN_AND_RECALL)
def move_in_queue() -> ResponseReturnValue:
    form = MoveForm()
    if form.validate() and perform(form, form.command()):
        row = read_models().works[form.work_id.data or ""]
        return redirect(_address_of_queue(row.operative_id or ""), 303)
    return _show(form), form.status


def _address(
    page: int, anchor: str | None = None, queues: int = 1, assigned: str | None = None
) -> str:
    return url_for(
        ".index",
        assigned=assigned,
        page=page if page > 1 else None,
        queues=queues if queues > 1 else None,
        _anchor=anchor,
    )


def _address_of_queue(operative_id: str) -> str:
    """Where on these pages an operative's queue stands; the page that was shown, if on none."""
    for place, each in enumerate(all_candidates()):
        if each.operative.id == operative_id:
            return _address_at(place, operative_id)
    return _address(asked_page(), queues=asked_number("queues") or 1)


def _address_at(place: int, operative_id: str) -> str:
    """The address of that operative's queue, which has so many before it."""
    return _address(asked_page(), f"queue-{operative_id}", 1 + place // QUEUES_SHOWN)


def _address_of(label: str) -> str:
    """Where on these pages a Work stands, if it waits; otherwise the first of them."""
    number = work_number(label)
    row = read_models().works.numbered(number) if number else None
    if row is None or row.stage is not Stage.AWAITING_CONTROL:
        return _address(1)
    place = read_models().queues.place_of(row)
    # Next up stands on every page, before the others.
    return _address(1 if place == 0 else 1 + (place - 1) // PAGE_SIZE, row.label)


def _show(refused: AssignWorkForm | MoveForm | None = None) -> str:
    return render_template("control/index.html", page=_page(refused))


def _page(refused: AssignWorkForm | MoveForm | None) -> ControlPage:
    waiting = read_models().queues.waiting()
    waiting_count = len(waiting)
    candidates = all_candidates()
    page = ControlPage(
        waiting_count=waiting_count,
        next_up=next(iter(_waiting(waiting[:1])), None),
        others=_others(waiting),
        queues=_queues(candidates),
        stranded=None if past() else _stranded(candidates),
        behind=None if past() else behind(request.args.get("assigned", "")),
        assigning=None,
    )
    candidates = [each for each in candidates if not each.gone]
    if not candidates or past() or not may(Feature.ASSIGN_AND_RECALL):
        return msgspec.structs.replace(page, trouble=trouble_with(refused, has_fields=False))
    has_buttons = len(candidates) <= FEW_OPERATIVES
    return msgspec.structs.replace(
        page,
        trouble=trouble_with(
            refused,
            has_fields=bool(waiting_count) and not has_buttons,
            keeps_typed=isinstance(refused, AssignWorkForm)
            and _is_about_what_waits_no_more(refused),
            about=refused.work_id.data if refused else None,
        ),
        assigning=Assigning(
            address=url_for(
                ".assign_work", page=page.asked.get("page"), queues=page.asked.get("queues")
            ),
            candidates=candidates,
            has_buttons=has_buttons,
            chosen=refused.operative_id.data if isinstance(refused, AssignWorkForm) else None,
        ),
    )


def _is_about_what_waits_no_more(refused: AssignWorkForm) -> bool:
    """Whether the form was not even tried, and to put it right would be of no use."""
    row = read_models().works.get(refused.work_id.data or "")
    is_gone = row is not None and row.stage is not Stage.AWAITING_CONTROL
    return is_gone and not refused.refusal


def _stranded(candidates: list[Candidate]) -> Stranded | None:
    """Asks for nothing more: whoever is gone is a candidate only while they have Work."""
    gone = [(place, each) for place, each in enumerate(candidates) if each.gone]
    if not gone:
        return None
    return Stranded(
        named=[(each, _address_at(place, each.operative.id)) for place, each in gone[:MOST_NAMED]],
        others=max(0, len(gone) - MOST_NAMED),
        why=" or ".join(sorted({each.gone for _, each in gone})),
        works=sum(each.queued for _, each in gone),
    )


def _others(waiting: Sequence[WorkRow]) -> Page[Waiting]:
    # Next up stands on every page, before the others.
    places = page_of(range(1, len(waiting)), asked_page(), PAGE_SIZE)
    rows = waiting[places.items[0] : places.items[-1] + 1] if places.items else []
    return Page(tuple(_waiting(rows)), places.number, places.pages, places.total)


def _waiting(rows: Sequence[WorkRow]) -> list[Waiting]:
    back = came_back(rows)
    return [Waiting(row, back[row.id], new_id("command")) for row in rows]


def _queues(candidates: list[Candidate]) -> Page[Queue]:
    page = page_of(candidates, asked_number("queues") or 1, QUEUES_SHOWN)
    ids = [each.operative.id for each in page.items]
    # To put the last of those shown down by one takes the one after it.
    works = read_models().queues.of_several(ids, LONGEST_QUEUE + 1)
    can_move = not past() and may(Feature.ASSIGN_AND_RECALL)
    queues = [
        Queue(
            operative=each.operative,
            addition=each.addition,
            works=works.get(each.operative.id, [])[:LONGEST_QUEUE],
            moves=moves(works.get(each.operative.id, [])) if can_move else {},
            more=max(0, each.queued - LONGEST_QUEUE),
            gone=each.gone,
        )
        for each in page.items
    ]
    return Page(tuple(queues), page.number, page.pages, page.total)
