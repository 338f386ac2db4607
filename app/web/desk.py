"""What views reach the rest of the desk through, one request at a time."""

import time
from contextlib import ExitStack
from datetime import datetime

import msgspec
from flask import Flask, current_app, flash, g, request

from app.commands.bus import Clock, CommandBus, Origin
from app.commands.command import Command
from app.commands.outcome import GotThereFirst, Receipt, SentBefore, Stale
from app.domain.refused import Refused
from app.event_store.log import EventLog, Unavailable
from app.read_models import ReadModels
from app.read_models.subscription import Subscription
from app.settings import Settings
from app.web import wording
from app.web.forms.base import DeskForm
from app.web.request_log import log_command
from app.web.times import Wall

THE_DESK = "the desk"
"""Who does everything, as long as nobody signs in."""

OUTCOMES: dict[type[Refused], str] = {
    Stale: "refused, stale",
    GotThereFirst: "refused, somebody else was first",
    SentBefore: "refused, sent before with other content",
}
"""How a refusal is told in the server's log, where what people typed has no place."""


class Services(msgspec.Struct, frozen=True):
    """All that views use of the rest of the desk, put together once by `create_app`."""

    settings: Settings
    clock: Clock
    log: EventLog
    bus: CommandBus
    subscription: Subscription


def init_app(app: Flask, desk: Services) -> None:
    app.extensions["firstline"] = desk
    app.teardown_request(lambda error: _let_go())


def catch_up(app: Flask) -> None:
    """Take in what the log has before the first page is asked for. Raises UnreadableEvent, or
    whatever goes wrong in a read model."""
    served: Services = app.extensions["firstline"]
    with served.subscription.up_to_date():
        pass


def desk() -> Services:
    """The desk that serves this request."""
    served: Services = current_app.extensions["firstline"]
    return served


def now() -> datetime:
    """When this request came (UTC); the same throughout a page."""
    if "now" not in g:
        g.now = desk().clock()
    moment: datetime = g.now
    return moment


def wall() -> Wall:
    """What writes moments for this request's page."""
    return Wall(now(), desk().settings.timezone)


def read_models() -> ReadModels:
    """The read models at the head of the log, held there until the request ends or performs a
    command: a page shows one moment of the log."""
    if "read_models" not in g:
        g.hold = ExitStack()
        g.read_models = g.hold.enter_context(desk().subscription.up_to_date())
    held: ReadModels = g.read_models
    return held


def perform(form: DeskForm, command: Command, page: str | None = None) -> Receipt | None:
    """Run the command that a form asks for, and leave a notice of what happened.

    `page` is the address of the page that the form stands on, unless that is the request's own.
    A refusal goes into the form, to be shown with it, and the answer is None.
    """
    _let_go()
    origin = Origin(who=THE_DESK, source=page or request.path, command_id=form.command_id.data)
    began = time.perf_counter()
    outcome = "failed"
    try:
        receipt = desk().bus.run(command, origin)
        outcome = "done before" if receipt.is_repeat else "done"
    except Refused as refusal:
        outcome = OUTCOMES.get(type(refusal), "refused")
        form.refuse(refusal)
        return None
    except Unavailable:
        outcome = "no answer from the log"
        raise
    finally:
        log_command(origin, command, outcome, time.perf_counter() - began)
    flash(wording.notice(receipt.events[0], read_models(), wall()))
    return receipt


def _let_go() -> None:
    """Stop holding the read models: others may take them on."""
    if g.pop("read_models", None) is not None:
        g.pop("hold").close()
