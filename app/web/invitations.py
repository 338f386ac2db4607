"""Stub until the part that signs people in is there."""

from datetime import datetime, timedelta

import msgspec
from flask import Blueprint, url_for

from app.web.asking import person
from app.web.desk import now
from app.web.gate import open_to_all
from app.web.services import desk

bp = Blueprint("invitations", __name__)


class Invitation(msgspec.Struct, frozen=True):
    address: str
    until: datetime


def invitation_for(user_id: str) -> Invitation:
    until = now() + timedelta(days=3)
    token = desk().private.links.make(user_id, by=person().who, now=now(), until=until)
    return Invitation(url_for("invitations.index", token=token, _external=True), until)


@bp.get("/invitations/<token>")
@open_to_all
def index(token: str) -> str:
    from flask import render_template

    from app.web.page_data import PageData

    return render_template("sign_in/index.html", page=PageData())
