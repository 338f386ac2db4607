"""Duty: whether an operative is on duty, as it was last said."""

from datetime import datetime, timedelta

from app.domain.aggregate import Aggregate
from app.domain.characters import isolated
from app.domain.event import Event
from app.domain.operative import Operative
from app.domain.refused import Refused
from app.domain.text import Text

REASON_OFF_DUTY = Text("Reason", longest=120)
"""It stands beside the name wherever somebody chooses an operative, so it is short."""
LONGEST_OFF_DUTY = timedelta(days=2 * 366)


class OperativeWentOffDuty(Event, frozen=True):
    """Control can still give them work, and is told."""

    operative_id: str
    reason: str
    until: datetime | None
    """From then on they are on duty again, without anybody saying so. None: until somebody does."""


class OperativeCameOnDuty(Event, frozen=True):
    """Before it was said that they would, or where nothing was said; or because they came back
    after they had left."""

    operative_id: str


class DutyErased(Event, frozen=True):
    """The reasons are gone for good, with the operative's name."""

    operative_id: str


def duty_id(operative_id: str) -> str:
    """The id of an operative's duty: there is one for each, made when first needed."""
    return f"{Duty.kind}-{operative_id.partition('-')[2]}"


def is_off_duty(until: datetime | None, now: datetime) -> bool:
    """Whether somebody who went off duty until then, or until further notice, still is."""
    return until is None or now < until


class Duty(Aggregate):
    """Apart from the operative, because it grows with every shift: whoever gives them work or
    enters their steps loads the operative, and need not know."""

    kind = "duty"
    last_event_is_state = True

    def __init__(self, id: str) -> None:
        super().__init__(id)
        self.off_duty: OperativeWentOffDuty | None = None
        """As it was last said; whether it still holds, `is_off` tells."""

    def is_off(self, now: datetime) -> bool:
        return is_off_duty(self.off_duty.until, now) if self.off_duty else False

    def go_off(
        self, operative: Operative, reason: str, until: datetime | None, now: datetime
    ) -> None:
        """Also to say another reason or another moment. Raises Refused without a reason, for a
        moment that is past or far away, and for who has left."""
        operative.must_be_here()
        went = OperativeWentOffDuty(
            operative_id=operative.id, reason=REASON_OFF_DUTY.accept(reason), until=until
        )
        if until is not None and until <= now:
            raise Refused("They are off duty until a moment that is past: choose one to come.")
        if until is not None and until > now + LONGEST_OFF_DUTY:
            raise Refused(
                "That is more than two years away: leave the moment empty, and say when they are "
                "back."
            )
        if went == self.off_duty:
            raise Refused("That is how it stands already.")
        self.record(went)

    def come_on(self, operative: Operative, now: datetime) -> None:
        """Raises Refused when on duty, and for who has left."""
        operative.must_be_here()
        if not self.is_off(now):
            raise Refused(f"{isolated(operative.name)} is on duty already.")
        self.record(OperativeCameOnDuty(operative_id=operative.id))

    def begin_anew(self, operative: Operative) -> None:
        """For who comes back after they had left: what was said before that holds no more."""
        if self.off_duty:
            self.record(OperativeCameOnDuty(operative_id=operative.id))

    def erase(self, operative: Operative) -> None:
        """Nothing happens where nothing was ever said."""
        if self.version:
            self.record(DutyErased(operative_id=operative.id))

    def apply(self, event: Event) -> None:
        self.off_duty = event if isinstance(event, OperativeWentOffDuty) else None
