"""The made-up logs that desks are measured with."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

import benchmarks.make_log
from app.domain.contact import CONTACT_NAME, ContactNamed, accept_optional_telephone_number
from app.domain.described_work import DESCRIPTION, TITLE
from app.domain.history import History
from app.domain.lifecycle import Stage
from app.domain.operative import FORENAME, SURNAME, OperativeHired
from app.domain.site import (
    ADDRESS_LINE_1,
    TOWN,
    SiteAcquired,
    accept_post_code,
    accept_telephone_number,
)
from app.domain.work_events import WorkRaised
from app.event_store.event_types import EVENT_TYPES
from app.event_store.memory import memory_log
from app.event_store.stored_log import StoredLog
from app.event_store.stores import open_log
from app.event_store.verification import verify
from app.read_models import ReadModels
from benchmarks.made_up_desk import FEWEST_EVENTS
from benchmarks.make_log import copy_of_log, kept_log, make_log
from benchmarks.vocabulary import NO_WORD, RARE_WORD
from tests.processes.load import everything
from tests.read_models.test_keeping_up import caught_up

EVENTS = FEWEST_EVENTS


@pytest.fixture(scope="module")
def log() -> StoredLog:
    log = memory_log()
    make_log(log, EVENTS)
    return log


@pytest.fixture(scope="module")
def models(log: StoredLog) -> ReadModels:
    return caught_up(log)


def test_it_has_as_many_events_as_asked_for_and_is_unbroken(log: StoredLog) -> None:
    verdict = verify(log)

    assert (verdict.events, verdict.fault) == (EVENTS, "")


def test_a_desk_can_have_written_it(log: StoredLog) -> None:
    history = History()
    for recorded in everything(log):
        history.follow(recorded.aggregate_id, recorded.event)
    history.end()


def test_everything_in_it_could_have_been_typed(log: StoredLog) -> None:
    for event in (recorded.event for recorded in everything(log)):
        match event:
            case OperativeHired(forename=forename, surname=surname):
                assert FORENAME.accept(forename) == forename
                assert SURNAME.accept(surname) == surname
            case SiteAcquired() as site:
                assert ADDRESS_LINE_1.accept(site.address_line_1) == site.address_line_1
                assert TOWN.accept(site.town) == site.town
                assert accept_post_code(site.post_code) == site.post_code
                assert accept_telephone_number(site.telephone_number) == site.telephone_number
            case ContactNamed(name=name, telephone=telephone):
                assert CONTACT_NAME.accept(name) == name
                assert accept_optional_telephone_number(telephone) == telephone
            case WorkRaised(title=title, description=description):
                assert TITLE.accept(title) == title
                assert DESCRIPTION.accept(description) == description


def test_time_never_runs_backwards_in_it(log: StoredLog) -> None:
    moments = [recorded.metadata.when for recorded in everything(log)]

    assert moments == sorted(moments)


def test_as_many_works_are_open_at_the_end_whatever_its_length(models: ReadModels) -> None:
    longer = memory_log()
    make_log(longer, 3 * EVENTS)
    other_models = caught_up(longer)

    expected = {Stage.AWAITING_CONTROL: 30, Stage.QUEUED: 85, Stage.EN_ROUTE: 15, Stage.ON_SITE: 20}
    for each in (models, other_models):
        assert {stage: each.works.count(stage) for stage in expected} == expected
        assert each.works.count(Stage.COMPLETED) > 0
        assert each.works.count(Stage.CLOSED) > 0


def test_the_rare_word_is_in_the_oldest_work_alone_and_the_other_nowhere(
    models: ReadModels,
) -> None:
    assert [row.label for row in models.works.newest(words=RARE_WORD)] == ["W-1001"]
    assert list(models.works.newest(words=NO_WORD)) == []


def test_nearly_everything_that_can_happen_to_a_work_happens(log: StoredLog) -> None:
    there = {recorded.type_name for recorded in everything(log)}
    not_there = {"WorkDescriptionAmended", "WorkSitesAmended", "WorkCallerAmended"}

    assert {name for name in EVENT_TYPES if name.startswith("Work")} - there == not_there
    assert "ContactErased" in there


def test_it_ends_while_people_work() -> None:
    longer = memory_log()
    make_log(longer, 10 * EVENTS)
    [*_, called] = [each for each in everything(longer) if isinstance(each.event, WorkRaised)]
    [last] = longer.read(after=longer.head() - 1, limit=1)

    assert last.metadata.when - called.metadata.when < timedelta(days=1)


def test_the_same_log_is_made_each_time(log: StoredLog) -> None:
    again = memory_log()
    make_log(again, EVENTS)

    assert [(each.metadata, each.event) for each in everything(again)] == [
        (each.metadata, each.event) for each in everything(log)
    ]


def test_a_copy_of_a_kept_log_has_the_keys_to_its_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(benchmarks.make_log, "KEPT", tmp_path / "kept")
    (tmp_path / "copy").mkdir()
    copy = copy_of_log(EVENTS, tmp_path / "copy")

    with closing(open_log(copy)) as log, closing(open_log(kept_log(EVENTS))) as kept:
        assert log.readable() == kept.readable() != set()


def test_a_log_that_is_too_short_for_all_that_is_refused() -> None:
    with pytest.raises(ValueError, match="at least"):
        make_log(memory_log(), FEWEST_EVENTS - 1)
