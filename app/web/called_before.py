"""What a Site has called about before: what is open there, and what was finished last."""

from collections.abc import Sequence
from datetime import timedelta

import msgspec

from app.domain.lifecycle import Stage
from app.read_models.sites import SiteRow
from app.read_models.visits import VisitRow
from app.read_models.work_rows import WorkRow
from app.web.desk import now, read_models
from app.web.forms.response import CallForm
from app.web.wording.about_works import said_code

LATELY = timedelta(days=90)
MOST_SITES = 3
"""So many of the chosen Sites are looked at, those chosen last: a call is about one or two."""
MOST_OPEN = 12
MOST_FINISHED = 3


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


def raised_meanwhile(form: CallForm) -> list[WorkRow]:
    """What was raised for the form's Sites since it was opened, and may be what it is about.
    Nothing, where the form has been carried out already and comes again."""
    works, chosen = read_models().works, set(form.ticked)
    if works.get(form.work_id.data or ""):
        return []
    raised = works.raised_after(form.opened_at.data or 0)
    return [work for work in raised if chosen.intersection(work.site_ids)]


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
