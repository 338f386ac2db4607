"""Firstline: a desk for first-line support whose whole state is a log of events."""

from datetime import UTC, datetime
from pathlib import Path

from flask import Flask

from app.commands.bus import Clock, CommandBus
from app.event_store.eventsourcing_log import memory_log
from app.event_store.log import EventLog
from app.read_models.subscription import Subscription
from app.settings import Settings
from app.web import (
    about,
    administration,
    control,
    errors,
    events,
    home,
    operatives,
    presentation,
    response,
    security,
    work,
)
from app.web import desk as web_desk

HOUSE = Path(__file__).parent.parent


def utc_now() -> datetime:
    return datetime.now(UTC)


def create_app(
    settings: Settings | None = None, log: EventLog | None = None, clock: Clock = utc_now
) -> Flask:
    """The desk as a web application, wired in the order of the flow: pages, commands, the log, and
    the read models that pages ask. Without a log, it keeps one in memory."""
    settings = settings or Settings()
    log = log or memory_log()
    app = Flask(
        __name__,
        template_folder=str(HOUSE / "templates"),
        static_folder=str(HOUSE / "static"),
    )
    desk = web_desk.Desk(
        settings=settings,
        clock=clock,
        log=log,
        bus=CommandBus(log, clock),
        subscription=Subscription(log),
    )
    security.init_app(app, settings)
    errors.init_app(app)
    web_desk.init_app(app, desk)
    presentation.init_app(app)
    for area in (home, administration, response, control, operatives, work, events, about):
        app.register_blueprint(area.bp)
    return app
