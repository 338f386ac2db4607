"""From when is an operative free, from about? Nobody knows how long a fault takes to mend, so this
goes by how long it usually takes."""

from datetime import UTC, datetime, timedelta

import msgspec

from app.domain.lifecycle import UNDER_WAY, Stage

USUAL_VISIT = timedelta(minutes=90)
USUAL_TRIP = timedelta(minutes=30)
ROUNDED_TO = timedelta(minutes=5)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Current(msgspec.Struct, frozen=True):
    """The first Work of an operative's queue."""

    stage: Stage
    since: datetime
    """When it came to that stage."""
    eta: datetime | None = None


def free_from(
    now: datetime, current: Current | None, queued: int = 0, off_duty_until: datetime | None = None
) -> datetime:
    """When somebody is free can only be guessed: a visit usually takes 90 minutes, and the way to
    it 30.

    Whoever has nothing to do is free now. Whoever is on site is free 90 minutes after they arrived;
    when these have passed, after a quarter of the time that they have been there already: what
    takes long takes longer. Whoever is on the way is there when they said, or now if that time has
    passed, and needs 90 minutes from then on. What else is in their queue takes 120 minutes each.
    Whoever is off duty begins with it when they are back. All this is rounded up to five minutes.
    """
    # `queued` counts what they have not begun: also the current one, where that is so.
    free = _when_done(now, current)
    if off_duty_until is not None:
        free = max(free, off_duty_until)
    free += queued * (USUAL_TRIP + USUAL_VISIT)
    return now if free == now else _rounded_up(free)


def _when_done(now: datetime, current: Current | None) -> datetime:
    """When they have done what they are under way to, or on site for."""
    if current is None or current.stage not in UNDER_WAY:
        return now
    if current.stage is Stage.EN_ROUTE:
        return max(now, current.eta or now) + USUAL_VISIT
    done = current.since + USUAL_VISIT
    return done if done > now else now + (now - current.since) / 4


def _rounded_up(moment: datetime) -> datetime:
    return moment + (_EPOCH - moment) % ROUNDED_TO
