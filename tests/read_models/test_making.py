"""The making of the read models' database from a log that is long: what it asks and writes for an
event may not grow with what came before."""

import pytest

from app.event_store.memory import memory_log
from app.read_models import ReadModels
from app.read_models.database import Database
from app.read_models.taking_in import take_in
from benchmarks.made_up_desk import FEWEST_EVENTS
from benchmarks.make_log import make_log
from tests.commands.desk import desk_at_work
from tests.read_models.test_erased import ERASE_JO, JO, JO_CALLS


class TracedMaking:
    """Made as for the first time: most indexes come when all is in."""

    def __init__(self) -> None:
        self.models = ReadModels(Database())
        self.models.create()
        self.statements: list[str] = []
        log = memory_log()
        make_log(log, FEWEST_EVENTS)
        desk = desk_at_work(log)
        desk.run(JO_CALLS)
        desk.run(ERASE_JO)
        connection = self.models.database._connection
        connection.set_trace_callback(self.statements.append)
        take_in(log, self.models, log.newest())
        connection.set_trace_callback(None)

    def gone_through(self, statement: str) -> set[str]:
        """The tables that are gone through from one end to the other for it."""
        plan = self.models.database.execute(f"EXPLAIN QUERY PLAN {statement}")
        return {step.split()[1] for *_, step in plan if step.startswith("SCAN ")}


@pytest.fixture(scope="module")
def making() -> TracedMaking:
    return TracedMaking()


def test_the_works_of_a_queue_are_looked_up(making: TracedMaking) -> None:
    of_a_queue = [each for each in making.statements if "FROM standings WHERE operative_id" in each]

    assert of_a_queue
    assert [each for each in of_a_queue if making.gone_through(each)] == []


def test_nothing_is_written_anew_for_somebody_who_reads_as_erased_from_the_start(
    making: TracedMaking,
) -> None:
    jo = making.models.contacts.get(JO)

    assert jo
    assert jo.is_erased
    assert [each for each in making.statements if each.startswith("CREATE TEMP TABLE")] == []
