"""Which Work another is a duplicate of: what is said of it before the other one is closed."""

import msgspec

from app.domain.characters import isolated
from app.domain.lifecycle import ENDED
from app.domain.promise import Priority
from app.domain.work_events import CloseCause
from app.read_models.work_rows import WorkRow, work_number
from app.web.desk import read_models
from app.web.forms.work import CloseForm
from app.web.wording import naming


class SecondLook(msgspec.Struct, frozen=True):
    """What to look at once more before a Work is closed as a duplicate."""

    other: WorkRow | None
    """The Work that it repeats; None where none is named."""
    doubts: list[str]
    """What speaks against it."""


def offer_originals(form: CloseForm, row: WorkRow) -> None:
    """Let the form name one of the open works at the same Sites; or any, by its number."""
    form.offer([(each.id, _in_short(each)) for each in _others_there(row)])
    if typed := (form.other_number.data or "").strip():
        number = work_number(typed)
        other = read_models().works.numbered(number) if number else None
        form.other_id = other.id if other else None


def second_look(form: CloseForm, row: WorkRow) -> SecondLook | None:
    """What whoever closes it has not seen yet: a Work of which only the number was typed. With an
    emergency, to which nobody goes any more, also what was chosen from the list, or not named.

    None where it has been looked at, and where there is nothing to look at. From now on the form
    knows that it was."""
    if form.cause.data != CloseCause.DUPLICATE.name or row.stage not in form.for_stages:
        return None
    is_emergency = row.priority is Priority.EMERGENCY
    if not (form.other_id or is_emergency) or form.original_id == row.id:
        return None
    other = read_models().works.get(form.original_id)
    # How both stand is a part of what was looked at: it may have changed since.
    stand = (form.original_id, row.priority.name, other.stage.name if other else "")
    shown = " ".join(filter(None, stand))
    if form.looked_at.data == shown:
        return None
    form.looked_at.data = shown
    return SecondLook(other, _doubts(row, other))


def _doubts(row: WorkRow, other: WorkRow | None) -> list[str]:
    if other is None:
        return ["No other Work is named: nobody goes to this emergency any more."]
    doubts = []
    if other.stage in ENDED:
        doubts.append(f"{other.label} is {other.stage}: nobody goes there for it.")
    if not set(other.site_ids).intersection(row.site_ids):
        doubts.append(f"It is for none of the Sites of {row.label}.")
    if row.priority is Priority.EMERGENCY and other.priority is not Priority.EMERGENCY:
        doubts.append(f"{row.label} is an emergency, and {other.label} is {other.priority}.")
    return doubts


def _others_there(row: WorkRow) -> list[WorkRow]:
    """The other open works at its Sites, the first raised first."""
    found = {each.id: each for id in row.site_ids for each in read_models().works.open_at_site(id)}
    return sorted(
        (each for each in found.values() if each.id != row.id), key=lambda row: row.number
    )


def _in_short(row: WorkRow) -> str:
    sites = naming.sites(row.site_ids, read_models())
    return f"{row.label} {isolated(row.title)} · {row.priority}, {row.stage} · {sites}"
