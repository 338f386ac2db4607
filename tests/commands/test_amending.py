"""Commands that move no Work: notes, further calls, corrections, and the contacts in them."""

from collections.abc import Callable
from datetime import timedelta

import msgspec
import pytest

from app.commands.amending import AddCall, AddNote, AmendWork
from app.commands.bus import CommandBus
from app.commands.command import Command
from app.commands.contact import EraseContact
from app.commands.outcome import Forbidden, SentBefore, Stale
from app.commands.work import RaiseWork
from app.domain.contact import ContactNamed
from app.domain.event import Event
from app.domain.feature import Feature
from app.domain.promise import Length, Priority, Promises, Target
from app.domain.refused import Refused
from app.domain.role import READY_MADE
from app.domain.work_events import (
    CloseCause,
    WorkCallAdded,
    WorkCallerAmended,
    WorkDescriptionAmended,
    WorkNoted,
    WorkPriorityAmended,
    WorkRaised,
    WorkSitesAmended,
    WorkTitleAmended,
)
from app.event_store.memory import memory_log
from tests.cast import ANN, BEN, BOILER, ELM_HOUSE, LIFT, ROOF
from tests.commands.desk import START, DeskWithoutPages, desk_at_work
from tests.commands.people import ADA, ADD_ADA, DEE, REGISTER_DEE

JO, MO = "contact-jo", "contact-mo"
_, _, CONTROL, OPERATIVE, _ = READY_MADE

RAISE_ROOF = RaiseWork(
    work_id=ROOF,
    site_ids=(ELM_HOUSE,),
    title="Roof leaks",
    description="Rain.",
    priority=Priority.URGENT,
    contact_id=JO,
    caller_name=" Jo Hill ",
    caller_telephone="0113 496 0182",
)
JO_NAMED = ContactNamed(name="Jo Hill", telephone="0113 496 0182")
MO_CALLS = AddCall(
    work_id=BOILER, contact_id=MO, caller_name="Mo Day", caller_telephone="", note="Still leaks."
)


def done(desk: DeskWithoutPages, command: Command) -> list[tuple[str, Event]]:
    """Of which aggregates it records what, in order."""
    return [(each.aggregate_id, each.event) for each in desk.run(command).events]


def raised(desk: DeskWithoutPages, command: RaiseWork) -> WorkRaised:
    event = desk.run(command).events[0].event
    assert isinstance(event, WorkRaised)
    return event


@pytest.fixture
def desk() -> DeskWithoutPages:
    return desk_at_work()


class TestRaising:
    def test_names_the_caller_in_the_same_step(self, desk: DeskWithoutPages) -> None:
        [(_, event), named] = done(desk, RAISE_ROOF)
        assert isinstance(event, WorkRaised)
        assert event.caller_id == JO
        assert named == (JO, JO_NAMED)

    def test_makes_no_contact_of_nobody(self, desk: DeskWithoutPages) -> None:
        nobody = msgspec.structs.replace(RAISE_ROOF, caller_name=" ", caller_telephone="")
        [(_, event)] = done(desk, nobody)
        assert isinstance(event, WorkRaised)
        assert event.caller_id == ""
        assert desk.version(JO) == 0

    def test_with_a_number_that_is_none_does_nothing(self, desk: DeskWithoutPages) -> None:
        head = desk.log.head()
        with pytest.raises(Refused, match="Telephone number should have"):
            desk.run(msgspec.structs.replace(RAISE_ROOF, caller_telephone="next door"))
        assert desk.log.head() == head

    def test_of_a_contact_that_is_named_already_does_nothing(self, desk: DeskWithoutPages) -> None:
        desk.run(msgspec.structs.replace(MO_CALLS, contact_id=JO))
        head = desk.log.head()
        with pytest.raises(Refused, match="This contact has already been named"):
            desk.run(RAISE_ROOF)
        assert desk.log.head() == head

    def test_promises_what_the_desk_promises_from_now(self, desk: DeskWithoutPages) -> None:
        urgent = Target(Length(minutes=45), Length(hours=3))
        desk.bus = CommandBus(desk.log, lambda: desk.time, promises=Promises(urgent=urgent))
        desk.wait(10)
        event = raised(desk, RAISE_ROOF)
        assert event.priority is Priority.URGENT
        assert event.arrive_by == START + timedelta(minutes=55)
        assert event.complete_by == START + timedelta(minutes=190)

    def test_promises_the_same_when_it_is_sent_again_later(self, desk: DeskWithoutPages) -> None:
        first = desk.run(RAISE_ROOF, "command-1")
        desk.wait(90)
        assert desk.run(RAISE_ROOF, "command-1").events == first.events

    def test_that_is_sent_again_after_the_caller_was_erased_is_not_another(
        self, desk: DeskWithoutPages
    ) -> None:
        desk.run(RAISE_ROOF, "command-1")
        desk.run(EraseContact(contact_id=JO))
        assert desk.run(RAISE_ROOF, "command-1").is_repeat
        with pytest.raises(SentBefore):
            desk.run(msgspec.structs.replace(RAISE_ROOF, title="Roof is gone"), "command-1")


class TestACall:
    def test_is_added_with_its_caller_in_the_same_step(self, desk: DeskWithoutPages) -> None:
        assert done(desk, MO_CALLS) == [
            (BOILER, WorkCallAdded(caller_id=MO, note="Still leaks.")),
            (MO, ContactNamed(name="Mo Day", telephone="")),
        ]

    def test_of_nobody_is_added_without(self, desk: DeskWithoutPages) -> None:
        assert done(desk, desk.add_call(BOILER, "Still leaks.")) == [
            (BOILER, WorkCallAdded(caller_id="", note="Still leaks."))
        ]

    def test_about_a_work_that_nobody_raised_is_refused(self, desk: DeskWithoutPages) -> None:
        with pytest.raises(Refused, match="There is no such Work on this desk"):
            desk.run(msgspec.structs.replace(MO_CALLS, work_id=ROOF))
        assert desk.version(MO) == 0


def amended(**changes: object) -> AmendWork:
    """The roof, as RAISE_ROOF left it, but for these."""
    same: dict[str, object] = msgspec.structs.asdict(RAISE_ROOF)
    as_seen = {"version": 1, "contact_id": MO, "contact_version": 1}
    return AmendWork(**same | as_seen | changes)  # type: ignore[arg-type]


class TestAmending:
    @pytest.fixture(autouse=True)
    def roof(self, desk: DeskWithoutPages) -> None:
        desk.run(RAISE_ROOF)

    def test_records_each_thing_that_is_another_now(self, desk: DeskWithoutPages) -> None:
        site = desk.acquire("3 Mill Lane", "York", "YO1 7PR", "0113 496 0183")
        desk.run(site)
        desk.wait(10)
        both = (ELM_HOUSE, site.site_id)
        everything = amended(
            title="Roof is gone",
            description="Storm.",
            priority=Priority.EMERGENCY,
            site_ids=both,
            caller_name="Mo Day",
        )
        assert done(desk, everything) == [
            (ROOF, WorkTitleAmended(before="Roof leaks", after="Roof is gone")),
            (ROOF, WorkDescriptionAmended(before="Rain.", after="Storm.")),
            (
                ROOF,
                WorkPriorityAmended(
                    before=Priority.URGENT,
                    after=Priority.EMERGENCY,
                    arrive_by=START + timedelta(hours=2, minutes=10),
                    complete_by=START + timedelta(hours=8, minutes=10),
                ),
            ),
            (ROOF, WorkSitesAmended(before=(ELM_HOUSE,), after=both)),
            (ROOF, WorkCallerAmended(before=JO, after=MO)),
            (MO, ContactNamed(name="Mo Day", telephone="0113 496 0182")),
        ]

    def test_of_nothing_is_refused(self, desk: DeskWithoutPages) -> None:
        head = desk.log.head()
        for same in (amended(), amended(title=" Roof leaks ", caller_name="Jo  Hill ")):
            with pytest.raises(Refused, match=r"Nothing has been changed\."):
                desk.run(same)
        assert desk.log.head() == head

    def test_of_the_telephone_number_alone_is_another_contact(self, desk: DeskWithoutPages) -> None:
        assert done(desk, amended(caller_telephone="0113 496 0199")) == [
            (ROOF, WorkCallerAmended(before=JO, after=MO)),
            (MO, ContactNamed(name="Jo Hill", telephone="0113 496 0199")),
        ]

    def test_can_leave_it_without_a_caller(self, desk: DeskWithoutPages) -> None:
        assert done(desk, amended(caller_name="", caller_telephone="")) == [
            (ROOF, WorkCallerAmended(before=JO, after=""))
        ]

    def test_leaves_a_caller_who_was_erased_as_they_are(self, desk: DeskWithoutPages) -> None:
        desk.run(EraseContact(contact_id=JO))
        without = {"caller_name": "", "caller_telephone": "", "contact_version": 2}
        with pytest.raises(Refused, match=r"Nothing has been changed\."):
            desk.run(amended(**without))
        assert done(desk, amended(title="Roof is gone", **without)) == [
            (ROOF, WorkTitleAmended(before="Roof leaks", after="Roof is gone"))
        ]

    def test_names_nobody_again_who_was_erased_meanwhile(self, desk: DeskWithoutPages) -> None:
        desk.run(EraseContact(contact_id=JO))
        with pytest.raises(Stale) as told:
            desk.run(amended(title="Roof is gone"))
        assert told.value.aggregate_id == JO
        # Whoever saw that there is nobody any more, and types a name, means somebody.
        assert done(desk, amended(contact_version=2)) == [
            (ROOF, WorkCallerAmended(before=JO, after=MO)),
            (MO, JO_NAMED),
        ]

    def test_of_what_somebody_else_amended_is_stale(self, desk: DeskWithoutPages) -> None:
        mine = amended(title="Roof is gone")
        desk.run(amended(description="Storm."))
        with pytest.raises(Stale):
            desk.run(mine)

    def test_when_it_has_ended_is_refused(self, desk: DeskWithoutPages) -> None:
        desk.run(desk.close(ROOF))
        with pytest.raises(Refused, match="Only Work that is open can be amended"):
            desk.run(amended(version=2, title="Roof is gone"))


class TestAForm:
    """One that was opened before somebody did something beside it."""

    BESIDE: tuple[Callable[[DeskWithoutPages], Command], ...] = (
        lambda desk: desk.note(BOILER, "Dog."),
        lambda desk: desk.add_call(BOILER, "Still leaks.", "Jo Hill"),
        lambda desk: desk.move_in_queue(BOILER),
        lambda desk: desk.close(ROOF, CloseCause.DUPLICATE, "The same.", BOILER),
    )

    @pytest.fixture
    def queued(self, desk: DeskWithoutPages) -> DeskWithoutPages:
        """The boiler and the lift are with Ann, and the roof waits."""
        for command in (desk.assign(LIFT, ANN), desk.assign(BOILER, ANN), RAISE_ROOF):
            desk.run(command)
        return desk

    @pytest.mark.parametrize("beside", BESIDE, ids=["note", "call", "move", "duplicate"])
    def test_can_be_sent_all_the_same(
        self, queued: DeskWithoutPages, beside: Callable[[DeskWithoutPages], Command]
    ) -> None:
        forms: list[Command] = [
            queued.dispatch(BOILER, ANN),
            queued.recall(BOILER),
            queued.reassign(BOILER, BEN),
            queued.amend(BOILER, (ELM_HOUSE,), "Boiler bursts", "Now."),
        ]
        records = queued.log.records(after=0, limit=1_000)
        for form in forms:
            log = memory_log()
            log.restore(records, queued.log.keys(records))
            desk = DeskWithoutPages(log)
            assert len(desk.run(beside(desk)).events) > 0
            assert desk.run(form).events

    def test_is_stale_though_when_something_else_happened_too(
        self, queued: DeskWithoutPages
    ) -> None:
        form = queued.dispatch(BOILER, ANN)
        noted = queued.run(queued.note(BOILER, "Dog."))
        recalled = queued.run(queued.recall(BOILER))
        with pytest.raises(Stale) as stale:
            queued.run(form)
        assert stale.value.changes == (*noted.events, *recalled.events)

    def test_is_stale_when_it_was_amended_or_is_expected_at_another_time(
        self, queued: DeskWithoutPages
    ) -> None:
        form = queued.dispatch(BOILER, ANN)
        queued.run(queued.amend(BOILER, (ELM_HOUSE,), "Boiler bursts", "Now."))
        with pytest.raises(Stale):
            queued.run(form)
        queued.run(queued.dispatch(BOILER, ANN))
        arrive = queued.arrive(BOILER, ANN)
        queued.run(queued.revise_eta(BOILER, ANN, 40))
        with pytest.raises(Stale):
            queued.run(arrive)


class TestANote:
    """Dee is Ann, an operative; Ada is with Control and Administration."""

    NOTE = AddNote(work_id=BOILER, text="Dog.")

    @pytest.fixture(autouse=True)
    def people(self, desk: DeskWithoutPages) -> None:
        desk.run(ADD_ADA)
        desk.run(desk.grant(ADA, CONTROL), who=ADA)
        dee = msgspec.structs.replace(REGISTER_DEE, role_ids=(OPERATIVE,), operative_id=ANN)
        desk.run(dee, who=ADA)

    def test_can_be_left_by_the_operative_who_has_it(self, desk: DeskWithoutPages) -> None:
        desk.run(desk.assign(BOILER, ANN), who=ADA)
        [noted] = desk.run(self.NOTE, who=DEE).events
        assert noted.event == WorkNoted(text="Dog.")
        assert (noted.metadata.who, noted.metadata.acting_for) == (DEE, "")

    def test_can_be_left_by_one_who_had_it(self, desk: DeskWithoutPages) -> None:
        desk.run(desk.assign(BOILER, ANN), who=ADA)
        desk.run(desk.reassign(BOILER, BEN), who=ADA)
        assert desk.run(self.NOTE, who=DEE).events
        desk.run(desk.recall(BOILER), who=ADA)
        desk.run(desk.close(BOILER), who=ADA)
        assert desk.run(self.NOTE, who=DEE).events

    @pytest.mark.parametrize("work_id", [BOILER, ROOF])
    def test_is_not_for_an_operative_who_never_had_it(
        self, desk: DeskWithoutPages, work_id: str
    ) -> None:
        desk.run(desk.assign(BOILER, BEN), who=ADA)
        head = desk.log.head()
        with pytest.raises(Forbidden) as forbidden:
            desk.run(AddNote(work_id=work_id, text="Dog."), who=DEE)
        assert forbidden.value.missing is Feature.RAISE_WORK
        assert desk.log.head() == head

    def test_is_not_for_an_operative_without_the_role(self, desk: DeskWithoutPages) -> None:
        desk.run(desk.assign(BOILER, ANN), who=ADA)
        desk.run(desk.revoke(DEE, OPERATIVE), who=ADA)
        with pytest.raises(Forbidden):
            desk.run(self.NOTE, who=DEE)

    def test_is_for_an_operative_who_handles_all_work_anyway(self, desk: DeskWithoutPages) -> None:
        desk.run(desk.grant(DEE, CONTROL), who=ADA)
        assert desk.run(self.NOTE, who=DEE).events

    def test_of_somebody_who_may_no_more_is_answered_as_the_first_time(
        self, desk: DeskWithoutPages
    ) -> None:
        desk.run(desk.assign(BOILER, ANN), who=ADA)
        first = desk.run(self.NOTE, "command-1", who=DEE)
        desk.run(desk.revoke(DEE, OPERATIVE), who=ADA)
        assert desk.run(self.NOTE, "command-1", who=DEE).events == first.events
