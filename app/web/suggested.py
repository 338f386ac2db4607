"""From when each operative is free, and who is suggested for each Work that waits, with the reasons
in words. The rules are in app/domain/free_from.py and suggesting.py."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import msgspec

from app.domain.characters import isolated
from app.domain.free_from import Current, free_from
from app.domain.lifecycle import UNDER_WAY, Stage
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

_UNKNOWN = datetime.max.replace(tzinfo=UTC)


class Available(msgspec.Struct, frozen=True):
    """A candidate, with what they are on, and from about when they are free."""

    candidate: Candidate
    current: WorkRow | None
    """The first of their queue."""
    town: str
    """Where that is; of those who are free, where they did a job last, if that is not long ago."""
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

    @property
    def whereabouts(self) -> str:
        """As far as one can tell: "in Leeds", "to Leeds, from York"; nothing where nobody knows."""
        home = self.candidate.operative.home_area
        is_there = self.current is None or self.current.stage is Stage.ON_SITE
        town = f"{'in' if is_there else 'to'} {isolated(self.town)}" if self.town else ""
        from_ = f"from {isolated(home)}" if home and home != self.town else ""
        return ", ".join(filter(None, (town, from_)))


class Suggested(msgspec.Struct, frozen=True):
    candidate: Candidate
    reason: str
    """In few words: "free, in Leeds", "free ~10:20", "~10:20, in Leeds"."""
    reasons: str
    """All that there are, for where there is room."""


def available(candidates: Sequence[Candidate]) -> list[Available]:
    """All of them, in the same order."""
    models, moment, found = read_models(), now(), []
    firsts = models.queues.of_several([each.operative.id for each in candidates], most=1)
    places = models.works.last_places(since=moment - STILL_THERE)
    places |= {id: queue[0].site_ids[0] for id, queue in firsts.items() if queue}
    sites = models.sites.several(list(set(places.values())))
    for each in candidates:
        current = next(iter(firsts.get(each.operative.id, ())), None)
        place = places.get(each.operative.id)
        is_off_duty = each.operative.is_off_duty(moment)
        is_known = not is_off_duty or each.operative.off_duty_until is not None
        free = _free_from(each, current, moment) if is_known else None
        town = sites[place].town if place else ""
        found.append(Available(each, current, town, is_off_duty, free))
    return found


def when_free(each: Available) -> str:
    """As it is said in a list: "now", "~10:20", or nothing where nobody knows."""
    if each.free_from is None:
        return ""
    return "now" if each.free_from == now() else f"~{wall().shortly(each.free_from)}"


class Choice(msgspec.Struct, frozen=True):
    """Somebody to choose from a list."""

    candidate: Candidate
    free: str
    """About when they are, where they have something to do."""
    place: str
    """Where they are, as far as one can tell, and are from."""


def choices(people: Sequence[Available]) -> list[Choice]:
    """Of these, in the order in which they are free."""
    return [
        Choice(each.candidate, "" if each.is_free else when_free(each), each.whereabouts)
        for each in sorted(people, key=turn)
    ]


def turn(each: Available) -> tuple[bool, bool, datetime]:
    """Who is free first, then who will be soonest; at the end those who are off duty or gone, and
    last those of them who have nothing to do. The same by their names."""
    return each.is_out, is_folded(each), each.free_from or _UNKNOWN


def is_folded(each: Available) -> bool:
    return each.is_free and each.is_off_duty


def suggested(rows: Sequence[WorkRow], people: Sequence[Available]) -> dict[str, list[Suggested]]:
    """For each of these works, which wait for Control, by its id: up to three, the best first."""
    models = read_models()
    moment = now()
    site_ids = [site_id for row in rows for site_id in row.site_ids]
    sites = models.sites.several(list(set(site_ids)))
    visitors = models.works.last_visitors(site_ids)
    handed_back = models.visits.handed_back({row.id: row.stage_since for row in rows})
    colleagues = Colleagues((_colleague(each, moment) for each in people), moment)
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


def _colleague(each: Available, moment: datetime) -> Colleague:
    row = each.candidate.operative
    return Colleague(
        id=row.id,
        is_on_duty=not each.is_out,
        free_from=each.free_from or moment,
        skills=row.skills,
        current_town=None if each.is_free else each.town,
        home_area=row.home_area,
        last_town=each.town if each.is_free else "",
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
