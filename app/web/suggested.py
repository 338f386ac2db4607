"""From when each operative is free, and who is suggested for each Work that waits, with the reasons
in words. The rules are in app/domain/free_from.py and suggesting.py."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from app.domain.characters import isolated
from app.domain.free_from import Current, free_from
from app.domain.lifecycle import UNDER_WAY
from app.domain.suggesting import (
    STILL_THERE,
    Colleague,
    Colleagues,
    Suggestion,
    WaitingWork,
    suggestions,
)
from app.read_models.sites import SiteRow
from app.read_models.work_rows import WorkRow
from app.web.candidates import Candidate
from app.web.desk import now, read_models, wall


class Available(msgspec.Struct, frozen=True):
    """A candidate, with what they are on, and from about when they are free."""

    candidate: Candidate
    current: WorkRow | None
    """The first of their queue."""
    is_off_duty: bool
    free_from: datetime | None
    """None where nobody knows: they are off duty until somebody says that they are back."""

    @property
    def is_out(self) -> bool:
        """Whether nothing can be given to them now."""
        return self.is_off_duty or bool(self.candidate.gone)

    @property
    def is_free(self) -> bool:
        """Whether they have nothing to do."""
        return self.current is None


class Suggested(msgspec.Struct, frozen=True):
    candidate: Candidate
    reason: str
    """In few words: "free, in Leeds", "free ~10:20", "~10:20, in Leeds"."""
    reasons: str
    """All that there are, for where there is room."""


def available(candidates: Sequence[Candidate]) -> list[Available]:
    """All of them, in the same order."""
    firsts = read_models().queues.of_several([each.operative.id for each in candidates], most=1)
    moment, found = now(), []
    for each in candidates:
        current = next(iter(firsts.get(each.operative.id, ())), None)
        is_off_duty = each.operative.is_off_duty(moment)
        is_known = not is_off_duty or each.operative.off_duty_until is not None
        free = _free_from(each, current, moment) if is_known else None
        found.append(Available(each, current, is_off_duty, free))
    return found


def when_free(each: Available) -> str:
    """As it is said in a list: "now", "~10:20", or nothing where nobody knows."""
    if each.free_from is None:
        return ""
    return "now" if each.free_from == now() else f"~{wall().shortly(each.free_from)}"


def suggested(rows: Sequence[WorkRow], people: Sequence[Available]) -> dict[str, list[Suggested]]:
    """For each of these works, which wait for Control, by its id: up to three, the best first."""
    models = read_models()
    moment = now()
    last_places = models.works.last_places(since=moment - STILL_THERE)
    first_sites = [each.current.site_ids[0] for each in people if each.current]
    site_ids = [site_id for row in rows for site_id in row.site_ids]
    sites = models.sites.several(list({*site_ids, *first_sites, *last_places.values()}))
    visitors = models.works.last_visitors(site_ids)
    handed_back = models.visits.handed_back({row.id: row.stage_since for row in rows})
    colleagues = Colleagues(_colleague(each, sites, last_places, moment) for each in people)
    candidates = {each.candidate.operative.id: each.candidate for each in people}
    found = {}
    for row in rows:
        visit = handed_back.get(row.id)
        work = _waiting(row, sites, visitors, visit.operative_id if visit else None)
        found[row.id] = [
            _said(each, candidates[each.operative_id]) for each in suggestions(work, colleagues)
        ]
    return found


def _free_from(candidate: Candidate, current: WorkRow | None, moment: datetime) -> datetime:
    return free_from(
        moment,
        Current(current.stage, current.stage_since, current.eta) if current else None,
        candidate.queued - (current is not None and current.stage in UNDER_WAY),
        candidate.operative.off_duty_until,
    )


def _colleague(
    each: Available, sites: Mapping[str, SiteRow], last_places: Mapping[str, str], moment: datetime
) -> Colleague:
    row = each.candidate.operative
    last_place = last_places.get(row.id)
    return Colleague(
        id=row.id,
        is_on_duty=not each.is_out,
        free_from=each.free_from or moment,
        skills=row.skills,
        current_town=sites[each.current.site_ids[0]].town if each.current else None,
        home_area=row.home_area,
        last_town=sites[last_place].town if last_place else "",
    )


def _waiting(
    row: WorkRow,
    sites: Mapping[str, SiteRow],
    visitors: Mapping[str, str],
    handed_back_by: str | None,
) -> WaitingWork:
    at = [sites[site_id] for site_id in row.site_ids]
    return WaitingWork(
        number=row.number,
        text=f"{row.title}\n{row.description}",
        places=(*(site.town for site in at), *(site.area for site in at)),
        priority=row.priority,
        due=row.due,
        there_last=frozenset(visitors[id] for id in row.site_ids if id in visitors),
        handed_back_by=handed_back_by,
    )


def _said(suggestion: Suggestion, candidate: Candidate) -> Suggested:
    where = "from" if suggestion.is_from_there else "in"
    speaks = [
        words
        for words, holds in (
            (f"{where} {isolated(suggestion.place)}", suggestion.place),
            ("was there last time", suggestion.was_there_last),
            (f"knows {isolated(suggestion.knows)}", suggestion.knows),
        )
        if holds
    ]
    if suggestion.is_free:
        said = ["free", *speaks]
        return Suggested(candidate, ", ".join(said[:2]), ", ".join(said))
    free = f"~{wall().shortly(suggestion.free_from)}"
    said = [free, *speaks] if speaks else [f"free {free}"]
    return Suggested(candidate, ", ".join(said[:2]), ", ".join(said))
