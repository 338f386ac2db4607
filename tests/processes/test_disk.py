"""The disk of an SQLite log lets nobody write, or the file is not there: what was typed is kept,
nothing is lost or done by half, and all goes on by itself when the disk is well again."""

import os
import resource
import shutil
from contextlib import closing, suppress
from pathlib import Path

import pytest

from app.event_store.address import SqliteStore
from app.event_store.stores import open_log, prepare
from app.event_store.verification import verify
from tests.conftest import missing
from tests.processes.load import Clerk, check_log, types_in
from tests.processes.replayed import check_pages
from tests.processes.running import FIRSTLINE, DidNotStart, RunningDesk
from tests.processes.visiting import HIRING, Answer, Form, Visitor, read_at_once

NO_ROOM = 0
A_STEP = 1_000
"""In bytes: less than SQLite writes at a time."""
ROOM_ENOUGH = 100_000
"""In bytes: more than any command of a clerk's takes."""


@pytest.fixture
def sqlite(tmp_path: Path) -> SqliteStore:
    store = SqliteStore(tmp_path / "desk.db")
    prepare(store)
    return store


class TestAFullDisk:
    @pytest.mark.timeout(60)
    def test_loses_nothing_and_what_was_typed_is_kept_until_there_is_room(
        self, sqlite: SqliteStore
    ) -> None:
        with RunningDesk(sqlite) as desk, Visitor(desk) as visitor:
            visitor.hire("Ann")
            form = _hiring_ben(visitor)
            _allow(desk, NO_ROOM)
            for _ in range(3):
                refused = visitor.send(form)
                _check_kept(refused, form)
                page = visitor.open(HIRING)
                # To read a file that nobody has open, SQLite needs some room, too.
                assert "Ann Marsh" in page.text or page.says_that_the_log_is_away

            _allow(desk, resource.RLIM_INFINITY)
            assert visitor.send(refused.form(HIRING)).status == 303
            _check_two_are_hired(sqlite, visitor)
            desk.kill()
        with RunningDesk(sqlite) as desk, Visitor(desk) as visitor:
            _check_two_are_hired(sqlite, visitor)

    @pytest.mark.timeout(60)
    def test_leaves_nothing_of_a_command_that_it_had_room_for_in_part(
        self, sqlite: SqliteStore
    ) -> None:
        with (
            RunningDesk(sqlite) as desk,
            Visitor(desk) as visitor,
            # As another desk would, this keeps SQLite from starting its journal from the beginning.
            closing(open_log(sqlite)) as log,
        ):
            clerk = Clerk("Ann", visitor)
            while len(clerk.acknowledged) < 7:
                _allow(desk, resource.RLIM_INFINITY)
                # The pages take in what was done last while there is room.
                assert visitor.open("/operatives/").status == 200
                before = log.head()
                journal = sqlite.path.with_name(f"{sqlite.path.name}-wal").stat().st_size
                for more in range(0, ROOM_ENOUGH, A_STEP):
                    _allow(desk, journal + more)
                    if clerk.take_step().status == 303:
                        break
                    assert not clerk.refused
                    if log.head() != before:
                        # It is in the log, and only the page after it had no room.
                        _allow(desk, resource.RLIM_INFINITY)
                        assert clerk.take_step().status == 303
                        break
                    assert visitor.open("/operatives/").status == 200
                assert 0 < more < ROOM_ENOUGH - A_STEP
            _allow(desk, resource.RLIM_INFINITY)
            assert clerk.take_step().status == 303
            check_log(log, [clerk])
            check_pages(log, visitor)


class TestAFileThatMayNotBeWrittenTo:
    @pytest.mark.timeout(60)
    def test_for_a_while_is_written_to_again_as_soon_as_it_may_be(
        self, sqlite: SqliteStore
    ) -> None:
        with (
            RunningDesk(sqlite, program=_bound_by_permissions()) as desk,
            Visitor(desk) as visitor,
        ):
            visitor.hire("Ann")
            form = _hiring_ben(visitor)
            sqlite.path.chmod(0o444)
            # Many at once, for whom connections are made that can only read, if any.
            assert read_at_once(desk) <= {200, 503}
            answer = visitor.send(form)
            # What is open already may still be written to.
            if answer.status != 303:
                _check_kept(answer, form)

            sqlite.path.chmod(0o644)
            assert visitor.send(form).status == 303
            _check_two_are_hired(sqlite, visitor)
            for forename in ("Carys", "Dev", "Ewa"):
                visitor.hire(forename)

    @pytest.mark.timeout(60)
    def test_is_as_good_as_before_after_a_desk_was_started_on_it(self, sqlite: SqliteStore) -> None:
        sqlite.path.chmod(0o444)
        with (
            # Whether it starts or not, it leaves nothing that is in the way later.
            suppress(DidNotStart),
            RunningDesk(sqlite, program=_bound_by_permissions()) as desk,
            Visitor(desk) as visitor,
        ):
            form = _hiring_ben(visitor)
            _check_kept(visitor.send(form), form)
            desk.stop()
        sqlite.path.chmod(0o644)
        with (
            RunningDesk(sqlite, program=_bound_by_permissions()) as desk,
            Visitor(desk) as visitor,
        ):
            visitor.hire("Ann")
            visitor.hire("Ben")
            _check_two_are_hired(sqlite, visitor)


class TestAFileThatIsMovedAway:
    @pytest.mark.timeout(60)
    def test_is_gone_on_with_when_it_is_moved_back(self, sqlite: SqliteStore) -> None:
        elsewhere = sqlite.path.with_name("elsewhere.db")
        with RunningDesk(sqlite) as desk, Visitor(desk) as visitor:
            visitor.hire("Ann")
            form = _hiring_ben(visitor)
            sqlite.path.rename(elsewhere)
            assert visitor.open(HIRING).says_that_the_log_is_away
            assert visitor.open("/health").status == 503
            refused = visitor.send(form)
            _check_kept(refused, form)

            elsewhere.rename(sqlite.path)
            assert "Ann Marsh" in visitor.open(HIRING).text
            assert visitor.send(refused.form(HIRING)).status == 303
            _check_two_are_hired(sqlite, visitor)

    @pytest.mark.timeout(60)
    def test_is_not_replaced_by_a_new_one_that_takes_over_its_journal(
        self, sqlite: SqliteStore
    ) -> None:
        with RunningDesk(sqlite) as desk, Visitor(desk) as visitor:
            visitor.hire("Ann")
            desk.kill()
        elsewhere = sqlite.path.with_name("elsewhere.db")
        sqlite.path.rename(elsewhere)
        with pytest.raises(DidNotStart, match="-wal"), RunningDesk(sqlite):
            pass
        elsewhere.rename(sqlite.path)
        with RunningDesk(sqlite) as desk, Visitor(desk) as visitor:
            assert "Ann Marsh" in visitor.open(HIRING).text


def _allow(desk: RunningDesk, size: int) -> None:
    """Let none of the desk's files grow beyond that size, in bytes."""
    if not hasattr(resource, "prlimit"):
        missing("prlimit")
    resource.prlimit(desk.process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def _bound_by_permissions() -> list[str | Path]:
    """What to execute so that a desk may not write to everything, as root may."""
    if os.geteuid() != 0:
        return [FIRSTLINE]
    if not shutil.which("setpriv"):
        missing("setpriv")
    return ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override", FIRSTLINE]


def _hiring_ben(visitor: Visitor) -> Form:
    return visitor.open(HIRING).form(HIRING).fill(forename="Ben", surname="Okafor")


def _check_kept(answer: Answer, form: Form) -> None:
    """That an answer to the form above keeps what was typed, to be sent again."""
    assert answer.says_that_the_log_is_away
    assert "Forename Ben Surname Okafor" in answer.text
    assert answer.offers_again(form)


def _check_two_are_hired(store: SqliteStore, visitor: Visitor) -> None:
    with closing(open_log(store)) as log:
        assert types_in(log) == ["OperativeHired"] * 2
        assert verify(log).fault == ""
        check_pages(log, visitor)
