"""The direction of imports: each room knows only the rooms that stand before it.

    form ─▶ web ─▶ commands ─▶ domain ─▶ event_store ─▶ read_models ─▶ web ─▶ page

A room is a folder of `app`, or a file that stands there alone, such as `cli`; `__init__` is the
wiring.
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent

FOR_STORES = {
    "new_file",
    "postgresql",
    "printable",
    "sqlite_address",
    "store_errors",
    "threads",
    "turns",
}
"""What the stores share."""

KNOWS = {
    "domain": {"domain"},
    "printable": {"printable"},
    "threads": {"threads"},
    "turns": {"threads", "turns"},
    "temporary_folder": {"temporary_folder"},
    "new_file": {"new_file"},
    "store_errors": {"store_errors"},
    "sqlite_address": {"sqlite_address"},
    "postgresql": {"postgresql", "store_errors"},
    "private_store": {*FOR_STORES, "private_store"},
    "event_store": {*FOR_STORES, "domain", "event_store", "private_store"},
    "commands": {"domain", "event_store", "commands"},
    "read_models": {"domain", "event_store", "read_models", "temporary_folder", "threads", "turns"},
    "spreadsheets": {"spreadsheets", "temporary_folder"},
    "demo": {"domain", "event_store", "commands", "read_models", "demo"},
}
"""The rooms of the app that a room may import; a room that is not named may import all."""

WEB_LIBRARIES = {
    "flask",
    "flask_bootstrap",
    "flask_compress",
    "flask_wtf",
    "jinja2",
    "markupsafe",
    "werkzeug",
    "wtforms",
}
WEB_ROOMS = {"web", "__init__", "cli"}

STORES = {"psycopg", "psycopg_pool", "sqlite3"}
STORE_ROOMS = {"event_store", "private_store", "postgresql"}
KEPT_IN_SQLITE = {"app/read_models/database.py"}
"""What is no store of events, and uses SQLite too."""
BEHIND_THE_PORT = {
    "app.event_store.stored_log",
    "app.event_store.memory",
    "app.event_store.sqlite",
    "app.event_store.sqlite_files",
    "app.event_store.sqlite_connections",
    "app.event_store.sqlite_datastore",
    "app.event_store.postgresql",
    "app.event_store.postgresql_recorder",
    "app.event_store.stores",
    "app.postgresql",
    "app.private_store.sqlite",
    "app.private_store.postgresql",
}
WIRING_ROOMS = {*STORE_ROOMS, "__init__", "cli"}

CLOCKS_AND_CHANCE = {"random", "secrets", "time", "uuid", "uuid6"}
READINGS_OF_THE_CLOCK = {
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "datetime.date.today",
}

HAND_IT_OVER = (
    "let the caller, who may import both, hand over what is needed, "
    "or move what both need to a room that both may import"
)
USE_FORMS_AND_VIEWS = "take and return plain values here, and leave pages and requests to app/web"
USE_THE_PORT = "take an EventLog (app/event_store/log.py) as an argument; app/__init__.py makes it"
PASS_IT_IN = "take the time or the id as an argument: replay must not depend on when it is run"


class Use(NamedTuple):
    """A module that a file imports, or a function that it calls, by its full name."""

    line: int
    name: str
    is_call: bool = False


def faults_in(path: str, source: str) -> list[str]:
    """What that file of the app, such as `app/web/control.py`, uses and may not."""
    room = Path(path).parts[1].removesuffix(".py")
    faults = []
    for use in uses_in(path, source):
        mend = "" if use.name == "sqlite3" and path in KEPT_IN_SQLITE else mend_for(room, use)
        if mend:
            verb = "calls" if use.is_call else "imports"
            faults.append(f"{path}:{use.line} {verb} {use.name}. To mend it: {mend}.")
    return faults


def mend_for(room: str, use: Use) -> str:
    """How to do without what is used; nothing when that room may use it."""
    if use.is_call:
        reads_the_clock = room == "domain" and use.name in READINGS_OF_THE_CLOCK
        return PASS_IT_IN if reads_the_clock else ""
    first, *rest = use.name.split(".")
    if first == "app" and room in KNOWS and (rest[0] if rest else "") not in KNOWS[room]:
        return HAND_IT_OVER
    if first in WEB_LIBRARIES and room not in WEB_ROOMS:
        return USE_FORMS_AND_VIEWS
    if first in STORES and room not in STORE_ROOMS:
        return USE_THE_PORT
    is_behind = any(f"{use.name}.".startswith(f"{module}.") for module in BEHIND_THE_PORT)
    if is_behind and room not in WIRING_ROOMS:
        return USE_THE_PORT
    if first in CLOCKS_AND_CHANCE and room == "domain":
        return PASS_IT_IN
    return ""


def uses_in(path: str, source: str) -> Iterator[Use]:
    full_names: dict[str, str] = {}
    tree = ast.parse(source, path)
    for node in ast.walk(tree):
        for local_name, name in imported_by(node, path):
            full_names[local_name] = name
            yield Use(getattr(node, "lineno", 0), name)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            first, *rest = ast.unparse(node.func).split(".")
            yield Use(node.lineno, ".".join([full_names.get(first, first), *rest]), is_call=True)


def imported_by(node: ast.AST, path: str) -> Iterator[tuple[str, str]]:
    """The name that each import gives in the file, and the full name of what is imported."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield alias.asname or alias.name, alias.name
    if isinstance(node, ast.ImportFrom):
        base = ".".join(Path(path).parts[: -node.level]) if node.level else ""
        module = ".".join(part for part in (base, node.module) if part)
        for alias in node.names:
            yield alias.asname or alias.name, f"{module}.{alias.name}"


def test_every_room_uses_only_what_it_may() -> None:
    files = sorted((ROOT / "app").rglob("*.py"))
    paths = [file.relative_to(ROOT).as_posix() for file in files]
    faults = [
        fault
        for path, file in zip(paths, files, strict=True)
        for fault in faults_in(path, file.read_text(encoding="utf-8"))
    ]
    rooms = {Path(path).parts[1] for path in paths}
    assert rooms >= {"domain", "event_store", "commands", "read_models"}
    assert faults == [], "\n" + "\n".join(faults)


WRONG = {
    "app/domain/work.py": [
        "import flask",
        "import sqlite3 as db",
        "from psycopg.sql import SQL",
        "from app.commands.work import AssignWork",
        "from app import event_store",
        "import app",
        "from ..read_models import works",
        "from .. import web",
        "if TYPE_CHECKING:\n    import app.web",
        "def new_id():\n    from uuid import uuid4",
        "import random",
        "from time import time",
        "from datetime import UTC, datetime\ndatetime.now(UTC)",
        "import datetime as dt\ndt.datetime.utcnow()",
        "from datetime import date as day\ndays = [day.today()]",
    ],
    "app/event_store/mapper.py": [
        "import app.commands",
        "from app.read_models import ReadModels",
        "from flask import json",
    ],
    "app/private_store/keys.py": ["from app.event_store.log import EventLog"],
    "app/commands/bus.py": [
        "from app.private_store.keys import Keys",
        "from app.read_models.works import Works",
        "from app.web import forms",
        "from app.event_store.memory import memory_log",
        "from psycopg_pool import ConnectionPool",
        "import flask_wtf.csrf",
    ],
    "app/read_models/works.py": [
        "from app.commands.bus import CommandBus",
        "from app.event_store import stored_log",
        "from app.private_store.store import PrivateStore",
        "from markupsafe import Markup",
    ],
    "app/web/control/views.py": [
        "from app.event_store import stored_log",
        "from app.event_store.memory import memory_log",
        "import psycopg_pool",
        "from app.event_store import sqlite",
        "from app.event_store.postgresql import postgresql_log",
        "from app.event_store.stores import open_log",
        "from app.private_store.sqlite import SqliteDatabase",
    ],
    "app/demo/busy.py": ["from app.web import desk", "import wtforms", "import app.cli"],
    "app/settings.py": ["from flask import Flask", "import sqlite3"],
    "app/__init__.py": ["import psycopg"],
}

RIGHT = {
    "app/domain/work.py": [
        "from app.domain.text import Text",
        "from .site import Site",
        "from datetime import datetime\ndatetime(2025, 6, 2)",
        "def late(now):\n    return now()",
    ],
    "app/event_store/sqlite.py": ["import sqlite3", "import app.domain.work"],
    "app/commands/bus.py": [
        "import random, time",
        "from app.event_store.log import EventLog",
        "from datetime import UTC, datetime\ndatetime.now(UTC)",
    ],
    "app/read_models/works.py": ["from app.domain.work import Stage"],
    "app/web/control/views.py": [
        "import flask, flask_wtf, wtforms",
        "from app.commands import work",
        "from app.event_store.log import EventLog",
        "from app.private_store.store import PrivateStore",
    ],
    "app/demo/busy.py": ["from app.commands.bus import CommandBus", "import app.read_models"],
    "app/cli.py": ["import flask", "from app import create_app"],
    "app/__init__.py": ["from app.event_store.memory import memory_log"],
}


def each(sources: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(path, source) for path, several in sources.items() for source in several]


@pytest.mark.parametrize(("path", "source"), each(WRONG))
def test_a_wrong_use_is_found_where_it_is(path: str, source: str) -> None:
    last_line = source.count("\n") + 1
    [fault] = faults_in(path, source)
    assert fault.startswith(f"{path}:{last_line} ")
    assert ". To mend it: " in fault


@pytest.mark.parametrize(("path", "source"), each(RIGHT))
def test_a_right_use_is_no_fault(path: str, source: str) -> None:
    assert faults_in(path, source) == []


def test_the_message_names_the_import_and_says_how_to_mend_it() -> None:
    source = "import enum\n\nfrom app.commands.work import AssignWork"
    assert faults_in("app/domain/work.py", source) == [
        "app/domain/work.py:3 imports app.commands.work.AssignWork. To mend it: let the caller, "
        "who may import both, hand over what is needed, or move what both need to a room that "
        "both may import."
    ]


def test_the_message_names_the_call_and_says_how_to_mend_it() -> None:
    source = "from datetime import UTC, datetime\n\nnow = datetime.now(UTC)"
    assert faults_in("app/domain/work.py", source) == [
        "app/domain/work.py:3 calls datetime.datetime.now. To mend it: take the time or the id "
        "as an argument: replay must not depend on when it is run."
    ]
