"""The list of routes that are measured: that it is complete, and that each request is answered."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.event_store.address import SqliteStore
from benchmarks.made_up_desk import FEWEST_EVENTS
from benchmarks.make_log import fill
from benchmarks.measured_desk import DeskToMeasure, measured_desk
from benchmarks.routes import LEFT_OUT, PAGES, POSTS, pages_of_the_past

NO_PAGES = {"HEAD", "OPTIONS"}
FOUND = {200, 302, 303}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskToMeasure]:
    store = SqliteStore(tmp_path_factory.mktemp("log") / "desk.db")
    fill(store, FEWEST_EVENTS)
    desk = DeskToMeasure(store)
    yield desk
    desk.log.close()


def test_every_route_is_measured_or_left_out_with_a_reason(desk: DeskToMeasure) -> None:
    routes = {
        (rule.endpoint, method)
        for rule in desk.app.url_map.iter_rules()
        for method in (rule.methods or set()) - NO_PAGES
    }
    urls = desk.app.url_map.bind("localhost")
    asked = [(page, "GET") for page in PAGES] + [(post.address, "POST") for post in POSTS]
    measured = {
        (urls.match(address.partition("?")[0], method)[0], method) for address, method in asked
    }

    assert routes - measured == LEFT_OUT.keys()


def test_every_page_is_there_also_as_of_the_past(desk: DeskToMeasure) -> None:
    statuses = {page: desk.get(page).status for page in [*PAGES, *pages_of_the_past()]}

    assert {page: status for page, status in statuses.items() if status not in FOUND} == {}


def test_every_form_is_accepted_and_can_be_sent_once_more(desk: DeskToMeasure) -> None:
    for _ in range(2):
        desk.begin_again()
        statuses = {str(post): desk.post(post).status for post in POSTS}
        assert {post: status for post, status in statuses.items() if status not in FOUND} == {}


def test_a_desk_in_a_process_of_its_own_is_asked_in_the_same_way(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "desk.db")
    fill(store, FEWEST_EVENTS)

    with measured_desk(store) as there:
        there.begin_again()
        statuses = there.get("/control/").status, there.post(POSTS[0]).status

    assert statuses == (200, 303)
