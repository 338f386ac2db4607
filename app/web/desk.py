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
from app.read_models.read_side import ReadSide, Told
from app.settings import Settings
from app.web import wording
from app.web.forms.base import DeskForm
from app.web.request_log import log_command
from app.web.sending import page_with_form
from app.web.times import Wall

THE_DESK = "the desk"
"""Who does everything, as long as nobody signs in."""

OUTCOMES: dict[type[Refused], str] = {
    Stale: "refused, stale",
    GotThereFirst: "refused, somebody else was first",
    SentBefore: "refused, sent before with other content",
}
"""How a refusal is told in the server's log, where what people typed has no place."""


class Desk(msgspec.Struct, frozen=True):
    settings: Settings
    clock: Clock
    log: EventLog
    bus: CommandBus
    read_side: ReadSide


def init_app(app: Flask, desk: Desk) -> None:
    app.extensions["firstline"] = desk
    app.teardown_request(lambda error: _let_go())


def catch_up(app: Flask, told: Told = lambda position, head: None) -> None:
    """Take in what the log has before the first page is asked for. Raises UnreadableEvent, or
    CannotTakeIn."""
    served: Desk = app.extensions["firstline"]
    served.read_side.catch_up(told)


def desk() -> Desk:
    """The desk that serves this request."""
    served: Desk = current_app.extensions["firstline"]
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
        g.read_models = g.hold.enter_context(desk().read_side.reading())
    held: ReadModels = g.read_models
    return held


def carry_out(command: Command, command_id: str, source: str) -> Receipt:
    """Run a command for whoever is at the desk, and write a line about it into the server's log.

    `command_id` makes a resend harmless; `source` is the address of the page that it comes from.
    Raises Refused with the reason, and Unavailable when the log does not answer.
    """
    _let_go()
    origin = Origin(who=THE_DESK, source=source, command_id=command_id)
    began = time.perf_counter()
    outcome = "failed"
    try:
        receipt = desk().bus.run(command, origin)
        outcome = "done before" if receipt.is_repeat else "done"
    except Refused as refusal:
        outcome = OUTCOMES.get(type(refusal), "refused")
        raise
    except Unavailable:
        outcome = "no answer from the log"
        raise
    finally:
        log_command(origin, command, outcome, time.perf_counter() - began)
    return receipt


def perform(form: DeskForm, command: Command) -> Receipt | None:
    """Carry out the command that the form of this request asks for, and leave a notice of what
    happened.

    A refusal goes into the form, to be shown with it, and None is returned.
    """
    source = page_with_form(request.endpoint or "", request.view_args or {})
    try:
        receipt = carry_out(command, form.command_id.data, source)
    except Refused as refusal:
        form.refuse(refusal, about=command.aggregate_id)
        return None
    flash(wording.notice(receipt.event_about(command.aggregate_id), read_models(), wall()))
    return receipt


def _let_go() -> None:
    """Stop holding the read models: others may take them on."""
    if g.pop("read_models", None) is not None:
        g.pop("hold").close()
