"""What needs attention, in words, each with the one action that helps. What that is, and in which
order, is said by app/domain/attention.py."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from flask import url_for

from app.domain.attention import Alert, OpenWork, Why, alerts
from app.domain.lifecycle import Stage
from app.read_models.work_rows import Standing
from app.web.desk import now, past, read_models
from app.web.gate import may_open
from app.web.times import duration
from app.web.wording.about_works import said_code
from app.web.wording.naming import subject


class Action(msgspec.Struct, frozen=True):
    label: str
    address: str


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    why: Why
    work: str
    """The number of the Work: W-1031."""
    text: str
    """What is wrong with it: "emergency, nobody has it". Names are isolated in it."""
    moment: datetime
    """Since when; where it is late soon, by when it will be."""
    action: Action | None
    """None where whoever is asking may not do it, and in the past."""

    @property
    def is_pressing(self) -> bool:
        """Whether a promise is broken, or an emergency waits."""
        return self.why in (Why.EMERGENCY_WAITS, Why.LATE, Why.OVERDUE)


def alerts_now() -> list[Alert]:
    """What needs attention at the moment of the page, to be counted or to be `told`."""
    standings = read_models().works.open_standings()
    since = {row.id: row.stage_since for row in standings if row.stage is Stage.AWAITING_CONTROL}
    handed_back = read_models().visits.handed_back(since)
    by = {id: visit.operative_id for id, visit in handed_back.items()}
    return alerts((_open_work(row, by.get(row.id)) for row in standings), now())


def told(found: Sequence[Alert]) -> list[Notice]:
    """The same, in the same order, to be read."""
    return [
        Notice(
            why=alert.why,
            work=_number(alert),
            text=_text(alert),
            moment=alert.moment,
            action=None if past() else _action(alert),
        )
        for alert in found
    ]


def _open_work(row: Standing, handed_back_by: str | None) -> OpenWork:
    return OpenWork(
        id=row.id,
        number=row.number,
        priority=row.priority,
        stage=row.stage,
        stage_since=row.stage_since,
        due=row.due,
        operative_id=row.operative_id,
        eta=row.eta,
        handed_back_by=handed_back_by,
    )


def _number(alert: Alert) -> str:
    return read_models().works.label(alert.work.id)


def _text(alert: Alert) -> str:
    who = _name(alert.work.operative_id)
    since, to_come = duration(now() - alert.moment), duration(alert.moment - now())
    match alert.why:
        case Why.EMERGENCY_WAITS:
            return "emergency, nobody has it"
        case Why.LATE:
            return f"{since} late, {_who_has_it(alert.work)}"
        case Why.OVERDUE:
            return f"{who} is {since} past the ETA"
        case Why.LATE_SOON:
            return f"late in {to_come}, {_who_has_it(alert.work)}"
        case Why.HANDED_BACK:
            return f"handed back by {_name(alert.work.handed_back_by)}{_reason(alert.work)}"
        case Why.LONG_ON_SITE:
            return f"{who} has been on site for {since}"


def _who_has_it(work: OpenWork) -> str:
    who = _name(work.operative_id)
    says = {Stage.QUEUED: f"queued to {who}", Stage.EN_ROUTE: f"{who} is en route"}
    return says.get(work.stage, "nobody has it")


def _name(operative_id: str | None) -> str:
    return subject(operative_id, read_models()) if operative_id else ""


def _reason(work: OpenWork) -> str:
    code = said_code(read_models().visits.to(work.id)[-1].code)
    return f": {code}" if code else ""


def _action(alert: Alert) -> Action | None:
    """Assign it, where nobody has it; give it to somebody else, where nobody has set off; or else
    see what whoever is engaged on it has, and what can be done about that."""
    number, operative_id = _number(alert), alert.work.operative_id
    match alert.work.stage:
        case Stage.AWAITING_CONTROL:
            is_allowed = may_open("control.assign_work")
            action = Action("Assign", url_for("control.index", open=number, _anchor=number))
        case Stage.QUEUED:
            is_allowed = may_open("work.reassign_work")
            address = url_for("work.reassign_work", label=number, back="control")
            action = Action("Reassign", address)
        case _:
            is_allowed = may_open("control.index")
            operative = read_models().operatives.get(operative_id or "")
            queue = operative.number if operative else None
            address = url_for(
                "control.index", queue=queue, tab="operatives", _anchor=f"queue-{queue}"
            )
            action = Action(f"See {_name(operative_id)}", address)
    return action if is_allowed else None
