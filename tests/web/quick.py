"""Desks are made thousands of times here. What is the same each time is made once in a process:
what Jinja and Werkzeug compile, and the database that pages are read from."""

import time
from collections.abc import Callable, MutableMapping
from contextlib import closing
from functools import cache
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory, mkdtemp
from types import CodeType
from typing import Any, ClassVar
from weakref import finalize

from flask import Flask
from flask.sansio.app import App
from flask.templating import DispatchingJinjaLoader
from jinja2 import Environment, Template
from werkzeug.routing import Rule

from app.event_store.chain import FIRST
from app.event_store.log import Checkpoint, EventLog
from app.event_store.memory import memory_log
from app.read_models import NotTaken, ReadModels
from app.read_models.database import Database
from app.read_models.making import Making
from app.read_models.place import Place
from app.read_models.pool import Pool
from app.read_models.read_side import ReadSide
from app.read_models.taking_in import Told, nobody, take_in


class _CompiledTemplates(DispatchingJinjaLoader):
    """Keeps what Jinja compiles, so that not every desk of the tests does it again."""

    _compiled: ClassVar[dict[tuple[str, str], CodeType]] = {}
    """By the application, since others have templates of the same name, and their name."""

    def load(
        self,
        environment: Environment,
        name: str,
        globals: MutableMapping[str, Any] | None = None,
    ) -> Template:
        key = (self.app.import_name, name)
        if key not in self._compiled:
            source, file, _ = self.get_source(environment, name)
            self._compiled[key] = environment.compile(source, name, file)
        code = self._compiled[key]
        return environment.template_class.from_code(environment, code, globals or {})


def _loader(app: App) -> DispatchingJinjaLoader:
    return _CompiledTemplates(app)


class _CompiledRule(Rule):
    """Keeps what Werkzeug makes of a view's address, which takes most of the time in which a desk
    is made. Should Werkzeug name the methods otherwise one day, tests only take longer."""

    _compiled: ClassVar[dict[tuple[str, str, bool], Callable[..., tuple[str, str]]]] = {}
    _read: ClassVar[dict[tuple[str, str], dict[str, Any]]] = {}

    def compile(self) -> None:
        key = (self.rule, repr(self.defaults))
        if key in self._read:
            vars(self).update(self._read[key])
            self._build = self._compile_builder(False).__get__(self, None)
            self._build_unknown = self._compile_builder(True).__get__(self, None)
        else:
            super().compile()
            self._read[key] = {
                name: vars(self)[name] for name in ("_parts", "_trace", "_converters", "arguments")
            }

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = (self.rule, repr(self.defaults), append_unknown)
        if key not in self._compiled:
            self._compiled[key] = super()._compile_builder(append_unknown)
        return self._compiled[key]


Flask.url_rule_class = _CompiledRule
Flask.create_global_jinja_loader = _loader  # type: ignore[assignment, method-assign]


NOTHING = Checkpoint(0, FIRST)
_DATABASES: dict[Checkpoint, bytes] = {}
"""By the checkpoint that stands for all that they have taken in."""


def keep_database_of(log: EventLog) -> None:
    """For the desks that begin with a log like this."""
    place = Place()
    _DATABASES[log.newest()] = Making(log, place, Pool(place))._made(nobody).read_bytes()


@cache
def _folder() -> TemporaryDirectory[str]:
    """For all desks of the process, each of which would otherwise look for what others left."""
    return TemporaryDirectory()


class QuickReadSide(ReadSide):
    def __init__(self, log: EventLog) -> None:
        folder = Path(mkdtemp(dir=_folder().name))
        super().__init__(log, Place(folder))
        self._making = _QuickMaking(log, self._place, self._pool)
        finalize(self, rmtree, folder, ignore_errors=True)


class _QuickMaking(Making):
    """Begins with a copy of a database that has taken in the same log, or else of an empty one: to
    make all tables takes longer than most pages."""

    def _made(self, told: Told) -> Path:
        if NOTHING not in _DATABASES:
            keep_database_of(memory_log())
        newest = self._log.newest()
        file = self._place.new()
        file.write_bytes(_DATABASES.get(newest) or _DATABASES[NOTHING])
        try:
            with closing(Database(file)) as database:
                database.make_quickly()
                database.execute("UPDATE made_as SET file = ?", (file.name,))
                take_in(self._log, ReadModels(database), newest, told=told)
                database.is_made(time.time(), 0)
        except NotTaken:
            self._place.reject(file)
            return super()._made(told)
        return file
