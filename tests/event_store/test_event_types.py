"""The names under which events are stored."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.domain.engagement import OperativeEngaged
from app.domain.operative import OperativeHired
from app.event_store.event_types import EVENT_TYPES, STORED_NAMES, unique_names

NAME_WHAT_IS_MISSING = """
from app.event_store.event_types import EVENT_TYPES
from app.domain.event import Event

registered = set(EVENT_TYPES.values())

import importlib, pkgutil
import app.domain
for module in pkgutil.iter_modules(app.domain.__path__, "app.domain."):
    importlib.import_module(module.name)

def kinds(event_type):
    yield event_type
    for kind in event_type.__subclasses__():
        yield from kinds(kind)

for event_type in kinds(Event):
    if not event_type.__subclasses__() and event_type not in registered:
        print(event_type.__name__, "is missing from EVENT_TYPES")
print(len(registered), "are listed")
"""


def test_every_event_of_the_domain_is_listed_in_a_new_process() -> None:
    # A new process, because what other tests have imported or defined must not count.
    run = subprocess.run(
        [sys.executable, "-c", NAME_WHAT_IS_MISSING],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stderr == ""
    assert run.stdout == f"{len(EVENT_TYPES)} are listed\n"


def test_every_stored_name_leads_to_its_type_and_back() -> None:
    assert {STORED_NAMES[event_type]: event_type for event_type in STORED_NAMES} == EVENT_TYPES


def test_a_name_cannot_be_listed_twice() -> None:
    with pytest.raises(ValueError, match=r"OperativeHired .* is listed twice"):
        unique_names([("OperativeHired", OperativeHired), ("OperativeHired", OperativeEngaged)])


def test_a_type_cannot_be_listed_twice() -> None:
    with pytest.raises(ValueError, match="OperativeHired is listed twice"):
        unique_names([("OperativeHired", OperativeHired), ("OperativeTakenOn", OperativeHired)])
