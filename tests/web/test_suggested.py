"""From when each operative is free, and who is suggested for what waits, in words. It is 10:42 in
London; Elm House is in Leeds, and 31 Queen Square in Bristol."""

from datetime import timedelta

import pytest

from app.commands.operative import GoOffDuty
from app.commands.user import DisableUser
from app.domain.suggesting import STILL_THERE
from app.web.candidates import candidates
from app.web.desk import read_models
from app.web.suggested import Suggested, available, suggested, when_free
from tests.web.desk import Desk


def off_duty(desk: Desk, name: str, minutes: int | None = None) -> None:
    until = None if minutes is None else desk.clock.now + timedelta(minutes=minutes)
    desk.give(GoOffDuty(operative_id=desk.id(name), reason="Dentist.", until=until))


def free(desk: Desk) -> dict[str, str]:
    """When each is free."""
    with desk.app.test_request_context("/control/"):
        people = available(candidates())
        return {each.candidate.operative.name: when_free(each) for each in people}


def for_work(desk: Desk, label: str = "W-1001", as_of: int | None = None) -> list[Suggested]:
    asked = {} if as_of is None else {"as_of": str(as_of)}
    with desk.app.test_request_context("/control/", query_string=asked):
        desk.app.preprocess_request()
        row = read_models().works.numbered(int(label[2:]))
        assert row
        return suggested([row], available(candidates()))[row.id]


def reasons(desk: Desk, label: str = "W-1001") -> dict[str, str]:
    """Who is suggested, in this order, and why."""
    return {each.candidate.operative.name: each.reason for each in for_work(desk, label)}


@pytest.fixture
def desk_with_work(desk: Desk) -> Desk:
    desk.raise_work("Lift stuck")
    return desk


class TestFree:
    def test_now_with_nothing_to_do_and_about_then_with_something(self, desk: Desk) -> None:
        for label in (desk.raise_work("Boiler leaks"), desk.raise_work("Lift stuck")):
            desk.assign(label, "Ann Marsh")
        assert free(desk) == {"Ann Marsh": "~14:45", "Ben Okafor": "now"}
        desk.dispatch("W-1001", "Ann Marsh", minutes=20)
        assert free(desk)["Ann Marsh"] == "~14:35"
        desk.clock.move(5)
        desk.arrive("W-1001", "Ann Marsh")
        assert free(desk)["Ann Marsh"] == "~14:20"
        desk.complete("W-1001", "Ann Marsh")
        desk.abandon("W-1002", "Ann Marsh")
        assert free(desk)["Ann Marsh"] == "now"

    def test_when_they_are_back_on_duty_if_that_was_said(self, desk: Desk) -> None:
        off_duty(desk, "Ann Marsh", minutes=60)
        off_duty(desk, "Ben Okafor")
        assert free(desk) == {"Ann Marsh": "~11:45", "Ben Okafor": ""}
        desk.clock.move(60)
        assert free(desk) == {"Ann Marsh": "now", "Ben Okafor": ""}


class TestSuggested:
    def test_is_who_is_free_and_then_who_is_free_soonest(self, desk_with_work: Desk) -> None:
        desk_with_work.assign(
            desk_with_work.raise_work("Roof leaks", "31 Queen Square"), "Ann Marsh"
        )
        assert reasons(desk_with_work) == {"Ben Okafor": "free", "Ann Marsh": "free ~12:45"}

    def test_is_who_lives_there_and_what_they_know(self, desk_with_work: Desk) -> None:
        desk_with_work.hire("Zoe Young", "Leeds", "lifts")
        zoe = for_work(desk_with_work)[0]
        assert (zoe.reason, zoe.reasons) == ("free, from Leeds", "free, from Leeds, knows lifts")

    def test_is_who_has_work_there_already(self, desk_with_work: Desk) -> None:
        desk_with_work.assign(desk_with_work.raise_work("Roof leaks"), "Ann Marsh")
        ann = for_work(desk_with_work)[1]
        assert (ann.reason, ann.reasons) == ("~12:45, in Leeds", "~12:45, in Leeds")

    def test_is_who_was_there_last_time_and_for_some_hours_still_is_in_town(
        self, desk_with_work: Desk
    ) -> None:
        desk = desk_with_work
        desk.assign(desk.raise_work("Boiler leaks"), "Ben Okafor")
        desk.dispatch("W-1002", "Ben Okafor")
        desk.arrive("W-1002", "Ben Okafor")
        desk.complete("W-1002", "Ben Okafor")
        assert for_work(desk)[0].reasons == "free, in Leeds, was there last time"
        desk.clock.move(STILL_THERE / timedelta(minutes=1) + 1)
        assert reasons(desk) == {"Ben Okafor": "free, was there last time", "Ann Marsh": "free"}

    def test_is_nobody_who_is_off_duty_or_gone(self, desk_with_work: Desk) -> None:
        off_duty(desk_with_work, "Ann Marsh", minutes=60)
        assert [*reasons(desk_with_work)] == ["Ben Okafor"]
        desk_with_work.let_leave("Ben Okafor")
        assert reasons(desk_with_work) == {}

    def test_is_nobody_who_may_not_sign_in_any_more(self, desk_with_work: Desk) -> None:
        desk = desk_with_work
        desk.assign(desk.raise_work("Roof leaks"), "Ann Marsh")
        desk.add_administrator("Ada Novak")
        desk.register("Ann Marsh", "Operative", operative="Ann Marsh")
        assert [*reasons(desk)] == ["Ben Okafor", "Ann Marsh"]
        desk.give(DisableUser(user_id=desk.user_id("Ann Marsh")))
        assert [*reasons(desk)] == ["Ben Okafor"]

    def test_is_not_who_has_just_handed_it_back(self, desk_with_work: Desk) -> None:
        desk_with_work.assign("W-1001", "Ann Marsh")
        desk_with_work.abandon("W-1001", "Ann Marsh")
        assert [*reasons(desk_with_work)] == ["Ben Okafor"]
        desk_with_work.let_leave("Ben Okafor")
        assert [*reasons(desk_with_work)] == ["Ann Marsh"]

    def test_keeps_what_people_typed_apart_from_the_sentence(self, desk_with_work: Desk) -> None:
        desk_with_work.acquire("1 Harbour Road", "חיפה")
        desk_with_work.raise_work("Door jams", "1 Harbour Road")
        desk_with_work.hire("Zoe Young", "חיפה")
        assert for_work(desk_with_work, "W-1002")[0].reason == "free, from \u2068חיפה\u2069"

    def test_is_whom_it_was_at_that_moment(self, desk_with_work: Desk) -> None:
        before = desk_with_work.head
        desk_with_work.assign(desk_with_work.raise_work("Roof leaks"), "Ann Marsh")
        then = for_work(desk_with_work, as_of=before)
        assert sorted(each.reason for each in then) == ["free", "free"]
