"""Commands to users, roles and teams, and the rules over all of them."""

import pytest

from app.commands.command import Command
from app.commands.operative import EraseOperative
from app.commands.outcome import Forbidden, SentBefore, Stale
from app.commands.role import MakeRole, RemoveRole
from app.commands.team import MakeTeam, RemoveMember, RemoveTeam
from app.commands.user import (
    AddAdministrator,
    DisableUser,
    EndSessions,
    EraseUser,
    LinkUser,
    RegisterUser,
    UnlinkUser,
)
from app.domain.access import THE_MACHINE
from app.domain.event import Event
from app.domain.feature import Feature
from app.domain.operative import OperativeErased, OperativeHired, OperativeRenamed
from app.domain.refused import Refused
from app.domain.role import ADMINISTRATION, READY_MADE, RoleGranted, RoleMade
from app.domain.user import UserEnabled, UserErased, UserLinked, UserRegistered, UserRenamed
from app.event_store.memory import memory_log
from app.event_store.transfer import importable, line_of
from tests.cast import ANN, BEN
from tests.commands.desk import HIRE_ANN, HIRE_BEN, DeskWithoutPages, LogInBetween
from tests.commands.people import (
    ADA,
    ADD_ADA,
    ADD_BOB,
    BOB,
    DEE,
    closed_desk,
    folded,
    people_come_and_go,
)

RESPONSE, CONTROL = list(READY_MADE)[1:3]
CREW, NIGHTS = "role-crew", "team-nights"
MAKE_CREW = MakeRole(role_id=CREW, name="Crew", features=(Feature.RAISE_WORK,))
MAKE_NIGHTS = MakeTeam(team_id=NIGHTS, name="Nights")


@pytest.fixture
def desk() -> DeskWithoutPages:
    """Ada manages people, and does everything here."""
    return closed_desk()


def refused(desk: DeskWithoutPages, command: Command, reason: str, who: str = ADA) -> None:
    head = desk.log.head()
    with pytest.raises(Refused) as refusal:
        desk.run(command, who=who)
    assert reason in str(refusal.value)
    assert desk.log.head() == head


def done(desk: DeskWithoutPages, command: Command, who: str = ADA) -> list[Event]:
    return [each.event for each in desk.run(command, who=who).events]


class TestSignInNames:
    def test_are_for_one_user_each_however_they_are_typed(self, desk: DeskWithoutPages) -> None:
        taken = "Somebody else signs in as dee already."
        refused(desk, desk.register("Dora Webb", "DEE"), taken)
        refused(desk, desk.rename_user(ADA, "Ada Novak", "Dee"), taken)
        refused(desk, desk.add_administrator("Dora Webb", "ｄｅｅ"), taken)

    def test_may_be_kept(self, desk: DeskWithoutPages) -> None:
        assert done(desk, desk.rename_user(DEE, "Dee Blum", "dee"))

    def test_are_free_for_others_once_they_are_given_up(self, desk: DeskWithoutPages) -> None:
        done(desk, desk.rename_user(DEE, "Dee Abara", "blum"))
        assert done(desk, desk.register("Dora Webb", "dee"))
        done(desk, EraseUser(user_id=DEE))
        assert done(desk, desk.register("Dora Blum", "blum"))

    def test_stay_taken_by_the_disabled(self, desk: DeskWithoutPages) -> None:
        done(desk, DisableUser(user_id=DEE))
        refused(desk, desk.register("Dora Webb", "dee"), "Somebody else signs in as dee")

    def test_are_for_the_first_of_two_who_are_registered_at_once(self) -> None:
        between = LogInBetween(memory_log())
        desk = closed_desk(between)

        def register() -> None:
            between.before_append = lambda: None
            desk.run(desk.register("Dora Webb", "dora"), who=ADA)

        between.before_append = register
        with pytest.raises(Refused, match="Somebody else signs in as dora"):
            desk.run(desk.register("Dora Blum", "Dora"), who=ADA)


class TestRenaming:
    def test_is_refused_to_whoever_has_not_seen_what_changed(self, desk: DeskWithoutPages) -> None:
        late = desk.rename_user(DEE, "Dee Blum", "blum")
        done(desk, EndSessions(user_id=DEE))
        with pytest.raises(Stale):
            desk.run(late, who=ADA)


class TestOperatives:
    @pytest.fixture(autouse=True)
    def _hire(self, desk: DeskWithoutPages) -> None:
        for command in (HIRE_ANN, HIRE_BEN):
            desk.run(command, who=ADA)

    def test_are_one_user_each(self, desk: DeskWithoutPages) -> None:
        done(desk, LinkUser(user_id=DEE, operative_id=ANN))
        taken = "Another user is Ann Marsh already."
        refused(desk, LinkUser(user_id=ADA, operative_id=ANN), taken)
        refused(desk, desk.register("Dora Webb", "dora", operative_id=ANN), taken)

    def test_are_free_once_the_user_is_not_them_any_more(self, desk: DeskWithoutPages) -> None:
        done(desk, LinkUser(user_id=DEE, operative_id=ANN))
        done(desk, LinkUser(user_id=DEE, operative_id=BEN))
        assert done(desk, LinkUser(user_id=ADA, operative_id=ANN))
        done(desk, UnlinkUser(user_id=ADA))
        assert done(desk, desk.register("Dora Webb", "dora", operative_id=ANN))

    def test_are_hired_as_they_are_registered(self, desk: DeskWithoutPages) -> None:
        command = desk.register_operative("Eve van Hall", "eve")
        assert done(desk, command) == [
            UserRegistered(full_name="Eve van Hall", sign_in_name="eve"),
            UserLinked(operative_id=command.operative_id or ""),
            OperativeHired(forename="Eve van", surname="Hall"),
        ]

    def test_are_hired_as_they_are_linked(self, desk: DeskWithoutPages) -> None:
        command = LinkUser(user_id=DEE, operative_id="operative-cat", hires=True)
        assert done(desk, command) == [
            UserLinked(operative_id="operative-cat"),
            OperativeHired(forename="Dee", surname="Abara"),
        ]
        again = LinkUser(user_id=ADA, operative_id=ANN, hires=True)
        refused(desk, again, "Ann Marsh has already been hired.")

    def test_are_hired_by_those_who_may_hire(self, desk: DeskWithoutPages) -> None:
        boss = desk.make_role("Boss", Feature.MANAGE_PEOPLE)
        for command in (boss, desk.grant(DEE, boss.role_id)):
            desk.run(command, who=ADA)
        hire = LinkUser(user_id=DEE, operative_id="operative-cat", hires=True)
        refused(desk, hire, "the permission to “hire”", who=DEE)
        assert done(desk, LinkUser(user_id=DEE, operative_id=ANN), who=DEE)

    def test_have_two_names_at_least(self, desk: DeskWithoutPages) -> None:
        refused(desk, desk.register_operative("Eve", "eve"), "a forename and a surname")

    def test_are_hired_once(self, desk: DeskWithoutPages) -> None:
        command = RegisterUser(
            user_id="user-1", full_name="Ann M", sign_in_name="a", operative_id=ANN, hires=True
        )
        refused(desk, command, "Ann Marsh has already been hired.")

    def test_are_renamed_with_the_user(self, desk: DeskWithoutPages) -> None:
        done(desk, LinkUser(user_id=DEE, operative_id=ANN))
        assert done(desk, desk.rename_user(DEE, "Dee van Ek", "ek")) == [
            UserRenamed(full_name="Dee van Ek", sign_in_name="ek"),
            OperativeRenamed(forename="Dee van", surname="Ek"),
        ]

    def test_keep_their_name_while_the_user_keeps_theirs(self, desk: DeskWithoutPages) -> None:
        done(desk, LinkUser(user_id=DEE, operative_id=ANN))
        renamed = UserRenamed(full_name="Dee Abara", sign_in_name="abara")
        assert done(desk, desk.rename_user(DEE, "Dee Abara", "abara")) == [renamed]

    def test_need_no_renaming_when_the_user_comes_to_be_called_like_them(
        self, desk: DeskWithoutPages
    ) -> None:
        done(desk, LinkUser(user_id=DEE, operative_id=ANN))
        renamed = UserRenamed(full_name="Ann Marsh", sign_in_name="dee")
        assert done(desk, desk.rename_user(DEE, "Ann Marsh", "dee")) == [renamed]

    def test_have_two_names_which_others_need_not_have(self, desk: DeskWithoutPages) -> None:
        assert done(desk, desk.rename_user(DEE, "Dee", "dee"))
        done(desk, LinkUser(user_id=DEE, operative_id=ANN))
        both = "An operative has a forename and a surname: give both."
        refused(desk, desk.rename_user(DEE, "Deirdre", "dee"), both)

    def test_are_renamed_by_themselves_if_they_are_no_user(self, desk: DeskWithoutPages) -> None:
        assert done(desk, desk.rename_operative(ANN, "Ann", "Field")) == [
            OperativeRenamed(forename="Ann", surname="Field")
        ]
        done(desk, LinkUser(user_id=DEE, operative_id=ANN))
        is_user = "Ann Field is a user: rename the user."
        refused(desk, desk.rename_operative(ANN, "Ann", "Marsh"), is_user)

    def test_are_not_renamed_by_whoever_has_not_seen_what_changed(
        self, desk: DeskWithoutPages
    ) -> None:
        late = desk.rename_operative(ANN, "Ann", "Hill")
        done(desk, desk.rename_operative(ANN, "Ann", "Field"))
        with pytest.raises(Stale):
            desk.run(late, who=ADA)

    def test_are_erased_with_the_user(self, desk: DeskWithoutPages) -> None:
        done(desk, LinkUser(user_id=DEE, operative_id=ANN))
        refused(desk, EraseOperative(operative_id=ANN), "Ann Marsh is a user: erase the user.")
        assert done(desk, EraseUser(user_id=DEE)) == [UserErased(), OperativeErased()]

    def test_are_erased_by_themselves_if_they_are_no_user(self, desk: DeskWithoutPages) -> None:
        assert done(desk, EraseOperative(operative_id=ANN)) == [OperativeErased()]
        refused(desk, LinkUser(user_id=DEE, operative_id=ANN), "was erased")


class TestRolesAndTeams:
    @pytest.fixture(autouse=True)
    def _make(self, desk: DeskWithoutPages) -> None:
        for command in (MAKE_CREW, MAKE_NIGHTS):
            desk.run(command, who=ADA)

    def test_have_names_of_their_own(self, desk: DeskWithoutPages) -> None:
        done(desk, desk.make_team("Days"))
        refused(desk, desk.make_role("CREW"), "There is a role called Crew already.")
        refused(desk, desk.change_role(CREW, "control"), "There is a role called Control already.")
        refused(desk, desk.make_team("nights"), "There is a team called Nights already.")
        refused(desk, desk.rename_team(NIGHTS, "DAYS"), "There is a team called Days already.")

    def test_may_be_written_otherwise(self, desk: DeskWithoutPages) -> None:
        assert done(desk, desk.change_role(CREW, "CREW", Feature.RAISE_WORK))
        assert done(desk, desk.rename_team(NIGHTS, "NIGHTS"))

    def test_leave_their_names_to_others(self, desk: DeskWithoutPages) -> None:
        done(desk, RemoveRole(role_id=CREW))
        done(desk, RemoveTeam(team_id=NIGHTS))
        assert done(desk, desk.make_role("Crew"))
        assert done(desk, desk.make_team("Nights"))

    def test_a_role_is_not_removed_while_somebody_holds_it(self, desk: DeskWithoutPages) -> None:
        for holder in (DEE, NIGHTS):
            done(desk, desk.grant(holder, CREW))
            refused(desk, RemoveRole(role_id=CREW), "Somebody holds this role. Revoke it first.")
            done(desk, desk.revoke(holder, CREW))
        assert done(desk, RemoveRole(role_id=CREW))

    def test_a_role_is_removed_after_all_who_held_it(self, desk: DeskWithoutPages) -> None:
        done(desk, desk.grant(DEE, CREW))
        done(desk, desk.grant(NIGHTS, CREW))
        done(desk, desk.add_member(NIGHTS, DEE))
        done(desk, EraseUser(user_id=DEE))
        done(desk, RemoveMember(team_id=NIGHTS, user_id=DEE))
        done(desk, RemoveTeam(team_id=NIGHTS))
        assert done(desk, RemoveRole(role_id=CREW))

    def test_a_role_is_granted_to_nobody_who_is_not_there(self, desk: DeskWithoutPages) -> None:
        done(desk, RemoveTeam(team_id=NIGHTS))
        done(desk, EraseUser(user_id=DEE))
        refused(desk, desk.grant(NIGHTS, CREW), "There is no such team")
        refused(desk, desk.grant(DEE, CREW), "The name of this user was erased")
        refused(desk, desk.grant("user-unknown", CREW), "There is no such user")
        refused(desk, desk.grant(ADA, "role-unknown"), "There is no such role")


class TestTheFirstAdministrator:
    def test_closes_the_desk_and_makes_the_ready_made_roles(self) -> None:
        desk = DeskWithoutPages()
        assert desk.bus.access.now().is_open
        made = [
            RoleMade(
                name=terms.name, features=terms.features, stays_signed_in=terms.stays_signed_in
            )
            for terms in READY_MADE.values()
        ]
        assert [each.event for each in desk.run(ADD_ADA).events] == [
            UserRegistered(full_name="Ada Novak", sign_in_name="ada"),
            RoleGranted(role_id=ADMINISTRATION),
            *made,
        ]
        access = desk.bus.access.now()
        assert not access.is_open
        assert access.administrators == {ADA}
        assert access.roles == READY_MADE

    def test_is_added_once_by_a_form_that_is_sent_twice(self) -> None:
        desk = DeskWithoutPages()
        first = desk.run(ADD_ADA, "command-1")
        again = desk.run(ADD_ADA, "command-1")
        assert (again.events, again.is_repeat) == (first.events, True)
        with pytest.raises(Forbidden):
            desk.run(ADD_BOB)

    def test_finds_no_role_with_the_name_of_a_ready_made_one(self) -> None:
        desk = DeskWithoutPages()
        boss = desk.make_role("Boss")
        desk.run(boss)
        taken = "There is a role called Control already."
        for command in (desk.make_role("control"), desk.change_role(boss.role_id, "Control")):
            refused(desk, command, taken, who=THE_MACHINE)
        desk.run(desk.make_ready_role(CONTROL))
        desk.run(desk.change_role(CONTROL, "Dispatch"))
        assert done(desk, desk.change_role(boss.role_id, "Control"), who=THE_MACHINE)

    def test_finds_roles_that_are_there(self) -> None:
        desk = DeskWithoutPages()
        for role_id in READY_MADE:
            desk.run(desk.make_ready_role(role_id))
        assert len(desk.run(ADD_ADA).events) == 2

    def test_is_nobody_who_is_made_up(self) -> None:
        desk = DeskWithoutPages()
        desk.run(desk.make_ready_role(ADMINISTRATION))
        made_up = desk.register("Moe", "moe", ADMINISTRATION, is_made_up=True)
        desk.run(made_up)
        add = AddAdministrator(user_id=made_up.user_id, full_name="Moe", sign_in_name="moe")
        refused(desk, add, "Moe is made up: nobody can sign in as them.", who=THE_MACHINE)
        assert desk.bus.access.now().is_open

    def test_is_granted_another_role_if_administration_manages_nobody(self) -> None:
        desk = DeskWithoutPages()
        desk.run(desk.make_ready_role(ADMINISTRATION))
        desk.run(desk.change_role(ADMINISTRATION, "Administration", Feature.HIRE))
        refused(desk, ADD_ADA, "No role lets anybody manage people.", who=THE_MACHINE)
        boss = desk.make_role("Boss", Feature.MANAGE_PEOPLE)
        desk.run(boss)
        assert RoleGranted(role_id=boss.role_id) in done(desk, ADD_ADA, who=THE_MACHINE)
        assert desk.bus.access.now().administrators == {ADA}

    def test_is_granted_another_role_if_administration_was_removed(self) -> None:
        desk = DeskWithoutPages()
        desk.run(desk.make_ready_role(ADMINISTRATION))
        desk.run(RemoveRole(role_id=ADMINISTRATION))
        refused(desk, ADD_ADA, "No role lets anybody manage people.", who=THE_MACHINE)
        desk.run(desk.make_role("Boss", Feature.MANAGE_PEOPLE))
        done(desk, ADD_ADA, who=THE_MACHINE)
        assert desk.bus.access.now().administrators == {ADA}


class TestALostAdministrator:
    """Whoever looks after the machine lets somebody in."""

    def test_is_enabled_again(self, desk: DeskWithoutPages) -> None:
        desk.run(ADD_BOB, who=ADA)
        desk.run(DisableUser(user_id=ADA), who=BOB)
        assert done(desk, ADD_ADA, who=THE_MACHINE) == [UserEnabled()]
        assert ADA in desk.bus.access.now().administrators

    def test_is_a_user_who_did_not_manage_people(self, desk: DeskWithoutPages) -> None:
        desk.run(DisableUser(user_id=DEE), who=ADA)
        add = AddAdministrator(user_id=DEE, full_name="Dee Abara", sign_in_name="dee")
        assert done(desk, add, who=THE_MACHINE) == [
            UserEnabled(),
            RoleGranted(role_id=ADMINISTRATION),
        ]

    def test_is_left_as_they_are_when_nothing_is_missing(self, desk: DeskWithoutPages) -> None:
        assert done(desk, ADD_ADA, who=THE_MACHINE) == []

    def test_is_nobody_who_is_called_otherwise(self, desk: DeskWithoutPages) -> None:
        add = AddAdministrator(user_id=DEE, full_name="Bob Ray", sign_in_name="dee")
        refused(desk, add, "Dee Abara signs in as dee already.", who=THE_MACHINE)
        add = AddAdministrator(user_id=DEE, full_name="dee ABARA", sign_in_name="dee")
        assert done(desk, add, who=THE_MACHINE) == [RoleGranted(role_id=ADMINISTRATION)]

    def test_is_nobody_who_was_erased(self, desk: DeskWithoutPages) -> None:
        desk.run(EraseUser(user_id=DEE), who=ADA)
        add = AddAdministrator(user_id=DEE, full_name="Dee Abara", sign_in_name="dee")
        refused(desk, add, "The name of this user was erased", who=THE_MACHINE)


class TestACommandSentAgain:
    def test_is_answered_as_the_first_time_whatever_happened_since(
        self, desk: DeskWithoutPages
    ) -> None:
        register = desk.register("Dora Webb", "dora")
        first = desk.run(register, "command-1", who=ADA)
        done(desk, desk.rename_user(register.user_id, "Dora Webb", "webb"))
        done(desk, desk.register("Dora Blum", "dora"))
        assert desk.run(register, "command-1", who=ADA).events == first.events

    def test_is_answered_to_those_who_gave_their_right_away_with_it(
        self, desk: DeskWithoutPages
    ) -> None:
        desk.run(ADD_BOB, who=ADA)
        revoke = desk.revoke(ADA, ADMINISTRATION)
        first = desk.run(revoke, "command-1", who=ADA)
        assert desk.run(revoke, "command-1", who=ADA).events == first.events
        with pytest.raises(Forbidden):
            desk.run(revoke, "command-2", who=ADA)

    def test_is_forbidden_to_those_who_could_not_have_given_it(
        self, desk: DeskWithoutPages
    ) -> None:
        register = desk.register("Dora Webb", "dora")
        desk.run(register, "command-1", who=ADA)
        with pytest.raises(Forbidden):
            desk.run(register, "command-1", who=DEE)

    def test_is_told_from_another_with_its_id(self, desk: DeskWithoutPages) -> None:
        desk.run(desk.grant(DEE, RESPONSE), "command-1", who=ADA)
        with pytest.raises(SentBefore):
            desk.run(desk.grant(DEE, CONTROL), "command-1", who=ADA)


def test_a_log_with_people_in_it_can_be_imported() -> None:
    desk = DeskWithoutPages()
    add = desk.add_administrator("Ada Novak", "ada")
    desk.run(add, who=THE_MACHINE)
    people_come_and_go(desk.log, lambda: desk.time, who=add.user_id)
    lines = [line_of(each) for each in desk.log.records(after=0, limit=1_000)]
    copy = memory_log()
    copy.restore(list(importable(lines, told=lambda _: None)))
    imported, kept = folded(copy), desk.bus.access.now()
    assert (imported.is_open, imported.roles) == (False, kept.roles)
    assert imported.users.keys() == kept.users.keys()
