"""Eight people at two processes assign the same Work, each to somebody else, at the same moment."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from threading import Barrier

import pytest

from app.domain.work_events import WorkAssigned
from app.event_store.address import StoreAddress
from app.event_store.stores import open_log
from app.event_store.verification import verify
from tests.processes.running import two_desks
from tests.processes.visiting import ASSIGNING, CONTROL, Answer, Form, Visitor
from tests.waiting import PATIENCE

ROUNDS = 4
NAMES = ("Ann", "Ben", "Carys", "Dev", "Ewa", "Femi", "Gwen", "Hari")


@pytest.mark.timeout(60)
def test_exactly_one_of_eight_gets_it_and_the_others_are_told_who_did(store: StoreAddress) -> None:
    with two_desks(store) as desks, ExitStack() as stack, closing(open_log(store)) as log:
        people = [stack.enter_context(Visitor(desks[n % 2])) for n in range(len(NAMES))]
        operatives = {people[0].hire(name): name for name in NAMES}
        site_id = people[0].acquire("Elm House")
        for number in range(1001, 1001 + ROUNDS):
            work_id = people[0].raise_work("Boiler leaks", site_id)
            forms = [
                person.open(CONTROL)
                .form(ASSIGNING, work_id=str(number))
                .fill(operative_id=operative_id)
                for person, operative_id in zip(people, operatives, strict=True)
            ]
            answers = _all_at_once(people, forms)

            [_, assigned] = log.stream(work_id)
            assert isinstance(assigned.event, WorkAssigned)
            expected = {form.command_id: 409 for form in forms}
            expected[assigned.metadata.command_id] = 303
            assert [answer.status for answer in answers] == list(expected.values())
            winner = operatives[assigned.event.operative_id]
            for answer in answers:
                if answer.status == 409:
                    assert answer.alert.startswith(
                        f"W-{number} has changed since this page was opened. Nothing has been "
                        f"done. This is what happened: W-{number} assigned to {winner} Marsh "
                    )
        assert verify(log).fault == ""


def _all_at_once(people: Sequence[Visitor], forms: Sequence[Form]) -> list[Answer]:
    ready = Barrier(len(people))

    def send(person: Visitor, form: Form) -> Answer:
        ready.wait(PATIENCE)
        return person.send(form)

    with ThreadPoolExecutor(len(people)) as pool:
        return list(pool.map(send, people, forms))
