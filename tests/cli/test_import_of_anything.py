"""Whatever a file holds, made to look right: it is refused with its line, or every page of a desk
with that log can be shown."""

import html
import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from app.event_store.log import Record
from app.event_store.transfer import ImportRefused, importable
from app.read_models import ReadModels
from tests.cli.logs import export_of
from tests.event_store.by_hand import lines_of
from tests.event_store.old_logs import LOGS, events_in
from tests.web.crawl import moment_of
from tests.web.desk import Desk, desk_at_every_stage

Lines = list[dict[str, Any]]

NASTY: list[Any] = [
    *(
        "",
        " ",
        "\x00",
        "a\nb",
        "\x1b[2J",
        "\u202e",
        "x" * 20_000,
        "<b>",
        "{{ 7 }}",
        "/",
        "//a",
        "%",
    ),
    *(
        "javascript:alert(1)",
        "work-1",
        "operative-",
        "engagement-",
        "duty-",
        "W-1001",
        "2025-13-41",
    ),
    *(None, True, 0, -1, 2**63, 10**30, 1.5, [], [""], {}),
]
MOMENTS = ("when", "eta", "arrive_by", "complete_by", "until")
"""What these fields are called."""
NASTY_MOMENTS = [
    *(
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "2025-06-02T09:42:00",
        "1970-01-01T00:00:00Z",
    ),
    *("2025-06-02T09:42:00+14:00", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"),
]


def made_to_look_right(lines: Lines, counted: bool) -> list[bytes]:
    """As an export, with hashes that follow from each other, and versions that count up."""
    versions: Counter[str] = Counter()
    records = []
    for line in lines:
        id = str(line["aggregate_id"])
        versions[id] += 1
        body = {name: line[name] for name in ("schema", "metadata", "event")}
        records.append(
            Record(
                position=line["position"],
                aggregate_id=id,
                version=versions[id] if counted else line["version"],
                type_name=str(line["type"]),
                body=msgspec.json.encode(body),
                hash="",
            )
        )
    return export_of(records)


def _drop(lines: Lines, a: int, b: int, value: Any) -> None:
    del lines[a]


def _double(lines: Lines, a: int, b: int, value: Any) -> None:
    lines.insert(b, lines[a])


def _swap(lines: Lines, a: int, b: int, value: Any) -> None:
    lines[a], lines[b] = lines[b], lines[a]


def _move(lines: Lines, a: int, b: int, value: Any) -> None:
    lines.insert(b, lines.pop(a))


def _cut_off(lines: Lines, a: int, b: int, value: Any) -> None:
    del lines[a + 1 :]


def _another_type(lines: Lines, a: int, b: int, value: Any) -> None:
    lines[a] = {**lines[a], "type": lines[b]["type"]}


def _of_another(lines: Lines, a: int, b: int, value: Any) -> None:
    lines[a] = {**lines[a], "aggregate_id": lines[b]["aggregate_id"]}


def _with_the_content_of_another(lines: Lines, a: int, b: int, value: Any) -> None:
    lines[a] = {**lines[a], "event": {**lines[a]["event"], **lines[b]["event"]}}


def _with_nonsense(part: str) -> Callable[[Lines, int, int, Any], None]:
    def change(lines: Lines, a: int, b: int, value: Any) -> None:
        # Some events have no content: then it is one that nobody knows.
        names = sorted(lines[a][part]) or ["unknown"]
        name = names[b % len(names)]
        if name in MOMENTS:
            value = NASTY_MOMENTS[b % len(NASTY_MOMENTS)]
        lines[a] = {**lines[a], part: {**lines[a][part], name: value}}

    return change


CHANGES = [
    *(_drop, _double, _swap, _move, _cut_off),
    *(_another_type, _of_another, _with_the_content_of_another),
    *(_with_nonsense("event"), _with_nonsense("metadata")),
]
BASES = [lines_of(desk_at_every_stage().log), *(events_in(name) for name in LOGS)]


@st.composite
def changed_logs(draw: st.DrawFn) -> list[bytes]:
    lines: Lines = [json.loads(line) for line in draw(st.sampled_from(BASES))]
    for _ in range(draw(st.sampled_from([1, 1, 1, 2, 3]))):
        if lines:
            index = st.integers(0, len(lines) - 1)
            change = draw(st.sampled_from(CHANGES))
            change(lines, draw(index), draw(index), draw(st.sampled_from(NASTY)))
    return made_to_look_right(lines, counted=draw(st.integers(0, 9)) > 0)


@given(lines=changed_logs())
@settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
def test_is_refused_with_its_line_or_shown_on_every_page(lines: list[bytes]) -> None:
    try:
        records = list(importable(lines, told=ReadModels().tell))
    except ImportRefused as refusal:
        event("refused")
        assert str(refusal).startswith("Line ")  # noqa: PT017
        assert str(refusal).isprintable()  # noqa: PT017
        assert "cannot be shown" not in str(refusal)  # noqa: PT017
        return
    event("taken in")
    assert [status for status in statuses_of_every_page(records).values() if status >= 500] == []


def statuses_of_every_page(records: Sequence[Record]) -> dict[str, int]:
    desk = Desk()
    desk.log.restore(records)
    client = desk.app.test_client()
    statuses: dict[str, int] = {}
    waiting = ["/"]
    while waiting:
        address = waiting.pop()
        if address not in statuses:
            response = client.get(address)
            statuses[address] = response.status_code
            if response.status_code == 200 and response.mimetype == "text/html":
                waiting += links_of_now(response.text)
        assert len(statuses) < 500
    return statuses


def links_of_now(page: str) -> list[str]:
    """Where its links to pages of now lead, but for files and for combinations of what a list can
    be asked for. By a regular expression: a parser takes twice as long to read a page as the desk
    to make it."""
    pages = re.findall(r'<a (?![^>]*(?:nofollow|download))[^>]*href="(/[^"#]*)', page)
    links = map(html.unescape, pages)
    return [link for link in links if not moment_of(link) and "&" not in link]
