"""Whatever happened: a page as of any moment is the page that a desk showed which had come no
further."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import flask
import msgspec
import pytest
from flask import template_rendered
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from jinja2 import Template

from app.domain.refused import Refused
from app.event_store.memory import memory_log
from app.web.page_data import PageData
from tests.web.desk import Desk, staffed_desk

PEOPLE = ["Ann Marsh", "Ben Okafor", "Zoë Marsh", "ann O'Neil"]
PLACES = [("Elm House", "Leeds"), ("17 Mill Lane", "York"), ("7 Mill Lane", "York")]
TITLES = ["Boiler leaks", "Lift stuck in Leeds", "Door of Marsh jams"]

SMALL_PAGES = {
    "administration.PAGE_SIZE": 2,
    "board.LONGEST_QUEUE": 1,
    "events.PAGE_SIZE": 7,
    "operatives.PAGE_SIZE": 2,
    "operatives.RECENTLY_FINISHED": 2,
    "register.PAGE_SIZE": 2,
    "response.RECENT": 2,
    "search.SHOWN": 1,
    "sites.PAGE_SIZE": 2,
    "waiting.ROWS_SHOWN": 2,
    "workforce.ROWS_SHOWN": 2,
}
"""So that short histories fill several pages of each list."""

FIRST_PAGES = [
    "/",
    "/about",
    "/administration/operatives",
    "/administration/operatives?filter=mar",
    "/administration/sites",
    "/administration/sites?filter=0113",
    "/administration/sites?filter=shop",
    "/administration/sites?disposed=yes",
    "/control/",
    "/control/?open=W-1001&queue=1",
    "/control/?open=W-1003&off=yes&tab=attention",
    "/control/?sort=town&priority=ROUTINE&narrow=yes",
    "/control/?sort=age&town=york&filter=leaks",
    "/events",
    "/events?aggregate=W-1001",
    "/events?type=WorkAssigned",
    "/operatives/",
    "/operatives/?filter=zoe",
    "/response/",
    "/work/",
    "/search?q=leeds",
    "/work/?late=no&sort=site",
    "/work/?operative=marsh&sort=-title",
    "/work/?filter=leeds",
    "/work/?filter=marsh",
    "/work/?filter=ben+b",
    "/work/?stage=AWAITING_CONTROL",
    "/work/?stage=COMPLETED&since=today",
    "/work/W-1001",
    "/work/W-1002",
    "/work/W-1003",
]

Step = tuple[str, int, int, int, bool]
"""What is done, to the how manieth, by the how manieth, so many minutes later; and whether somebody
looks at the desk then."""

KINDS = ["raise", "assign", "assign", "assign", "dispatch", "dispatch", "arrive", "complete"]
KINDS += ["abandon", "recall", "close", "reopen", "hire", "acquire"]
KINDS += ["amend site", "dispose", "restore", "close"]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(KINDS),
        st.integers(0, 4),
        st.integers(0, 3),
        # Clocks of several machines differ, and nights pass.
        st.sampled_from([0, 1, 25, 25, 600, -3]),
        st.booleans(),
    ),
    min_size=5,
    max_size=40,
)


def took_place(desk: Desk, steps: Sequence[Step]) -> None:
    """Do all that is allowed of it."""
    looking = desk.app.test_client()
    desk.hire(PEOPLE[2])
    for place in PLACES[1:]:
        desk.acquire(*place)
    for title in TITLES:
        desk.raise_work(title)
    for kind, which, who, minutes, is_looked_at in steps:
        desk.clock.move(minutes)
        try:
            _do(desk, kind, f"W-{1001 + which}", which, who)
        except (Refused, IndexError):
            continue
        if is_looked_at:
            looking.get("/")


def _do(desk: Desk, kind: str, label: str, which: int, who: int) -> None:
    operative, site = PEOPLE[who % 3], PLACES[who % 3][0]
    doing: dict[str, Callable[[], object]] = {
        "raise": lambda: desk.raise_work(TITLES[which % 3], site),
        "assign": lambda: desk.assign(label, operative),
        "dispatch": lambda: desk.dispatch(label, operative),
        "arrive": lambda: desk.arrive(label, operative),
        "complete": lambda: desk.complete(label, operative),
        "abandon": lambda: desk.abandon(label, operative),
        "recall": lambda: desk.recall(label),
        "close": lambda: desk.close(label),
        "reopen": lambda: desk.reopen(label),
        "hire": lambda: desk.hire(f"{PEOPLE[3]} {which}"),
        "amend site": lambda: desk.amend_site(
            site, "Hull", name=f"Shop {which}", contact_name="Jo"
        ),
        "dispose": lambda: desk.dispose_of(site),
        "restore": lambda: desk.restore(site),
        "acquire": lambda: desk.acquire(f"{which} Mill Lane {who}", "York"),
    }
    doing[kind]()


def come_no_further(desk: Desk, position: int) -> Desk:
    """Another desk with the same log up to that position."""
    log = memory_log()
    records = desk.log.records(after=0, limit=position)
    log.restore(records, desk.log.keys(records))
    other = Desk(log=log)
    times = [each.metadata.when for each in other.events()]
    other.clock.now = max(times, default=desk.clock.now - timedelta(days=1000))
    return other


class Looker:
    """Looks at pages of a desk, and keeps what they were made from."""

    def __init__(self, desk: Desk) -> None:
        self._client = desk.app.test_client()
        self._app = desk.app
        self._shown: list[PageData] = []

    @contextmanager
    def looking(self) -> Iterator[None]:
        def note(app: flask.Flask, template: Template, context: dict[str, Any], **_: Any) -> None:
            self._shown.append(context["page"])

        with template_rendered.connected_to(note, self._app):
            yield

    def pages(self, addresses: Sequence[str], moment: str = "") -> dict[str, tuple[str, Any]]:
        """These pages and those that follow them in their lists: their HTML without the steps
        through time, and their data without what can be done; by their addresses without moment."""
        found: dict[str, tuple[str, Any]] = {}
        waiting = list(addresses)
        while waiting:
            address = waiting.pop()
            if address in found:
                continue
            joined = f"{address}{'&' if '?' in address else '?'}{moment}" if moment else address
            html = self._client.get(joined, follow_redirects=True).get_data(as_text=True)
            html = re.sub(r'\s*<nav class="past-steps".*?</nav>', "", html, flags=re.DOTALL)
            found[address] = (html, only_what_is_shown(self._shown[-1]))
            for link in re.findall(r'rel="next" href="([^"]+)"', html):
                plain_link = link.replace("&amp;", "&").partition("#")[0]
                waiting.append(re.sub(r"[?&]as_of=\d+", "", plain_link))
        return found


FOR_DOING = {"form", "forms", "actions", "command_id", "moves", "priorities", "next_things"}
FOR_DOING |= {"action", "can_assign", "suggested", "choices", "candidates", "stranded", "behind"}


def only_what_is_shown(page: object) -> Any:
    """The data of a page, without what the page can be acted on with."""
    return _without(msgspec.to_builtins(page, enc_hook=lambda form: None))


def _without(data: Any) -> Any:
    if isinstance(data, dict):
        is_choice = "chosen" in data and "found" in data
        return (
            None
            if is_choice
            else {name: _without(each) for name, each in data.items() if name not in FOR_DOING}
        )
    return [_without(each) for each in data] if isinstance(data, list | tuple) else data


@settings(
    deadline=None,
    max_examples=10,
    # Each try takes half a second: to look for the shortest history could take minutes.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(steps=STEPS, part=st.floats(0, 1))
def test_a_page_as_of_a_moment_is_that_of_a_desk_that_had_come_no_further(
    steps: list[Step], part: float
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for name, size in SMALL_PAGES.items():
            patch.setattr(f"app.web.{name}", size)
        desk = staffed_desk()
        took_place(desk, steps)
        position = round(part * desk.head)
        addresses = FIRST_PAGES + [desk.page_of(name) for name in PEOPLE[:3]]
        addresses += [f"/sites/{desk.id(name)}" for name, _ in PLACES]
        then = come_no_further(desk, position)

        now_here, now_there = Looker(desk), Looker(then)
        with now_here.looking(), now_there.looking():
            past = now_here.pages(addresses, f"as_of={position}")
            past_there = now_there.pages(addresses, f"as_of={position}")
            present_there = now_there.pages(addresses)

        assert past == past_there
        # What is said about something that is not there is put otherwise.
        for address, (_, data) in present_there.items():
            if "advice" not in data:
                assert past[address][1] == data, address
        assert past.keys() == present_there.keys()
        read_side = desk.app.extensions["firstline"].read_side
        assert read_side.rebuild(lambda position, head: None) == []
        for each in (desk, then):
            each.log.close()
