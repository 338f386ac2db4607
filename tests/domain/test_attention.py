"""What needs somebody's attention at 10:00."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.domain.attention import IS_NEWS, LONG_ON_SITE, PAST_ETA, SOON, OpenWork, Why, alerts
from app.domain.lifecycle import Stage
from app.domain.promise import Priority

NOW = datetime(2025, 6, 2, 10, tzinfo=UTC)
A_MINUTE = timedelta(minutes=1)
EMERGENCY, URGENT, ROUTINE = Priority.EMERGENCY, Priority.URGENT, Priority.ROUTINE


def ago(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


def to_come(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def work(stage: Stage, priority: Priority = URGENT, number: int = 1001, **known: Any) -> OpenWork:
    """Raised an hour ago, and due tomorrow."""
    usual = {"stage_since": ago(60), "due": to_come(24 * 60)}
    return OpenWork(
        id=f"work-{number}", number=number, priority=priority, stage=stage, **(usual | known)
    )


def waiting(priority: Priority = URGENT, **known: Any) -> OpenWork:
    return work(Stage.AWAITING_CONTROL, priority, **known)


def queued(priority: Priority = URGENT, **known: Any) -> OpenWork:
    return work(Stage.QUEUED, priority, operative_id="Ann", **known)


def en_route(priority: Priority = URGENT, **known: Any) -> OpenWork:
    return work(Stage.EN_ROUTE, priority, operative_id="Ann", **{"eta": to_come(20), **known})


def past_eta(priority: Priority = URGENT, **known: Any) -> OpenWork:
    """By too little to say anything of it."""
    return en_route(priority, eta=ago(1), **known)


def on_site(priority: Priority = URGENT, **known: Any) -> OpenWork:
    return work(Stage.ON_SITE, priority, operative_id="Ann", **known)


def why(work: OpenWork) -> Why | None:
    return next((each.why for each in alerts([work], NOW)), None)


@pytest.mark.parametrize(
    "usual",
    [
        waiting(),
        waiting(ROUTINE),
        waiting(due=None),
        queued(EMERGENCY),
        en_route(EMERGENCY),
        on_site(EMERGENCY),
        on_site(due=ago(30)),
        past_eta(),
    ],
)
def test_nothing_is_said_of_what_goes_its_way(usual: OpenWork) -> None:
    assert alerts([usual], NOW) == []


def test_an_emergency_that_nobody_has_is_named_at_once_and_to_the_end() -> None:
    for minutes in (0, 3_000):
        [alert] = alerts([waiting(EMERGENCY, stage_since=ago(minutes))], NOW)
        assert (alert.why, alert.moment) == (Why.EMERGENCY_WAITS, ago(minutes))


@pytest.mark.parametrize("put", [waiting, queued, past_eta])
@pytest.mark.parametrize("priority", [URGENT, ROUTINE])
def test_what_is_late_is_named_while_that_is_news(put: Any, priority: Priority) -> None:
    [alert] = alerts([put(priority, due=ago(1))], NOW)
    assert (alert.why, alert.moment) == (Why.LATE, ago(1))
    assert why(put(priority, due=NOW - IS_NEWS[priority])) is Why.LATE
    assert why(put(priority, due=NOW - IS_NEWS[priority] - A_MINUTE)) is None


def test_but_not_while_somebody_is_on_the_way_and_expected() -> None:
    assert why(en_route(due=ago(1), eta=NOW)) is None
    assert why(en_route(due=ago(1), eta=None)) is Why.LATE


def test_an_emergency_that_is_late_is_named_also_while_somebody_is_expected() -> None:
    assert why(en_route(EMERGENCY, due=ago(1), eta=NOW)) is Why.LATE


def test_an_emergency_is_late_to_the_end() -> None:
    assert why(queued(EMERGENCY, due=ago(3_000))) is Why.LATE


@pytest.mark.parametrize("priority", [EMERGENCY, URGENT, ROUTINE])
def test_what_is_late_soon_is_named_in_time(priority: Priority) -> None:
    soon = NOW + SOON[priority]
    [alert] = alerts([queued(priority, due=soon)], NOW)
    assert (alert.why, alert.moment, alert.work.id) == (Why.LATE_SOON, soon, "work-1001")
    assert why(queued(priority, due=soon + A_MINUTE)) is None
    assert why(queued(priority, due=NOW)) is Why.LATE_SOON


def test_unless_somebody_is_on_the_way_who_will_be_there_by_then() -> None:
    assert why(en_route(due=to_come(20))) is None
    assert why(en_route(due=to_come(19))) is Why.LATE_SOON
    assert why(en_route(due=to_come(20), eta=ago(1))) is Why.LATE_SOON, "that was not so"


def test_who_is_long_past_their_eta_is_named() -> None:
    [alert] = alerts([en_route(eta=NOW - PAST_ETA)], NOW)
    assert (alert.why, alert.moment) == (Why.OVERDUE, NOW - PAST_ETA)
    assert why(en_route(eta=NOW - PAST_ETA + A_MINUTE)) is None
    assert why(on_site(eta=NOW - PAST_ETA)) is None, "they are there"


def test_what_was_handed_back_is_named_while_that_is_news() -> None:
    [alert] = alerts([waiting(stage_since=ago(30), handed_back_by="Ben")], NOW)
    assert (alert.why, alert.moment) == (Why.HANDED_BACK, ago(30))
    assert why(waiting(ROUTINE, stage_since=ago(61), handed_back_by="Ben")) is None


def test_who_is_on_site_unusually_long_is_named() -> None:
    [alert] = alerts([on_site(stage_since=NOW - LONG_ON_SITE)], NOW)
    assert (alert.why, alert.moment) == (Why.LONG_ON_SITE, NOW - LONG_ON_SITE)
    assert why(on_site(stage_since=NOW - LONG_ON_SITE + A_MINUTE)) is None


@pytest.mark.parametrize(
    ("several", "most_pressing"),
    [
        (waiting(EMERGENCY, due=ago(5), handed_back_by="Ben"), Why.EMERGENCY_WAITS),
        (en_route(due=ago(5), eta=ago(30)), Why.LATE),
        (en_route(due=to_come(5), eta=ago(30)), Why.OVERDUE),
        (waiting(due=to_come(5), handed_back_by="Ben"), Why.LATE_SOON),
        (en_route(ROUTINE, due=ago(3_000), eta=ago(30)), Why.OVERDUE),
        (
            waiting(ROUTINE, due=ago(3_000), stage_since=ago(9), handed_back_by="Ben"),
            Why.HANDED_BACK,
        ),
    ],
)
def test_of_each_work_the_most_pressing_thing_is_named(
    several: OpenWork, most_pressing: Why
) -> None:
    assert [each.why for each in alerts([several], NOW)] == [most_pressing]


def test_the_most_pressing_stands_first_and_emergencies_before_all_else() -> None:
    in_order = [
        waiting(EMERGENCY, number=1009),
        queued(EMERGENCY, number=1008, due=ago(1)),
        waiting(number=1007, due=ago(9)),
        waiting(number=1005, due=ago(5)),
        queued(number=1006, due=ago(5)),
        en_route(number=1004, eta=ago(40)),
        queued(number=1003, due=to_come(9)),
        waiting(number=1002, stage_since=ago(9), handed_back_by="Ben"),
        on_site(number=1001, stage_since=ago(250)),
    ]
    ids = [each.id for each in in_order]
    assert [each.work.id for each in alerts(in_order, NOW)] == ids
    assert [each.work.id for each in alerts(reversed(in_order), NOW)] == ids
