"""Which works are like that? Whatever is asked, the answer is what one finds by looking at each."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from app.domain.lifecycle import ENDED, Stage
from app.domain.promise import Priority
from app.domain.site import SiteAcquired
from app.read_models import ReadModels, register
from app.read_models.sorting import sort_key
from app.read_models.wanted import NO_BOUNDS, Sort, Span, Wanted
from app.read_models.words import words_found_by, words_of, words_of_place
from tests.read_models.made_up_works import BEGIN, CALLERS, OPERATIVES, PLACES, Job, MadeUpWorks
from tests.read_models.story import as_of

HOUR = timedelta(hours=1)
OPEN = tuple(each for each in Stage if each not in ENDED)
MOMENTS = (None, *(BEGIN + hours * HOUR for hours in (0, 3, 8, 20, 40)))
SPANS = tuple(Span(since, until) for since in MOMENTS for until in MOMENTS if since or until)

ASKED: dict[str, tuple[Any, ...]] = {
    "stages": (*((each,) for each in Stage), OPEN, ENDED),
    "came_there": SPANS,
    "priority": tuple(Priority),
    "site_id": tuple(PLACES),
    "site": ("elm", "lane", "0113", "nowhere"),
    "town": ("york", "Le", "x"),
    "operative_id": tuple(OPERATIVES),
    "operative": ("ann", "mar", "okoro ben", "nobody"),
    "caller": ("jo", "07700", "ziegler", "nobody"),
    "is_late": (True, False),
    "raised": SPANS,
    "finished": SPANS,
    "words": ("boiler", "lift elm", "W-1002", "ann boiler", "ann", "nothing"),
    "before": (1001, 1004, 2000),
}
"""Everything that can be asked, with what for."""


def questions(chance: Random) -> Iterator[Wanted]:
    """Each alone; some together; and every order."""
    for name, choices in ASKED.items():
        for each in choices:
            yield Wanted(**{name: each})
    for sort in Sort:
        for is_descending in (True, False):
            yield Wanted(sort=sort, is_descending=is_descending)
            for _ in range(4):
                names = chance.sample(list(ASKED), 2)
                asked = {name: chance.choice(ASKED[name]) for name in names}
                yield Wanted(**asked, sort=sort, is_descending=is_descending)


@pytest.mark.parametrize("walked_from", [register.WALKED_FROM, 0], ids=["few", "many"])
@settings(max_examples=4, deadline=None, phases=[Phase.generate])
@given(seed=st.integers(0, 10_000))
def test_it_finds_what_one_finds_by_looking_at_each(walked_from: int, seed: int) -> None:
    """Also in the way in which it looks where there are many."""
    chance = Random(seed)  # noqa: S311
    told = MadeUpWorks(chance)
    models = ReadModels()
    for event in told.events:
        models.tell(event)
    now = max(event.metadata.when for event in told.events)
    bound = told.jobs[4].raised_at
    at_a_bound = [Wanted(raised=span) for span in (Span(bound, None), Span(None, bound))]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(register, "WALKED_FROM", walked_from)
        for asked in (*questions(chance), *at_a_bound):
            plain = plainly(told.jobs, asked, now)
            assert (asked, models.register.numbers(asked, now)) == (asked, plain)


@pytest.mark.parametrize("walked_from", [register.WALKED_FROM, 0], ids=["few", "many"])
def test_of_a_moment_in_the_past_it_knows_what_was_known_then(
    walked_from: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(register, "WALKED_FROM", walked_from)
    chance = Random(7)  # noqa: S311
    told = MadeUpWorks(chance)
    models, then = ReadModels(), ReadModels()
    half = told.events[: len(told.events) // 2]
    for event in told.events:
        models.tell(event)
    for event in half:
        then.tell(event)
    models.database.can_look_at_the_past()
    now = half[-1].metadata.when

    with as_of(models, len(half)):
        for asked in questions(chance):
            found = models.register.numbers(asked, now, limit=5, offset=1)
            assert (asked, found) == (asked, then.register.numbers(asked, now, limit=5, offset=1))
            assert models.works.with_numbers(found) == then.works.with_numbers(found)


def of_six_works() -> ReadModels:
    models = ReadModels()
    for event in MadeUpWorks(Random(1), works=6).events:  # noqa: S311
        models.tell(event)
    return models


def explained(models: ReadModels, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The steps that SQLite takes for what the models are asked from now on."""
    steps: list[str] = []
    select = models.database.select

    def explaining(sql: str, *values: Any) -> list[Any]:
        steps.extend(each[3] for each in select(f"EXPLAIN QUERY PLAN {sql}", *values))
        return select(sql, *values)

    monkeypatch.setattr(models.database, "select", explaining)
    return steps


def test_emergencies_that_are_open_are_looked_up_however_many_there_were(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    models = of_six_works()
    asked = explained(models, monkeypatch)

    models.register.count(Wanted(stages=OPEN, priority=Priority.EMERGENCY), BEGIN)

    [step] = [each for each in asked if "standings" in each]
    assert step.endswith("(stage=?)")


@pytest.mark.parametrize("sort", [Sort.SITE, Sort.TITLE])
def test_where_there_are_many_no_work_is_looked_for_at_each_site(
    sort: Sort, monkeypatch: pytest.MonkeyPatch
) -> None:
    """5,000 Sites and 60,000 works would take many seconds."""
    monkeypatch.setattr(register, "WALKED_FROM", 0)
    models = of_six_works()
    asked = explained(models, monkeypatch)

    for wanted in (Wanted(town="l"), Wanted(operative="ann"), Wanted(caller="jo")):
        models.register.numbers(msgspec.structs.replace(wanted, sort=sort), BEGIN)

    assert any("SEARCH work_sites" in step or "SCAN work_sites" in step for step in asked)
    assert not [step for step in asked if "site_id=? AND number=?" in step]


def test_where_there_are_many_they_are_not_counted_to_the_last() -> None:
    models = of_six_works()

    with pytest.MonkeyPatch.context() as patch:
        counts = []
        for many in (7, 6, 5, 3):
            patch.setattr(register, "MANY", many)
            counts.append(models.register.count(Wanted(), BEGIN))

    assert counts == [6, 6, 6, 4], "one more than many says that there are more"


def test_of_many_that_have_the_words_a_page_sorts_the_newest_and_a_file_has_all() -> None:
    told = MadeUpWorks(Random(1), works=6, steps=0)  # noqa: S311
    models = ReadModels()
    for event in told.events:
        models.tell(event)
    asked = Wanted(words="w", sort=Sort.NUMBER, is_descending=False)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(register, "MANY", 3)
        of_a_page = models.register.numbers(asked, BEGIN, limit=10)
        all_there_are = models.register.numbers(asked, BEGIN)

    assert of_a_page == [1003, 1004, 1005, 1006], "one more says that there are more"
    assert all_there_are == [1001, 1002, 1003, 1004, 1005, 1006]


def plainly(works: list[Job], asked: Wanted, now: datetime) -> list[int]:
    """The same question, answered by looking at each."""
    meant = [each for each in works if all(holds(each) for holds in _conditions(asked, now))]
    keys = {each.number: _key(each, asked.sort) for each in meant}
    having = [(key, number) for number, key in keys.items() if key is not None]
    lacking = [number for number, key in keys.items() if key is None]
    return [
        *(number for _, number in sorted(having, reverse=asked.is_descending)),
        *sorted(lacking, reverse=asked.is_descending),
    ]


def _conditions(asked: Wanted, now: datetime) -> list[Callable[[Job], bool]]:
    def has(words: list[str], typed: str) -> bool:
        return all(any(word.startswith(each) for word in words) for each in words_of(typed))

    def within(moment: datetime | None, span: Span) -> bool:
        if span == NO_BOUNDS:
            return True
        return moment is not None and (
            (span.since is None or moment >= span.since)
            and (span.until is None or moment < span.until)
        )

    def places(job: Job) -> list[SiteAcquired]:
        return [PLACES[id] for id in job.site_ids]

    def words(job: Job) -> list[str]:
        mine = words_found_by(f"W-{job.number} {job.title} {job.description}")
        names = [OPERATIVES[id] for id in job.had_by]
        return [
            *mine,
            *(word for place in places(job) for word in _words_of(place)),
            *(word for each in names for word in words_found_by(f"{each.forename} {each.surname}")),
        ]

    def callers(job: Job) -> list[list[str]]:
        return [words_found_by(f"{each.name} {each.telephone}") for each in job.called(CALLERS)]

    def named(job: Job) -> list[list[str]]:
        found = [OPERATIVES[id] for id in job.had_by]
        return [words_found_by(f"{each.forename} {each.surname}") for each in found]

    return [
        lambda job: not asked.stages or job.stage in asked.stages,
        lambda job: within(job.stage_since, asked.came_there),
        lambda job: asked.priority in (None, job.priority),
        lambda job: not asked.site_id or asked.site_id in job.site_ids,
        lambda job: not asked.site or any(has(_words_of(p), asked.site) for p in places(job)),
        lambda job: (
            not asked.town
            or any(place.town.lower().startswith(asked.town.lower()) for place in places(job))
        ),
        lambda job: not asked.operative_id or asked.operative_id in job.had_by,
        lambda job: not asked.operative or any(has(each, asked.operative) for each in named(job)),
        lambda job: not asked.caller or any(has(each, asked.caller) for each in callers(job)),
        lambda job: asked.is_late in (None, job.is_late(now)),
        lambda job: within(job.raised_at, asked.raised),
        lambda job: within(job.finished_at, asked.finished),
        lambda job: not asked.words or has(words(job), asked.words),
        lambda job: asked.before is None or job.number < asked.before,
    ]


def _words_of(place: SiteAcquired) -> list[str]:
    address = f"{place.address_line_1} {place.town}"
    return words_of_place(address, place.post_code, place.telephone_number)


def _key(job: Job, sort: Sort) -> Any:
    who = OPERATIVES.get(job.operative_id or job.finished_by)
    keys: dict[Sort, Callable[[], Any]] = {
        Sort.NUMBER: lambda: job.number,
        Sort.PRIORITY: lambda: list(Priority).index(job.priority),
        Sort.TITLE: lambda: sort_key(job.title),
        Sort.SITE: lambda: min(
            (sort_key(PLACES[id].town, PLACES[id].address_line_1), id) for id in job.site_ids
        ),
        Sort.STAGE: lambda: list(Stage).index(job.stage),
        Sort.WHO: lambda: sort_key(who.surname, who.forename) if who else None,
        Sort.RAISED: lambda: job.raised_at,
        Sort.DUE: lambda: (
            None if job.stage in ENDED else (job.complete_by if job.arrived_at else job.arrive_by)
        ),
        Sort.FINISHED: lambda: job.finished_at,
    }
    return keys[sort]()
