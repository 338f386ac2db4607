"""Going off duty and coming on duty, and what becomes of it when somebody leaves, comes back or is
erased."""

from datetime import timedelta

import pytest

from app.commands.operative import EraseOperative, GoOffDuty
from app.commands.outcome import Forbidden, Receipt
from app.commands.user import EraseUser, RegisterUser
from app.domain.duty import DutyErased, OperativeCameOnDuty, OperativeWentOffDuty
from app.domain.event import Event
from app.domain.feature import Feature
from app.domain.operative import OperativeCameBack, OperativeErased
from app.domain.personal import ERASED
from app.domain.refused import Refused
from app.domain.user import UserErased
from app.domain.work_events import WorkAssigned
from app.event_store.memory import memory_log
from app.private_store.store import PrivateStore
from tests.cast import ANN, ANNS_DUTY, BEN, LIFT
from tests.commands.desk import START, DeskWithoutPages, desk_at_work
from tests.commands.test_bus import at_once

NO_DUTY = (ANNS_DUTY, DutyErased(operative_id=ANN))


@pytest.fixture
def private() -> PrivateStore:
    return PrivateStore()


@pytest.fixture
def desk(private: PrivateStore) -> DeskWithoutPages:
    return desk_at_work(memory_log(private))


def happened(receipt: Receipt) -> list[tuple[str, Event]]:
    return [(each.aggregate_id, each.event) for each in receipt.events]


def test_it_goes_by_when_it_was_first_sent(desk: DeskWithoutPages) -> None:
    off = desk.go_off_duty(ANN, "Training", START + timedelta(minutes=30))
    on = desk.come_on_duty(ANN)
    desk.run(off, "off")
    desk.run(on, "on")
    desk.wait(minutes=60)
    assert desk.run(off, "off").is_repeat
    assert desk.run(on, "on").is_repeat
    with pytest.raises(Refused, match="a moment that is past"):
        desk.run(off)


def test_it_is_no_hindrance_to_assigning(desk: DeskWithoutPages) -> None:
    desk.run(desk.go_off_duty(BEN, "Ill"))
    desk.run(desk.assign(LIFT, BEN))
    assert isinstance(desk.log.stream(LIFT)[-1].event, WorkAssigned)


def test_it_is_said_by_operatives_of_themselves_alone(desk: DeskWithoutPages) -> None:
    own = desk.make_role("Own", Feature.WORK_ON_OWN_VISITS)
    desk.run(own)
    user = RegisterUser(
        user_id="user-ann",
        full_name="Ann Marsh",
        sign_in_name="ann",
        role_ids=(own.role_id,),
        operative_id=ANN,
    )
    desk.run(user)
    assert desk.run(GoOffDuty(operative_id=ANN, reason="Ill"), who="user-ann").events
    with pytest.raises(Forbidden):
        desk.run(GoOffDuty(operative_id=BEN, reason="Ill"), who="user-ann")


def test_it_begins_again_for_who_was_off_duty_left_and_comes_back(desk: DeskWithoutPages) -> None:
    desk.run(desk.go_off_duty(ANN, "Ill"))
    desk.run(desk.let_leave(ANN))
    assert happened(desk.run(desk.take_back(ANN))) == [
        (ANN, OperativeCameBack()),
        (ANNS_DUTY, OperativeCameOnDuty(operative_id=ANN)),
    ]
    desk.run(desk.let_leave(ANN))
    assert happened(desk.run(desk.take_back(ANN), "again")) == [(ANN, OperativeCameBack())]
    desk.run(desk.go_off_duty(ANN, "Ill"))
    assert desk.run(desk.take_back(ANN), "again").is_repeat


@pytest.mark.parametrize("is_user", [False, True], ids=["operative", "user"])
def test_the_reasons_are_erased_with_whom_they_tell_of(
    desk: DeskWithoutPages, private: PrivateStore, *, is_user: bool
) -> None:
    erase: EraseOperative | EraseUser = EraseOperative(operative_id=ANN)
    expected: list[tuple[str, Event]] = [(ANN, OperativeErased()), NO_DUTY]
    if is_user:
        user = desk.register("Ann Marsh", "ann", operative_id=ANN)
        desk.run(user)
        erase = EraseUser(user_id=user.user_id)
        expected.insert(0, (user.user_id, UserErased()))
    for who in (ANN, BEN):
        desk.run(desk.go_off_duty(who, "Quinsy"))
    assert private.keys.of([ANNS_DUTY])

    assert happened(desk.run(erase, "erase")) == expected

    assert not private.keys.of([ANNS_DUTY])
    [went, _] = (each.event for each in desk.log.stream(ANNS_DUTY))
    assert went == OperativeWentOffDuty(operative_id=ANN, reason=ERASED, until=None)
    assert desk.run(erase, "erase").is_repeat
    [bens] = (each.event for each in desk.log.stream("duty-ben"))
    assert bens == OperativeWentOffDuty(operative_id=BEN, reason="Quinsy", until=None)


def test_nothing_is_erased_of_who_was_never_off_duty(desk: DeskWithoutPages) -> None:
    erased = desk.run(EraseOperative(operative_id=ANN))
    assert happened(erased) == [(ANN, OperativeErased())]


def test_erased_while_they_go_off_duty_one_decides_again(
    desk: DeskWithoutPages, private: PrivateStore
) -> None:
    """Whichever is first, no reason stays readable."""
    erased, off = at_once(
        desk,
        (EraseOperative(operative_id=ANN), "erase"),
        (desk.go_off_duty(ANN, "Quinsy"), "off"),
    )
    assert isinstance(erased, Receipt)
    assert (NO_DUTY in happened(erased)) is isinstance(off, Receipt)
    assert not private.keys.of([ANNS_DUTY]) or not desk.log.stream(ANNS_DUTY)
