"""Personal data stands in the log sealed, and can be erased without changing the log."""

from pathlib import Path

import msgspec
import pytest

from app.commands.amending import AddCall
from app.commands.command import Command
from app.commands.contact import EraseContact
from app.commands.operative import EraseOperative
from app.commands.user import EraseUser
from app.domain.contact import ContactErased, ContactNamed
from app.domain.event import Event
from app.domain.operative import OperativeErased, OperativeHired, OperativeRenamed
from app.domain.personal import ERASED
from app.event_store.event_types import EVENT_TYPES
from app.event_store.log import EventLog, NewEvent, Record, Unavailable, UnreadableEvent
from app.event_store.mapper import EventMapper
from app.event_store.memory import memory_log
from app.event_store.personal_data import ERASABLE_KINDS, ERASING, PERSONAL
from app.event_store.stored_log import StoredLog
from app.event_store.stores import open_log
from app.event_store.verification import verify
from app.private_store.store import PrivateStore
from tests.cast import ANN, BEN, BOILER
from tests.commands.desk import ACQUIRE_ELM_HOUSE, HIRE_ANN, DeskWithoutPages, desk_at_work
from tests.commands.people import ADA, DEE, closed_desk
from tests.event_store.by_hand import hashes_by_hand, hashes_in, lines_of
from tests.event_store.examples import ANN_HIRED_IN_PLAIN, BY_THE_DESK, HIRED
from tests.event_store.keys_that_stick import CountedKeys, CountingRecorder, desk_whose_keys_stick
from tests.event_store.stores import STORES
from tests.private_store.moments import HOUR, NOW

JO = "contact-jo"
JO_CALLS = AddCall(
    work_id=BOILER,
    contact_id=JO,
    caller_name="Jocasta Hilliard",
    caller_telephone="0113 496 0199",
    note="Still wet.",
)
OTHERS = {ANN, BEN, JO}
ACQUIRE_ANOTHER = msgspec.structs.replace(ACQUIRE_ELM_HOUSE, site_id="site-another")
ERASE_ANN = EraseOperative(operative_id=ANN)
NAMELESS = OperativeHired(forename=ERASED, surname="")
ANNS_KEY = {ANN: b"a" * 32}


def names_in(log: EventLog) -> list[str]:
    hired = log.read(after=0, limit=100, types=["OperativeHired"])
    return [each.event.forename for each in hired if isinstance(each.event, OperativeHired)]


class Erasable(msgspec.Struct, frozen=True):
    """Somebody whose personal data can be erased, and what there is of them in the log then."""

    id: str
    named: Event
    words: tuple[bytes, ...]
    erase: Command
    nameless: Event
    erased: Event


ERASABLE = {
    "an operative": Erasable(
        ANN, HIRED, (b"Ann", b"Marsh"), ERASE_ANN, NAMELESS, OperativeErased()
    ),
    "a contact": Erasable(
        JO,
        ContactNamed(name="Jocasta Hilliard", telephone="0113 496 0199"),
        (b"Jocasta", b"Hilliard", b"0113 496 0199"),
        EraseContact(contact_id=JO),
        ContactNamed(name=ERASED, telephone=""),
        ContactErased(),
    ),
}


@pytest.fixture(params=ERASABLE)
def who(request: pytest.FixtureRequest) -> Erasable:
    return ERASABLE[request.param]


def desk_with_a_caller(log: EventLog) -> DeskWithoutPages:
    desk = desk_at_work(log)
    desk.run(JO_CALLS)
    return desk


def sealed_by(key: bytes) -> Record:
    return EventMapper().written(NewEvent(ANN, 1, HIRED), BY_THE_DESK, key)


def test_every_type_and_field_that_is_personal_is_one() -> None:
    assert EVENT_TYPES.keys() >= ERASING
    assert {f"{kind.title()}Erased" for kind in ERASABLE_KINDS} == ERASING
    for name, fields in PERSONAL.items():
        assert set(fields) <= set(EVENT_TYPES[name].__struct_fields__)


class TestAName:
    def test_is_read_as_it_was_written(self, log: EventLog, who: Erasable) -> None:
        desk_with_a_caller(log)
        assert [each.event for each in log.stream(who.id)] == [who.named]

    def test_is_nowhere_in_what_is_stored(self, log: EventLog, who: Erasable) -> None:
        desk_with_a_caller(log)
        for record in log.records(after=0, limit=100):
            assert not any(word in record.body for word in who.words)

    def test_is_sealed_to_the_same_length_however_long_it_is(self) -> None:
        longer = msgspec.structs.replace(HIRED, forename="Annabella Maria")
        mapper = EventMapper()
        bodies = [
            mapper.written(NewEvent(ANN, 1, each), BY_THE_DESK, b"a" * 32).body
            for each in (HIRED, longer)
        ]
        assert len(bodies[0]) == len(bodies[1])

    def test_makes_the_same_command_sent_again_known(self, log: EventLog) -> None:
        desk = DeskWithoutPages(log)
        desk.run(HIRE_ANN, command_id="command-1")
        assert desk.run(HIRE_ANN, command_id="command-1").is_repeat
        assert log.head() == 1

    def test_of_an_older_log_is_read_in_plain(self, log: EventLog) -> None:
        log.restore([ANN_HIRED_IN_PLAIN])
        assert names_in(log) == ["Ann"]


class TestWhatIsSealed:
    def read(self, record: Record, key: bytes | None = ANNS_KEY[ANN]) -> object:
        _, [event] = EventMapper().read(record, key)
        return event

    def test_is_opened_with_its_key(self) -> None:
        assert self.read(sealed_by(ANNS_KEY[ANN])) == HIRED

    def test_reads_as_erased_without_a_key(self) -> None:
        assert self.read(sealed_by(ANNS_KEY[ANN]), None) == NAMELESS

    def test_reads_as_erased_with_a_key_that_was_made_since(self) -> None:
        assert self.read(sealed_by(ANNS_KEY[ANN]), b"b" * 32) == NAMELESS

    @pytest.mark.parametrize("moved", [{"aggregate_id": BEN}, {"version": 2}])
    def test_does_not_open_anywhere_else(self, moved: dict[str, object]) -> None:
        record = msgspec.structs.replace(sealed_by(ANNS_KEY[ANN]), **moved)
        with pytest.raises(UnreadableEvent, match="what is sealed in it was changed, or belongs"):
            self.read(record)

    def test_is_damage_and_no_erasure_when_a_bit_of_it_is_flipped(self) -> None:
        record = sealed_by(ANNS_KEY[ANN])
        # Its last letters are those of what proves that it is whole.
        place = record.body.rindex(b"=") if record.body.endswith(b'="}}') else len(record.body) - 3
        letter = record.body[place - 3 : place - 2]
        body = record.body[: place - 3] + (b"A" if letter != b"A" else b"B")
        spoilt = msgspec.structs.replace(record, body=body + record.body[place - 2 :])
        with pytest.raises(UnreadableEvent, match="what is sealed in it was changed"):
            self.read(spoilt)

    def test_is_damage_when_it_is_no_sealed_text(self) -> None:
        body = b'{"schema":2,"metadata":%b,"event":{"sealed":7}}' % msgspec.json.encode(BY_THE_DESK)
        with pytest.raises(UnreadableEvent, match="what is sealed in it was changed"):
            self.read(Record(0, ANN, 1, "OperativeHired", body, ""))


class TestErasing:
    def test_takes_the_name_and_leaves_the_log(self, log: EventLog, who: Erasable) -> None:
        desk = desk_with_a_caller(log)
        others = [each.event for other in OTHERS - {who.id} for each in log.stream(other)]
        before = lines_of(log)
        desk.run(who.erase)
        assert [each.event for each in log.stream(who.id)] == [who.nameless, who.erased]
        assert [each.event for other in OTHERS - {who.id} for each in log.stream(other)] == others
        after = lines_of(log)
        assert after[:-1] == before
        assert hashes_in(after) == hashes_by_hand(after)
        assert verify(log).fault == ""

    def test_takes_the_name_that_somebody_was_given_later(self, log: EventLog) -> None:
        desk = desk_at_work(log)
        desk.run(desk.rename_operative(ANN, "Ann", "Field"))
        assert log.stream(ANN)[1].event == OperativeRenamed(forename="Ann", surname="Field")
        assert b"Field" not in log.records(after=0, limit=100)[-1].body
        desk.run(ERASE_ANN)
        assert [each.event for each in log.stream(ANN)] == [
            NAMELESS,
            OperativeRenamed(forename=ERASED, surname=""),
            OperativeErased(),
        ]
        assert verify(log).fault == ""

    @pytest.mark.parametrize("store", ["sqlite", "postgresql"])
    def test_is_done_for_every_process(self, store: str, tmp_path: Path) -> None:
        with STORES[store](tmp_path) as address:
            log, other = open_log(address), open_log(address)
            desk = desk_at_work(log)
            assert names_in(other) == ["Ann", "Ben"]
            desk.run(ERASE_ANN)
            assert names_in(other) == [ERASED, "Ben"]
            log.close()
            other.close()

    def test_is_finished_later_when_it_was_cut_short(
        self, store: str, tmp_path: Path, who: Erasable
    ) -> None:
        """The desk was killed after the event, or what is beside the log was put back from an older
        copy."""
        with STORES[store](tmp_path) as address:
            private = PrivateStore()
            log = open_log(address, private)
            desk = desk_with_a_caller(log)
            keys = private.keys.of(OTHERS)
            desk.run(who.erase)
            private.keys.restore(keys)
            log.finish_erasures()
            assert private.keys.kept_of(OTHERS) == OTHERS - {who.id}
            log.close()

    def test_is_not_done_before_the_key_is_gone(self) -> None:
        desk, private = desk_whose_keys_stick()
        with pytest.raises(Unavailable):
            desk.run(ERASE_ANN, command_id="command-1")
        with pytest.raises(Unavailable):
            desk.run(ERASE_ANN, command_id="command-1")
        private.sticks = False
        assert desk.run(ERASE_ANN, command_id="command-1").is_repeat
        assert private.keys.kept_of([ANN, BEN]) == {BEN}

    def test_is_looked_for_once_however_many_there_are(self) -> None:
        log = memory_log(private := PrivateStore())
        desk = desk_with_a_caller(log)
        desk.run(ERASE_ANN)
        private.keys.make(ANN)
        log._recorder = recorder = CountingRecorder(log._recorder)
        log.finish_erasures()
        assert private.keys.kept_of(OTHERS) == {BEN, JO}
        assert recorder.questions == 1

    def test_is_finished_by_another_process_to_which_it_is_sent_again(self) -> None:
        desk, private = desk_whose_keys_stick()
        with pytest.raises(Unavailable):
            desk.run(ERASE_ANN, command_id="command-1")
        private.sticks = False
        assert isinstance(desk.log, StoredLog)
        other = DeskWithoutPages(StoredLog(desk.log._recorder, private))
        assert other.run(ERASE_ANN, command_id="command-1").is_repeat
        assert private.keys.kept_of([ANN, BEN]) == {BEN}

    def test_is_finished_by_whoever_reads_of_it(self) -> None:
        desk, private = desk_whose_keys_stick()
        with pytest.raises(Unavailable):
            desk.run(ERASE_ANN)
        private.sticks = False
        desk.log.read(after=0, limit=100)
        assert private.keys.kept_of([ANN, BEN]) == {BEN}

    def test_is_finished_with_the_next_append_when_it_could_only_be_read_of(self) -> None:
        desk, private = desk_whose_keys_stick()
        with pytest.raises(Unavailable):
            desk.run(ERASE_ANN)
        assert names_in(desk.log) == ["Ann", "Ben"]
        assert [each.event for each in desk.log.stream(ANN)] == [NAMELESS, OperativeErased()]
        private.sticks = False
        desk.run(ACQUIRE_ANOTHER)
        assert private.keys.kept_of([ANN, BEN]) == {BEN}

    def test_does_not_keep_others_from_their_work(self) -> None:
        desk, _ = desk_whose_keys_stick()
        with pytest.raises(Unavailable):
            desk.run(ERASE_ANN)
        desk.log.read(after=0, limit=100)
        assert not desk.run(ACQUIRE_ANOTHER).is_repeat

    def test_of_a_user_takes_all_that_they_could_sign_in_with(self, log: EventLog) -> None:
        assert isinstance(log, StoredLog)
        let_in(log._private, ADA, DEE)
        desk = closed_desk(log)
        desk.run(EraseUser(user_id=DEE), who=ADA)
        assert log._private.whose() == {ADA}
        assert kept_of(log._private, ADA) == (True, True, True)
        assert kept_of(log._private, DEE) == (False, False, False)

    @pytest.mark.parametrize("has_key", [True, False])
    def test_of_a_user_is_finished_later_too(self, log: EventLog, has_key: bool) -> None:
        assert isinstance(log, StoredLog)
        private = log._private
        desk = closed_desk(log)
        keys = private.keys.of([DEE])
        desk.run(EraseUser(user_id=DEE), who=ADA)
        let_in(private, ADA, DEE)
        private.keys.restore(keys if has_key else {})
        log.finish_erasures()
        assert private.whose() == {ADA}
        assert kept_of(private, ADA) == (True, True, True)

    def test_asks_for_the_keys_of_a_whole_batch_once(self) -> None:
        private = PrivateStore()
        private.keys = keys = CountedKeys(private._database)
        log = memory_log(private)
        desk_at_work(log)
        keys.questions = 0
        assert len(log.read(after=0, limit=100)) == 5
        assert keys.questions == 1
        log.read(after=2, limit=100)
        assert keys.questions == 1


def let_in(private: PrivateStore, *user_ids: str) -> None:
    """Each has a password, a link, and a session."""
    for id in user_ids:
        private.credentials.keep(id, "hash", NOW)
        private.links.make(id, by="", now=NOW, until=NOW + HOUR)
        private.sessions.begin(id, now=NOW, until=NOW + HOUR, idle=HOUR, position=1)


def kept_of(private: PrivateStore, user_id: str) -> tuple[bool, bool, bool]:
    """Whether there is a password, a link, a session."""
    return (
        private.credentials.hash_of(user_id) is not None,
        user_id in private.links.pending([user_id], NOW),
        bool(private.sessions.of(user_id, NOW)),
    )


class TestMovingElsewhere:
    def test_leaves_names_sealed_without_the_keys(self, log: EventLog) -> None:
        moved = memory_log()
        desk_at_work(log)
        moved.restore(log.records(after=0, limit=100))
        assert names_in(moved) == [ERASED, ERASED]
        assert verify(moved).fault == ""

    def test_takes_the_keys_along(self, log: EventLog) -> None:
        desk_at_work(memory := memory_log())
        records = memory.records(after=0, limit=100)
        log.restore(records, memory.keys(records))
        assert names_in(log) == ["Ann", "Ben"]

    def test_never_brings_back_the_key_of_somebody_who_is_erased(self, log: EventLog) -> None:
        desk = desk_at_work(memory := memory_log())
        keys = memory.keys(memory.records(after=0, limit=100))
        desk.run(ERASE_ANN)
        records = memory.records(after=0, limit=100)
        assert memory.keys(records).keys() == {BEN}
        log.restore(records, keys)
        assert names_in(log) == [ERASED, "Ben"]
        assert isinstance(log, StoredLog)
        assert log._keys.kept_of([ANN, BEN]) == {BEN}

    def test_takes_no_key_of_somebody_whose_erasure_was_cut_short(self) -> None:
        """The event was appended, and the key not thrown away yet."""
        desk, private = desk_whose_keys_stick()
        with pytest.raises(Unavailable):
            desk.run(ERASE_ANN)
        assert private.keys.kept_of([ANN, BEN]) == {ANN, BEN}
        log = desk.log
        assert log.keys(log.records(after=0, limit=100)).keys() == {BEN}

    def test_can_go_on_without_the_old_key(self, log: EventLog) -> None:
        """Somebody whose key is lost can get a new one: what it does not fit stays erased."""
        desk_at_work(memory := memory_log())
        log.restore(memory.records(after=0, limit=100))
        assert isinstance(log, StoredLog)
        log._keys.make(ANN)
        assert names_in(log) == [ERASED, ERASED]


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest) -> str:
    return str(request.param)
