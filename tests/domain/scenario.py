"""Sentences about one aggregate: given these events, when somebody does this, then those events, or
a refusal."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Generic, TypeVar

import pytest

from app.domain.aggregate import Aggregate
from app.domain.engagement import (
    Engagement,
    OperativeEngaged,
    OperativeReleased,
    engagement_id,
)
from app.domain.event import Event
from app.domain.operative import Operative, OperativeHired
from app.domain.refused import Refused
from app.domain.site import Site, SiteAcquired
from tests.cast import ANN, BEN, ELM_HOUSE, MILL_LANE

A = TypeVar("A", bound=Aggregate)

NOW = datetime(2025, 6, 2, 9, 42, tzinfo=UTC)
SOON = NOW + timedelta(minutes=25)

AVI = "operative-avi"
AVIS_NAME = "\u2068\u05d0\u05d1\u05d9 Levi\u2069"
"""As it stands in a sentence."""


def ann() -> Operative:
    return rebuilt(Operative, ANN, OperativeHired(forename="Ann", surname="Marsh"))


def ben() -> Operative:
    return rebuilt(Operative, BEN, OperativeHired(forename="Ben", surname="Okoro"))


def avi() -> Operative:
    """Hired before a name could not begin with what turns all that follows."""
    return rebuilt(
        Operative, AVI, OperativeHired(forename="\u202e\u05d0\u05d1\u05d9", surname="Levi")
    )


def ann_engaged(work_id: str) -> OperativeEngaged:
    return OperativeEngaged(operative_id=ANN, work_id=work_id)


def ann_released(work_id: str) -> OperativeReleased:
    return OperativeReleased(operative_id=ANN, work_id=work_id)


def anns_engagement(*events: Event) -> Engagement:
    """Ann's engagement after these events; with none, she has never set off."""
    return rebuilt(Engagement, engagement_id(ANN), *events)


def elm_house() -> Site:
    acquired = SiteAcquired(
        address_line_1="Elm House",
        town="Leeds",
        post_code="LS1 4AP",
        telephone_number="0113 496 0182",
    )
    return rebuilt(Site, ELM_HOUSE, acquired)


def mill_lane() -> Site:
    acquired = SiteAcquired(
        address_line_1="3 Mill Lane",
        town="York",
        post_code="YO1 7PR",
        telephone_number="+44 1904 496012",
    )
    return rebuilt(Site, MILL_LANE, acquired)


def rebuilt(aggregate_type: type[A], id: str, *events: Event) -> A:
    """The aggregate as its stored events left it."""
    aggregate = aggregate_type(id)
    aggregate.replay(events, version=len(events))
    return aggregate


def given(aggregate_type: type[A], *events: Event) -> "Given[A]":
    return Given(rebuilt(aggregate_type, f"{aggregate_type.kind}-1", *events))


class Given(Generic[A]):
    def __init__(self, aggregate: A) -> None:
        self._aggregate = aggregate

    def when(self, act: Callable[[A], object]) -> "When[A]":
        return When(self._aggregate, act)


class When(Generic[A]):
    def __init__(self, aggregate: A, act: Callable[[A], object]) -> None:
        self._aggregate = aggregate
        self._act = act

    def then(self, *expected: Event) -> None:
        """Those events and no others are recorded."""
        self._act(self._aggregate)
        recorded = self._aggregate.changes
        assert recorded == list(expected), f"recorded {recorded}, not {list(expected)}"

    def refused(self, sentence: str) -> None:
        """A rule forbids it, in these words, and nothing is recorded."""
        with pytest.raises(Refused) as refusal:
            self._act(self._aggregate)
        assert str(refusal.value) == sentence, f"refused with: {refusal.value}"
        assert self._aggregate.changes == [], "refused, and yet something is recorded"
