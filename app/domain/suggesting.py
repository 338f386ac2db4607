"""To whom should a Work that waits be given?"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from heapq import nsmallest

import msgspec

from app.domain.promise import Priority
from app.domain.skills import words_in, words_of

MOST_SUGGESTED = 3
HALF_AN_HOUR = timedelta(minutes=30)
"""When somebody is free is no better known than that."""
STILL_THERE = timedelta(hours=8)
"""For so long after they have done a job, whoever is free counts as being in that town."""


class WaitingWork(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of a Work that waits for Control."""

    number: int
    text: str
    """Its title and description."""
    places: tuple[str, ...]
    """The towns of its Sites, and the areas that these are in."""
    priority: Priority = Priority.ROUTINE
    due: datetime | None = None
    there_last: frozenset[str] = frozenset()
    """Who was at its Sites last, for any Work."""
    handed_back_by: str | None = None
    """Who has just abandoned it, if that is why it waits."""


class Colleague(msgspec.Struct, frozen=True, kw_only=True):
    """An operative, who could be given Work."""

    id: str
    is_on_duty: bool = True
    """And works here: also not so if they have left, or their name was erased."""
    free_from: datetime
    """From about when; see app/domain/free_from.py."""
    skills: tuple[str, ...] = ()
    current_town: str | None = None
    """Where the Work is that they have, if they have any: the first in their queue."""
    home_area: str = ""
    last_town: str = ""
    """Where they did a job last, if they are still there as far as one can tell."""

    @property
    def is_free(self) -> bool:
        """Whether they have nothing to do."""
        return self.current_town is None


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody to give it to, and what speaks for them."""

    operative_id: str
    is_free: bool
    free_from: datetime
    place: str = ""
    """The town that they are in, or their home area, where the Work is there."""
    is_from_there: bool = False
    """Whether that is their home area, and they are perhaps elsewhere."""
    was_there_last: bool = False
    knows: str = ""
    """The skill of theirs that it names."""


class Colleagues:
    """All who could be given Work, looked through once for everything that waits."""

    def __init__(self, people: Iterable[Colleague], now: datetime) -> None:
        """`people` are in the order of their names."""
        self.now = now
        on_duty = [each for each in people if each.is_on_duty]
        self._free = [each for each in on_duty if each.is_free]
        self._busy = [each for each in on_duty if not each.is_free]
        self._in_place: dict[str, dict[str, tuple[str, bool]]] = {}
        """For each place: who is there, what they call it, and whether it is their home area."""
        self._naming: dict[str, dict[frozenset[str], dict[str, str]]] = {}
        """For each way to name a skill, by one of its words: who has it, and what they call it."""
        for each in on_duty:
            for place, is_home in _places(each):
                self._in_place.setdefault(place.casefold(), {})[each.id] = (place, is_home)
            for skill in each.skills:
                for words in words_of(skill):
                    named = self._naming.setdefault(max(words), {}).setdefault(words, {})
                    named[each.id] = skill

    def in_turn(self, work: WaitingWork) -> list[Colleague]:
        """Those who are free, beginning with another one for each Work; then the others."""
        begin = work.number % len(self._free) if self._free else 0
        return self._free[begin:] + self._free[:begin] + self._busy

    def in_place(self, work: WaitingWork) -> dict[str, tuple[str, bool]]:
        """Who is where it is, or is from there; the place, and whether it is their home area."""
        found: dict[str, tuple[str, bool]] = {}
        for place in reversed(work.places):
            found |= self._in_place.get(place.casefold(), {})
        return found

    def knowing(self, work: WaitingWork) -> dict[str, str]:
        """Who has a skill that it names, and the skill."""
        words = words_in(work.text)
        found: dict[str, str] = {}
        for word in words & self._naming.keys():
            for named, having in self._naming[word].items():
                if named <= words:
                    found |= having
        return found


def suggestions(work: WaitingWork, colleagues: Colleagues) -> list[Suggestion]:
    """Up to three people are suggested for each Work that waits, the best first. Nobody who is off
    duty or has left is suggested. Whoever has just handed the Work back is suggested only where
    there is nobody else.

    Those who are free, or will be before somebody has to be there, come first. Then it counts how
    many of these hold: they are free now; they are in the town, or call it their home area; they
    were at the Site last time; the title or the description names a skill of theirs. Then come
    those who are free soonest. In an emergency, those who are free come first, then those
    who are free soonest, by the half hour from now, and the rest is looked at after that.

    Whoever has something to do counts as being in the town where that is; whoever is free, for 8
    hours, in the one where they did a job last.

    Where all that is the same, people who are free take turns: each Work begins with another one,
    so that nobody is the first choice for everything. The others come in the order of their names.
    """
    able = colleagues.in_turn(work)
    others = [each for each in able if each.id != work.handed_back_by]
    in_place, knowing = colleagues.in_place(work), colleagues.knowing(work)

    def rank(each: Colleague) -> tuple[object, ...]:
        for_them = (each.id in in_place) + (each.id in work.there_last) + (each.id in knowing)
        is_busy = not each.is_free
        if work.priority is Priority.EMERGENCY:
            half_hours = (each.free_from - colleagues.now) // HALF_AN_HOUR
            return (is_busy, half_hours, -for_them, each.free_from)
        is_too_late = is_busy and work.due is not None and each.free_from > work.due
        return (is_too_late, -(for_them + each.is_free), is_busy, each.free_from)

    return [
        Suggestion(
            operative_id=each.id,
            is_free=each.is_free,
            free_from=each.free_from,
            place=in_place.get(each.id, ("", False))[0],
            is_from_there=in_place.get(each.id, ("", False))[1],
            was_there_last=each.id in work.there_last,
            knows=knowing.get(each.id, ""),
        )
        for each in nsmallest(MOST_SUGGESTED, others or able, key=rank)
    ]


def _places(colleague: Colleague) -> Sequence[tuple[str, bool]]:
    """Where somebody is, as far as one can tell (nobody says so between two jobs), and where they
    are from; with whether it is the latter."""
    places = [
        (colleague.home_area, True),
        (colleague.last_town if colleague.is_free else colleague.current_town, False),
    ]
    return [(place, is_home) for place, is_home in places if place]
