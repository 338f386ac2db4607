"""Clerks who send one form after the other, and remember which were acknowledged."""

from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from threading import Condition, Thread

import msgspec

from app.event_store.log import EventLog, RecordedEvent
from app.event_store.verification import verify
from tests.processes.running import RunningDesk
from tests.processes.visiting import (
    ACQUIRING,
    ASSIGNING,
    CONTROL,
    GONE,
    HIRING,
    RAISING,
    Answer,
    Form,
    Visitor,
    telephone_of,
)
from tests.waiting import PATIENCE

WHAT_COMMANDS_APPEND = {
    ("OperativeHired",),
    ("SiteAcquired",),
    ("WorkRaised",),
    ("WorkAssigned",),
    ("WorkDispatched", "OperativeEngaged"),
    ("WorkArrivedAt",),
    ("WorkCompleted", "OperativeReleased"),
}
"""All that a clerk's command can leave in the log, whole."""


class _Step(msgspec.Struct, frozen=True):
    """Open a page and send the form on it that goes to that address, filled in."""

    page: str
    address: str
    typed: dict[str, str]
    carried: dict[str, str] = {}
    is_of_open_row: bool = False
    """Of those forms, that of the row which is open."""


class Clerk:
    """Hires, acquires, raises Work and sees it through, over and over. Whoever interrupts them
    finds them later where they were: with the form in hand that was not answered."""

    def __init__(self, name: str, visitor: Visitor | None = None) -> None:
        self.visitor = visitor or Visitor()
        self.acknowledged: list[Form] = []
        self.in_hand: Form | None = None
        """What was sent, and of which nobody can say yet whether it has been carried out."""
        self.refused: list[str] = []
        """Answers that there should not have been."""
        self._steps = _working_days(name)
        self._step = next(self._steps)

    def work(self, counter: "Counting") -> None:
        """Until the desk is gone, or everybody is asked to stop."""
        try:
            while not (counter.is_over or self.refused):
                if self.take_step().status == 303:
                    counter.add_one()
        except GONE:
            pass
        finally:
            self.visitor.leave()
            counter.no_more()

    def take_step(self) -> Answer:
        """The next one; or once more the last, if that was not answered."""
        form = self.in_hand
        if form is None:
            page = self.visitor.follow(self._step.page)
            if page.status != 200:
                return self._judged(page)
            carried = self._step.carried
            if self._step.is_of_open_row:
                carried = carried | {"work_id": page.number_of_open_row}
            form = page.form(self._step.address, **carried).fill(**self._step.typed)
            self.in_hand = form
        answer = self.visitor.send(form)
        if answer.status != 303:
            return self._judged(answer, form)
        self.in_hand = None
        self.acknowledged.append(form)
        self._step = self._steps.send(form)
        return answer

    def _judged(self, answer: Answer, sent: Form | None = None) -> Answer:
        """Remember an answer as wrong, unless it says that the log is away and offers the form to
        be sent again."""
        if not answer.says_that_the_log_is_away or (sent and not answer.offers_again(sent)):
            self.refused.append(f"{sent or self._step}, {answer.status}: {answer.text}")
        return answer


def _working_days(name: str) -> Generator[_Step, Form, None]:
    """Is told of each step which form was sent."""
    number = 0
    while True:
        number += 1
        hired = yield _Step(HIRING, HIRING, {"forename": name, "surname": f"Marsh-{number}"})
        operative = hired.fields["operative_id"]
        acquired = yield _Step(
            ACQUIRING,
            ACQUIRING,
            {
                "address_line_1": f"{number} {name} Lane",
                "town": "Leeds",
                "post_code": "LS1 4AP",
                "telephone_number": telephone_of(f"{number} {name} Lane"),
            },
        )
        for title in ("Boiler leaks", "Lift stuck", "Door jams"):
            raised = yield _Step(
                RAISING,
                RAISING,
                {
                    "site_ids": acquired.fields["site_id"],
                    "title": title,
                    "priority": "ROUTINE",
                    "description": "Since this morning.",
                    "do": "raise",
                },
            )
            work = {"work_id": raised.fields["work_id"]}
            yield _Step(
                f"{CONTROL}?work={work['work_id']}",
                ASSIGNING,
                {"operative_id": operative},
                is_of_open_row=True,
            )
            page = f"/operatives/{operative}"
            yield _Step(page, f"{page}/dispatch", {"minutes": "25"}, carried=work)
            yield _Step(page, f"{page}/arrive", {}, carried=work)
            done = {"outcome_code": "MENDED", "outcome": "New valve."}
            yield _Step(page, f"{page}/complete", done, carried=work)


class Counting:
    """How many commands the clerks of one round have had acknowledged."""

    def __init__(self, clerks: int) -> None:
        self._changed = Condition()
        self._count = 0
        self._at_work = clerks
        self.is_over = False

    def add_one(self) -> None:
        with self._changed:
            self._count += 1
            self._changed.notify_all()

    def no_more(self) -> None:
        with self._changed:
            self._at_work -= 1
            self._changed.notify_all()

    def wait_for(self, count: int) -> None:
        """Until so many more have been acknowledged."""
        with self._changed:
            enough = self._count + count
            came = self._changed.wait_for(
                lambda: self._count >= enough or not self._at_work, PATIENCE
            )
            assert came, f"only {self._count} of {enough} commands were acknowledged in time"


@contextmanager
def at_work(clerks: Sequence[Clerk], desk: RunningDesk) -> Iterator[Counting]:
    """All of them at once, until the end of the `with`."""
    for clerk in clerks:
        clerk.visitor.go_to(desk)
    counter = Counting(len(clerks))
    threads = [Thread(target=clerk.work, args=[counter]) for clerk in clerks]
    for thread in threads:
        thread.start()
    try:
        yield counter
    finally:
        counter.is_over = True
        for thread in threads:
            thread.join()
    assert not [answer for clerk in clerks for answer in clerk.refused]


def everything(log: EventLog) -> list[RecordedEvent]:
    return log.read(after=0, limit=1_000_000)


def types_in(log: EventLog) -> list[str]:
    return [event.type_name for event in everything(log)]


def check_log(log: EventLog, clerks: Sequence[Clerk]) -> None:
    """That the log is sound, holds all that was acknowledged, and no command by half or twice."""
    verdict = verify(log)
    assert not verdict.fault
    events = everything(log)
    assert verdict.events == len(events)
    commands = [
        (command_id, tuple(event.type_name for event in group))
        for command_id, group in groupby(events, lambda event: event.metadata.command_id)
    ]
    assert {types for _, types in commands} <= WHAT_COMMANDS_APPEND
    carried_out = Counter(command_id for command_id, _ in commands)
    assert set(carried_out.values()) <= {1}
    acknowledged = {form.command_id for clerk in clerks for form in clerk.acknowledged}
    assert acknowledged <= carried_out.keys()
    in_doubt = {clerk.in_hand.command_id for clerk in clerks if clerk.in_hand}
    assert carried_out.keys() <= acknowledged | in_doubt
