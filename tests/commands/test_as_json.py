"""Commands written as JSON and read again."""

import inspect
import json
import pkgutil
import re
from datetime import UTC, datetime, time, timedelta
from importlib import import_module
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import commands
from app.commands.as_json import COMMANDS, Moment, from_json, to_json
from app.commands.command import Command
from app.commands.operative import HireOperative
from app.commands.site import AcquireSite
from app.commands.time_of_day import TimeOfDay
from app.commands.visit import DispatchWork
from app.commands.work import CloseWork
from app.domain.feature import Feature
from app.domain.lifecycle import Direction
from app.domain.promise import Priority
from app.domain.work_events import AbandonCode, CloseCause, OutcomeCode
from tests.commands.desk import HIRE_ANN

LONDON = ZoneInfo("Europe/London")

texts = st.text(max_size=40)
whole_minutes = st.integers(-100_000, 100_000).map(lambda number: timedelta(minutes=number))
VALUES = {
    "str": texts,
    "str | None": st.none() | texts,
    str(Moment | None): st.none() | st.datetimes(timezones=st.just(UTC)),
    "bool": st.booleans(),
    "int": st.integers(0, 2**31),
    "int | None": st.none() | st.integers(0, 2**31),
    "tuple[str, ...]": st.lists(texts, max_size=3).map(tuple),
    "tuple[app.domain.feature.Feature, ...]": st.lists(st.sampled_from(Feature)).map(tuple),
    "AbandonCode": st.sampled_from(AbandonCode),
    "tuple[app.commands.site.AcquireSite, ...]": st.deferred(lambda: _several(AcquireSite)),
    "tuple[app.commands.operative.HireOperative, ...]": st.deferred(
        lambda: _several(HireOperative)
    ),
    "CloseCause": st.sampled_from(CloseCause),
    "OutcomeCode": st.sampled_from(OutcomeCode),
    "Priority": st.sampled_from(Priority),
    str(Priority | None): st.none() | st.sampled_from(Priority),
    "Direction": st.sampled_from(Direction),
    "ETA": st.datetimes(timezones=st.just(UTC))
    | st.timedeltas(timedelta(days=-400), timedelta(days=400))
    | whole_minutes
    | st.builds(
        TimeOfDay,
        st.times(),
        st.sampled_from(["Europe/London", "Asia/Kathmandu", "UTC"]).map(ZoneInfo),
    ),
}


def _name(type_: object) -> str:
    if type_ == (datetime | timedelta | TimeOfDay):
        return "ETA"
    return type_.__name__ if inspect.isclass(type_) and type_ is not tuple else str(type_)


def commands_of(command_type: type[Command]) -> st.SearchStrategy[Command]:
    fields = msgspec.structs.fields(command_type)
    values = {field.name: VALUES[_name(field.type)] for field in fields}
    return st.builds(command_type, **values)


def _several(command_type: type[Command]) -> st.SearchStrategy[tuple[Command, ...]]:
    return st.lists(commands_of(command_type), max_size=2).map(tuple)


@given(st.sampled_from(COMMANDS).flatmap(commands_of))
def test_every_command_is_read_as_it_was_written(command: Command) -> None:
    again = from_json(to_json(command))

    assert again == command
    assert type(again) is type(command)


def test_no_command_is_forgotten() -> None:
    defined = {
        each
        for module in pkgutil.iter_modules(commands.__path__, f"{commands.__name__}.")
        for _, each in inspect.getmembers(import_module(module.name), inspect.isclass)
        if issubclass(each, Command) and "handle" in vars(each) and each is not Command
    }

    assert set(COMMANDS) == defined


def test_a_command_is_written_with_its_name_and_its_fields() -> None:
    assert json.loads(to_json(HIRE_ANN)) == {
        "command": "HireOperative",
        "operative_id": HIRE_ANN.operative_id,
        "forename": "Ann",
        "surname": "Marsh",
        "home_area": "",
        "skills": [],
    }


@pytest.mark.parametrize(
    ("eta", "written"),
    [
        (datetime(2025, 6, 2, 10, 7, tzinfo=UTC), "2025-06-02T10:07:00Z"),
        (timedelta(minutes=25), "PT1500S"),
        (TimeOfDay(time(11, 30), LONDON), {"time": "11:30:00", "zone": "Europe/London"}),
    ],
    ids=["a moment", "a length of time", "a time of day"],
)
def test_each_kind_of_eta_is_written_in_its_own_way(
    eta: datetime | timedelta | TimeOfDay, written: object
) -> None:
    command = DispatchWork(work_id="work-1", version=2, operative_id="operative-1", eta=eta)

    assert json.loads(to_json(command))["eta"] == written
    assert from_json(to_json(command)) == command


def test_a_length_of_time_can_be_given_in_minutes() -> None:
    command = from_json(_dispatch(eta="PT25M"))

    assert isinstance(command, DispatchWork)
    assert command.eta == timedelta(minutes=25)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "Input data was truncated"),
        ("[]", "Expected `object`, got `array`"),
        ("{}", "missing required field `command`"),
        ('{"command": "SetFire"}', "Invalid value 'SetFire' - at `$.command`"),
        (
            '{"command": "HireOperative", "surname": 7}',
            "Expected `str`, got `int` - at `$.surname`",
        ),
        ('{"command": "HireOperative"}', "missing required field"),
        (
            '{"command": "CloseWork", "work_id": "w", "version": 1, "cause": "boredom"}',
            "Invalid enum value 'boredom' - at `$.cause`",
        ),
        ('{"command": "ReopenWork", "who": "me"}', "unknown field `who`"),
    ],
)
def test_what_is_no_command_is_refused_with_what_is_wrong(text: str, complaint: str) -> None:
    with pytest.raises(msgspec.DecodeError, match=re.escape(complaint)):
        from_json(text)


@pytest.mark.parametrize(
    ("eta", "complaint"),
    [
        ("soon", "Invalid RFC3339 encoded datetime"),
        ("2025-06-02T10:07:00", "Expected `datetime` with a timezone component"),
        ("P", "Invalid ISO8601 duration"),
        (25, "Expected `datetime`, got `int`"),
        (None, "Expected `datetime`, got `null`"),
        ({"time": "11:30:00"}, "missing required field `zone`"),
        ({"time": "11:30:00", "zone": "Nowhere/At all"}, "There is no such time zone"),
        ({"time": "11:30:00", "zone": "../../etc/passwd"}, "There is no such time zone"),
        ({"time": "11:30:00", "zone": 7}, "something else where a time zone should be"),
    ],
)
def test_what_is_no_eta_is_refused_with_what_is_wrong(eta: object, complaint: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=re.escape(complaint)) as refused:
        from_json(_dispatch(eta))

    assert str(refused.value).endswith("at `$.eta`")


def test_a_cause_is_written_by_its_value() -> None:
    command = CloseWork(work_id="work-1", version=1, cause=CloseCause.DUPLICATE, reason="W-1001")

    assert json.loads(to_json(command))["cause"] == CloseCause.DUPLICATE.value


def _dispatch(eta: object) -> str:
    fields = {"work_id": "work-1", "version": 2, "operative_id": "operative-1", "eta": eta}
    return json.dumps({"command": "DispatchWork", **fields})
