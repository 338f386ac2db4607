"""What every aggregate promises about its own events."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import app.domain
from app.domain.aggregate import Aggregate
from app.domain.engagement import Engagement
from app.domain.event import Event
from app.domain.refused import Refused
from tests.domain.scenario import ann, anns_engagement, rebuilt
from tests.event_store.examples import events_of


def aggregate_types() -> Iterator[type[Aggregate]]:
    """What another is built on, as Work is on DescribedWork, is none by itself."""
    for module in pkgutil.iter_modules(app.domain.__path__, "app.domain."):
        importlib.import_module(module.name)
    for each in Aggregate.__subclasses__():
        yield from each.__subclasses__() or [each]


def event_types_of(aggregate_type: type[Aggregate]) -> list[type[Event]]:
    """An aggregate's events stand in its own file, or in one beside it."""
    own = aggregate_type.__module__
    return [each for each in Event.__subclasses__() if each.__module__ in (own, f"{own}_events")]


KNOWN_BY_THEIR_LAST_EVENT = [each for each in aggregate_types() if each.last_event_is_state]


def test_an_engagement_is_known_by_its_last_event() -> None:
    assert Engagement in KNOWN_BY_THEIR_LAST_EVENT


def test_every_aggregate_has_events() -> None:
    assert all(event_types_of(each) for each in aggregate_types())


@pytest.mark.parametrize("aggregate_type", KNOWN_BY_THEIR_LAST_EVENT)
@given(data=st.data())
@settings(deadline=None)
def test_the_last_event_alone_says_how_it_stands(
    aggregate_type: type[Aggregate], data: st.DataObject
) -> None:
    any_event = st.one_of([events_of(each) for each in event_types_of(aggregate_type)])
    history = data.draw(st.lists(any_event, max_size=10))
    agree_on_the_state(aggregate_type, "aggregate-1", history)


@given(steps=st.lists(st.tuples(st.booleans(), st.sampled_from(["work-1", "work-2"]))))
@settings(deadline=None)
def test_after_any_engagements_the_last_event_alone_decides_the_next(
    steps: list[tuple[bool, str]],
) -> None:
    engagement = anns_engagement()
    for sets_off, work_id in steps:
        if not sets_off and engagement.is_on:
            engagement.end(ann(), work_id)
        agree_on_the_state(Engagement, engagement.id, engagement.changes)
        if sets_off:
            known_by_its_last = rebuilt(Engagement, engagement.id, *engagement.changes[-1:])
            assert begin(known_by_its_last, work_id) == begin(engagement, work_id)


def begin(engagement: Engagement, work_id: str) -> str:
    """How an attempt to set off ends."""
    try:
        engagement.begin(ann(), work_id)
    except Refused as refusal:
        return str(refusal)
    return "done"


def agree_on_the_state(aggregate_type: type[Aggregate], id: str, history: list[Event]) -> None:
    """See that it makes no difference whether the whole history is replayed or its last event."""
    whole, last = aggregate_type(id), aggregate_type(id)
    whole.replay(history, version=len(history))
    last.replay(history[-1:], version=len(history))
    assert vars(last) == vars(whole)
