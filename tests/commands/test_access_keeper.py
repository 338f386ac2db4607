"""Who may do what is known as of the log's head, whatever becomes of the log."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event as Signal

import pytest

from app.commands import access_keeper
from app.commands.access_keeper import AccessKeeper
from app.commands.user import DisableUser, EnableUser
from app.domain.access import Access
from app.event_store.log import Conflict, EventLog, NewEvent
from app.event_store.memory import memory_log
from tests.commands.desk import HIRE_ANN, HIRE_BEN, DeskWithoutPages, LogInBetween, Reads
from tests.commands.people import ADA, ADD_BOB, BOB, DEE, assert_same, closed_desk, folded
from tests.event_store.examples import BY_THE_DESK, HIRED, new_events
from tests.event_store.stores import STORES, new_log


@pytest.fixture(params=STORES)
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EventLog]:
    with new_log(request.param, tmp_path) as log:
        yield log


class AnotherLog(LogInBetween):
    """A log in the place of which another can be put."""

    def become(self, log: EventLog) -> None:
        self._log = log


def copy_of(log: EventLog, until: int) -> EventLog:
    """The log as it was at that position."""
    copy = memory_log()
    copy.restore(log.records(after=0, limit=until))
    return copy


class TestALogThatGrows:
    def test_is_followed_event_by_event(self, log: EventLog) -> None:
        keeper = AccessKeeper(log)
        assert_same(keeper.now(), Access())
        desk = closed_desk(log)
        for command in (HIRE_ANN, ADD_BOB, HIRE_BEN, DisableUser(user_id=DEE)):
            desk.run(command, who=ADA)
            assert_same(keeper.now(), folded(log))

    def test_may_have_gaps_between_its_positions(self, log: EventLog) -> None:
        """Where a conflict has left them."""
        desk = closed_desk(log)
        keeper = AccessKeeper(log)
        for command in (DisableUser(user_id=DEE), EnableUser(user_id=DEE), ADD_BOB):
            keeper.now()
            for number in range(3):
                new = [*new_events(f"work-{number}", 2), NewEvent(ADA, 1, HIRED)]
                with pytest.raises(Conflict):
                    log.append(new, BY_THE_DESK)
            desk.run(command, who=ADA)
            assert_same(keeper.now(), folded(log))

    @pytest.mark.parametrize("batch", [1, 2, 3])
    def test_may_have_grown_by_a_lot(self, monkeypatch: pytest.MonkeyPatch, batch: int) -> None:
        monkeypatch.setattr(access_keeper, "BATCH", batch)
        desk = closed_desk()
        keeper = AccessKeeper(desk.log)
        keeper.now()
        for command in (HIRE_ANN, ADD_BOB, HIRE_BEN, DisableUser(user_id=DEE)):
            desk.run(command, who=ADA)
        assert_same(keeper.now(), folded(desk.log))

    def test_is_known_with_its_newest_event(self, log: EventLog) -> None:
        keeper = AccessKeeper(log)
        access, newest = keeper.with_newest()
        assert newest == log.newest()
        assert_same(access, Access())
        desk = closed_desk(log)
        for command in (HIRE_ANN, DisableUser(user_id=DEE)):
            desk.run(command, who=ADA)
            for _ in range(2):
                access, newest = keeper.with_newest()
                assert newest == log.newest()
                assert_same(access, folded(log))

    def test_is_read_once(self) -> None:
        log = Reads(closed_desk().log)
        keeper = AccessKeeper(log)
        keeper.now()
        searches = log.searches
        log.append(new_events("work-1", 3), BY_THE_DESK)
        assert keeper.now() is keeper.now()
        # Each time also the newest one that is known, which shows that it is still the same log.
        assert (log.searches, log.records_read) == (searches, (1 + 3) + 1)


class TestAnEarlierPosition:
    def test_is_known_as_it_was(self, log: EventLog) -> None:
        desk = closed_desk(log)
        positions = [each.position for each in log.read(after=0, limit=100)]
        keeper = AccessKeeper(log)
        keeper.now()
        for position in [0, *positions]:
            assert_same(keeper.as_of(position), folded(log, position))
        desk.run(HIRE_ANN, who=ADA)
        assert_same(keeper.as_of(log.head()), folded(log))

    def test_is_not_looked_for_when_nothing_about_people_has_happened_since(self) -> None:
        log = Reads(closed_desk().log)
        keeper = AccessKeeper(log)
        head = log.head()
        log.append(new_events("work-1", 3), BY_THE_DESK)
        now = keeper.now()
        searches = log.searches
        assert keeper.as_of(head) is now
        assert log.searches == searches
        assert_same(keeper.as_of(1), folded(log, 1))
        assert not keeper.as_of(1).roles


class TestAnotherLog:
    """It was put back from a backup under a running desk, or another stands in its place."""

    @pytest.fixture
    def log(self) -> AnotherLog:
        log = AnotherLog(memory_log())
        desk = closed_desk(log)
        desk.run(ADD_BOB, who=ADA)
        desk.run(HIRE_ANN, who=ADA)
        return log

    @pytest.fixture
    def keeper(self, log: AnotherLog) -> AccessKeeper:
        keeper = AccessKeeper(log)
        assert keeper.now().administrators == {ADA, BOB}
        return keeper

    @pytest.mark.parametrize("kept", [0, 1, 7, 8, 10])
    def test_that_ends_earlier_is_read_anew(
        self, log: AnotherLog, keeper: AccessKeeper, kept: int
    ) -> None:
        log.become(copy_of(log, until=kept))
        assert_same(keeper.now(), folded(log))

    @pytest.mark.parametrize("more", [0, 1, 5])
    def test_that_is_as_long_or_longer_is_read_anew(
        self, log: AnotherLog, keeper: AccessKeeper, more: int
    ) -> None:
        head = log.head()
        other = closed_desk(copy_of(log, until=0))
        while other.log.head() < head + more:
            other.run(other.hire("Dora", "Webb"), who=ADA)
        log.become(other.log)
        assert keeper.now().administrators == {ADA}

    def test_that_went_on_otherwise_forbids_what_its_events_do(
        self, log: AnotherLog, keeper: AccessKeeper
    ) -> None:
        other = DeskWithoutPages(copy_of(log, until=log.head() - 1))
        other.run(DisableUser(user_id=BOB), who=ADA)
        log.become(other.log)
        assert not keeper.now().users[BOB].is_enabled


def test_threads_that_share_it_never_see_less_than_there_was_when_they_asked() -> None:
    desk = closed_desk()
    keeper, over = AccessKeeper(desk.log), Signal()

    def watch(_: int) -> bool:
        while not over.is_set():
            before = desk.log.head()
            kept = keeper.now()
            disabled_at = kept.users[DEE].sessions_end_at if DEE in kept.users else 0
            newest = [
                each.position
                for each in desk.log.read(after=0, limit=1_000, types=["UserDisabled"])
                if each.position <= before
            ]
            if newest and disabled_at < newest[-1]:
                return False
        return True

    with ThreadPoolExecutor(4) as threads:
        watching = threads.map(watch, range(4))
        for _ in range(25):
            desk.run(DisableUser(user_id=DEE), who=ADA)
            desk.run(EnableUser(user_id=DEE), who=ADA)
        over.set()
        assert all(watching)
