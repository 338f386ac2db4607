"""What views reach the rest of the desk through, one request at a time."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import Any

from flask import Flask, abort, flash, g, request, session

from app.commands.bus import Origin
from app.commands.command import Command
from app.commands.outcome import Forbidden, Receipt, SentBefore, Stale
from app.domain.refused import GotThereFirst, Refused
from app.event_store.log import Unavailable
from app.read_models import ReadModels
from app.read_models.away import ReadSideAway
from app.read_models.taking_in import Told
from app.web.asking import known, person
from app.web.forms.base import DeskForm
from app.web.past import SHOW_THE_DESK, NoSuchMoment, Past, past_asked_for
from app.web.request_log import log_command
from app.web.sending import page_with_form
from app.web.services import Services, desk
from app.web.times import Wall

OUTCOMES: dict[type[Refused], str] = {
    Forbidden: "forbidden",
    Stale: "refused, stale",
    GotThereFirst: "refused, somebody else was first",
    SentBefore: "refused, sent before with other content",
}
"""How a refusal is told in the server's log, where what people typed has no place."""


DONE = "done"
"""The category of notices that say where in the log it stands what a command did: the first
position, the last one, and the command's id, by which it is known to be the same log."""


MOST_NOTICES = 5


def init_app(app: Flask, desk: Services) -> None:
    app.extensions["firstline"] = desk
    app.before_request(_look_at_the_past)
    app.url_defaults(_stay_in_the_past)
    app.teardown_request(lambda error: _let_go())


def _look_at_the_past() -> None:
    """Find out which moment in the past the request asks for, if it does. Ends it (400) when there
    is no such moment, or the page has none; and (409) when it is to change something."""
    texts = request.args.getlist("as_of")
    # Whatever goes wrong with it, the page that says so is one of now. So is one without address.
    if not texts or request.endpoint is None:
        return
    if request.method == "POST":
        abort(
            409,
            "The page that this comes from shows the desk as it was, and what has happened stays "
            "as it is. Nothing has been done.",
        )
    if request.endpoint not in SHOW_THE_DESK:
        abort(
            400, "There is only a page of now at this address: it cannot be shown as of the past."
        )
    served = desk()
    asked = (served.settings.timezone, served.clock())
    try:
        try:
            with served.read_side.reading() as models:
                g.past = past_asked_for(texts, models, *asked)
        except ReadSideAway:
            # Nothing new can be taken in just now. What has been may be all that is needed.
            head = served.log.head()
            with served.read_side.reading(at_least=0) as models:
                g.past = past_asked_for(texts, models, *asked, head)
    except NoSuchMoment as error:
        abort(400, str(error))


def _stay_in_the_past(endpoint: str, values: dict[str, Any]) -> None:
    """From a page of the past, links lead to others of the same moment."""
    if endpoint in SHOW_THE_DESK and (seen := past()):
        values.setdefault("as_of", seen.asked)


def catch_up(app: Flask, told: Told = lambda position, head: None) -> None:
    """Take in what the log has before the first page is asked for. Raises UnreadableEvent, or
    CannotTakeIn."""
    served: Services = app.extensions["firstline"]
    served.read_side.catch_up(told)


def now() -> datetime:
    """When this request came (UTC), or the moment in the past that it asks for; the same
    throughout a page."""
    if "now" not in g:
        seen = past()
        g.now = (seen.time if seen else None) or desk().clock()
    moment: datetime = g.now
    return moment


def past() -> Past | None:
    """The moment in the past that this request asks for, if it does."""
    seen: Past | None = g.get("past")
    return seen


def as_it_was() -> str:
    """What is added, on a page of the past, to a sentence that says that something is not there."""
    return " as it was then" if past() else ""


def wall() -> Wall:
    """What writes moments for this request's page."""
    return Wall(now(), desk().settings.timezone)


def read_models() -> ReadModels:
    """The read models at the head of the log, or as of the moment in the past that is asked for,
    until the request ends or performs a command: a page shows one moment."""
    if "read_models" not in g:
        seen = past()
        # What was asked to find out who is asking does, once: later, there is something newer.
        newest = g.pop("newest", None)
        reading = desk().read_side.reading(seen.position if seen else None, newest=newest)
        g.hold = ExitStack()
        g.read_models = g.hold.enter_context(reading)
    held: ReadModels = g.read_models
    return held


@contextmanager
def read_a_while() -> Iterator[ReadModels]:
    """The read models for a part of an answer that takes long to make, each time as of the same
    moment: that at which it was begun, or that which is asked for. Nothing is held in between."""
    if "long_answer" not in g:
        g.long_answer = read_models().position
    _let_go()
    with desk().read_side.reading(g.long_answer) as models:
        yield models


def carry_out(command: Command, command_id: str, source: str) -> Receipt:
    """Run a command for whoever is asking, and write a line about it into the server's log.

    `command_id` makes a resend harmless; `source` is the address of the page that it comes from.
    Raises Refused with the reason, Forbidden where they may not, and Unavailable when the log does
    not answer.
    """
    origin = Origin(who=person().who, source=source, command_id=command_id)
    # What the request was let in by, unless it has read what is newer.
    known_then = known() if "newest" in g else None
    _let_go()
    began = time.perf_counter()
    outcome = "failed"
    try:
        receipt = desk().bus.run(command, origin, known_then)
        desk().recent_head.forget()
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


def perform(form: DeskForm, command: Command, notice: str = "") -> Receipt | None:
    """Carry out the command that the form of this request asks for, and leave a notice of what
    happened: this one, or what is said of what it did to what it is about. Otherwise as `attempt`.
    """
    receipt = attempt(form, command)
    if receipt is None:
        return None
    if notice:
        _leave(notice, "message")
    else:
        # In words only where it is shown (`notices.py`): what was done need not be in the read
        # models before it is answered.
        done = receipt.events_about(command.aggregate_id)
        _leave(f"{done[0].position} {done[-1].position} {done[0].metadata.command_id}", DONE)
    return receipt


def attempt(form: DeskForm, command: Command) -> Receipt | None:
    """Carry out the command that the form of this request asks for. No notice is left: the page
    that follows says itself what was done.

    A refusal goes into the form, to be shown with it, and None is returned. Raises Forbidden.
    """
    source = page_with_form(request.endpoint or "", request.view_args or {})
    try:
        return carry_out(command, form.command_id_for(person().who), source)
    except Forbidden:
        raise
    except Refused as refusal:
        form.refuse(refusal, about=command.aggregate_id)
        return None


def _leave(notice: str, category: str) -> None:
    """For the next page. Of a browser that opens none, only the last ones are kept: the cookie that
    they stand in may not grow."""
    flash(notice, category)
    session["_flashes"] = session["_flashes"][-MOST_NOTICES:]


def _let_go() -> None:
    """Stop holding the read models: others may take them on. Later ones are as of what the log has
    then."""
    g.pop("newest", None)
    if g.pop("read_models", None) is not None:
        g.pop("hold").close()
