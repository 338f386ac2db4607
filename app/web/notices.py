"""What is said on a page of what was done on the one before: once, and to whoever did it alone."""

from flask import flash, g, get_flashed_messages

from app.domain.access import THE_DESK
from app.event_store.log import Unavailable
from app.read_models.away import CannotTakeIn, ReadSideAway
from app.web import wording
from app.web.asking import person
from app.web.desk import DONE, read_models, wall
from app.web.services import desk


def notices() -> list[str]:
    """What is left to be said. A form that was sent twice has left it twice."""
    # Where the log did not answer when the request came, it is not asked once more.
    if "known" not in g:
        return []
    left: list[tuple[str, str]] = list(get_flashed_messages(with_categories=True))  # type: ignore[arg-type]
    try:
        said = [_words(each) if category == DONE else each for category, each in left]
    except (Unavailable, ReadSideAway, CannotTakeIn):
        for category, each in left:
            flash(each, category)  # for a later page
        return []
    return [each for each in dict.fromkeys(said) if each]


def _words(place: str) -> str:
    """Nothing, where it stands there no more, or was done by somebody who has gone."""
    first, last, command_id = place.split()
    events = [
        each
        for each in desk().log.read(after=int(first) - 1, limit=int(last) - int(first) + 1)
        if each.metadata.command_id == command_id and each.metadata.who in (person().who, THE_DESK)
    ]
    of_it = [each for each in events if each.aggregate_id == events[0].aggregate_id]
    return wording.notice(of_it, read_models(), wall()) if of_it else ""
