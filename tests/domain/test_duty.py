"""Who is on duty: from when to when, and who is not asked."""

from datetime import datetime, timedelta

import pytest

from app.domain.duty import (
    Duty,
    DutyErased,
    OperativeCameOnDuty,
    OperativeWentOffDuty,
    duty_id,
)
from app.domain.event import Event
from app.domain.ids import is_id
from app.domain.operative import (
    Operative,
    OperativeCameBack,
    OperativeErased,
    OperativeHired,
    OperativeLeft,
)
from tests.cast import ANN, ANNS_DUTY
from tests.domain.scenario import NOW, SOON, ann, given, rebuilt

TRAINING = OperativeWentOffDuty(operative_id=ANN, reason="Training", until=SOON)
ILL = OperativeWentOffDuty(operative_id=ANN, reason="Ill", until=None)
ON_DUTY = OperativeCameOnDuty(operative_id=ANN)
HIRED = OperativeHired(forename="Ann", surname="Marsh")
LEFT = OperativeLeft(reason="")


class TestDuty:
    def test_ends_with_a_reason_and_perhaps_a_moment(self) -> None:
        given(Duty).when(lambda duty: duty.go_off(ann(), " Training", SOON, NOW)).then(TRAINING)
        given(Duty).when(lambda duty: duty.go_off(ann(), "Ill", None, NOW)).then(ILL)

    def test_needs_a_reason_to_end(self) -> None:
        given(Duty).when(lambda duty: duty.go_off(ann(), " ", None, NOW)).refused(
            "Reason is required."
        )

    @pytest.mark.parametrize("until", [NOW, NOW - timedelta(minutes=1)])
    def test_does_not_end_until_a_moment_that_is_past(self, until: datetime) -> None:
        given(Duty).when(lambda duty: duty.go_off(ann(), "Ill", until, NOW)).refused(
            "They are off duty until a moment that is past: choose one to come."
        )

    def test_does_not_end_for_a_decade(self) -> None:
        later = NOW + timedelta(days=733)
        given(Duty).when(lambda duty: duty.go_off(ann(), "Ill", later, NOW)).refused(
            "That is more than two years away: leave the moment empty, and say when they are back."
        )

    def test_can_end_otherwise_than_was_said(self) -> None:
        given(Duty, ILL).when(lambda duty: duty.go_off(ann(), "Training", SOON, NOW)).then(TRAINING)
        given(Duty, TRAINING).when(lambda duty: duty.go_off(ann(), "Training", SOON, NOW)).refused(
            "That is how it stands already."
        )

    @pytest.mark.parametrize("said", [ILL, TRAINING])
    def test_begins_again_when_somebody_says_so(self, said: Event) -> None:
        given(Duty, said).when(lambda duty: duty.come_on(ann(), NOW)).then(ON_DUTY)

    def test_begins_again_by_itself_at_the_moment_that_was_said(self) -> None:
        duty = rebuilt(Duty, ANNS_DUTY, TRAINING)
        assert duty.is_off(SOON - timedelta.resolution)
        assert not duty.is_off(SOON)
        given(Duty, TRAINING).when(lambda duty: duty.come_on(ann(), SOON)).refused(
            "Ann Marsh is on duty already."
        )

    @pytest.mark.parametrize("events", [(), (ILL, ON_DUTY)])
    def test_does_not_begin_twice(self, events: tuple[Event, ...]) -> None:
        given(Duty, *events).when(lambda duty: duty.come_on(ann(), NOW)).refused(
            "Ann Marsh is on duty already."
        )

    @pytest.mark.parametrize("said", [ILL, TRAINING])
    def test_begins_anew_when_they_come_back_after_they_had_left(self, said: Event) -> None:
        given(Duty, said).when(lambda duty: duty.begin_anew(ann())).then(ON_DUTY)

    @pytest.mark.parametrize("events", [(), (ILL, ON_DUTY)])
    def test_goes_on_when_they_left_while_on_duty(self, events: tuple[Event, ...]) -> None:
        given(Duty, *events).when(lambda duty: duty.begin_anew(ann())).then()

    @pytest.mark.parametrize(
        ("events", "refusal"),
        [
            ((), "There is no such operative on this desk."),
            ((HIRED, LEFT), "Ann Marsh has left: take them back first."),
            (
                (HIRED, OperativeErased()),
                "The name of this operative was erased: nothing can be assigned to them.",
            ),
        ],
    )
    def test_is_of_somebody_who_is_here(self, events: tuple[Event, ...], refusal: str) -> None:
        who = rebuilt(Operative, ANN, *events)
        given(Duty, ILL).when(lambda duty: duty.go_off(who, "Training", None, NOW)).refused(refusal)
        given(Duty, ILL).when(lambda duty: duty.come_on(who, NOW)).refused(refusal)

    def test_is_of_somebody_who_came_back(self) -> None:
        who = rebuilt(Operative, ANN, HIRED, LEFT, OperativeCameBack())
        given(Duty).when(lambda duty: duty.go_off(who, "Ill", None, NOW)).then(ILL)

    @pytest.mark.parametrize("events", [(ILL,), (ILL, ON_DUTY)])
    def test_is_erased_where_anything_was_said(self, events: tuple[Event, ...]) -> None:
        given(Duty, *events).when(lambda duty: duty.erase(ann())).then(DutyErased(operative_id=ANN))

    def test_is_not_erased_where_nothing_was(self) -> None:
        given(Duty).when(lambda duty: duty.erase(ann())).then()


def test_its_id_is_the_operatives_with_another_first_word() -> None:
    uuid = "01932c07-209c-7a2e-8f43-0a1d4c0f9b11"
    assert duty_id(f"operative-{uuid}") == f"duty-{uuid}"
    assert is_id(Duty.kind, duty_id(f"operative-{uuid}"))
    assert duty_id(ANN) == ANNS_DUTY
