"""Whatever is ordered about people, by whomever, in whichever order: the rules over all of them
hold."""

from collections import Counter
from collections.abc import Callable, Iterable

from hypothesis import given, settings
from hypothesis import strategies as st

from app.commands.command import Command
from app.commands.role import MakeRole, RemoveRole
from app.commands.team import MakeTeam, RemoveMember, RemoveTeam
from app.commands.user import (
    AddAdministrator,
    DisableUser,
    EnableUser,
    EraseUser,
    LinkUser,
    RegisterUser,
    UnlinkUser,
)
from app.domain.access import THE_MACHINE
from app.domain.feature import Feature
from app.domain.refused import Refused
from app.domain.role import ADMINISTRATION
from tests.cast import ANN, BEN, THE_DESK
from tests.commands.desk import HIRE_ANN, HIRE_BEN, DeskWithoutPages
from tests.commands.people import ADA, ADD_ADA, ADD_BOB, BOB, DEE, REGISTER_DEE, assert_same, folded

Build = Callable[[DeskWithoutPages], Command]

BOSS = "role-boss"
GIVERS = [ADA, ADA, BOB, DEE, THE_DESK, THE_MACHINE]

REGISTER_BOB = RegisterUser(user_id=BOB, full_name="Bob Ray", sign_in_name="bob")

users = st.sampled_from([ADA, BOB, DEE])
teams = st.sampled_from(["team-nights", "team-days"])
roles = st.sampled_from([ADMINISTRATION, BOSS])
operatives = st.sampled_from([ANN, BEN])
names = st.sampled_from(["ada", "ADA", "dee", "eve"])
features = st.lists(st.sampled_from([Feature.MANAGE_PEOPLE, Feature.HIRE]), unique=True)


class SetPassword(Command, frozen=True):
    """No command: it is done by a link, at any time."""

    user_id: str


def plain(kind: type[Command], **fields: st.SearchStrategy[str]) -> st.SearchStrategy[Build]:
    return st.builds(kind, **fields).map(lambda command: lambda _: command)


BUILDS: list[st.SearchStrategy[Build]] = [
    plain(AddAdministrator, user_id=users, full_name=names, sign_in_name=names),
    plain(RegisterUser, user_id=users, full_name=names, sign_in_name=names),
    st.builds(lambda user, name: lambda desk: desk.rename_user(user, name, name), users, names),
    plain(LinkUser, user_id=users, operative_id=operatives),
    plain(UnlinkUser, user_id=users),
    plain(SetPassword, user_id=users),
    plain(DisableUser, user_id=users),
    plain(EnableUser, user_id=users),
    plain(EraseUser, user_id=users),
    st.builds(lambda holder, role: lambda desk: desk.grant(holder, role), users | teams, roles),
    st.builds(lambda holder, role: lambda desk: desk.revoke(holder, role), users | teams, roles),
    st.builds(
        lambda chosen: lambda _: MakeRole(role_id=BOSS, name="Boss", features=tuple(chosen)),
        features,
    ),
    st.builds(
        lambda role, chosen: lambda desk: desk.change_role(role, role, *chosen), roles, features
    ),
    plain(RemoveRole, role_id=roles),
    plain(MakeTeam, team_id=teams, name=teams),
    plain(RemoveTeam, team_id=teams),
    st.builds(lambda team, user: lambda desk: desk.add_member(team, user), teams, users),
    plain(RemoveMember, team_id=teams, user_id=users),
]


@given(st.lists(st.tuples(st.one_of(BUILDS), st.sampled_from(GIVERS)), max_size=40), st.booleans())
@settings(deadline=None, max_examples=60)
def test_the_rules_over_all_people_hold_whatever_is_ordered(
    orders: list[tuple[Build, str]], begins_closed: bool
) -> None:
    passwords = {ADA} if begins_closed else set()
    desk = DeskWithoutPages(can_sign_in=passwords.intersection)
    has_been_managed = begins_closed
    for command in (HIRE_ANN, HIRE_BEN, REGISTER_BOB, REGISTER_DEE):
        desk.run(command)
    if begins_closed:
        desk.run(ADD_ADA)
        desk.run(ADD_BOB, who=ADA)
    for build, who in orders:
        head = desk.log.head()
        try:
            order = build(desk)
            if isinstance(order, SetPassword):
                passwords |= {order.user_id} & desk.bus.access.now().users.keys()
            else:
                desk.run(order, who=who)
        except Refused:
            assert desk.log.head() == head
        access = desk.bus.access.now()
        passwords -= {id for id, user in access.users.items() if user.is_erased}
        assert access.is_open or access.administrators
        is_managed = not passwords.isdisjoint(access.administrators)
        assert is_managed or not has_been_managed
        has_been_managed = is_managed
        assert_each_once(user.sign_in_name for user in access.users.values())
        assert_each_once(user.operative_id or "" for user in access.users.values())
        assert_same(access, folded(desk.log))


def assert_each_once(values: Iterable[str]) -> None:
    assert all(count == 1 for value, count in Counter(values).items() if value)
