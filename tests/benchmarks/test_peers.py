"""The small desks that are served beside Firstline: that they are seen to do the same work.

Those that need more than what the tests have installed are looked at when they are measured.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread

import pytest
from bs4 import BeautifulSoup
from msgspec.structs import replace
from werkzeug.serving import make_server

from benchmarks.peers.asking import Crew, Unwanted
from benchmarks.peers.bare_flask.app import application
from benchmarks.peers.cases import REQUESTS, Asked, Case
from benchmarks.peers.checking import DoesOtherWork, check
from benchmarks.peers.serving import BARE_FLASK, IN_MEMORY, ON_SQLITE, Kind, Served
from benchmarks.peers.small_desk import OPERATIVES, SITES, WAITING, SmallDesk, make_desk
from tests.processes.visiting import CONTROL, Visitor


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("peers")


@pytest.fixture(scope="module")
def desk(folder: Path) -> SmallDesk:
    return make_desk(folder)


def visitor_at(port: int) -> Visitor:
    return Visitor(connection=HTTPConnection("127.0.0.1", port))


def test_the_desk_is_as_large_as_it_is_said_to_be(desk: SmallDesk) -> None:
    sizes = len(desk.sites), len(desk.operatives), len(desk.waiting)

    assert sizes == (SITES, OPERATIVES, WAITING)


@pytest.mark.parametrize("kind", [BARE_FLASK, IN_MEMORY, ON_SQLITE], ids=lambda kind: kind.name)
def test_each_does_the_same_work_and_raises_as_much_as_is_asked_for(
    kind: Kind, folder: Path, desk: SmallDesk
) -> None:
    with (
        Served(kind, folder) as served,
        visitor_at(served.port) as visitor,
        Crew(served.port, 2) as crew,
    ):
        check(kind, visitor, desk)
        speed = Asked(served, crew, visitor, desk).speed(Case.RAISE)

        newest = desk.works[-1].number + 1 + REQUESTS[Case.RAISE]
        assert f"W-{newest}" in visitor.open("/work/").text
        assert f"W-{newest + 1}" not in visitor.open("/work/").text
        assert speed.worked > 0


@pytest.mark.parametrize("kind", [IN_MEMORY, ON_SQLITE], ids=lambda kind: kind.name)
def test_a_board_that_has_not_changed_is_measured_where_it_is_answered_in_a_few_bytes(
    kind: Kind, folder: Path, desk: SmallDesk
) -> None:
    with (
        Served(kind, folder) as served,
        visitor_at(served.port) as visitor,
        Crew(served.port, 2) as crew,
    ):
        assert Asked(served, crew, visitor, desk).speed(Case.UNCHANGED).worked > 0


def test_the_board_stays_small_with_a_full_page_of_what_waits(folder: Path) -> None:
    with Served(IN_MEMORY, folder) as served, visitor_at(served.port) as visitor:
        answer = visitor.open(CONTROL)

    head = f"HTTP/1.1 200 OK\r\n{answer.headers}"
    assert len(head.encode()) + len(answer.body.encode()) <= 25_000
    assert len(BeautifulSoup(answer.body, "html.parser").find_all()) <= 1_500


@contextmanager
def bare_desk(folder: Path, *, checks_tokens: bool = True) -> Iterator[Visitor]:
    app = application(folder)
    app.config["WTF_CSRF_ENABLED"] = checks_tokens
    server = make_server("127.0.0.1", 0, app, threaded=True)
    serving = Thread(target=server.serve_forever)
    serving.start()
    try:
        with visitor_at(server.port) as visitor:
            yield visitor
    finally:
        server.shutdown()
        serving.join()


def test_one_that_takes_forms_without_the_token_is_found_out(folder: Path, desk: SmallDesk) -> None:
    with (
        bare_desk(folder, checks_tokens=False) as visitor,
        pytest.raises(DoesOtherWork, match="without the token"),
    ):
        check(BARE_FLASK, visitor, desk)


def test_one_that_leaves_something_out_is_found_out(folder: Path, desk: SmallDesk) -> None:
    last = replace(desk.works[-1], title="Roof leaks")
    other = replace(desk, works=[*desk.works[:-1], last])
    with (
        bare_desk(folder) as visitor,
        pytest.raises(DoesOtherWork, match="does not say 'Roof leaks'"),
    ):
        check(BARE_FLASK, visitor, other)


def test_clients_take_no_answer_but_the_one_they_want(folder: Path, desk: SmallDesk) -> None:
    with Served(BARE_FLASK, folder) as served, Crew(served.port, 2) as crew:
        requests = [f"GET /{page} HTTP/1.1\r\n\r\n".encode() for page in ("hello", "nowhere")]
        assert len(crew.ask([requests[0]] * 5, (b"200",))) == 5
        with pytest.raises(Unwanted, match="404"):
            crew.ask(requests[1:], (b"200",))
