"""What a Site has called about before: what is open there, and what was finished last."""

from collections.abc import Sequence
from datetime import timedelta

import msgspec

from app.domain.lifecycle import ENDED, Stage
from app.domain.work_events import WorkRaised, WorkReopened, WorkSitesAmended
from app.event_store.event_types import STORED_NAMES
from app.read_models.sites import SiteRow
from app.read_models.visits import VisitRow
from app.read_models.work_rows import WorkRow
from app.web.desk import now, read_models
from app.web.forms.response import CallForm
from app.web.services import desk
from app.web.wording.about_works import said_code

LATELY = timedelta(days=90)
MOST_SITES = 3
"""So many of the chosen Sites are looked at, those chosen last: a call is about one or two."""
MOST_OPEN = 12
MOST_FINISHED = 3
MOST_REOPENED = 100
"""So many are looked at that were reopened while a form stood open."""
OPENS_WORK = [STORED_NAMES[each] for each in (WorkRaised, WorkReopened, WorkSitesAmended)]
"""After these, there can be open Work at a Site where there was none."""
MOST_NEW = 20
"""So much of that is looked at in the log: for more, it is quicker to ask what is open."""


class OpenWork(msgspec.Struct, frozen=True):
    work: WorkRow
    operative: str
    """The name of whoever has it, if somebody has."""


class FinishedWork(msgspec.Struct, frozen=True):
    work: WorkRow
    outcome: str
    """What came of it, in a word or two."""
    operative: str
    """Who finished it; nobody, where it was closed."""


class Meanwhile(msgspec.Struct, frozen=True):
    work: WorkRow
    is_reopened: bool
    """It was raised before, and is open again."""


class CalledBefore(msgspec.Struct, frozen=True, kw_only=True):
    site: SiteRow
    calls_lately: int
    """How often somebody called about it within `LATELY`."""
    open: list[OpenWork]
    open_count: int
    finished: list[FinishedWork]


def called_before(site_ids: Sequence[str]) -> list[CalledBefore]:
    """Of each of the Sites, that chosen last first. A Work for several of them is told once."""
    told: set[str] = set()
    sites = [site for id in site_ids if (site := read_models().sites.get(id))]
    return [_at(site, told) for site in reversed(sites[-MOST_SITES:])]


def shows_all(site_ids: Sequence[str]) -> bool:
    """Whether what is open is shown of each of these Sites."""
    return len(site_ids) <= MOST_SITES


def raised_meanwhile(form: CallForm) -> list[Meanwhile]:
    """What was raised or reopened for the form's Sites since it was opened, and may be what it is
    about. Nothing, where the form has been carried out already and comes again."""
    chosen, seen = set(form.ticked), form.opened_at.data or 0
    if not _may_concern(chosen, since=seen):
        return []
    works = read_models().works
    if works.get(form.work_id.data or ""):
        return []
    raised = works.raised_after(seen, chosen)
    ids = {work.id for work in raised}
    again = desk().log.read(after=seen, limit=MOST_REOPENED, types=["WorkReopened"])
    reopened = [
        work
        for id in dict.fromkeys(each.aggregate_id for each in again)
        if id not in ids and (work := works.get(id)) and work.stage not in ENDED
    ]
    found = [Meanwhile(work, True) for work in reopened] + [
        Meanwhile(work, False) for work in raised
    ]
    return [each for each in found if chosen.intersection(each.work.site_ids)]


def _may_concern(chosen: set[str], since: int) -> bool:
    """Whether something has happened since then that can matter to these Sites. The log is asked,
    so that whoever raises Work need not wait until the pages have taken in what others did."""
    new = desk().log.read(after=since, limit=MOST_NEW, types=OPENS_WORK)
    return len(new) == MOST_NEW or any(
        not isinstance(each.event, WorkRaised) or chosen.intersection(each.event.site_ids)
        for each in new
    )


def _at(site: SiteRow, told: set[str]) -> CalledBefore:
    models = read_models()
    name = models.operatives.name
    open_ = [work for work in models.works.open_at_site(site.id) if work.id not in told]
    finished = models.works.ended_at_site(site.id).first(MOST_FINISHED)
    told.update(work.id for work in open_)
    visits = models.visits.to_several([work.id for work in finished])
    newest_first = sorted(open_, key=lambda work: -work.number)
    # From a midnight on, so that the answer can be remembered.
    since = (now() - LATELY).replace(hour=0, minute=0, second=0, microsecond=0)
    return CalledBefore(
        site=site,
        calls_lately=models.works.calls_from_site(site.id, since),
        open=[
            OpenWork(work, name(work.operative_id) if work.operative_id else "")
            for work in newest_first[:MOST_OPEN]
        ],
        open_count=len(open_),
        finished=[_finished(work, visits.get(work.id, [])) for work in finished],
    )


def _finished(work: WorkRow, visits: Sequence[VisitRow]) -> FinishedWork:
    if work.stage is not Stage.COMPLETED or not visits:
        return FinishedWork(work, str(work.stage), "")
    last = visits[-1]
    operative = read_models().operatives.name(last.operative_id)
    # "Other" says nothing without the words that somebody added.
    return FinishedWork(work, said_code(last.code) or str(work.stage), operative)
