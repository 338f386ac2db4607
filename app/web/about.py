"""About: how the desk works, with its own counts."""

from flask import Blueprint, render_template

from app.event_store.address import MemoryStore, PostgresqlStore, SqliteStore
from app.web.desk import desk, read_models

WHEREABOUTS = {
    MemoryStore: "The log is in this process’s memory: it begins anew whenever the desk is "
    "started.",
    SqliteStore: "The log is in a file on the desk’s machine; what a page confirms is on disk.",
    PostgresqlStore: "The log is in a database, which other desks can share.",
}

bp = Blueprint("about", __name__, url_prefix="/about")


@bp.get("/", strict_slashes=False)
def index() -> str:
    models = read_models()
    return render_template(
        "about/index.html",
        events=len(models.log_index),
        operatives=len(models.operatives),
        sites=len(models.sites),
        works=len(models.works),
        type_counts=models.log_index.type_counts(),
        read_models=[type(model).__name__ for model in models.all()],
        position=models.position,
        whereabouts=WHEREABOUTS[type(desk().settings.store)],
    )
