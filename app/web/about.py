"""About: how the desk works, with its own counts."""

from collections.abc import Callable
from inspect import getdoc
from typing import Any

import msgspec
from flask import Blueprint, render_template

from app.domain.feature import Feature
from app.domain.free_from import free_from
from app.domain.suggesting import suggestions
from app.event_store.address import MemoryStore, PostgresqlStore, SqliteStore
from app.read_models.state import State
from app.web.asking import may
from app.web.desk import read_models
from app.web.gate import needs
from app.web.page_data import PageData
from app.web.services import desk

WHEREABOUTS = {
    MemoryStore: "The log is in this process’s memory: it begins anew whenever the desk is "
    "started.",
    SqliteStore: "The log is in a file on the desk’s machine; what a page confirms is on disk.",
    PostgresqlStore: "The log is in a database, which other desks can share.",
}

bp = Blueprint("about", __name__, url_prefix="/about")


COUNTED_FOR = (Feature.SEE_EVENTS, Feature.SEE_FIGURES)
"""Who has one of these sees how much there is."""


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """How much the log holds."""

    events: int
    operatives: int
    sites: int
    works: int
    types: dict[str, int]
    """How many events of each type there are."""


class Rule(msgspec.Struct, frozen=True):
    """A rule that people at Control go by, as its function explains it."""

    heading: str
    paragraphs: list[str]


class AboutPage(PageData, frozen=True, kw_only=True):
    counts: Counts | None
    """None for those who see neither events nor figures."""
    read_models: list[str]
    position: int
    whereabouts: str
    """Where the log is kept, in a sentence."""
    rules: list[Rule]


class ProjectionsPage(PageData, frozen=True, kw_only=True):
    state: State
    head: int
    """The position at which the log ends."""


@bp.get("/", strict_slashes=False)
@needs()
def index() -> str:
    return render_template("about/index.html", page=_page())


@bp.get("/keys")
@needs()
def keys() -> str:
    return render_template("about/keys.html", page=PageData())


@bp.get("/projections")
@needs(*COUNTED_FOR)
def projections() -> str:
    # Not `read_models()`: this page comes also when they cannot take an event.
    state = desk().read_side.state()
    head = desk().log.head()
    page = ProjectionsPage(state=state, head=max(head, state.position))
    return render_template("about/projections.html", page=page)


def _page() -> AboutPage:
    models = read_models()
    counts = Counts(
        events=len(models.log_index),
        operatives=len(models.operatives),
        sites=len(models.sites),
        works=len(models.works),
        types=models.log_index.type_counts(),
    )
    return AboutPage(
        counts=counts if may(*COUNTED_FOR) else None,
        read_models=[type(model).__name__ for model in models.all()],
        position=models.position,
        whereabouts=WHEREABOUTS[type(desk().settings.store)],
        rules=[
            _rule("Who is suggested for Work that waits", suggestions),
            _rule("From when operatives are free", free_from),
        ],
    )


def _rule(heading: str, function: Callable[..., Any]) -> Rule:
    paragraphs = (getdoc(function) or "").split("\n\n")
    return Rule(heading, [" ".join(paragraph.split()) for paragraph in paragraphs])
