"""Commands are carried out for whoever is at the desk, whatever they came from: a form is only one
way to ask for them."""

import logging
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import session

from app import create_app
from app.commands.ids import new_id
from app.commands.operative import HireOperative
from app.commands.outcome import Stale
from app.commands.visit import DispatchWork
from app.commands.work import RecallWork
from app.domain.operative import OperativeHired
from app.domain.refused import Refused
from app.event_store.log import Metadata, Unavailable
from app.event_store.memory import memory_log
from app.read_models import ReadModels
from app.read_models.read_side import ReadSide
from app.settings import Settings
from app.web.desk import carry_out, read_models
from tests.commands.desk import LogInBetween
from tests.web.desk import Desk

HIRE = HireOperative(operative_id=new_id("operative"), forename="Dora", surname="Webb")


@pytest.fixture(autouse=True)
def request_of_some_page(desk: Desk) -> Iterator[None]:
    """A request that brings neither a form nor anything else."""
    with desk.app.test_request_context("/a-page"):
        yield


def test_a_command_is_carried_out_without_any_form(desk: Desk) -> None:
    receipt = carry_out(HIRE, "command-1", source="/a-file")

    [event] = receipt.events
    assert event.event == OperativeHired(forename="Dora", surname="Webb")
    assert event.metadata == Metadata(
        who="the desk", when=desk.clock.now, command_id="command-1", source="/a-file"
    )
    assert desk.events()[-1] == event


def test_nothing_is_left_for_the_next_page_to_say(desk: Desk) -> None:
    carry_out(HIRE, "command-1", source="/a-file")

    assert dict(session) == {}


def test_a_command_that_comes_again_is_carried_out_once(desk: Desk) -> None:
    first = carry_out(HIRE, "command-1", source="/a-file")
    before = desk.head

    second = carry_out(HIRE, "command-1", source="/a-file")

    assert second.is_repeat
    assert [event.event for event in second.events] == [event.event for event in first.events]
    assert desk.head == before


def test_a_refusal_is_raised_with_its_reason(desk: Desk) -> None:
    carry_out(HIRE, "command-1", source="/a-file")

    with pytest.raises(Refused, match="has already been hired"):
        carry_out(HIRE, "command-2", source="/a-file")


def test_what_is_stale_is_raised_with_what_changed(desk: Desk) -> None:
    desk.assign(desk.raise_work("Boiler leaks"), "Ann Marsh")
    recall = RecallWork(work_id=desk.id("W-1001"), version=1, reason="Needed elsewhere.")

    with pytest.raises(Stale) as stale:
        carry_out(recall, "command-1", source="/a-file")

    assert [change.type_name for change in stale.value.changes] == ["WorkAssigned"]


def test_a_receipt_names_the_event_that_the_command_is_about(desk: Desk) -> None:
    desk.assign(desk.raise_work("Boiler leaks"), "Ann Marsh")
    dispatch = DispatchWork(
        work_id=desk.id("W-1001"),
        version=2,
        operative_id=desk.id("Ann Marsh"),
        eta=timedelta(minutes=25),
    )

    receipt = carry_out(dispatch, "command-1", source="/a-file")

    for event, name in zip(receipt.events, ("WorkDispatched", "OperativeEngaged"), strict=True):
        assert [each.type_name for each in receipt.events_about(event.aggregate_id)] == [name]


@pytest.mark.parametrize(
    ("command_ids", "outcome"),
    [
        (["command-1"], "done"),
        (["command-1"] * 2, "done before"),
        (["command-1", "c-2"], "refused"),
    ],
)
def test_every_command_has_a_line_in_the_servers_log(
    desk: Desk, caplog: pytest.LogCaptureFixture, command_ids: list[str], outcome: str
) -> None:
    with caplog.at_level(logging.INFO, logger="firstline"):
        for command_id in command_ids:
            try:
                carry_out(HIRE, command_id, source="/a-file")
            except Refused:
                continue

    assert len(caplog.records) == len(command_ids)
    assert (
        caplog.records[-1]
        .getMessage()
        .startswith(f"command HireOperative of {HIRE.operative_id} by the desk: {outcome}, ")
    )


def test_when_the_log_does_not_answer_that_is_raised() -> None:
    log = LogInBetween(memory_log())

    def be_away() -> None:
        raise Unavailable("silence")

    log.before_append = be_away
    with create_app(Settings(), log).test_request_context("/"), pytest.raises(Unavailable):
        carry_out(HIRE, "command-1", source="/a-file")


def test_what_is_read_after_a_command_shows_what_it_did(desk: Desk) -> None:
    assert HIRE.operative_id not in {row.id for row in read_models().operatives}

    carry_out(HIRE, "command-1", source="/a-file")

    assert HIRE.operative_id in {row.id for row in read_models().operatives}


def test_others_can_have_what_the_request_has_read_from_while_its_command_runs() -> None:
    log = LogInBetween(memory_log())
    app = create_app(Settings(), log)
    read_side: ReadSide = app.extensions["firstline"].read_side
    lent: list[ReadModels] = []

    def read_something_else() -> None:
        with read_side.reading() as models:
            lent.append(models)

    log.before_append = read_something_else
    with app.test_request_context("/"):
        before = read_models()
        carry_out(HIRE, "command-1", source="/a-file")

    assert lent == [before]
