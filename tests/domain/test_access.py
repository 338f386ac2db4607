"""Who may do what, after these events."""

import pytest

from app.domain.access import ABOUT_PEOPLE, THE_DESK, THE_MACHINE, Access, Person
from app.domain.event import Event
from app.domain.feature import Feature
from app.domain.operative import OperativeHired
from app.domain.role import RoleChanged, RoleGranted, RoleMade, RoleRemoved, RoleRevoked
from app.domain.team import MemberAdded, MemberRemoved, TeamMade, TeamRemoved, TeamRenamed
from app.domain.user import (
    SessionsEnded,
    UserDisabled,
    UserEnabled,
    UserErased,
    UserLinked,
    UserRegistered,
    UserRenamed,
    UserUnlinked,
)
from tests.cast import ANN

ADA, BOB, BOSS, CREW, NIGHTS = "user-ada", "user-bob", "role-boss", "role-crew", "team-nights"
Story = list[tuple[str, Event]]

REGISTERED: Story = [
    (ADA, UserRegistered(full_name="Ada Novak", sign_in_name="ada")),
    (BOB, UserRegistered(full_name="Bob Ray", sign_in_name="bob")),
]
ROLES: Story = [
    (BOSS, RoleMade(name="Boss", features=(Feature.MANAGE_PEOPLE, Feature.HIRE))),
    (CREW, RoleMade(name="Crew", features=(Feature.WORK_ON_OWN_VISITS,), stays_signed_in=True)),
]
PEOPLE: Story = [*REGISTERED, *ROLES, (NIGHTS, TeamMade(name="Nights"))]
ADA_MANAGES: Story = [*PEOPLE, (ADA, RoleGranted(role_id=BOSS))]
BY_TEAM: Story = [
    *PEOPLE,
    (NIGHTS, MemberAdded(user_id=ADA)),
    (NIGHTS, RoleGranted(role_id=BOSS)),
]
MADE_UP: Story = [
    (ADA, UserRegistered(full_name="Ada Novak", sign_in_name="ada", is_made_up=True)),
    *PEOPLE[1:],
    (ADA, RoleGranted(role_id=BOSS)),
]


def access(story: Story) -> Access:
    """Event by event, each at the position that it has in the story."""
    after = Access()
    for position, (aggregate_id, event) in enumerate(story, start=1):
        after = after.after([(aggregate_id, position, event)])
    return after


MAY_NOTHING: frozenset[Feature] = frozenset()
MAY_MANAGE = frozenset({Feature.MANAGE_PEOPLE, Feature.HIRE})


class TestWhatSomebodyMayDo:
    @pytest.mark.parametrize(
        ("story", "features"),
        [
            (PEOPLE, MAY_NOTHING),
            (ADA_MANAGES, MAY_MANAGE),
            (BY_TEAM, MAY_MANAGE),
            ([*ADA_MANAGES, (ADA, RoleRevoked(role_id=BOSS))], MAY_NOTHING),
            ([*ADA_MANAGES, (ADA, RoleGranted(role_id=CREW))], {*MAY_MANAGE, "work on own visits"}),
            ([*ADA_MANAGES, (BOSS, RoleChanged(name="Boss", features=()))], MAY_NOTHING),
            ([*ADA_MANAGES, (BOSS, RoleRemoved())], MAY_NOTHING),
            ([*ADA_MANAGES, (ADA, UserDisabled())], MAY_NOTHING),
            ([*ADA_MANAGES, (ADA, UserDisabled()), (ADA, UserEnabled())], MAY_MANAGE),
            ([*ADA_MANAGES, (ADA, UserErased())], MAY_NOTHING),
            ([*ADA_MANAGES, (ADA, UserRenamed(full_name="A", sign_in_name="a"))], MAY_MANAGE),
            ([*BY_TEAM, (NIGHTS, MemberRemoved(user_id=ADA))], MAY_NOTHING),
            ([*BY_TEAM, (NIGHTS, RoleRevoked(role_id=BOSS))], MAY_NOTHING),
            ([*BY_TEAM, (NIGHTS, TeamRenamed(name="Days"))], MAY_MANAGE),
            ([*BY_TEAM, (NIGHTS, TeamRemoved())], MAY_NOTHING),
            ([*BY_TEAM, (ADA, RoleGranted(role_id=BOSS)), (NIGHTS, TeamRemoved())], MAY_MANAGE),
        ],
    )
    def test_follows_from_what_they_and_their_teams_hold(
        self, story: Story, features: frozenset[Feature]
    ) -> None:
        assert access(story).person(ADA) == Person(ADA, frozenset(features))

    def test_is_nothing_for_somebody_unknown(self) -> None:
        for who in ("user-eve", "", "Ann Marsh", NIGHTS, BOSS):
            assert access(BY_TEAM).person(who) == Person(who)

    def test_is_managing_people_for_whoever_looks_after_the_machine(self) -> None:
        for story in (PEOPLE, ADA_MANAGES):
            features = access(story).person(THE_MACHINE).features
            assert features == {Feature.MANAGE_PEOPLE}

    def test_is_everything_for_the_desk_while_it_is_open(self) -> None:
        assert access(PEOPLE).person(THE_DESK).features == set(Feature)
        assert access(ADA_MANAGES).person(THE_DESK).features == MAY_NOTHING

    def test_goes_with_the_operative_that_they_are(self) -> None:
        linked: Story = [*ADA_MANAGES, (ADA, UserLinked(operative_id=ANN))]
        assert access(linked).person(ADA).operative_id == ANN
        assert access(linked).user_of(ANN) == ADA
        for gone in (UserUnlinked(), UserErased()):
            after = access([*linked, (ADA, gone)])
            assert (after.person(ADA).operative_id, after.user_of(ANN)) == (None, None)

    def test_says_why_nobody_works_as_an_operative(self) -> None:
        linked: Story = [*ADA_MANAGES, (BOB, UserLinked(operative_id=ANN))]
        away: Story = [*linked, (BOB, UserDisabled())]
        assert access(linked).why_gone(ANN) == ""
        assert access(away).why_gone(ANN) == "disabled"
        for back in (UserEnabled(), UserUnlinked()):
            assert access([*away, (BOB, back)]).why_gone(ANN) == ""

    def test_lets_those_stay_signed_in_whose_role_does(self) -> None:
        crew = (NIGHTS, RoleGranted(role_id=CREW))
        assert not access([*BY_TEAM]).stays_signed_in(ADA)
        assert access([*BY_TEAM, crew]).stays_signed_in(ADA)
        assert not access([*BY_TEAM, crew]).stays_signed_in(BOB)


class TestAnOpenDesk:
    @pytest.mark.parametrize("story", [[], PEOPLE, MADE_UP])
    def test_is_one_that_nobody_has_been_let_manage(self, story: Story) -> None:
        assert access(story).is_open
        assert access(story).administrators == frozenset()

    def test_lets_made_up_people_work(self) -> None:
        linked: Story = [*MADE_UP, (ADA, UserLinked(operative_id=ANN))]
        assert access(linked).person(ADA).features == MAY_MANAGE
        assert access(linked).why_gone(ANN) == ""
        closed: Story = [*linked, (BOB, RoleGranted(role_id=BOSS))]
        assert access(closed).person(ADA).features == MAY_NOTHING
        assert access(closed).why_gone(ANN) == "made up"

    @pytest.mark.parametrize(
        "event",
        [
            (ADA, RoleRevoked(role_id=BOSS)),
            (ADA, UserDisabled()),
            (ADA, UserErased()),
            (BOSS, RoleRemoved()),
        ],
    )
    def test_is_closed_for_ever(self, event: tuple[str, Event]) -> None:
        assert not access(ADA_MANAGES).is_open
        lost = access([*ADA_MANAGES, event])
        assert not lost.is_open
        assert lost.administrators == frozenset()

    def test_is_closed_by_the_events_of_one_command_too(self) -> None:
        happened = [(id, 7, event) for id, event in [*ADA_MANAGES, (ADA, UserDisabled())]]
        assert not Access().after(happened).is_open

    def test_is_not_a_desk_whose_names_cannot_be_read(self) -> None:
        unreadable: Story = [
            (ADA, UserRegistered(full_name="(erased)", sign_in_name="")),
            *ROLES,
            (ADA, RoleGranted(role_id=BOSS)),
        ]
        assert not access(unreadable).is_open
        assert access(unreadable).administrators == frozenset()


class TestSignInNames:
    @pytest.mark.parametrize("typed", ["ada", "ADA", " Ada ", "ａｄａ"])
    def test_are_found_however_they_are_typed(self, typed: str) -> None:
        assert access(PEOPLE).signs_in_as(typed) == ADA

    @pytest.mark.parametrize("typed", ["", " ", "eve", "adа"])
    def test_are_nobodys_otherwise(self, typed: str) -> None:
        assert access(PEOPLE).signs_in_as(typed) is None

    def test_go_with_a_new_name(self) -> None:
        renamed = access([*PEOPLE, (ADA, UserRenamed(full_name="Ada Blum", sign_in_name="blum"))])
        assert (renamed.signs_in_as("ada"), renamed.signs_in_as("blum")) == (None, ADA)

    def test_are_free_once_the_user_is_erased(self) -> None:
        assert access([*PEOPLE, (ADA, UserErased())]).signs_in_as("ada") is None

    def test_stay_taken_while_the_user_is_disabled(self) -> None:
        assert access([*PEOPLE, (ADA, UserDisabled())]).signs_in_as("ada") == ADA


class TestWhoHoldsARole:
    def test_are_users_and_teams(self) -> None:
        story: Story = [*BY_TEAM, (BOB, RoleGranted(role_id=BOSS))]
        assert access(story).holders_of(BOSS) == {NIGHTS, BOB}
        assert access(story).roles_of(ADA) == {BOSS}
        assert access(story).teams_of(ADA) == {NIGHTS}

    def test_are_not_those_who_are_gone(self) -> None:
        story: Story = [*BY_TEAM, (BOB, RoleGranted(role_id=BOSS)), (BOB, UserErased())]
        assert access([*story, (NIGHTS, TeamRemoved())]).holders_of(BOSS) == frozenset()


@pytest.mark.parametrize("event", [UserDisabled(), SessionsEnded(), UserErased()])
def test_sessions_end_at_the_position_of_the_event(event: Event) -> None:
    ended = access([*PEOPLE, (ADA, event)])
    assert ended.users[ADA].sessions_end_at == len(PEOPLE) + 1
    assert ended.users[BOB].sessions_end_at == 0


def test_an_access_does_not_change_with_what_happens_after_it() -> None:
    before = access(BY_TEAM)
    before.after(
        [(ADA, 99, UserDisabled()), (NIGHTS, 100, TeamRemoved()), (BOSS, 101, RoleRemoved())]
    )
    assert before.person(ADA).features == MAY_MANAGE


def test_what_is_about_something_else_changes_nothing() -> None:
    hired = OperativeHired(forename="Ann", surname="Marsh")
    after = access([*BY_TEAM, (ANN, hired)])
    assert (after.users, after.roles, after.teams) == (
        access(BY_TEAM).users,
        access(BY_TEAM).roles,
        access(BY_TEAM).teams,
    )


def test_every_event_of_users_roles_and_teams_is_about_people() -> None:
    modules = {each.__module__ for each in ABOUT_PEOPLE}
    defined = {each for each in Event.__subclasses__() if each.__module__ in modules}
    assert defined == set(ABOUT_PEOPLE)
