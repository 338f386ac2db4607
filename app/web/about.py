"""About: how the desk works, with its own counts."""

from flask import Blueprint, render_template

from app.web.desk import read_models

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
    )
