"""A server that runs the desk in several processes: fine where they share the log, and refused
where each would have one of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.event_store.address import SqliteStore
from tests.web.desk import Desk, staffed_desk
from tests.web.every_form import HIRE, Case, every_form
from tests.web.outage import move
from tests.web.visitor import Visitor

WHAT_TO_DO = (
    "This desk keeps its log in memory, and its server runs several processes, each of which would "
    "have a log of its own. Whoever looks after it can run one, or set FIRSTLINE_STORE."
)


@pytest.fixture
def desk_on_file(tmp_path: Path) -> Iterator[Desk]:
    desk = staffed_desk()
    move(desk, SqliteStore(tmp_path / "desk.db"))
    yield desk
    desk.log.close()


def one_of_several(desk: Desk) -> Visitor:
    """A visitor whom one of several processes serves."""
    return Visitor(desk.app, multiprocess=True)


@pytest.mark.parametrize("address", ["/", "/work/", "/about/", "/events", "/nowhere"])
def test_in_memory_every_page_is_refused_with_what_to_do(desk: Desk, address: str) -> None:
    page = one_of_several(desk).open(address)

    assert page.status == 503
    assert WHAT_TO_DO in page.text
    assert "Control" in page.areas
    assert page.buttons == []


def test_in_memory_health_is_refused_too(desk: Desk) -> None:
    assert desk.app.test_client().get("/health", multiprocess=True).status_code == 503


@every_form
def test_in_memory_no_form_is_carried_out(unchanged_desk: Desk, case: Case) -> None:
    visitor = unchanged_desk.visitor()
    sent = case.open(unchanged_desk, visitor).submission()
    before = unchanged_desk.head
    visitor.environment = {"multiprocess": True}

    page = visitor.send(sent)

    assert page.status == 503
    assert WHAT_TO_DO in page.text
    assert unchanged_desk.head == before


def test_several_threads_of_one_process_are_fine(desk: Desk) -> None:
    assert Visitor(desk.app, multithread=True, multiprocess=False).open("/").status == 200


def test_with_a_log_in_a_file_several_processes_serve(desk_on_file: Desk) -> None:
    visitor = one_of_several(desk_on_file)

    assert visitor.open("/").status == 200
    visitor.open(HIRE.page)
    assert visitor.press(HIRE.button, HIRE.typed).notices == [HIRE.notice]
    assert visitor.client.get("/health", multiprocess=True).status_code == 200
