"""How the read models keep up with the log: all of it, in order, once, and never in silence when
something is wrong."""

from contextlib import suppress
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.commands.command import Command
from app.domain.lifecycle import Stage
from app.domain.operative import OperativeHired
from app.domain.refused import Refused
from app.domain.site import SiteAmended, SitePart
from app.domain.work_events import WorkMovedInQueue
from app.event_store.log import EventLog, NewEvent
from app.event_store.memory import memory_log
from app.event_store.verification import checkpoint_at
from app.read_models import NotTaken, ReadModels
from app.read_models.database import Database
from app.read_models.place import Place
from app.read_models.read_side import ReadSide
from app.read_models.taking_in import BATCH, take_in
from tests.cast import ANN, BEN, BOILER, ELM_HOUSE, LIFT
from tests.commands.desk import (
    HIRE_ANN,
    HIRE_BEN,
    RAISE_BOILER,
    DeskWithoutPages,
    desk_at_work,
)
from tests.event_store.examples import BY_THE_DESK
from tests.read_models.story import assigned, raised


def answers(models: ReadModels) -> dict[str, Any]:
    """What the read models answer to every query."""
    rows = list(models.works.newest())
    ids = [row.id for row in rows]
    people = [row.id for row in models.operatives]
    moment = rows[0].raised_at if rows else None
    index = models.log_index
    return {
        "operatives": (list(models.operatives), len(models.operatives)),
        "operatives found": (list(models.operatives.matching("an")), models.operatives.get(ANN)),
        "sites": (list(models.sites), len(models.sites), list(models.sites.matching("leeds"))),
        "works": (rows, len(models.works), [models.works.label(id) for id in ids]),
        "works by number": [models.works.numbered(number) for number in range(1000, 1010)],
        "works found": [
            list(models.works.newest(stage=stage, since=moment, words="leaks", before=1003))
            for stage in (None, *Stage)
        ],
        "works by who had them": list(models.works.newest(words="an boil")),
        "counts": [(models.works.count(s), models.works.count(s, since=moment)) for s in Stage],
        "waiting": list(models.queues.waiting()),
        "queues": {id: list(models.queues.of(id)) for id in people},
        "queues together": (models.queues.of_several(people, 2), models.queues.lengths()),
        "visits": ({id: models.visits.to(id) for id in ids}, models.visits.to_several(ids)),
        "reopenings": models.reopenings.last_of(ids),
        "contacts": (list(models.contacts), [models.contact_uses.at(id) for id in ids]),
        "finished": {id: models.visits.recently_finished_by(id, 5) for id in people},
        "log": (index.newest(1_000), len(index), moment and index.last_by(moment)),
        "types": {
            name: (count, index.next(1_000, after=0, type_name=name))
            for name, count in index.type_counts().items()
        },
        "aggregates": ({id: index.newest(1_000, aggregate_id=id) for id in ids + people},),
    }


def caught_up(log: EventLog, models: ReadModels | None = None) -> ReadModels:
    """Those read models, or new ones, at the head of the log."""
    models = models or ReadModels()
    take_in(log, models, log.newest())
    return models


def test_an_empty_log_leaves_them_at_0() -> None:
    assert caught_up(memory_log()).position == 0


def test_they_are_at_the_head_when_caught_up() -> None:
    desk = desk_at_work()
    models = caught_up(desk.log)
    assert models.position == desk.log.head()
    assert [row.name for row in models.operatives] == ["Ann Marsh", "Ben Okoro"]


def test_they_take_in_what_is_new() -> None:
    desk = DeskWithoutPages()
    desk.run(HIRE_ANN)
    models = caught_up(desk.log)
    desk.run(HIRE_BEN)
    caught_up(desk.log, models)
    assert len(models.operatives) == 2


def test_they_take_in_more_than_is_read_at_a_time() -> None:
    log = memory_log()
    hired = OperativeHired(forename="Ann", surname="Marsh")
    count = 2 * BATCH + 1
    log.append([NewEvent(f"operative-{n}", 1, hired) for n in range(count)], BY_THE_DESK)
    models = caught_up(log)
    assert len(models.operatives) == len(models.log_index) == count
    assert models.position == log.head()


def test_of_what_is_taken_in_together_each_event_finds_what_came_before_it() -> None:
    desk = desk_at_work()
    for work_id in (BOILER, LIFT):
        desk.run(desk.assign(work_id, ANN))
    moved = WorkMovedInQueue(operative_id=ANN, before=BOILER)
    named = SiteAmended(part=SitePart.NAME, before="", after="Oak School")
    desk.log.append([NewEvent(LIFT, 3, moved), NewEvent(ELM_HOUSE, 2, named)], BY_THE_DESK)
    models = caught_up(desk.log)
    assert [row.id for row in models.queues.of(ANN)] == [LIFT, BOILER]
    assert [row.id for row in models.works.newest(words="oak")] == [LIFT, BOILER]


def test_what_others_have_taken_in_past_that_is_left_as_it_is() -> None:
    desk = desk_at_work()
    models = caught_up(desk.log)
    take_in(desk.log, models, until=checkpoint_at(desk.log, 2))
    assert models.position == desk.log.head()


def two_processes(log: EventLog) -> tuple[ReadModels, ReadModels]:
    """Read models with one database, which have taken in what the log has."""
    place = Place()
    ReadSide(log, place).catch_up()
    file = place.current()
    assert file
    return ReadModels(Database(file)), ReadModels(Database(file))


def test_works_are_numbered_on_whichever_process_takes_them_in() -> None:
    desk = desk_at_work()
    first, second = two_processes(desk.log)
    for place, models in enumerate([first, second, second, first]):
        desk.run(msgspec.structs.replace(RAISE_BOILER, work_id=f"work-{place}"))
        caught_up(desk.log, models)
        assert models.works.label(f"work-{place}") == f"W-{1003 + place}"


def test_what_was_not_there_is_once_it_has_been_taken_in() -> None:
    desk = DeskWithoutPages()
    desk.run(HIRE_BEN)
    models = caught_up(desk.log)
    assert not models.log_index.has(ANN)
    desk.run(HIRE_ANN)
    assert caught_up(desk.log, models).log_index.has(ANN)


def test_a_list_that_somebody_changes_is_not_the_one_that_is_remembered() -> None:
    desk = desk_at_work()
    desk.run(desk.assign(BOILER, ANN))
    desk.run(desk.recall(BOILER))
    visits = caught_up(desk.log).visits
    visits.recently_finished_by(ANN, 5).clear()
    assert len(visits.recently_finished_by(ANN, 5)) == 1


def test_told_an_event_twice_they_answer_the_same() -> None:
    desk = desk_at_work()
    desk.run(desk.assign(BOILER, ANN))
    models = caught_up(desk.log)
    before = answers(models)
    for event in desk.log.read(after=0, limit=100):
        models.tell(event)
    assert answers(models) == before


def test_stopped_early_they_answer_as_it_was_then() -> None:
    desk = desk_at_work()
    then = answers(caught_up(desk.log))
    end = desk.log.newest()
    desk.run(desk.assign(BOILER, ANN))
    models = ReadModels()
    take_in(desk.log, models, end)
    assert answers(models) == then


def test_an_event_that_makes_no_sense_is_an_error_again_and_again() -> None:
    log = memory_log()
    log.append([NewEvent(BOILER, 1, assigned(ANN))], BY_THE_DESK)
    models = ReadModels()
    for _ in range(2):
        with pytest.raises(NotTaken, match="WorkAssigned at position 1: LookupError"):
            caught_up(log, models)


def test_nothing_after_an_event_that_makes_no_sense_is_taken_in() -> None:
    log = memory_log()
    log.append([NewEvent(BOILER, 1, assigned(ANN)), NewEvent(LIFT, 1, raised())], BY_THE_DESK)
    models = ReadModels()
    with pytest.raises(NotTaken, match=BOILER):
        caught_up(log, models)
    assert models.works.get(LIFT) is None
    assert models.position == 0


def next_commands(desk: DeskWithoutPages, models: ReadModels, operative_id: str) -> list[Command]:
    """What can be done next: a Work raised, or something with each that there is. It is assigned
    to that operative if it waits."""
    number = len(models.works) + 1
    commands: list[Command] = [msgspec.structs.replace(RAISE_BOILER, work_id=f"work-{number}")]
    for row in models.works.newest():
        holder = row.operative_id or operative_id
        match row.stage:
            case Stage.AWAITING_CONTROL:
                commands += [desk.assign(row.id, operative_id), desk.close(row.id)]
            case Stage.QUEUED:
                commands += [desk.dispatch(row.id, holder), desk.recall(row.id)]
            case Stage.EN_ROUTE:
                commands += [desk.arrive(row.id, holder), desk.abandon(row.id, holder)]
            case Stage.ON_SITE:
                commands += [desk.complete(row.id, holder), desk.abandon(row.id, holder)]
            case Stage.COMPLETED | Stage.CLOSED:
                commands.append(desk.reopen(row.id))
    return commands


MOVES = st.lists(st.tuples(st.integers(0, 4), st.sampled_from([ANN, BEN])), max_size=25)


@given(choices=MOVES, data=st.data())
@settings(deadline=None, max_examples=15)
def test_as_of_any_position_they_answer_as_they_did_then(
    choices: list[tuple[int, str]], data: st.DataObject
) -> None:
    desk = desk_at_work()
    read_side = ReadSide(desk.log, Place())
    then = {}
    for choice, operative_id in [*choices, (0, ANN)]:
        with read_side.reading() as models:
            then[models.position] = answers(models)
            commands = next_commands(desk, models, operative_id)
        with suppress(Refused):
            desk.run(commands[choice % len(commands)])
        desk.wait(minutes=1)
    for position in data.draw(st.permutations(sorted(then)).map(lambda found: found[:5])):
        with read_side.reading(as_of=position) as models:
            assert answers(models) == then[position]


@given(choices=MOVES, turns=st.lists(st.sampled_from([0, 1]), min_size=26, max_size=26))
@settings(deadline=None, max_examples=15)
def test_live_they_answer_as_when_built_anew_whichever_process_takes_what_in(
    choices: list[tuple[int, str]], turns: list[int]
) -> None:
    desk = desk_at_work()
    processes = two_processes(desk.log)
    for (choice, operative_id), turn in zip([*choices, (0, ANN)], turns, strict=False):
        live = processes[turn]
        caught_up(desk.log, live)
        live.database.begin()
        assert answers(live) == answers(caught_up(desk.log))
        live.database.end()
        commands = next_commands(desk, live, operative_id)
        # Refused at times: an operative can be under way to one Work only.
        with suppress(Refused):
            desk.run(commands[choice % len(commands)])
        desk.wait(minutes=1)
