"""Sentences about events, for notices, timelines, the events page and refusals: all of them are
made here. They are plain text, in which every name is `isolated`: a name that runs from right to
left does not turn the sentence."""

from collections.abc import Sequence

import msgspec

from app.commands.outcome import SentBefore, Stale
from app.domain.access import THE_DESK, THE_MACHINE
from app.domain.contact import ContactErased
from app.domain.event import Event
from app.domain.refused import Refused
from app.domain.work_events import WorkCallAdded, WorkNoted
from app.event_store.log import RecordedEvent
from app.private_store.sign_ins import SignIn
from app.read_models import ReadModels
from app.web.times import Wall
from app.web.wording import about_operatives, about_sites, about_users, about_works
from app.web.wording.naming import capitalised, opening, who
from app.web.wording.sentences import Sentence

LONGEST_NOTICE = 500
"""In characters."""

_SAYING = (about_works.said, about_operatives.said, about_sites.said, about_users.said)
_SAY_WHO = (
    *about_works.SAY_WHO,
    *about_operatives.SAY_WHO,
    *about_sites.SAY_WHO,
    *about_users.SAY_WHO,
)
"""The events whose sentences say themselves who or what did something or was changed, so that they
follow the subject after a colon."""


def told(recorded: RecordedEvent, models: ReadModels, wall: Wall) -> Sentence:
    """The sentence about an event, with who entered it where that was somebody else than the
    operative: "Ann Marsh arrived on site, entered by Cleo Park"."""
    said = sentence(recorded.event, models, wall)
    if not recorded.metadata.acting_for:
        return said
    entered = f"{said.text}, entered by {who(recorded.metadata.who, models)}"
    return msgspec.structs.replace(said, text=entered)


def sentence(event: Event, models: ReadModels, wall: Wall) -> Sentence:
    """What the event says, to follow the subject's name."""
    for saying in _SAYING:
        if said := saying(event, models, wall):
            return said
    raise NotImplementedError(f"No words for {type(event).__name__}")


def notice(done: Sequence[RecordedEvent], models: ReadModels, wall: Wall) -> str:
    """What was done to one thing: "W-1004 assigned to Ann Marsh". Free of remarks, which can be
    longer than the session that carries a notice to the next page; for the same reason, many
    changes at once are only counted after the first few."""
    separator = ": " if isinstance(done[0].event, _SAY_WHO) else " "
    name = opening(done[0].aggregate_id, models)
    said: list[str] = []
    for each in done:
        text = sentence(each.event, models, wall).text
        if said and sum(map(len, said)) + len(text) > LONGEST_NOTICE:
            break
        said.append(text)
    more = len(done) - len(said)
    counted = [f"and {more} more change{'' if more == 1 else 's'}"] if more else []
    return f"{name}{separator}{'; '.join(said + counted)}"


def noted(sign_in: SignIn, models: ReadModels) -> str:
    """What happened around signing in: "Ada Novak signed in"."""
    about = who(sign_in.user_id, models) if sign_in.user_id else ""
    if sign_in.by and sign_in.by != sign_in.user_id:
        by = who(sign_in.by, models)
        # These two are no names, which would stay as people write theirs.
        by = capitalised(by) if sign_in.by in (THE_DESK, THE_MACHINE) else by
        return f"{by} {sign_in.what}{f', for {about}' if about else ''}"
    return f"{about or 'Somebody'} {sign_in.what}"


def refusal(refused: Refused, models: ReadModels) -> str:
    """The reason for a refusal, with a name in place of "it" where it is about one thing."""
    if isinstance(refused, Stale):
        if any(isinstance(each.event, ContactErased) for each in refused.changes):
            return (
                "The name and the number on this page have been erased for good since it was "
                "opened. Nothing has been done."
            )
        name = opening(refused.aggregate_id, models)
        return f"{name} has changed since this page was opened. Nothing has been done."
    if isinstance(refused, SentBefore):
        first = refused.receipt.events[0]
        if first.version == 1 or isinstance(first.event, WorkCallAdded | WorkNoted):
            return f"{refused} If you want that as well, send it again."
    return str(refused)


def happened_instead(refused: Refused, about: str) -> Sequence[RecordedEvent]:
    """The events that are the ground of a refusal, if there are any. `about` is the id of what the
    refused command is about."""
    if isinstance(refused, Stale):
        return refused.changes
    if isinstance(refused, SentBefore):
        return refused.receipt.events_about(about)
    return ()
