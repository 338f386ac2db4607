"""The register of Work as a file: everything that is listed, in rows for a spreadsheet."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice

from app.domain.lifecycle import Stage
from app.read_models import ReadModels
from app.read_models.visits import VisitRow
from app.read_models.wanted import Wanted
from app.read_models.work_rows import WorkRow
from app.spreadsheets.writing import Value
from app.web.desk import now, read_a_while
from app.web.services import desk

AT_ONCE = 500
"""So many works are read at a time."""
HEADINGS = (
    "Number",
    "Priority",
    "Stage",
    "Title",
    "Description",
    "Sites",
    "Towns",
    "Caller's name",
    "Caller's telephone",
    "Raised at",
    "Raised by",
    "Arrive by",
    "Complete by",
    "Assigned to",
    "Arrived at",
    "Finished at",
    "Finished by",
    "Outcome",
    "In words",
    "Late",
)


def listed(wanted: Wanted) -> Iterator[Sequence[Value]]:
    """A row for each Work that is like that, in order: all as of one moment, that of the request.

    Which works these are is found out first, as numbers; then they are read, some at a time. So it
    takes little memory, and nothing is held while a row is written.
    """
    moment = now()
    with read_a_while() as models:
        numbers = iter(models.register.numbers(wanted, moment))
    while some := list(islice(numbers, AT_ONCE)):
        with read_a_while() as models:
            rows = _rows(models.works.with_numbers(some), models, moment)
        yield from rows


def _rows(works: Sequence[WorkRow], models: ReadModels, moment: datetime) -> list[Sequence[Value]]:
    visits = models.visits.to_several([work.id for work in works])
    return [_row(work, visits.get(work.id, ()), models, moment) for work in works]


def _row(
    work: WorkRow, visits: Sequence[VisitRow], models: ReadModels, moment: datetime
) -> Sequence[Value]:
    sites = [site for id in work.site_ids if (site := models.sites.get(id))]
    caller = models.contacts.get(work.caller_id) if work.caller_id else None
    return (
        work.label,
        work.priority.value,
        work.stage.value,
        work.title,
        work.description,
        "; ".join(site.name for site in sites),
        "; ".join(dict.fromkeys(site.town for site in sites)),
        caller.own_name if caller else "",
        caller.telephone if caller else "",
        _local(work.raised_at),
        models.users.name(work.raised_by),
        _local(work.arrive_by),
        _local(work.complete_by),
        models.operatives.name(work.operative_id) if work.operative_id else "",
        _local(work.arrived_at),
        _local(work.finished_at),
        _name(work.finished_by, models),
        work.code,
        visits[-1].remark if work.stage is Stage.COMPLETED else work.remark,
        "" if work.arrive_by is None else "yes" if work.is_late(moment) else "no",
    )


def _name(id: str, models: ReadModels) -> str:
    """Of an operative or a user."""
    row = models.operatives.get(id)
    return row.name if row else models.users.name(id)


def _local(moment: datetime | None) -> datetime | None:
    return moment.astimezone(desk().settings.timezone) if moment else None
