"""When somebody is erased, their name is gone from all that pages are read from: from every moment
of the past, from what is found by words, and from the file."""

import hashlib
import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.commands.amending import AddCall
from app.commands.command import Command
from app.commands.contact import EraseContact
from app.commands.operative import EraseOperative, HireOperative
from app.domain.operative import OperativeHired
from app.domain.personal import ERASED
from app.domain.refused import Refused
from app.event_store.address import SqliteStore
from app.event_store.log import EventLog, NewEvent, Record
from app.event_store.mapper import EventMapper
from app.event_store.memory import memory_log
from app.private_store.store import PrivateStore
from app.read_models import ReadModels
from app.read_models.database import Database
from app.read_models.place import FORGOTTEN, TIDIED_EVERY, Place, place_for
from app.read_models.read_side import ReadSide
from app.read_models.readable_names import shows_what_is_readable
from app.read_models.table import Table
from app.read_models.work_rows import Name
from tests.cast import ANN, ANNS_DUTY, BEN, BOILER, LIFT
from tests.commands.desk import HIRE_ANN, HIRE_BEN, DeskWithoutPages, desk_at_work
from tests.event_store.examples import BY_THE_DESK
from tests.read_models.test_at_the_same_time import current, of_other_code
from tests.read_models.test_keeping_up import answers, caught_up
from tests.read_models.test_read_side import HIRE_CARYS, names

ERASE_ANN = EraseOperative(operative_id=ANN)
JO = "contact-jo"
JO_CALLS = AddCall(
    work_id=BOILER,
    contact_id=JO,
    caller_name="Jo Quixotesson",
    caller_telephone="0113 496 0199",
    note="Still wet.",
)
ERASE_JO = EraseContact(contact_id=JO)


def everything_in(models: ReadModels) -> dict[str, list[str]]:
    """All rows of all tables, past ones too, and all words, as they stand in the database."""
    database = models.database
    found = {}
    for (name,) in database.select(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name "
        "NOT LIKE '%\\_words\\_%' ESCAPE '\\' AND name NOT IN ('progress', 'row_counts', 'made_as')"
    ):
        table = name
        if name.endswith("_words"):
            table = f"temp.all_{name}"
            database.execute(
                f"CREATE VIRTUAL TABLE IF NOT EXISTS {table} "
                f"USING fts5vocab(main, {name}, instance)"
            )
        rows = database.execute(f"SELECT * FROM {table}")  # noqa: S608
        found[name] = sorted(map(repr, rows))
    return found


class TestAReadSide:
    def test_has_no_name_any_more(self) -> None:
        desk = desk_at_work()
        models = caught_up(desk.log)
        desk.run(ERASE_ANN)
        caught_up(desk.log, models)
        ann = models.operatives.get(ANN)
        assert ann
        assert (ann.name, ann.is_erased) == (ERASED, True)
        assert list(models.operatives.matching("marsh")) == []
        assert [row.id for row in models.operatives.matching("erased")] == [ANN]

    def test_finds_no_work_by_the_name(self) -> None:
        desk = desk_at_work()
        desk.run(desk.assign(BOILER, ANN))
        models = caught_up(desk.log)
        assert [row.id for row in models.works.newest(words="marsh")] == [BOILER]
        desk.run(ERASE_ANN)
        caught_up(desk.log, models)
        assert list(models.works.newest(words="marsh")) == []

    def test_has_no_name_of_somebody_who_was_renamed(self) -> None:
        desk = desk_at_work()
        desk.run(desk.assign(BOILER, ANN))
        models = caught_up(desk.log)
        desk.run(desk.rename_operative(ANN, "Ann", "Field"))
        caught_up(desk.log, models)
        desk.run(ERASE_ANN)
        caught_up(desk.log, models)
        for word in ("marsh", "field"):
            assert list(models.operatives.matching(word)) == []
            assert list(models.works.newest(words=word)) == []
            assert word not in str(everything_in(models)).lower()
        assert everything_in(models) == everything_in(caught_up(desk.log))

    def test_has_no_caller_any_more_at_any_moment(self) -> None:
        desk = desk_at_work()
        desk.run(JO_CALLS)
        models = caught_up(desk.log)
        assert [row.telephone for row in models.contacts.matching("quixot")] == ["0113 496 0199"]
        assert "199" in str(everything_in(models))
        desk.run(ERASE_JO)
        caught_up(desk.log, models)
        [jo] = models.contacts
        assert (jo.name, jo.telephone, jo.is_erased) == (ERASED, "", True)
        for word in ("quixotesson", "quixot", "0199"):
            assert list(models.contacts.matching(word)) == []
            assert word not in str(everything_in(models)).lower()
        assert everything_in(models) == everything_in(caught_up(desk.log))

    @pytest.mark.parametrize("somebody", [ANN, JO, ANNS_DUTY])
    @pytest.mark.parametrize("at_first", [True, False])
    def test_is_made_again_when_keys_are_lost_or_put_back(
        self, somebody: str, at_first: bool, tmp_path: Path
    ) -> None:
        private = PrivateStore()
        desk = desk_at_work(memory_log(private))
        desk.run(JO_CALLS)
        desk.run(desk.go_off_duty(ANN, "Quinsy"))
        keys = private.keys.of([somebody])

        def are_there(there: bool) -> None:
            private.keys.throw_away([somebody])
            private.keys.restore(keys if there else {})

        def shown() -> list[str]:
            with closing(ReadSide(desk.log, Place(tmp_path))) as side:
                side.catch_up()
                with side.reading() as models:
                    if somebody == ANNS_DUTY:
                        return [row.off_duty_reason for row in models.operatives]
                    people = models.operatives if somebody == ANN else models.contacts
                    return [row.name for row in people]

        are_there(at_first)
        before = shown()
        are_there(not at_first)
        assert (ERASED in before, ERASED in shown()) == (not at_first, at_first)

    def test_has_nothing_that_tells_who_it_was(self) -> None:
        desk = desk_at_work()
        desk.run(desk.amend_operative(ANN, "Xanadu", "juggling"))
        desk.run(desk.go_off_duty(ANN, "Quinsy"))
        models = caught_up(desk.log)
        desk.run(desk.let_leave(ANN, "Zeppelins"))
        caught_up(desk.log, models)
        words = ("xanadu", "juggling", "quinsy", "zeppelins")
        assert all(word in str(everything_in(models)).lower() for word in words)
        desk.run(ERASE_ANN)
        caught_up(desk.log, models)
        assert not any(word in str(everything_in(models)).lower() for word in words)
        assert everything_in(models) == everything_in(caught_up(desk.log))

    def test_is_made_again_for_no_reason_that_reads_as_erased(self) -> None:
        desk = desk_at_work()
        desk.run(desk.go_off_duty(BEN, ERASED))
        desk.run(desk.let_leave(ANN, ERASED))
        assert shows_what_is_readable(caught_up(desk.log), desk.log)

    def test_still_finds_others_of_the_same_name(self) -> None:
        desk = desk_at_work()
        other = HireOperative(operative_id="operative-cy", forename="Cy", surname="Marsh")
        desk.run(other)
        models = caught_up(desk.log)
        desk.run(ERASE_ANN)
        caught_up(desk.log, models)
        assert [row.id for row in models.operatives.matching("mars")] == ["operative-cy"]

    def test_can_take_somebody_of_that_name_in_afterwards(self) -> None:
        desk = desk_at_work()
        models = caught_up(desk.log)
        desk.run(ERASE_ANN)
        caught_up(desk.log, models)
        desk.run(HireOperative(operative_id="operative-cy", forename="Cy", surname="Marsh"))
        caught_up(desk.log, models)
        assert [row.id for row in models.operatives.matching("marsh")] == ["operative-cy"]

    @settings(deadline=None, max_examples=20)
    @given(steps=st.lists(st.integers(0, 21), max_size=25))
    def test_taken_in_live_says_what_one_does_that_was_made_without_the_key(
        self, steps: list[int]
    ) -> None:
        desk = desk_at_work()
        live = ReadModels()
        for step in steps:
            with suppress(Refused):
                desk.run(self.command(desk, step))
            if step % 3 == 0:
                caught_up(desk.log, live)
        caught_up(desk.log, live)
        rebuilt = caught_up(desk.log)
        assert answers(live) == answers(rebuilt)
        assert everything_in(live) == everything_in(rebuilt)

    def command(self, desk: DeskWithoutPages, step: int) -> Command:
        who, what = (ANN, BEN)[step % 2], (BOILER, LIFT)[step // 2 % 2]
        match step // 4:
            case 0:
                return desk.assign(what, who)
            case 1:
                return desk.recall(what)
            case 3:
                return desk.rename_operative(who, "Ann", f"Field{desk.log.head()}")
            case 4:
                return (desk.let_leave, desk.take_back)[step // 2 % 2](who)
            case 5:
                return (
                    desk.go_off_duty(who, "Ill")
                    if step // 2 % 2
                    else desk.amend_operative(who, f"York{desk.log.head()}", "gas")
                )
            case _ if step < 10:
                return EraseOperative(operative_id=who)
            case _:
                number = desk.log.head()
                return HireOperative(
                    operative_id=f"operative-{number}", forename="Ann", surname=f"Marsh{number}"
                )

    def test_made_of_an_older_log_says_the_same(self) -> None:
        """Names are in it in plain, and stay there."""
        log = memory_log()
        log.restore([in_plain(each) for each in (HIRE_ANN, HIRE_BEN)])
        desk = DeskWithoutPages(log)
        live = caught_up(log)
        desk.run(desk.rename_operative(ANN, "Ann", "Field"))
        caught_up(log, live)
        desk.run(ERASE_ANN)
        caught_up(log, live)
        assert b"Marsh" in log.records(after=0, limit=1)[0].body
        rebuilt = caught_up(log)
        assert [row.name for row in rebuilt.operatives] == ["Ben Okoro", ERASED]
        assert everything_in(live) == everything_in(rebuilt)


def long_names(count: int) -> list[str]:
    """Of 60 letters, no two of them alike in any part."""
    letters = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
    return [
        hashlib.sha256(b"%d" % number).hexdigest()[:60].translate(letters)
        for number in range(count)
    ]


def in_plain(command: HireOperative) -> Record:
    event = OperativeHired(forename=command.forename, surname=command.surname)
    new = NewEvent(command.operative_id, 1, event)
    return EventMapper({}).written(new, BY_THE_DESK)


class TestTheFile:
    NAME = "Quixotesson"
    PARTS = (b"quixot", b"otesson", b"tesson")
    """FTS5 leaves out how a word begins that is like the one before it."""

    def test_has_the_name_nowhere_any_more(self, tmp_path: Path) -> None:
        log = memory_log()
        desk = DeskWithoutPages(log)
        for number in range(200):
            surname = f"{self.NAME}{number}" if number % 50 == 7 else f"Marsh{number}"
            operative_id = f"operative-{number}"
            desk.run(HireOperative(operative_id=operative_id, forename="Ann", surname=surname))
        with self.reading(log, tmp_path) as side:
            self.look(side, tmp_path, is_there=True)
            for number in range(7, 200, 50):
                desk.run(EraseOperative(operative_id=f"operative-{number}"))
            self.look(side, tmp_path, is_there=False)

    def test_has_no_name_of_somebody_who_was_renamed(self, tmp_path: Path) -> None:
        """Neither the one before nor the one after."""
        log = memory_log()
        desk = DeskWithoutPages(log)
        for command in (HIRE_ANN, HIRE_BEN):
            desk.run(command)
        with self.reading(log, tmp_path) as side:
            for surname in (self.NAME, "Field", f"{self.NAME}-Hill"):
                desk.run(desk.rename_operative(ANN, "Ann", surname))
                desk.run(desk.rename_operative(BEN, "Ben", surname[:5]))
            self.look(side, tmp_path, is_there=True)
            desk.run(ERASE_ANN)
            desk.run(EraseOperative(operative_id=BEN))
            self.look(side, tmp_path, is_there=False)

    def reading(self, log: EventLog, folder: Path) -> "closing[ReadSide]":
        return closing(ReadSide(log, place_for(SqliteStore(folder / "desk.db"), None)))

    def look(self, side: ReadSide, folder: Path, *, is_there: bool) -> None:
        with side.reading() as models:
            assert bool(list(models.operatives.matching("quixot"))) is is_there
        assert any(file.name.endswith("-wal") for file in folder.rglob("*"))
        assert self.left_in(folder) == (set(self.PARTS) if is_there else set())

    def left_in(self, folder: Path, parts: Sequence[bytes] = PARTS) -> set[bytes]:
        """Which of the parts are in any of the files."""
        files = [file.read_bytes().lower() for file in folder.rglob("*") if file.is_file()]
        return {part for part in parts if any(part in file for file in files)}

    def test_has_no_copy_that_was_left_when_rows_moved_from_page_to_page(
        self, tmp_path: Path
    ) -> None:
        surnames = long_names(150)
        desk = DeskWithoutPages(memory_log())
        with self.reading(desk.log, tmp_path) as side:
            for number, surname in enumerate(surnames):
                operative_id = f"operative-{number}"
                desk.run(HireOperative(operative_id=operative_id, forename="Ann", surname=surname))
                if number % 30 == 0:
                    names(side)
            names(side)
            for number in range(len(surnames)):
                desk.run(EraseOperative(operative_id=f"operative-{number}"))
            names(side)
        ends = [surname[-20:].encode() for surname in surnames]
        assert self.left_in(tmp_path, ends) == set()

    @contextmanager
    def erased_while_somebody_reads(self, folder: Path) -> Iterator[tuple[EventLog, ReadSide]]:
        """The log, and who has taken in that a name was erased; another program was still reading
        what was before that, and has gone since."""
        desk = DeskWithoutPages(memory_log())
        desk.run(HireOperative(operative_id=ANN, forename="Ann", surname=self.NAME))
        with self.reading(desk.log, folder) as side:
            self.look(side, folder, is_there=True)
            file = next(folder.rglob("*.db-wal")).with_suffix(".db")
            with closing(sqlite3.connect(file)) as reader:
                reader.execute("BEGIN")
                reader.execute("SELECT count(*) FROM operatives").fetchone()
                desk.run(ERASE_ANN)
                names(side)
                reader.execute("COMMIT")
            assert self.left_in(folder), "emptying the -wal waits for nobody"
            yield desk.log, side

    def test_has_it_until_the_next_page_when_somebody_read_what_was_before(
        self, tmp_path: Path
    ) -> None:
        with self.erased_while_somebody_reads(tmp_path) as (_, side):
            self.look(side, tmp_path, is_there=False)

    def test_has_it_until_the_next_page_or_start_of_any_process(self, tmp_path: Path) -> None:
        with (
            self.erased_while_somebody_reads(tmp_path) as (log, _),
            self.reading(log, tmp_path) as other,
        ):
            other.catch_up()
            assert self.left_in(tmp_path) == set()

    def test_has_it_until_the_process_stops_though_another_goes_on(self, tmp_path: Path) -> None:
        with (
            self.erased_while_somebody_reads(tmp_path) as (_, side),
            closing(sqlite3.connect(next(tmp_path.rglob("*.db")))) as other,
        ):
            other.execute("SELECT count(*) FROM operatives").fetchone()
            side.close()
            assert self.left_in(tmp_path) == set()

    def test_is_looked_after_once_for_each_erasure(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        emptied = 0

        def counted(database: Database) -> bool:
            nonlocal emptied
            emptied += 1
            return True

        monkeypatch.setattr(Database, "empty_wal", counted)
        desk = desk_at_work()
        with self.reading(desk.log, tmp_path) as side:
            for commands in ([], [ERASE_ANN], [EraseOperative(operative_id=BEN)]):
                for command in commands:
                    desk.run(command)
                before = emptied
                for _ in range(3):
                    names(side)
                assert emptied - before == len(commands)


def test_databases_of_other_code_that_nobody_has_open_go_when_a_name_is_erased(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_at_work()
    older = of_other_code(monkeypatch, tmp_path)
    read_side = ReadSide(desk.log, Place(tmp_path))
    with closing(ReadSide(desk.log, older)) as still_used:
        names(still_used)
        names(read_side)
        desk.run(ERASE_ANN)
        names(read_side)
        used = current(older)
        assert used.exists()
    being_made = older.new()
    desk.run(HIRE_CARYS)
    names(read_side)
    assert used.exists(), "nobody has been erased since"
    desk.run(EraseOperative(operative_id=BEN))
    names(read_side)
    assert not list(tmp_path.glob(f"{used.stem}*"))
    assert older.current() is None
    assert being_made.exists(), "it is not used yet"


def test_databases_of_other_code_are_looked_for_now_and_then_while_events_come(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_at_work()
    with closing(ReadSide(desk.log, of_other_code(monkeypatch, tmp_path))) as older:
        names(older)
    file = current(of_other_code(monkeypatch, tmp_path))
    read_side = ReadSide(desk.log, Place(tmp_path))
    names(read_side)
    long_ago = time.time() - FORGOTTEN - 1
    os.utime(file, (long_ago, long_ago))
    for every, is_there in ((TIDIED_EVERY, True), (0, False)):
        monkeypatch.setattr("app.read_models.read_side.TIDIED_EVERY", every)
        desk.run(desk.rename_operative(ANN, "Ann", f"Field{every}"))
        names(read_side)
        assert file.exists() is is_there


def test_a_row_is_rewritten_in_all_of_its_past() -> None:
    database = Database()
    table = Table("things", Name, key=["id"])
    rows = database.rows(table)
    database.create([*table.create(), *table.finish()])
    with database.taking_in():
        for position, word in enumerate(("first", "second", "third"), start=1):
            database.position = position
            (rows.replace if position > 1 else rows.add)(Name("a", (word,)))
    with database.taking_in():
        database.position = 9
        assert rows.rewrite("a", change=lambda name: Name(name.id, ("gone",)))
        assert not rows.rewrite("a", change=lambda name: Name(name.id, ("gone",)))
    assert rows["a"] == Name("a", ("gone",))
    assert database.select("SELECT words, from_position FROM things") == [('["gone"]', 3)]
    assert database.select("SELECT words, from_position, to_position FROM things_past") == [
        ('["gone"]', 1, 2),
        ('["gone"]', 2, 3),
    ]


def test_no_copy_is_left_where_rows_of_the_past_grew_and_moved_to_another_page(
    tmp_path: Path,
) -> None:
    """What stands in the place of a name of one letter is longer: full pages of the past have to
    pass rows on, among them some with long names."""
    file = tmp_path / "things.db"
    file.touch()
    database = Database(file)
    table = Table("things", Name, key=["id"])
    rows = database.rows(table)
    database.create([*table.create(), *table.finish()])
    long = long_names(60)
    ids = [str(number) for number in range(300)]
    names = dict(zip(ids, ["a"] * 240 + long, strict=True))
    mixed = [ids[number * 91 % 300] for number in range(300)]  # each of them once
    with database.taking_in():
        for database.position, id in enumerate(ids, start=1):
            rows.add(Name(id, (names[id],)))
        for database.position, id in enumerate(mixed, start=1_000):
            rows.replace(Name(id, ("b",)))
    for id in ids:
        with database.taking_in():
            rows.rewrite(id, change=lambda name: Name(name.id, ("erased",)))
    content = file.read_bytes()
    assert [name for name in long if name[-18:].encode() in content] == []
