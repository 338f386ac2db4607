"""The command bus: the one way in which anything comes to be in the log."""

import random
import time
from collections.abc import Callable
from datetime import datetime

import msgspec

from app.commands.access_keeper import AccessAsOf, AccessKeeper
from app.commands.command import Command
from app.commands.outcome import Forbidden, Receipt, SentBefore
from app.commands.unit_of_work import PROMISES, CanSignIn, UnitOfWork, everybody
from app.commands.work_in_hand import WorkInHand
from app.domain.promise import Promises
from app.domain.refused import GotThereFirst, Refused
from app.event_store.log import Busy, Conflict, EventLog, Metadata, Unavailable

Clock = Callable[[], datetime]
"""Returns the time now, in UTC."""

ATTEMPTS = 8
"""How often a command is decided, when it keeps losing races, before it gives up."""
PATIENCE = 4.0
"""In seconds. When the log does not answer, a command is tried once more, which shows whether it
was stored the first time if only a connection had broken; not when that took longer than this."""


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a command comes from: the person, the page, and the id that makes a resend harmless."""

    who: str
    """A user's id, THE_DESK or THE_MACHINE."""
    source: str
    command_id: str


class CommandBus:
    def __init__(
        self,
        log: EventLog,
        clock: Clock,
        can_sign_in: CanSignIn = everybody,
        work_in_hand: WorkInHand | None = None,
        promises: Promises = PROMISES,
    ) -> None:
        self._log = log
        self._work_in_hand = work_in_hand
        self._promises = promises
        self._clock = clock
        self._can_sign_in = can_sign_in
        self.access = AccessKeeper(log)
        """Who may do what."""

    def run(self, command: Command, origin: Origin, known: AccessAsOf | None = None) -> Receipt:
        """Carry the command out, once, however often it is sent. `known` is what whoever asks has
        just found in the log: it is not looked for again, unless it has changed since.

        Raises Refused (or one of its kinds in `outcome`, Forbidden among them) with the reason;
        nothing is done then.
        Raises Unavailable when the log does not answer: sent again, the command is still carried
        out once.
        """
        began = time.monotonic()
        unanswered, is_new = False, command.begins
        for attempt in range(ATTEMPTS):
            if attempt:
                time.sleep(random.uniform(0, 0.002 * 2**attempt))  # noqa: S311 (spreads rivals out)
            try:
                return self._attempt(command, origin, known, is_new=is_new)
            except Conflict:
                pass
            except Refused:
                # If it has been carried out before, it is answered as the first time.
                if not is_new:
                    raise
            except Busy:
                raise
            except Unavailable:
                if unanswered or time.monotonic() - began > PATIENCE:
                    raise
                unanswered = True
            known, is_new = None, False
        raise GotThereFirst(
            "Too many people changed this at once. Nothing has been done; try again."
        )

    def _attempt(
        self, command: Command, origin: Origin, known: AccessAsOf | None, *, is_new: bool
    ) -> Receipt:
        access, newest = known or self.access.with_newest()
        metadata = Metadata(
            who=origin.who,
            when=self._clock(),
            command_id=origin.command_id,
            source=origin.source,
            acting_for=command.acting_for(access.person(origin.who)),
        )
        unit = UnitOfWork(
            self._log,
            metadata,
            command.aggregate_id,
            newest,
            access,
            self.access,
            self._can_sign_in,
            self._work_in_hand,
            self._promises,
            is_new=is_new,
        )
        # A command that comes again is answered as the first time, also when it was the one that
        # took away the right to give it.
        if missing := command.missing(unit.access.person(origin.who)):
            raise Forbidden(missing)
        try:
            command.handle(unit)
        except Refused as refusal:
            if unit.done_before and not isinstance(refusal, SentBefore):
                raise SentBefore(unit.done_before) from None
            raise
        return unit.receipt
