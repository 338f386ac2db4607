"""Somebody can always manage people, on a desk where somebody ever could."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from app.commands.command import Command
from app.commands.outcome import Forbidden
from app.commands.team import MakeTeam, RemoveMember
from app.commands.user import AddAdministrator, DisableUser, EraseUser
from app.domain.access import THE_MACHINE
from app.domain.characters import isolated
from app.domain.feature import Feature
from app.domain.refused import Refused
from app.domain.role import ADMINISTRATION, READY_MADE
from app.event_store.log import EventLog
from app.event_store.memory import memory_log
from tests.cast import BOILER
from tests.commands.desk import DeskWithoutPages, LogInBetween, desk_at_work
from tests.commands.people import ADA, ADD_ADA, ADD_BOB, BOB, DEE, closed_desk
from tests.event_store.stores import STORES, new_log

NIGHTS = "team-nights"
MAKE_NIGHTS = MakeTeam(team_id=NIGHTS, name="Nights")
LOCKED_OUT = "Then nobody could manage people any more. Let somebody else manage people first."

Build = Callable[[DeskWithoutPages], Command]

LEAVING_HERSELF: dict[str, Build] = {
    "revoked": lambda desk: desk.revoke(ADA, ADMINISTRATION),
    "disabled": lambda _: DisableUser(user_id=ADA),
    "erased": lambda _: EraseUser(user_id=ADA),
    "role changed": lambda desk: desk.change_role(ADMINISTRATION, "Admin", Feature.HIRE),
}
LEAVING_BY_TEAM: dict[str, Build] = {
    "revoked from the team": lambda desk: desk.revoke(NIGHTS, ADMINISTRATION),
    "left the team": lambda _: RemoveMember(team_id=NIGHTS, user_id=ADA),
    "disabled": lambda _: DisableUser(user_id=ADA),
    "erased": lambda _: EraseUser(user_id=ADA),
    "role changed": lambda desk: desk.change_role(ADMINISTRATION, "Admin", Feature.HIRE),
}


def by_team() -> DeskWithoutPages:
    """Ada manages people because of her team alone."""
    desk = closed_desk()
    for command in (
        MAKE_NIGHTS,
        desk.add_member(NIGHTS, ADA),
        desk.grant(NIGHTS, ADMINISTRATION),
        desk.revoke(ADA, ADMINISTRATION),
    ):
        desk.run(command, who=ADA)
    return desk


def assert_locked(desk: DeskWithoutPages, command: Command) -> None:
    head = desk.log.head()
    with pytest.raises(Refused) as refusal:
        desk.run(command, who=ADA)
    assert str(refusal.value) == LOCKED_OUT
    assert desk.log.head() == head


class TestTheLastAdministrator:
    @pytest.mark.parametrize("way", LEAVING_HERSELF)
    def test_stays(self, way: str) -> None:
        desk = closed_desk()
        assert_locked(desk, LEAVING_HERSELF[way](desk))

    @pytest.mark.parametrize("way", LEAVING_BY_TEAM)
    def test_stays_where_a_team_holds_the_role(self, way: str) -> None:
        desk = by_team()
        assert_locked(desk, LEAVING_BY_TEAM[way](desk))

    def test_is_not_replaced_by_somebody_disabled(self) -> None:
        desk = closed_desk()
        desk.run(ADD_BOB, who=ADA)
        desk.run(DisableUser(user_id=BOB), who=ADA)
        assert_locked(desk, DisableUser(user_id=ADA))

    def test_is_not_replaced_by_somebody_made_up(self) -> None:
        desk = closed_desk()
        desk.run(desk.register("Moe", "moe", ADMINISTRATION, is_made_up=True), who=ADA)
        assert_locked(desk, DisableUser(user_id=ADA))

    def test_may_give_up_one_of_two_ways_to_manage_people(self) -> None:
        desk = by_team()
        desk.run(desk.grant(ADA, ADMINISTRATION), who=ADA)
        desk.run(RemoveMember(team_id=NIGHTS, user_id=ADA), who=ADA)
        assert desk.bus.access.now().administrators == {ADA}

    @pytest.mark.parametrize("way", ["revoked", "disabled", "erased"])
    def test_is_not_whoever_leaves_another_behind(self, way: str) -> None:
        desk = closed_desk()
        desk.run(ADD_BOB, who=ADA)
        desk.run(LEAVING_HERSELF[way](desk), who=ADA)
        assert desk.bus.access.now().administrators == {BOB}


class TestTheLastWhoHasAPassword:
    """Bob manages people as well as Ada, and has not opened his link yet."""

    LOCKED_OUT = (
        "Then nobody who can sign in could manage people any more: "
        f"{isolated('Bob Ray')} has not set a password yet."
    )

    def desk(self, *with_password: str) -> DeskWithoutPages:
        desk = closed_desk(can_sign_in=set(with_password).intersection)
        desk.run(ADD_BOB, who=ADA)
        return desk

    @pytest.mark.parametrize("who", [ADA, BOB, THE_MACHINE])
    @pytest.mark.parametrize("way", ["revoked", "disabled", "erased"])
    def test_stays(self, way: str, who: str) -> None:
        desk = self.desk(ADA)
        head = desk.log.head()
        with pytest.raises(Refused) as refusal:
            desk.run(LEAVING_HERSELF[way](desk), who=who)
        assert str(refusal.value) == self.LOCKED_OUT
        assert desk.log.head() == head

    def test_stays_whichever_way_there_is_to_leave_a_team(self) -> None:
        desk = self.desk(ADA)
        for command in (MAKE_NIGHTS, desk.add_member(NIGHTS, ADA)):
            desk.run(command, who=ADA)
        desk.run(desk.grant(NIGHTS, ADMINISTRATION), who=ADA)
        desk.run(desk.revoke(ADA, ADMINISTRATION), who=ADA)
        with pytest.raises(Refused, match="has not set a password yet"):
            desk.run(RemoveMember(team_id=NIGHTS, user_id=ADA), who=ADA)

    def test_says_how_many_have_none(self) -> None:
        desk = self.desk(ADA)
        desk.run(desk.grant(DEE, ADMINISTRATION), who=ADA)
        with pytest.raises(Refused, match="and 1 more have not set a password yet"):
            desk.run(DisableUser(user_id=ADA), who=ADA)

    @pytest.mark.parametrize("with_password", [(ADA, BOB), (BOB,), ()])
    def test_is_not_ada_where_bob_has_one_or_she_has_none(
        self, with_password: tuple[str, ...]
    ) -> None:
        desk = self.desk(*with_password)
        desk.run(DisableUser(user_id=ADA), who=ADA)
        assert desk.bus.access.now().administrators == {BOB}

    def test_somebody_without_one_can_always_go(self) -> None:
        desk = self.desk(ADA)
        desk.run(DisableUser(user_id=BOB), who=ADA)
        assert desk.bus.access.now().administrators == {ADA}

    def test_what_was_done_is_still_done_when_it_comes_again(self) -> None:
        passwords = {ADA, BOB}
        desk = closed_desk(can_sign_in=passwords.intersection)
        desk.run(ADD_BOB, who=ADA)
        desk.run(DisableUser(user_id=ADA), "command-1", who=ADA)
        passwords.remove(BOB)
        assert desk.run(DisableUser(user_id=ADA), "command-1", who=ADA).is_repeat


@pytest.fixture(params=STORES)
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EventLog]:
    with new_log(request.param, tmp_path) as log:
        yield log


class AllAtOnce(LogInBetween):
    """All who append have decided before the first of them appends."""

    def __init__(self, log: EventLog, rivals: int) -> None:
        super().__init__(log)
        self._all = Barrier(rivals)
        self._left = rivals
        self.before_append = self._wait

    def _wait(self) -> None:
        if self._left:
            self._all.wait(timeout=30)
            self._left = 0


@pytest.mark.parametrize("givers", [(ADA, BOB), (THE_MACHINE, THE_MACHINE)])
@pytest.mark.parametrize("way", ["revoked", "disabled", "erased"])
def test_one_of_two_who_lock_each_other_out_at_once_stays(
    log: EventLog, way: str, givers: tuple[str, str]
) -> None:
    desk = closed_desk(log)
    desk.run(ADD_BOB, who=ADA)
    locks_out: dict[str, Callable[[str], Command]] = {
        "revoked": lambda user_id: desk.revoke(user_id, ADMINISTRATION),
        "disabled": lambda user_id: DisableUser(user_id=user_id),
        "erased": lambda user_id: EraseUser(user_id=user_id),
    }
    # Dee is no way out: she has no password yet.
    desk.run(desk.grant(DEE, ADMINISTRATION), who=ADA)
    rivals = DeskWithoutPages(AllAtOnce(log, rivals=2), {ADA, BOB}.intersection)
    orders = [
        (givers[0], locks_out[way](BOB), "command-a"),
        (givers[1], locks_out[way](ADA), "command-b"),
    ]

    def give(order: tuple[str, Command, str]) -> bool:
        who, command, command_id = order
        try:
            rivals.run(command, command_id, who=who)
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(give, orders)) == [False, True]
    assert len(desk.bus.access.now().administrators - {DEE}) == 1


class TestARightThatIsTakenAway:
    """Between the decision and the append: nothing is appended."""

    CONTROL = list(READY_MADE)[2]

    @pytest.fixture
    def between(self) -> LogInBetween:
        return LogInBetween(memory_log())

    @pytest.fixture
    def desk(self, between: LogInBetween) -> DeskWithoutPages:
        """Dee is Control by her team."""
        desk = desk_at_work(between)
        desk.run(ADD_ADA)
        desk.run(MAKE_NIGHTS, who=ADA)
        register = desk.register("Dee Abara", "dee")
        for command in (
            AddAdministrator(user_id=BOB, full_name="Bob Ray", sign_in_name="bob"),
            register,
            desk.grant(NIGHTS, self.CONTROL),
            desk.add_member(NIGHTS, register.user_id),
        ):
            desk.run(command, who=ADA)
        self.dee = register.user_id
        return desk

    @pytest.mark.parametrize("way", ["left", "revoked", "changed", "disabled", "erased"])
    def test_forbids_what_was_decided(
        self, between: LogInBetween, desk: DeskWithoutPages, way: str
    ) -> None:
        taking: dict[str, Command] = {
            "left": RemoveMember(team_id=NIGHTS, user_id=self.dee),
            "revoked": desk.revoke(NIGHTS, self.CONTROL),
            "changed": desk.change_role(self.CONTROL, "Control", Feature.SEE_FIGURES),
            "disabled": DisableUser(user_id=self.dee),
            "erased": EraseUser(user_id=self.dee),
        }

        def take() -> None:
            between.before_append = lambda: None
            desk.run(taking[way], who=ADA)

        close = desk.close(BOILER)
        between.before_append = take
        with pytest.raises(Forbidden):
            desk.run(close, who=self.dee)
        assert desk.version(BOILER) == 1

    def test_is_also_that_of_an_open_desk(self) -> None:
        between = LogInBetween(memory_log())
        desk = desk_at_work(between)

        def end() -> None:
            between.before_append = lambda: None
            desk.run(ADD_ADA, who=THE_MACHINE)

        between.before_append = end
        with pytest.raises(Forbidden):
            desk.run(desk.close(BOILER))
        assert desk.version(BOILER) == 1

    def test_does_not_hinder_others_for_long(
        self, between: LogInBetween, desk: DeskWithoutPages
    ) -> None:
        def take() -> None:
            between.before_append = lambda: None
            desk.run(DisableUser(user_id=BOB), who=ADA)

        between.before_append = take
        assert desk.run(desk.close(BOILER), who=self.dee).events
