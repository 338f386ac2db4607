"""Home: what the desk is, and the state of the day."""

from flask import Blueprint, render_template

from app.domain.work import Stage
from app.web.desk import desk, now, read_models
from app.web.times import bounds_of_today

bp = Blueprint("home", __name__)


@bp.get("/")
def index() -> str:
    works = read_models().works
    since, until = bounds_of_today(now(), desk().settings.timezone)
    return render_template(
        "home/index.html",
        waiting=works.count(Stage.AWAITING_CONTROL),
        queued=works.count(Stage.QUEUED),
        en_route=works.count(Stage.EN_ROUTE),
        on_site=works.count(Stage.ON_SITE),
        completed_today=works.count(Stage.COMPLETED, since=since, until=until),
        operatives=len(read_models().operatives),
        sites=len(read_models().sites),
    )
