"""Who may give which command: the table below, walked through the bus."""

from collections.abc import Callable
from functools import cache

import pytest

from app.commands.amending import AddCall, AddNote, AmendWork
from app.commands.as_json import COMMANDS
from app.commands.command import Command
from app.commands.contact import EraseContact
from app.commands.importing import ImportOperatives, ImportSites
from app.commands.operative import (
    AmendOperative,
    ComeOnDuty,
    EraseOperative,
    GoOffDuty,
    HireOperative,
    LetOperativeLeave,
    RenameOperative,
    TakeOperativeBack,
)
from app.commands.outcome import Forbidden
from app.commands.role import ChangeRole, GrantRole, MakeRole, RemoveRole, RevokeRole
from app.commands.site import AcquireSite, AmendSite, DisposeOfSite, RestoreSite
from app.commands.team import AddMember, MakeTeam, RemoveMember, RemoveTeam, RenameTeam
from app.commands.unit_of_work import UnitOfWork
from app.commands.user import (
    AddAdministrator,
    DisableUser,
    EnableUser,
    EndSessions,
    EraseUser,
    LinkUser,
    RegisterUser,
    RenameUser,
    UnlinkUser,
)
from app.commands.visit import AbandonWork, ArriveAtWork, CompleteWork, DispatchWork, ReviseEta
from app.commands.work import (
    AssignWork,
    CloseWork,
    MoveInQueue,
    RaiseWork,
    ReassignWork,
    RecallWork,
    ReopenWork,
)
from app.domain.access import THE_MACHINE
from app.domain.feature import Feature
from app.domain.operative import Operative
from app.domain.refused import Refused
from app.domain.role import READY_MADE
from app.event_store.log import Record
from app.event_store.memory import memory_log
from tests.cast import ANN, BEN, BOILER, ELM_HOUSE, LIFT, THE_DESK
from tests.commands.desk import DeskWithoutPages, desk_at_work
from tests.commands.people import DEE, REGISTER_DEE

READY = {terms.name: role_id for role_id, terms in READY_MADE.items()}
EVERY_ROLE = tuple(READY_MADE)

OF_ROLES = {name: f"user-{name.lower()}" for name in READY}
"""Somebody for each of the ready-made roles. The operative is Ann."""
BENS = "user-ben"
"""An operative, too."""
DISABLED, MADE_UP, UNKNOWN = "user-disabled", "user-made-up", "user-unknown"
EVERYBODY = {*OF_ROLES.values(), BENS, DEE, DISABLED, MADE_UP, UNKNOWN, THE_DESK, THE_MACHINE}

ADMINISTRATION, RESPONSE, CONTROL, OPERATIVE, MANAGEMENT = OF_ROLES.values()
CREW, NIGHTS, CAT, JO = "role-crew", "team-nights", "operative-cat", "contact-jo"

MANAGES = {ADMINISTRATION, THE_MACHINE}

MAY: dict[type[Command], set[str]] = {
    RaiseWork: {RESPONSE},
    AssignWork: {CONTROL},
    ReassignWork: {CONTROL},
    MoveInQueue: {CONTROL},
    RecallWork: {CONTROL},
    DispatchWork: {CONTROL, OPERATIVE},
    ReviseEta: {CONTROL, OPERATIVE},
    ArriveAtWork: {CONTROL, OPERATIVE},
    CompleteWork: {CONTROL, OPERATIVE},
    AbandonWork: {CONTROL, OPERATIVE},
    CloseWork: {CONTROL},
    ReopenWork: {CONTROL},
    AmendWork: {RESPONSE, CONTROL},
    AddNote: {RESPONSE, CONTROL, OPERATIVE},
    AddCall: {RESPONSE, CONTROL},
    HireOperative: {ADMINISTRATION},
    RenameOperative: {ADMINISTRATION},
    AmendOperative: {ADMINISTRATION},
    GoOffDuty: {ADMINISTRATION, CONTROL, OPERATIVE},
    ComeOnDuty: {ADMINISTRATION, CONTROL, OPERATIVE},
    LetOperativeLeave: {ADMINISTRATION},
    TakeOperativeBack: {ADMINISTRATION},
    AcquireSite: {ADMINISTRATION, RESPONSE},
    ImportOperatives: {ADMINISTRATION},
    ImportSites: {ADMINISTRATION, RESPONSE},
    AmendSite: {ADMINISTRATION, RESPONSE},
    DisposeOfSite: {ADMINISTRATION, RESPONSE},
    RestoreSite: {ADMINISTRATION, RESPONSE},
    EraseOperative: MANAGES,
    EraseContact: MANAGES,
    RegisterUser: MANAGES,
    AddAdministrator: MANAGES,
    RenameUser: MANAGES,
    LinkUser: MANAGES,
    UnlinkUser: MANAGES,
    DisableUser: MANAGES,
    EnableUser: MANAGES,
    EndSessions: MANAGES,
    EraseUser: MANAGES,
    MakeRole: MANAGES,
    ChangeRole: MANAGES,
    RemoveRole: MANAGES,
    GrantRole: MANAGES,
    RevokeRole: MANAGES,
    MakeTeam: MANAGES,
    RenameTeam: MANAGES,
    RemoveTeam: MANAGES,
    AddMember: MANAGES,
    RemoveMember: MANAGES,
}
"""On a desk where people sign in."""


@cache
def staffed() -> list[Record]:
    """An open desk at work, with everybody on it, and a role and a team that are nobody's."""
    desk = desk_at_work()
    for role_id in READY_MADE:
        desk.run(desk.make_ready_role(role_id))
    desk.run(HireOperative(operative_id=CAT, forename="Cat", surname="Day"))

    def register(user_id: str, *role_ids: str, operative: str | None = None) -> None:
        desk.run(
            RegisterUser(
                user_id=user_id,
                full_name=user_id,
                sign_in_name=user_id,
                role_ids=role_ids,
                operative_id=operative,
                is_made_up=user_id == MADE_UP,
            )
        )

    for name in ("Response", "Control", "Management"):
        register(OF_ROLES[name], READY[name])
    register(OPERATIVE, READY["Operative"], operative=ANN)
    register(BENS, READY["Operative"], operative=BEN)
    register(MADE_UP, *EVERY_ROLE)
    desk.run(REGISTER_DEE)
    desk.run(MakeRole(role_id=CREW, name="Crew", features=()))
    desk.run(MakeTeam(team_id=NIGHTS, name="Nights"))
    return desk.log.records(after=0, limit=1_000)


def close(desk: DeskWithoutPages) -> None:
    """Let somebody manage people; everybody signs in from then on. Somebody else who could do
    everything is disabled."""
    desk.run(AddAdministrator(user_id=ADMINISTRATION, full_name="Ada Novak", sign_in_name="ada"))
    disabled = RegisterUser(
        user_id=DISABLED, full_name="Una", sign_in_name="una", role_ids=EVERY_ROLE
    )
    desk.run(disabled, who=ADMINISTRATION)
    desk.run(DisableUser(user_id=DISABLED), who=ADMINISTRATION)


@pytest.fixture
def desk() -> DeskWithoutPages:
    """Still open."""
    log = memory_log()
    log.restore(staffed())
    return DeskWithoutPages(log)


def queued(desk: DeskWithoutPages) -> None:
    desk.run(desk.assign(BOILER, ANN))


def both_queued(desk: DeskWithoutPages) -> None:
    queued(desk)
    desk.run(desk.assign(LIFT, ANN))


def jo_called(desk: DeskWithoutPages) -> None:
    desk.run(
        AddCall(
            work_id=BOILER, contact_id=JO, caller_name="Jo Hill", caller_telephone="", note="Wet."
        )
    )


def en_route(desk: DeskWithoutPages) -> None:
    queued(desk)
    desk.run(desk.dispatch(BOILER, ANN))


def on_site(desk: DeskWithoutPages) -> None:
    en_route(desk)
    desk.run(desk.arrive(BOILER, ANN))


def off_duty(desk: DeskWithoutPages) -> None:
    desk.run(desk.go_off_duty(ANN, "Training"))


def left(desk: DeskWithoutPages) -> None:
    desk.run(desk.let_leave(CAT))


def closed(desk: DeskWithoutPages) -> None:
    desk.run(desk.close(LIFT))


def unused(desk: DeskWithoutPages) -> None:
    for work_id in (BOILER, LIFT):
        desk.run(desk.close(work_id))


def disposed_of(desk: DeskWithoutPages) -> None:
    unused(desk)
    desk.run(desk.dispose_of(ELM_HOUSE, "Sold."))


def disabled(desk: DeskWithoutPages) -> None:
    desk.run(DisableUser(user_id=DEE))


def member(desk: DeskWithoutPages) -> None:
    desk.run(desk.add_member(NIGHTS, DEE))


def granted(desk: DeskWithoutPages) -> None:
    desk.run(desk.grant(DEE, CREW))


def nothing(_: DeskWithoutPages) -> None:
    pass


Orders = dict[
    type[Command], tuple[Callable[[DeskWithoutPages], None], Callable[[DeskWithoutPages], Command]]
]

ORDERS: Orders = {
    RaiseWork: (nothing, lambda desk: desk.raise_work((ELM_HOUSE,), "Roof leaks", "Rain.")),
    AssignWork: (nothing, lambda desk: desk.assign(BOILER, ANN)),
    ReassignWork: (en_route, lambda desk: desk.reassign(BOILER, BEN)),
    MoveInQueue: (both_queued, lambda desk: desk.move_in_queue(LIFT)),
    RecallWork: (queued, lambda desk: desk.recall(BOILER)),
    DispatchWork: (queued, lambda desk: desk.dispatch(BOILER, ANN)),
    ReviseEta: (en_route, lambda desk: desk.revise_eta(BOILER, ANN, 40)),
    ArriveAtWork: (en_route, lambda desk: desk.arrive(BOILER, ANN)),
    CompleteWork: (on_site, lambda desk: desk.complete(BOILER, ANN)),
    AbandonWork: (queued, lambda desk: desk.abandon(BOILER, ANN)),
    CloseWork: (nothing, lambda desk: desk.close(BOILER)),
    ReopenWork: (closed, lambda desk: desk.reopen(LIFT)),
    AmendWork: (
        nothing,
        lambda desk: desk.amend(BOILER, (ELM_HOUSE,), "Boiler bursts", "Now.", caller_name="Jo"),
    ),
    AddNote: (queued, lambda desk: desk.note(BOILER, "The key is next door.")),
    AddCall: (nothing, lambda desk: desk.add_call(BOILER, "Still leaks.", "Jo Hill", "12345")),
    HireOperative: (nothing, lambda desk: desk.hire("Dora", "Webb")),
    RenameOperative: (nothing, lambda desk: desk.rename_operative(CAT, "Cat", "Dale")),
    AmendOperative: (nothing, lambda desk: desk.amend_operative(CAT, "Leeds", "gas")),
    GoOffDuty: (nothing, lambda desk: desk.go_off_duty(ANN, "Training")),
    ComeOnDuty: (off_duty, lambda desk: desk.come_on_duty(ANN)),
    LetOperativeLeave: (queued, lambda desk: desk.let_leave(ANN)),
    TakeOperativeBack: (left, lambda desk: desk.take_back(CAT)),
    EraseOperative: (nothing, lambda _: EraseOperative(operative_id=CAT)),
    EraseContact: (jo_called, lambda _: EraseContact(contact_id=JO)),
    AcquireSite: (nothing, lambda desk: desk.acquire("1 Quay", "Hull", "HU1 1AA", "0113 496 0182")),
    ImportOperatives: (
        nothing,
        lambda desk: ImportOperatives(
            operatives=(desk.hire("Eve", "Hall"), desk.hire("Al", "Poe"))
        ),
    ),
    ImportSites: (
        nothing,
        lambda desk: ImportSites(
            sites=tuple(
                desk.acquire(f"{number} Quay", "Hull", "HU1 1AA", "0113 496 0182")
                for number in range(3)
            )
        ),
    ),
    AmendSite: (nothing, lambda desk: desk.amend_site(ELM_HOUSE, "1 Quay", "Hull", "HU1", "49601")),
    DisposeOfSite: (unused, lambda desk: desk.dispose_of(ELM_HOUSE, "Sold.")),
    RestoreSite: (disposed_of, lambda desk: desk.restore(ELM_HOUSE)),
    RegisterUser: (nothing, lambda desk: desk.register("Eve", "eve", CREW)),
    AddAdministrator: (nothing, lambda desk: desk.add_administrator("Eve", "eve")),
    RenameUser: (nothing, lambda desk: desk.rename_user(DEE, "Dee Blum", "blum")),
    LinkUser: (nothing, lambda _: LinkUser(user_id=DEE, operative_id=CAT)),
    UnlinkUser: (nothing, lambda _: UnlinkUser(user_id=BENS)),
    DisableUser: (nothing, lambda _: DisableUser(user_id=DEE)),
    EnableUser: (disabled, lambda _: EnableUser(user_id=DEE)),
    EndSessions: (nothing, lambda _: EndSessions(user_id=DEE)),
    EraseUser: (nothing, lambda _: EraseUser(user_id=BENS)),
    MakeRole: (nothing, lambda desk: desk.make_role("Guest", Feature.SEE_FIGURES)),
    ChangeRole: (nothing, lambda desk: desk.change_role(CREW, "Crew", Feature.HIRE)),
    RemoveRole: (nothing, lambda _: RemoveRole(role_id=CREW)),
    GrantRole: (nothing, lambda desk: desk.grant(DEE, CREW)),
    RevokeRole: (granted, lambda desk: desk.revoke(DEE, CREW)),
    MakeTeam: (nothing, lambda desk: desk.make_team("Days")),
    RenameTeam: (nothing, lambda desk: desk.rename_team(NIGHTS, "Days")),
    RemoveTeam: (nothing, lambda _: RemoveTeam(team_id=NIGHTS)),
    AddMember: (nothing, lambda desk: desk.add_member(NIGHTS, DEE)),
    RemoveMember: (member, lambda _: RemoveMember(team_id=NIGHTS, user_id=DEE)),
}
"""What has to have happened for it, and a command of each kind that is refused for nothing else."""

of_every_kind = pytest.mark.parametrize("kind", ORDERS, ids=lambda kind: kind.__name__)


def order(desk: DeskWithoutPages, kind: type[Command]) -> Command:
    """A command of that kind, on a desk that has been closed since it was opened for it."""
    prepare, build = ORDERS[kind]
    prepare(desk)
    command = build(desk)
    close(desk)
    return command


def test_every_command_is_in_the_tables() -> None:
    assert set(MAY) == set(ORDERS) == set(COMMANDS)


@pytest.mark.parametrize("kind", COMMANDS, ids=lambda kind: kind.__name__)
def test_every_command_names_the_feature_that_it_needs(kind: type[Command]) -> None:
    assert isinstance(kind.needs, Feature)


@of_every_kind
def test_a_command_is_forbidden_to_all_but_those_in_the_table(
    desk: DeskWithoutPages, kind: type[Command]
) -> None:
    command = order(desk, kind)
    head = desk.log.head()
    for who in sorted(EVERYBODY - MAY[kind]):
        with pytest.raises(Forbidden) as refusal:
            desk.run(command, who=who)
        assert str(refusal.value.missing) in str(refusal.value), who
        assert desk.log.head() == head, who


@pytest.mark.parametrize(
    ("kind", "who"),
    [(kind, who) for kind, allowed in MAY.items() for who in sorted(allowed)],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
def test_a_command_is_done_for_those_in_the_table_once_and_signed(
    desk: DeskWithoutPages, kind: type[Command], who: str
) -> None:
    command = order(desk, kind)
    receipt = desk.run(command, "command-1", who=who)
    assert receipt.events
    assert {each.metadata.who for each in receipt.events} == {who}
    head = desk.log.head()
    again = desk.run(command, "command-1", who=who)
    assert (again.events, again.is_repeat) == (receipt.events, True)
    assert desk.log.head() == head


@of_every_kind
def test_an_open_desk_lets_whoever_reaches_it_do_everything(
    desk: DeskWithoutPages, kind: type[Command]
) -> None:
    prepare, build = ORDERS[kind]
    prepare(desk)
    for event in desk.run(build(desk)).events:
        assert (event.metadata.who, event.metadata.acting_for) == (THE_DESK, "")


def test_made_up_people_do_on_an_open_desk_what_their_roles_let_them(
    desk: DeskWithoutPages,
) -> None:
    assert desk.run(desk.close(BOILER), who=MADE_UP).events
    for who in (DEE, UNKNOWN):
        with pytest.raises(Forbidden):
            desk.run(desk.reopen(BOILER), who=who)


def test_to_hire_a_new_user_takes_two_features(desk: DeskWithoutPages) -> None:
    close(desk)
    register = desk.register_operative("Eve Hall", "eve")
    with pytest.raises(Forbidden) as refusal:
        desk.run(register, who=THE_MACHINE)
    assert refusal.value.missing is Feature.HIRE
    assert desk.run(register, who=ADMINISTRATION).events


class Unguarded(Command, frozen=True):
    """Whoever wrote it has forgotten which feature it needs."""

    @property
    def aggregate_id(self) -> str:
        return "operative-1"

    def handle(self, unit: UnitOfWork) -> None:
        operative = unit.load(Operative, "operative-1")
        operative.hire("Ann", "Marsh")
        unit.save(operative)


def test_a_command_that_names_no_feature_is_done_for_nobody(desk: DeskWithoutPages) -> None:
    head = desk.log.head()
    for who in (THE_DESK, MADE_UP):
        with pytest.raises(AttributeError, match="needs"):
            desk.run(Unguarded(), who=who)
    assert desk.log.head() == head


class TestVisits:
    VISITS = (DispatchWork, ReviseEta, ArriveAtWork, CompleteWork, AbandonWork)

    @pytest.fixture(params=VISITS, ids=lambda kind: kind.__name__)
    def visit(self, request: pytest.FixtureRequest, desk: DeskWithoutPages) -> Command:
        return order(desk, request.param)

    def test_say_for_whom_control_enters_them(self, desk: DeskWithoutPages, visit: Command) -> None:
        for event in desk.run(visit, who=CONTROL).events:
            assert (event.metadata.who, event.metadata.acting_for) == (CONTROL, ANN)

    def test_are_an_operatives_own_otherwise(self, desk: DeskWithoutPages, visit: Command) -> None:
        for event in desk.run(visit, who=OPERATIVE).events:
            assert (event.metadata.who, event.metadata.acting_for) == (OPERATIVE, "")

    def test_are_own_ones_too_for_whoever_could_act_for_others(
        self, desk: DeskWithoutPages, visit: Command
    ) -> None:
        desk.run(desk.grant(OPERATIVE, READY["Control"]), who=ADMINISTRATION)
        assert desk.run(visit, who=OPERATIVE).events[0].metadata.acting_for == ""

    def test_of_others_are_not_for_an_operative(
        self, desk: DeskWithoutPages, visit: Command
    ) -> None:
        with pytest.raises(Forbidden) as refusal:
            desk.run(visit, who=BENS)
        assert refusal.value.missing is Feature.ACT_FOR_AN_OPERATIVE

    def test_are_not_for_an_operative_without_the_role(
        self, desk: DeskWithoutPages, visit: Command
    ) -> None:
        desk.run(desk.revoke(OPERATIVE, READY["Operative"]), who=ADMINISTRATION)
        with pytest.raises(Forbidden) as refusal:
            desk.run(visit, who=OPERATIVE)
        assert refusal.value.missing is Feature.WORK_ON_OWN_VISITS

    def test_are_not_an_operatives_own_because_they_say_so(self, desk: DeskWithoutPages) -> None:
        queued(desk)
        close(desk)
        head = desk.log.head()
        with pytest.raises(Refused):
            desk.run(desk.abandon(BOILER, BEN), who=BENS)
        assert desk.log.head() == head
