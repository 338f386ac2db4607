"""A log in a PostgreSQL database: how it is made, found and shared, and what happens when the
database, or the way to it, is away."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from itertools import count
from urllib.parse import urlsplit, urlunsplit

import msgspec
import psycopg
import pytest

from app.event_store.address import StoreError
from app.event_store.log import Conflict, NewEvent, Unavailable
from app.event_store.memory import memory_log
from app.event_store.postgresql import postgresql_log, prepare_postgresql
from app.event_store.postgresql_recorder import BATCH
from app.event_store.stored_log import StoredLog
from app.event_store.verification import verify
from app.private_store.store import PrivateStore
from tests.commands.desk import ACQUIRE_ELM_HOUSE, HIRE_ANN, HIRE_BEN, DeskWithoutPages
from tests.event_store.by_hand import lines_of
from tests.event_store.examples import BY_THE_DESK, HIRED, new_events
from tests.event_store.proxy import Trouble, proxy_to
from tests.postgresql import new_database, server_uri
from tests.processes.own_postgresql import own_postgresql
from tests.waiting import until

SOON = 5.0
"""In seconds: how long anybody may be kept waiting. Most of it is for machines that are busy."""

SSL_REQUEST = (8).to_bytes(4, "big") + (80_877_103).to_bytes(4, "big")
"""How a client begins that would like the connection to be encrypted."""


def log_in(uri: str) -> StoredLog:
    return postgresql_log(uri, PrivateStore())


@contextmanager
def opened(uri: str) -> Iterator[StoredLog]:
    with closing(log_in(uri)) as log:
        yield log


@pytest.fixture
def uri() -> str:
    """The address of a database with nothing in it."""
    return new_database()


@pytest.fixture
def prepared(uri: str) -> str:
    prepare_postgresql(uri)
    return uri


def run(uri: str, *statements: str) -> None:
    with closing(psycopg.connect(uri, autocommit=True)) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def asked(log: StoredLog, question: str) -> object:
    """What the database answers on a connection of the log's own."""
    with log._recorder.connection() as connection:  # type: ignore[attr-defined]
        [answer] = connection.execute(question).fetchone()
    return answer


def as_somebody(uri: str) -> str:
    """The same database, for somebody who may do nothing in it yet."""
    name = "somebody_" + urlsplit(uri).path[1:]
    run(uri, f"CREATE ROLE {name} LOGIN PASSWORD 'secret'")
    return uri.replace("postgres:@", f"{name}:secret@")


@contextmanager
def within(seconds: float) -> Iterator[None]:
    start = time.monotonic()
    yield
    assert time.monotonic() - start < seconds


class TestPreparing:
    def test_makes_an_empty_log(self, uri: str) -> None:
        assert prepare_postgresql(uri)
        with opened(uri) as log:
            assert log.head() == 0

    def test_again_leaves_everything_as_it_is(self, prepared: str) -> None:
        with opened(prepared) as log:
            log.append(new_events("operative-1", 3), BY_THE_DESK)
            before = lines_of(log)
            for _ in range(2):
                assert not prepare_postgresql(prepared)
            assert lines_of(log) == before

    def test_can_be_done_by_many_at_once(self) -> None:
        with ThreadPoolExecutor(6) as desks:
            for _ in range(4):
                uri = new_database()
                made = list(desks.map(prepare_postgresql, [uri] * 6))
                assert made.count(True) == 1
                with opened(uri) as log:
                    log.append(new_events("operative-1", 1), BY_THE_DESK)
                    assert log.head() == 1

    @pytest.mark.parametrize(
        "statements",
        [
            ["CREATE SCHEMA firstline"],
            [
                "CREATE SCHEMA firstline",
                "CREATE TYPE firstline.stored_event_text AS "
                "(originator_id text, originator_version bigint, topic text, state bytea)",
            ],
        ],
        ids=["after the schema", "after the type"],
    )
    def test_that_was_broken_off_can_be_done_again(self, uri: str, statements: list[str]) -> None:
        run(uri, *statements)
        assert prepare_postgresql(uri)
        with opened(uri) as log:
            log.append(new_events("operative-1", 1), BY_THE_DESK)
            assert log.head() == 1

    def test_leaves_what_others_keep_there_alone(self, uri: str) -> None:
        run(
            uri,
            "CREATE TABLE events (id int)",
            "CREATE TABLE stored_events (id int)",
            "INSERT INTO events VALUES (7)",
        )
        assert prepare_postgresql(uri)
        with opened(uri) as log:
            log.append(new_events("operative-1", 1), BY_THE_DESK)
            assert asked(log, "SELECT id FROM public.events") == 7

    def test_may_not_be_allowed(self, uri: str) -> None:
        theirs = as_somebody(uri)
        with pytest.raises(StoreError, match=r"^Cannot prepare .*: permission denied") as refused:
            prepare_postgresql(theirs)
        assert "secret" not in str(refused.value)
        assert prepare_postgresql(uri)
        with pytest.raises(StoreError, match="permission denied"):
            log_in(theirs).head()

    def test_needs_no_more_than_a_schema_that_is_ours(self, uri: str) -> None:
        theirs = as_somebody(uri)
        run(uri, f"CREATE SCHEMA firstline AUTHORIZATION {urlsplit(theirs).username}")
        assert prepare_postgresql(theirs)
        with opened(theirs) as log:
            log.append(new_events("operative-1", 1), BY_THE_DESK)
            assert log.head() == 1


class TestOpening:
    def test_makes_nothing(self, uri: str) -> None:
        with pytest.raises(StoreError) as refused:
            log_in(uri)
        database = urlsplit(uri).path[1:]
        assert str(refused.value).startswith(f"The database {database} at ")
        assert str(refused.value).endswith(
            " is not prepared yet: run firstline init-db once, or look whether FIRSTLINE_STORE "
            "names the right database."
        )
        assert prepare_postgresql(uri)

    @pytest.mark.parametrize("use", [prepare_postgresql, log_in])
    def test_refuses_another_programs_table(self, uri: str, use: Callable[[str], object]) -> None:
        run(uri, "CREATE SCHEMA firstline", "CREATE TABLE firstline.events (id int, day date)")
        with pytest.raises(StoreError) as refused:
            use(uri)
        assert str(refused.value) == (
            "The table firstline.events of that database belongs to another program. "
            "FIRSTLINE_STORE should name a database of its own."
        )

    def test_tells_the_database_who_it_is(self, prepared: str) -> None:
        with opened(prepared) as log:
            assert asked(log, "SHOW application_name") == "firstline"

    def test_hands_on_what_else_the_address_says(self, prepared: str) -> None:
        more = "&application_name=night%20desk&options=-c%20statement_timeout%3D1234"
        with opened(prepared + more) as log:
            assert asked(log, "SHOW application_name") == "night desk"
            assert asked(log, "SHOW statement_timeout") == "1234ms"

    def test_hands_on_how_to_encrypt(self, prepared: str) -> None:
        for mode, is_asked in {"disable": False, "prefer": True}.items():
            with proxy_to(prepared) as (proxy, uri), opened(f"{uri}?sslmode={mode}") as log:
                log.append(new_events(f"operative-{mode}", 1), BY_THE_DESK)
                assert len(proxy.greetings) > 1
                assert {words == SSL_REQUEST for words in proxy.greetings} == {is_asked}


def changed(uri: str, **parts: str) -> str:
    return urlunsplit(urlsplit(uri)._replace(**parts))


class TestAnAddressThatLeadsNowhere:
    def said(self, uri: str, use: Callable[[str], object] = log_in) -> str:
        """What is said of it: one line, without the password."""
        with within(SOON), pytest.raises(StoreError) as refused:
            use(uri)
        text = str(refused.value)
        assert "\n" not in text
        assert text.endswith((".", "?"))
        assert "sec" not in text
        assert "ret" not in text
        return text

    def test_is_told_in_the_same_way_to_who_prepares(self) -> None:
        uri = "postgresql://desk:secret@127.0.0.1:1/firstline"
        assert self.said(uri, prepare_postgresql) == self.said(uri)

    def test_may_name_a_server_that_refuses(self) -> None:
        assert self.said("postgresql://desk:secret@127.0.0.1:1/firstline") == (
            "The database firstline at 127.0.0.1 does not answer: connection failed: connection to "
            'server at "127.0.0.1", port 1 failed: Connection refused. Is it running, and does '
            "FIRSTLINE_STORE say rightly where, and as whom to ask?"
        )

    def test_may_name_a_server_that_nobody_knows(self) -> None:
        text = self.said("postgresql://desk:secret@db.invalid/firstline")
        assert text.startswith("The database firstline at db.invalid does not answer: ")

    def test_may_name_a_server_that_nobody_can_know(self) -> None:
        text = self.said(f"postgresql://desk:secret@{'d' * 70}.example/firstline")
        assert "d" * 70 in text

    def test_may_name_a_server_that_says_nothing(self, uri: str) -> None:
        with proxy_to(uri) as (proxy, silent):
            proxy.is_silent = True
            text = self.said(silent)
        assert "does not answer: " in text

    def test_may_name_a_database_that_is_not_there(self) -> None:
        text = self.said(changed(server_uri(), path="/nowhere"))
        assert text.startswith("The database nowhere at ")
        assert 'database "nowhere" does not exist. Is it running' in text

    def test_may_name_a_user_who_is_not_there(self) -> None:
        text = self.said(server_uri().replace("postgres:@", "nobody:secret@"))
        assert 'role "nobody" does not exist' in text

    def test_may_have_a_wrong_parameter(self) -> None:
        text = self.said("postgresql://desk:secret@127.0.0.1:1/firstline?sslmood=require")
        assert text.startswith("FIRSTLINE_STORE should be like postgresql://user@host/database")

    @pytest.mark.parametrize(
        "uri",
        [
            "mysql://desk:secret@127.0.0.1:1/firstline",
            "postgresql://desk:secret@[::1/firstline",
            "postgresql://desk:sec%ret@127.0.0.1:1/firstline",
            "postgresql://desk:sec ret@127.0.0.1:1/firstline",
            "postgresql://desk:sec/ret@127.0.0.1:1/firstline",
            "postgresql://desk:sec@ret@127.0.0.1:1/firstline",
            "postgresql://desk:sec?ret@127.0.0.1:1/firstline",
            "postgresql://desk:sec#ret@127.0.0.1:1/firstline",
            "postgresql://desk:sec:ret@127.0.0.1:1/firstline",
            "postgresql://desk:sec&ret=@127.0.0.1:1/firstline",
            "postgresql://desk@127.0.0.1:1/firstline?password=sec%ret",
            "postgresql://desk@127.0.0.1:1/firstline?password=sec&ret",
        ],
    )
    def test_may_be_written_so_that_it_means_something_else(self, uri: str) -> None:
        """Where a password is not encoded as an address needs it, parts of it can be taken for
        other parts of the address. They are not repeated either."""
        self.said(uri)


class TestLargeThings:
    def test_an_event_of_a_megabyte_can_be_kept(self, prepared: str) -> None:
        long = msgspec.structs.replace(HIRED, forename="Ann " * 250_000)
        with opened(prepared) as log:
            log.append([NewEvent(f"operative-{n}", 1, long) for n in (1, 2)], BY_THE_DESK)
            assert [each.event for each in log.read(after=0, limit=2)] == [long, long]
            assert verify(log).fault == ""

    @pytest.mark.parametrize("count", [BATCH, 2 * BATCH + 1])
    def test_more_events_can_come_at_once_than_are_inserted_by_one_statement(
        self, prepared: str, count: int
    ) -> None:
        batch = new_events("operative-1", count)
        there = memory_log()
        there.append(batch, BY_THE_DESK)
        with opened(prepared) as log:
            recorded = log.append(batch, BY_THE_DESK)
            assert [event.position for event in recorded] == list(range(1, count + 1))
            assert lines_of(log) == lines_of(there)

    def test_of_a_long_batch_with_a_conflict_at_its_end_nothing_is_kept(
        self, prepared: str
    ) -> None:
        with opened(prepared) as log:
            log.append(new_events("operative-1", 1), BY_THE_DESK)
            batch = [*new_events("operative-2", BATCH + 1), *new_events("operative-1", 1)]
            with pytest.raises(Conflict):
                log.append(batch, BY_THE_DESK)
            assert len(lines_of(log)) == 1


class TestALockThatSomebodyElseHolds:
    def test_keeps_nobody_waiting_for_long(
        self, prepared: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.event_store.postgresql_recorder.LOCK_TIMEOUT", 1)
        with opened(prepared) as log, closing(psycopg.connect(prepared)) as somebody:
            log.append(new_events("operative-1", 1), BY_THE_DESK)
            somebody.execute("LOCK TABLE firstline.events IN EXCLUSIVE MODE")
            with within(SOON), pytest.raises(Unavailable, match="lock timeout"):
                log.append(new_events("operative-2", 1), BY_THE_DESK)
            assert log.head() == 1
            assert len(log.stream("operative-1")) == 1
            somebody.rollback()
            log.append(new_events("operative-2", 1), BY_THE_DESK)
            assert verify(log).events == 2

    @pytest.mark.timeout(30)
    def test_keeps_readers_waiting_no_longer_either(self, prepared: str) -> None:
        """As VACUUM FULL does, for as long as it takes."""
        with (
            opened(prepared) as log,
            closing(psycopg.connect(prepared)) as somebody,
            ThreadPoolExecutor(4) as pool,
        ):
            log.append(new_events("operative-1", 1), BY_THE_DESK)
            somebody.execute("LOCK TABLE firstline.events IN ACCESS EXCLUSIVE MODE")
            reads: list[Callable[[], object]] = [
                log.head,
                lambda: log.stream("operative-1"),
                lambda: log.read(after=0, limit=10),
                lambda: log.records(after=0, limit=10),
            ]
            with within(SOON):
                for reading in [pool.submit(read) for read in reads]:
                    with pytest.raises(Unavailable, match="lock timeout"):
                        reading.result()
            somebody.rollback()
            assert log.head() == len(log.stream("operative-1")) == 1

    def test_is_taken_from_those_who_fall_silent(
        self, prepared: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with (
            opened(prepared) as log,
            proxy_to(prepared) as (proxy, uri),
            ThreadPoolExecutor(1) as pool,
        ):
            # For the silent one.
            monkeypatch.setattr("app.event_store.postgresql_recorder.LOCK_TIMEOUT", 1)
            with opened(uri) as silent:
                silent.append(new_events("operative-1", 1), BY_THE_DESK)
                proxy.trouble = (b"INSERT INTO", Trouble.SILENCE)
                lost = pool.submit(silent.append, new_events("operative-2", 1), BY_THE_DESK)
                until(lambda: proxy.is_silent, "a proxy that is silent")
                with within(SOON):
                    log.append(new_events("operative-3", 1), BY_THE_DESK)
                assert not lost.done()
                proxy.is_silent = False
                proxy.hang_up()
                with pytest.raises(Unavailable):
                    lost.result()
                assert [each.aggregate_id for each in log.read(after=0, limit=10)] == [
                    "operative-1",
                    "operative-3",
                ]


class TestAConnectionThatIsCut:
    """The desk is told that there was no answer. All that was to be appended is there, or nothing;
    and the log is in use again at once."""

    @pytest.mark.parametrize(
        ("words", "trouble", "is_kept"),
        [
            (b"BEGIN", Trouble.NOT_HEARD, False),
            (b"BEGIN", Trouble.ANSWER_LOST, False),
            (b"LOCK TABLE", Trouble.NOT_HEARD, False),
            (b"LOCK TABLE", Trouble.ANSWER_LOST, False),
            (b"DESC LIMIT 1", Trouble.ANSWER_LOST, False),
            (b"INSERT INTO", Trouble.NOT_HEARD, False),
            (b"INSERT INTO", Trouble.ANSWER_LOST, False),
            (b"COMMIT", Trouble.NOT_HEARD, False),
            (b"COMMIT", Trouble.ANSWER_LOST, True),
        ],
        ids=lambda part: part.name if isinstance(part, Trouble) else None,
    )
    def test_leaves_all_of_an_append_or_nothing(
        self, prepared: str, words: bytes, trouble: Trouble, is_kept: bool
    ) -> None:
        with opened(prepared) as sound, proxy_to(prepared) as (proxy, uri), opened(uri) as log:
            proxy.trouble = (words, trouble)
            batch = [*new_events("operative-1", 2), *new_events("operative-2", 1)]
            with within(SOON), pytest.raises(Unavailable):
                log.append(batch, BY_THE_DESK)
            assert proxy.trouble is None
            with within(SOON):
                log.append(new_events("operative-3", 2), BY_THE_DESK)
            kept = [each.aggregate_id for each in sound.read(after=0, limit=10)]
            assert kept == [
                *(["operative-1", "operative-1", "operative-2"] if is_kept else []),
                *["operative-3", "operative-3"],
            ]
            assert verify(sound).fault == ""

    def test_while_it_waits_for_the_lock_leaves_nothing(self, prepared: str) -> None:
        with (
            opened(prepared) as log,
            closing(psycopg.connect(prepared, autocommit=True)) as operator,
            ThreadPoolExecutor(1) as pool,
        ):
            with closing(psycopg.connect(prepared)) as somebody:
                somebody.execute("LOCK TABLE firstline.events IN EXCLUSIVE MODE")
                lost = pool.submit(log.append, new_events("operative-1", 2), BY_THE_DESK)
                until(lambda: len(waiting_for_a_lock(operator)) == 1, "one who waits for a lock")
                [pid] = waiting_for_a_lock(operator)
                operator.execute("SELECT pg_terminate_backend(%s)", (pid,))
                with pytest.raises(Unavailable):
                    lost.result(timeout=SOON)
            assert log.head() == 0
            log.append(new_events("operative-1", 1), BY_THE_DESK)
            assert verify(log).events == 1

    @pytest.mark.parametrize("at_once", [1, 6])
    def test_while_nobody_uses_it_is_noticed_by_nobody(self, prepared: str, at_once: int) -> None:
        """However many connections were open since the desk was busy last."""
        with opened(prepared) as log:
            read_at_once(log, prepared, at_once)
            cut_all_connections(prepared)
            with within(SOON):
                assert log.head() == 0
                log.append(new_events("work-1", 1), BY_THE_DESK)

    def test_while_nobody_uses_it_is_met_by_one_append_at_most(self, prepared: str) -> None:
        """It is not tried again: it may have been heard."""
        with opened(prepared) as log:
            read_at_once(log, prepared, 6)
            cut_all_connections(prepared)
            with within(SOON):
                with suppress(Unavailable):
                    log.append(new_events("work-1", 1), BY_THE_DESK)
                log.append(new_events("work-2", 1), BY_THE_DESK)

    def test_is_noticed_by_nobody_who_gives_a_command(self, prepared: str) -> None:
        """The log does not append again what may be in it already; the bus does, since it knows
        the command."""
        with proxy_to(prepared) as (proxy, uri), opened(uri) as log:
            desk = DeskWithoutPages(log)
            proxy.trouble = (b"COMMIT", Trouble.ANSWER_LOST)
            assert desk.run(HIRE_ANN).is_repeat
            proxy.trouble = (b"COMMIT", Trouble.NOT_HEARD)
            assert not desk.run(HIRE_BEN).is_repeat
            proxy.hang_up()
            assert not desk.run(ACQUIRE_ELM_HOUSE).is_repeat
            assert verify(log).events == 3


def read_at_once(log: StoredLog, uri: str, count: int) -> None:
    """So many times, each on a connection of its own."""
    with (
        closing(psycopg.connect(uri, autocommit=True)) as operator,
        closing(psycopg.connect(uri)) as somebody,
        ThreadPoolExecutor(count) as pool,
    ):
        somebody.execute("LOCK TABLE firstline.events IN ACCESS EXCLUSIVE MODE")
        read = [pool.submit(log.head) for _ in range(count)]
        until(lambda: len(waiting_for_a_lock(operator)) == count, "all who wait for a lock")
        somebody.rollback()
        for each in read:
            each.result()


def cut_all_connections(uri: str) -> None:
    run(
        uri,
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )


def waiting_for_a_lock(connection: psycopg.Connection[tuple[int]]) -> list[int]:
    """The processes of the database that do."""
    rows = connection.execute(
        "SELECT pid FROM pg_stat_activity "
        "WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    return [pid for (pid,) in rows]


def test_a_log_can_be_closed_while_others_use_it(prepared: str) -> None:
    log = log_in(prepared)

    def use(thread: int) -> None:
        for version in count(1):
            log.append(new_events(f"operative-{thread}", 1, version), BY_THE_DESK)

    with ThreadPoolExecutor(4) as pool:
        using = [pool.submit(use, thread) for thread in range(4)]
        until(lambda: log.head() > 10, "ten events")
        log.close()
        for each in using:
            assert isinstance(each.exception(), Unavailable)
    with opened(prepared) as again:
        assert verify(again).fault == ""


class TestADatabaseThatIsNotAsItShouldBe:
    def test_because_nobody_may_write_to_it_can_still_be_read(self, prepared: str) -> None:
        with opened(prepared) as log:
            log.append(new_events("operative-1", 2), BY_THE_DESK)
        with opened(prepared + "&options=-c%20default_transaction_read_only%3Don") as log:
            with pytest.raises(Unavailable, match="read-only"):
                log.append(new_events("operative-2", 1), BY_THE_DESK)
            assert len(lines_of(log)) == log.head() == 2

    def test_because_its_positions_begin_again_takes_nothing(self, prepared: str) -> None:
        """Whoever has read up to the head would never see what is appended before it."""
        with opened(prepared) as log:
            log.append(new_events("operative-1", 5), BY_THE_DESK)
            run(
                prepared,
                "DELETE FROM firstline.events WHERE notification_id = 2",
                "SELECT setval('firstline.events_notification_id_seq', 1)",
            )
            with pytest.raises(Unavailable, match="setval"):
                log.append(new_events("operative-2", 1), BY_THE_DESK)
            assert [record.position for record in log.records(after=0, limit=10)] == [1, 3, 4, 5]
            run(prepared, "SELECT setval('firstline.events_notification_id_seq', 5)")
            [event] = log.append(new_events("operative-2", 1), BY_THE_DESK)
            assert event.position == 6

    def test_because_its_table_is_gone_is_unavailable(self, prepared: str) -> None:
        with opened(prepared) as log:
            run(prepared, "DROP SCHEMA firstline CASCADE")
            for use in (
                log.head,
                lambda: log.append(new_events("operative-1", 1), BY_THE_DESK),
                lambda: log.stream("operative-1"),
                lambda: log.read(after=0, limit=10),
                lambda: log.records(after=0, limit=10),
            ):
                with pytest.raises(Unavailable, match="does not exist"):
                    use()


def test_a_server_that_is_back_after_a_power_cut_is_in_use_again_at_once() -> None:
    with own_postgresql() as server:
        uri = server.new_store().uri
        with opened(uri) as log, ThreadPoolExecutor(5) as pool:
            log.append(new_events("operative-1", 3), BY_THE_DESK)
            uses: list[Callable[[], object]] = [
                log.head,
                lambda: log.append(new_events("operative-2", 1), BY_THE_DESK),
                lambda: log.stream("operative-1"),
                lambda: log.read(after=0, limit=10),
                lambda: log.records(after=0, limit=10),
            ]
            server.stop()
            with within(SOON):
                for each in [pool.submit(use) for use in uses]:
                    assert isinstance(each.exception(), Unavailable)
                with pytest.raises(StoreError, match="does not answer"):
                    log_in(uri)
            server.start()
            with within(SOON):
                log.append(new_events("operative-2", 1), BY_THE_DESK)
                for use in uses[2:]:
                    use()
            assert verify(log).events == 4
            assert verify(log).fault == ""
