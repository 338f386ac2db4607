"""Home: what the desk is, and the state of the day."""

from flask import Blueprint, render_template

from app.domain.work import Stage
from app.web.desk import now, read_models
from app.web.gate import needs
from app.web.page_data import PageData
from app.web.services import desk
from app.web.times import bounds_of_today

bp = Blueprint("home", __name__)


class HomePage(PageData, frozen=True, kw_only=True):
    waiting: int
    queued: int
    en_route: int
    on_site: int
    completed_today: int
    operatives: int
    sites: int


@bp.get("/")
@needs()
def index() -> str:
    return render_template("home/index.html", page=_page())


def _page() -> HomePage:
    models = read_models()
    since, until = bounds_of_today(now(), desk().settings.timezone)
    return HomePage(
        waiting=models.works.count(Stage.AWAITING_CONTROL),
        queued=models.works.count(Stage.QUEUED),
        en_route=models.works.count(Stage.EN_ROUTE),
        on_site=models.works.count(Stage.ON_SITE),
        completed_today=models.works.count(Stage.COMPLETED, since=since, until=until),
        operatives=len(models.operatives),
        sites=len(models.sites),
    )
