"""Whatever is sent, to whichever address: the desk does not break, and does nothing by halves."""

from collections import defaultdict
from typing import get_args

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.commands.ids import new_id
from app.domain.work_events import Amended
from app.read_models import ReadModels
from tests.read_models.test_keeping_up import caught_up
from tests.web.desk import Desk, desk_at_every_stage
from tests.web.every_form import EVERY_FORM, Case, by_turns
from tests.web.malformed import HOSTS, USUAL, Encoding, Fields, encodings, nasty, send
from tests.web.visitor import Submission, Visitor

RULES = sorted(Desk().app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint))
METHODS = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]
PROOFS = ["form", "form", "form", "header", "header", "wrong", "none"]
QUERIES = ["page", "filter", "stage", "since", "before", "aggregate", "type", "raised", "work"]

WHAT_ONE_COMMAND_APPENDS = {
    *(tuple(case.events) for case in EVERY_FORM),
    ("WorkRecalled", "OperativeReleased"),
    ("WorkAbandoned",),
}
AMENDED = {event.__name__ for event in get_args(Amended)} | {"ContactNamed"}
"""What an amendment appends: some of these, as what was sent differs from what is written down."""

queries = st.lists(
    st.tuples(st.sampled_from([name.encode() for name in QUERIES]) | nasty, nasty), max_size=3
)
thorough = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

# Werkzeug leaves it to the garbage collector to close a file that arrived cut off.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@thorough
@given(
    rule=st.sampled_from(RULES),
    method=st.sampled_from(["GET", "GET", "POST", "POST", *METHODS]),
    query=queries,
    data=st.data(),
)
def test_no_address_breaks_the_desk(
    rule: Rule, method: str, query: Fields, data: st.DataObject
) -> None:
    desk = _unchanged_desk()
    path = data.draw(_paths(desk, rule), label="path")
    has_body = method not in ("GET", "HEAD", "OPTIONS")
    fields = data.draw(st.lists(st.tuples(nasty, nasty), max_size=3)) if has_body else []
    body = data.draw(encodings)(fields) if has_body else (b"", "")
    host = data.draw(st.sampled_from(HOSTS), label="host")
    before = desk.head

    response = send(desk.visitor(), method, path, query, body, host=host)

    event(f"{method} {response.status_code}")
    assert response.status_code < 500
    assert desk.head == before, "nothing is done without a token"
    _UNCHANGED.append(desk)


@thorough
@given(case=st.sampled_from(EVERY_FORM), encoding=encodings, query=queries, data=st.data())
def test_no_form_breaks_the_desk_or_does_a_thing_by_halves(
    case: Case, encoding: Encoding, query: Fields, data: st.DataObject
) -> None:
    desk = _unchanged_desk()
    if case.name not in _OPENED:
        visitor = desk.visitor()
        _OPENED[case.name] = visitor, case.open(desk, visitor).submission()
    visitor, sent = _OPENED[case.name]
    token = sent["csrf_token"]
    proof = data.draw(
        st.sampled_from(PROOFS),
        label="proof",
    )
    fields = [(name.encode(), value.encode()) for name, value in sent.fields]
    fields = data.draw(_changed(fields), label="fields")
    if proof == "form":
        fields.append((b"csrf_token", token.encode()))
    headers = {"header": {"X-CSRFToken": token}, "wrong": {"X-CSRFToken": "x"}}.get(proof, {})
    before = desk.head

    response = send(visitor, "POST", sent.address.encode(), query, encoding(fields), headers)

    event(f"{response.status_code} {proof} {encoding.__name__}")
    _is_whole(desk, before, response)
    if proof in ("wrong", "none"):
        assert response.status_code in (400, 413)
    if desk.head == before:
        _UNCHANGED.append(desk)


@by_turns("encoding", USUAL)
def test_a_form_that_is_sent_just_so_is_carried_out(case: Case, encoding: Encoding) -> None:
    """Otherwise the tests above would have nothing to spoil."""
    desk = desk_at_every_stage()
    visitor = desk.visitor()
    sent = case.open(desk, visitor).submission()
    fields = [(name.encode(), value.encode()) for name, value in sent.fields]
    before = desk.head

    response = send(visitor, "POST", sent.address.encode(), [], encoding(fields))

    assert response.status_code == 303
    assert desk.types(before) == case.events
    _is_whole(desk, before, response)


_UNCHANGED: list[Desk] = []
"""The desk of the last try, if that has left everything as it was."""
_OPENED: dict[str, tuple[Visitor, Submission]] = {}
"""The forms that were opened there, which can be sent for as long."""


def _unchanged_desk() -> Desk:
    """A desk at every stage. To make one takes longer than the rest of a try."""
    if _UNCHANGED:
        return _UNCHANGED.pop()
    _OPENED.clear()
    return desk_at_every_stage()


def _paths(desk: Desk, rule: Rule) -> st.SearchStrategy[bytes]:
    """Addresses that the rule may or may not match."""
    examples = {
        "operative_id": desk.id("Ann Marsh").encode(),
        "label": b"W-1002",
        "site_id": desk.id("Elm House").encode(),
        "contact_id": new_id("contact").encode(),
        "filename": b"css/base.css",
        "user_id": new_id("user").encode(),
        "team_id": new_id("team").encode(),
        "role_id": new_id("role").encode(),
        "token": b"altered",
    }
    parts = rule.rule.replace("path:", "").replace("<", "|").replace(">", "|").split("|")
    drawn = [
        (st.just(examples[part]) | nasty) if number % 2 else st.just(part.encode())
        for number, part in enumerate(parts)
    ]
    return st.tuples(*drawn).map(b"".join)


@st.composite
def _changed(draw: st.DrawFn, fields: Fields) -> Fields:
    """The fields, with up to three of them missing, doubled or with something else in them. The
    token is put in its place elsewhere."""
    fields = [field for field in fields if field[0] != b"csrf_token"]
    for _ in range(draw(st.integers(0, 3))):
        if not fields:
            break
        place = draw(st.integers(0, len(fields) - 1))
        name, value = fields[place]
        match draw(st.sampled_from(["missing", "doubled", "other", "other", "stranger"])):
            case "missing":
                del fields[place]
            case "doubled":
                fields.insert(place, (name, draw(st.just(value) | nasty)))
            case "other":
                fields[place] = (name, draw(nasty))
            case "stranger":
                fields.append((draw(nasty), draw(nasty)))
    return fields


def _is_whole(desk: Desk, before: int, response: TestResponse) -> None:
    """The desk works, and either nothing was appended or what one command appends."""
    assert response.status_code < 500
    appended = desk.events(before)
    if not appended:
        return
    assert response.status_code == 303
    types = tuple(each.type_name for each in appended)
    assert types in WHAT_ONE_COMMAND_APPENDS or AMENDED.issuperset(types)
    assert len({each.metadata.command_id for each in appended}) == 1
    assert [each.position for each in appended] == list(range(before + 1, desk.head + 1))
    for address in ("/", "/control/", "/work/", "/events", response.location or ""):
        assert desk.visitor().client.get(address).status_code == 200
    versions = defaultdict(list)
    for each in desk.events():
        versions[each.aggregate_id].append(each.version)
    assert all(found == list(range(1, len(found) + 1)) for found in versions.values())
    rebuilt = ReadModels()
    caught_up(desk.log, rebuilt)
    assert rebuilt.position == desk.head
