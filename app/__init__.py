"""Firstline: a desk for first-line support whose whole state is a log of events."""

from datetime import UTC, datetime
from pathlib import Path

from flask import Flask

from app.commands.bus import Clock, CommandBus
from app.event_store.log import EventLog
from app.event_store.stores import open_log, open_private_store
from app.private_store.store import PrivateStore
from app.read_models.place import place_for
from app.read_models.read_side import ReadSide
from app.read_models.work_in_hand import WorkInReadModels
from app.settings import Settings
from app.signing_key import signing_key
from app.web import (
    about,
    administration,
    amending,
    audit,
    contacts,
    control,
    duty,
    errors,
    events,
    gate,
    health,
    home,
    hosts,
    imports,
    invitations,
    live,
    operatives,
    people,
    permissions,
    person,
    personnel,
    presentation,
    register,
    request_log,
    response,
    search,
    security,
    sign_in,
    sites,
    teams,
    unchanged,
    you,
)
from app.web import desk as web_desk
from app.web.recent_head import RecentHead
from app.web.services import Services

PACKAGE = Path(__file__).parent


def utc_now() -> datetime:
    return datetime.now(UTC)


def create_app(
    settings: Settings | None = None,
    log: EventLog | None = None,
    clock: Clock = utc_now,
    read_side: ReadSide | None = None,
    private: PrivateStore | None = None,
) -> Flask:
    """The desk as a web application, wired in the order of the flow: pages, commands, the log, and
    the read models that pages ask. Without a log or a private store, it opens those that the
    settings name; without a read side, it makes one where they say.

    Raises SettingError and StoreError.
    """
    settings = settings or Settings()
    private = private or open_private_store(settings.store)
    log = log or open_log(settings.store, private)
    app = Flask(
        __name__,
        template_folder=str(_beside("templates")),
        static_folder=str(_beside("static")),
    )
    presentation.trim_templates(app)
    read_side = read_side or ReadSide(log, place_for(settings.store, settings.projections))
    desk = Services(
        settings=settings,
        clock=clock,
        log=log,
        bus=CommandBus(
            log,
            clock,
            private.credentials.who_have,
            WorkInReadModels(read_side),
            settings.promises,
        ),
        read_side=read_side,
        private=private,
        recent_head=RecentHead(log),
    )
    unchanged.init_app(app, desk)
    request_log.init_app(app)
    hosts.init_app(app, settings)
    security.bound(app, settings)
    gate.init_app(app)
    security.init_app(app, settings, signing_key(settings))
    errors.init_app(app)
    web_desk.init_app(app, desk)
    live.init_app(app)
    presentation.init_app(app)
    for area in (
        home,
        administration,
        imports,
        personnel,
        people,
        person,
        teams,
        permissions,
        audit,
        contacts,
        response,
        control,
        operatives,
        duty,
        register,  # with the pages of each Work
        search,
        sites,
        amending,
        events,
        about,
        sign_in,
        invitations,
        you,
        health,
    ):
        app.register_blueprint(area.bp)
    gate.check(app)
    return app


def _beside(folder: str) -> Path:
    """Inside the package where it was installed from a wheel; beside it in the source."""
    installed = PACKAGE / folder
    return installed if installed.is_dir() else PACKAGE.parent / folder
