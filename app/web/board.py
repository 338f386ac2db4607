"""Control's board as data: what waits, who has what, what needs attention, and what is open."""

from collections.abc import Sequence
from typing import Any

import msgspec
from flask import request, url_for

from app.domain.feature import Feature
from app.domain.lifecycle import Stage
from app.domain.promise import Priority
from app.read_models.paging import Page
from app.read_models.work_rows import WorkRow
from app.web.asked_board import AskedBoard, Sort, Tab, asked_board
from app.web.asking import may
from app.web.attention import Notice, alerts_now, told
from app.web.briefing import Briefing, briefing_on
from app.web.candidates import Candidate, candidates
from app.web.desk import past, read_models
from app.web.forms.control import AssignWorkForm, MoveForm
from app.web.moving import Behind, Move, behind, moves
from app.web.page_data import PageData
from app.web.suggested import Available, Choice, available, choices
from app.web.trouble import trouble_with
from app.web.waiting import WaitingRow, is_shown, towns_that_wait, waiting_rows
from app.web.work_actions import Action, actions_on
from app.web.workforce import LONGEST_QUEUE, Workforce, workforce

MOST_NAMED = 3
"""So many who are gone, and still have Work, are named at the top."""
MOST_PRESSING = 4
"""So much of what needs attention stands in the strip at the top, which is one line."""


class OpenedWork(msgspec.Struct, frozen=True, kw_only=True):
    """What an open row shows of a Work that waits."""

    briefing: Briefing
    actions: list[Action]
    choices: list[Choice]
    """Everybody it can be given to, who is free first, then who will be soonest, those who are off
    duty last; empty for those who cannot assign."""
    chosen: str | None
    """The id of who was chosen from them before."""
    complaint: str
    """What is wrong with that choice."""


class OpenedQueue(msgspec.Struct, frozen=True, kw_only=True):
    """What an open row shows of an operative: their queue, #1 first."""

    works: list[WorkRow]
    moves: dict[str, list[Move]]
    """Where each Work, by its id, can be moved to."""
    more: int
    """How many more there are than are shown."""


class Stranded(msgspec.Struct, frozen=True, kw_only=True):
    """Work that nobody will do: it is still with operatives who are gone."""

    named: list[tuple[Candidate, str]]
    """The first of them, and where on these pages each one's queue stands."""
    others: int
    why: str
    """As `gone` in Candidate."""
    works: int


class Narrowing(msgspec.Struct, frozen=True, kw_only=True):
    """What the form offers that says which rows are shown, and in which order."""

    sorts: list[Sort]
    priorities: list[Priority]
    towns: list[str]


class BoardPage(PageData, frozen=True, kw_only=True):
    asked: AskedBoard
    waiting_count: int
    """How much waits, shown or not."""
    waiting: Page[WaitingRow]
    next_up: str
    """The number of what is next up to assign, where no row shows it; or nothing."""
    opened: OpenedWork | None
    """Of the row that is open, if it is shown."""
    workforce: Workforce
    queue: OpenedQueue | None
    """Of the operative whose row is open, if it is shown."""
    narrowing: Narrowing | None
    """None while the form is closed."""
    pressing: list[Notice]
    """What needs attention, the most pressing first: as much of it as there is room for."""
    stranded: Stranded | None
    """None where there is no such Work, and in the past: it says what is to be done."""
    behind: Behind | None
    """What was just assigned, where it stands behind what is less urgent."""
    can_assign: bool
    """Whether whoever asks can, and there is somebody to assign to."""
    tabs: list[Tab]

    @property
    def opens_work(self) -> str:
        """How links begin that lead to the same board with another Work open. There are dozens, so
        they leave out where the board is."""
        return _beginning(self.asked.but(queue=self.asked.queue))

    @property
    def opens_queue(self) -> str:
        """The same with the row of another operative open."""
        return _beginning(self.asked.but(open=self.asked.opened))


def _beginning(asked: dict[str, Any]) -> str:
    _, _, query = url_for("control.index", **asked).partition("?")
    return f"?{query}&" if query else "?"


def address_of_queue(asked: AskedBoard, number: int) -> str:
    """Where on the board the queue of the operative with that number stands, open."""
    shown = asked.but(tab=Tab.OPERATIVES, queue=number, open=asked.opened)
    return url_for("control.index", **shown, _anchor=f"queue-{number}")


def board_page(refused: AssignWorkForm | MoveForm | None) -> BoardPage:
    asked, everybody, alerts = asked_board(), candidates(), alerts_now()
    people = available(everybody)
    can_assign = not past() and may(Feature.ASSIGN_AND_RECALL)
    can_be_given = [each for each in people if not each.candidate.gone] if can_assign else []
    sent = refused if isinstance(refused, AssignWorkForm) else None
    if refused and (work := read_models().works.get(refused.work_id.data or "")):
        asked = _with_open(asked, work, is_in_a_queue=sent is None)
    waiting = waiting_rows(asked, people if can_assign else ())
    operatives = workforce(people, asked)
    opened = next((row.work for row in waiting.items if row.work.label == asked.opened), None)
    return BoardPage(
        trouble=trouble_with(
            refused,
            has_fields=opened is not None and bool(can_be_given),
            keeps_typed=sent is not None and _is_about_what_waits_no_more(sent),
            about=refused.work_id.data if refused else None,
        ),
        asked=asked,
        waiting_count=len(read_models().queues.waiting()),
        waiting=waiting,
        next_up=_next_up(waiting),
        opened=_opened(opened, can_be_given, sent) if opened else None,
        workforce=operatives,
        queue=_queue(operatives, asked),
        narrowing=_narrowing() if asked.narrows else None,
        attention=len(alerts),
        pressing=told(alerts if asked.tab is Tab.ATTENTION else alerts[:MOST_PRESSING]),
        stranded=None if past() else _stranded(everybody, asked),
        behind=None if past() else behind(request.args.get("assigned", "")),
        can_assign=bool(can_be_given),
        tabs=[*Tab],
    )


def _next_up(waiting: Page[WaitingRow]) -> str:
    if any(row.is_next for row in waiting.items):
        return ""
    return next((row.label for row in read_models().queues.waiting().first(1)), "")


def _with_open(asked: AskedBoard, work: WorkRow, *, is_in_a_queue: bool) -> AskedBoard:
    """With the row open in which that Work can be assigned or moved: there is what was chosen, and
    can be chosen again."""
    if not is_in_a_queue:
        if work.stage is Stage.AWAITING_CONTROL and not is_shown(work, asked):
            # It is otherwise by now than what is asked for.
            asked = asked.unfiltered
        return msgspec.structs.replace(asked, opened=work.label)
    operative = read_models().operatives.get(work.operative_id or "")
    return msgspec.structs.replace(asked, queue=operative.number if operative else None)


def _is_about_what_waits_no_more(refused: AssignWorkForm) -> bool:
    """Whether the form was not even tried, and to put it right would be of no use."""
    row = read_models().works.get(refused.work_id.data or "")
    is_gone = row is not None and row.stage is not Stage.AWAITING_CONTROL
    return is_gone and not refused.refusal


def _opened(
    row: WorkRow, can_be_given: Sequence[Available], sent: AssignWorkForm | None
) -> OpenedWork:
    return OpenedWork(
        briefing=briefing_on(row),
        # The one that leads here is left out.
        actions=[] if past() else [each for each in actions_on(row) if not each.is_usual],
        choices=choices(can_be_given),
        chosen=sent.operative_id.data if sent else None,
        complaint=next(iter(sent.operative_id.errors), "") if sent else "",
    )


def _queue(operatives: Workforce, asked: AskedBoard) -> OpenedQueue | None:
    for line in operatives.lines.items:
        if line.candidate.operative.number == asked.queue:
            # To put the last of those shown down by one takes the one after it.
            works = read_models().queues.of(line.candidate.operative.id).first(LONGEST_QUEUE + 1)
            can_move = not past() and may(Feature.ASSIGN_AND_RECALL)
            return OpenedQueue(
                works=works[:LONGEST_QUEUE],
                moves=moves(works) if can_move else {},
                more=max(0, line.candidate.queued - LONGEST_QUEUE),
            )
    return None


def _narrowing() -> Narrowing:
    return Narrowing(sorts=[*Sort], priorities=[*Priority], towns=towns_that_wait())


def _stranded(everybody: Sequence[Candidate], asked: AskedBoard) -> Stranded | None:
    """Asks for nothing more: whoever is gone is a candidate only while they have Work."""
    gone = [each for each in everybody if each.gone]
    if not gone:
        return None
    return Stranded(
        named=[
            (each, address_of_queue(asked, each.operative.number)) for each in gone[:MOST_NAMED]
        ],
        others=max(0, len(gone) - MOST_NAMED),
        why=" or ".join(sorted({each.gone for each in gone})),
        works=sum(each.queued for each in gone),
    )
