"""About: how the desk works, with its own counts."""

from flask import Blueprint, render_template

from app.event_store.address import MemoryStore, PostgresqlStore, SqliteStore
from app.read_models.state import State
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


class AboutPage(PageData, frozen=True, kw_only=True):
    events: int
    operatives: int
    sites: int
    works: int
    type_counts: dict[str, int]
    """How many events of each type there are."""
    read_models: list[str]
    position: int
    whereabouts: str
    """Where the log is kept, in a sentence."""


class ProjectionsPage(PageData, frozen=True, kw_only=True):
    state: State
    head: int
    """The position at which the log ends."""


@bp.get("/", strict_slashes=False)
@needs()
def index() -> str:
    return render_template("about/index.html", page=_page())


@bp.get("/projections")
@needs()
def projections() -> str:
    # Not `read_models()`: this page comes also when they cannot take an event.
    state = desk().read_side.state()
    head = desk().log.head()
    page = ProjectionsPage(state=state, head=max(head, state.position))
    return render_template("about/projections.html", page=page)


def _page() -> AboutPage:
    models = read_models()
    return AboutPage(
        events=len(models.log_index),
        operatives=len(models.operatives),
        sites=len(models.sites),
        works=len(models.works),
        type_counts=models.log_index.type_counts(),
        read_models=[type(model).__name__ for model in models.all()],
        position=models.position,
        whereabouts=WHEREABOUTS[type(desk().settings.store)],
    )
