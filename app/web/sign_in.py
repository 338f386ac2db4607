"""Signing in, and out."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.web.gate import open_to_all
from app.web.page_data import PageData

bp = Blueprint("sign_in", __name__)


@bp.get("/sign-in")
@open_to_all
def index() -> ResponseReturnValue:
    return render_template("sign_in/index.html", page=PageData())
