"""Who are the people that work at the desk?"""

from typing import Any

import msgspec
import pytest

from app.domain.event import Event
from app.domain.personal import ERASED
from app.domain.role import RoleGranted, RoleRevoked
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
from app.read_models import ReadModels
from app.read_models.users import UserRow, Users
from tests.cast import ADA, ANN, CLEO, CONTROL, NIGHT_SHIFT
from tests.read_models.story import Story, as_of, clock

ADA_REGISTERED = UserRegistered(full_name="Ada Novak", sign_in_name="ada")
CLEO_REGISTERED = UserRegistered(full_name="Cleo Park", sign_in_name="control.1")
ADA_RENAMED = UserRenamed(full_name="Ada Kent", sign_in_name="kent")


def registered(*names: str) -> Users:
    """Users with these full names, and ids in the order of their coming."""
    story = Story()
    for number, name in enumerate(names):
        event = UserRegistered(full_name=name, sign_in_name=f"u{number}")
        story.at("09:00", f"user-{number}", event)
    return story.told_to(Users())


def after(*events: Event) -> UserRow:
    """Ada's row, when these have happened to her since she was registered."""
    story = Story().at("09:00", ADA, ADA_REGISTERED)
    for event in events:
        story.at("09:30", ADA, event)
    row = story.told_to(story.told_to(Users())).get(ADA)
    assert row is not None
    return row


def names(users: Users, text: str) -> list[str]:
    return [row.full_name for row in users.matching(text)]


def test_there_is_nobody_at_first() -> None:
    users = Users()
    assert (len(users), list(users), users.get(ADA), users.name(ADA)) == (0, [], None, ADA)


def test_somebody_registered_has_a_row() -> None:
    assert after() == UserRow(
        id=ADA,
        number=10,
        full_name="Ada Novak",
        sign_in_name="ada",
        registered_at=clock("09:00"),
        version=1,
    )


@pytest.mark.parametrize(
    ("events", "changed"),
    [
        ([ADA_RENAMED], {"full_name": "Ada Kent", "sign_in_name": "kent"}),
        ([UserLinked(operative_id=ANN)], {"operative_id": ANN}),
        ([UserLinked(operative_id=ANN), UserUnlinked()], {"operative_id": None}),
        ([UserDisabled()], {"is_enabled": False}),
        ([UserDisabled(), UserEnabled()], {"is_enabled": True}),
        ([SessionsEnded()], {}),
        ([RoleGranted(role_id=CONTROL)], {"role_ids": (CONTROL,)}),
        ([RoleGranted(role_id=CONTROL), RoleRevoked(role_id=CONTROL)], {"role_ids": ()}),
    ],
    ids=["renamed", "linked", "unlinked", "disabled", "enabled", "ended", "granted", "revoked"],
)
def test_what_happens_to_somebody_changes_their_row_and_its_version(
    events: list[Event], changed: dict[str, Any]
) -> None:
    expected = msgspec.structs.replace(after(), version=1 + len(events), **changed)
    assert after(*events) == expected


def test_they_stand_in_the_order_of_their_names() -> None:
    users = registered("Zoe Abbot", "ada Novak", "Bo Lind")
    assert [row.full_name for row in users] == ["ada Novak", "Bo Lind", "Zoe Abbot"]


def test_they_are_found_by_beginnings_of_their_names_and_of_what_they_sign_in_as() -> None:
    story = Story().at("09:00", ADA, ADA_REGISTERED).at("09:05", CLEO, CLEO_REGISTERED)
    users = story.told_to(Users())
    for typed in ("park cl", "CONTROL", "control.1"):
        assert names(users, typed) == ["Cleo Park"]
    assert names(users, "") == ["Ada Novak", "Cleo Park"]


def test_they_are_found_by_the_name_that_they_have_now() -> None:
    story = Story().at("09:00", ADA, ADA_REGISTERED).at("09:30", ADA, ADA_RENAMED)
    users = story.told_to(Users())
    assert names(users, "kent") == ["Ada Kent"]
    assert names(users, "novak") == []


def test_several_are_asked_for_at_once() -> None:
    users = registered("Zoe Abbot", "Ada Novak", "Bo Lind")
    found = users.these(["user-0", "user-1", "user-9"])
    assert [row.full_name for row in found] == ["Ada Novak", "Zoe Abbot"]
    assert users.these([]) == []


def test_a_role_that_is_granted_to_a_team_is_not_its_members_own() -> None:
    story = Story().at("09:00", ADA, ADA_REGISTERED)
    story.at("09:10", NIGHT_SHIFT, RoleGranted(role_id=CONTROL))
    users = story.told_to(Users())
    assert users.with_roles() == []
    story.at("09:20", ADA, RoleGranted(role_id=CONTROL)).told_to(users)
    assert [row.id for row in users.with_roles()] == [ADA]


def test_an_operative_leads_to_the_user() -> None:
    story = Story().at("09:00", ADA, ADA_REGISTERED).at("09:05", CLEO, CLEO_REGISTERED)
    story.at("09:10", ADA, UserLinked(operative_id=ANN))
    users = story.told_to(Users())
    assert users.of_operatives([ANN, "operative-ben"]) == {ANN: users.get(ADA)}
    story.at("09:20", ADA, UserUnlinked()).told_to(users)
    assert users.of_operatives([ANN]) == {}


def test_somebody_erased_has_no_name_and_no_role_is_disabled_and_is_no_operative() -> None:
    row = after(UserLinked(operative_id=ANN), RoleGranted(role_id=CONTROL), UserErased())
    assert (row.full_name, row.sign_in_name) == (ERASED, "")
    assert (row.is_enabled, row.is_erased, row.operative_id) == (False, True, None)
    assert row.role_ids == ()


def test_each_moment_has_the_names_of_then() -> None:
    story = Story().at("09:00", ADA, ADA_REGISTERED).at("09:30", ADA, ADA_RENAMED)
    models = story.told_to(ReadModels())
    models.database.can_look_at_the_past()
    for position, name, found in ((10, "Ada Novak", 1), (20, "Ada Kent", 0)):
        with as_of(models, position):
            assert [row.full_name for row in models.users] == [name]
            assert len(models.users.matching("novak")) == found


def test_whoever_was_erased_comes_last_at_any_moment() -> None:
    story = Story().at("09:00", ADA, ADA_REGISTERED).at("09:05", CLEO, CLEO_REGISTERED)
    models = story.at("10:00", ADA, UserErased()).told_to(ReadModels())
    models.database.can_look_at_the_past()
    for position in (20, 30):
        with as_of(models, position):
            assert [row.full_name for row in models.users] == ["Cleo Park", ERASED]


def test_somebody_erased_never_had_a_name_at_any_moment_nor_among_words() -> None:
    story = Story().at("09:00", ADA, ADA_REGISTERED).at("09:30", ADA, ADA_RENAMED)
    models = story.at("10:00", ADA, UserErased()).told_to(ReadModels())
    models.database.can_look_at_the_past()
    for position, is_erased in ((10, False), (20, False), (30, True)):
        with as_of(models, position):
            [row] = models.users
            assert (row.full_name, row.sign_in_name) == (ERASED, "")
            assert (row.is_erased, row.is_enabled) == (is_erased, not is_erased)
            for word in ("ada", "novak", "kent"):
                assert names(models.users, word) == []
            assert names(models.users, "erased") == [ERASED]


def test_what_is_left_of_somebody_erased_is_what_a_log_without_the_key_tells() -> None:
    def rows_of(registered: UserRegistered, renamed: UserRenamed) -> list[list[UserRow]]:
        story = Story().at("09:00", ADA, registered).at("09:30", ADA, renamed)
        models = story.at("10:00", ADA, UserErased()).told_to(ReadModels())
        models.database.can_look_at_the_past()
        found = []
        for position in (10, 20, 30):
            with as_of(models, position):
                found.append(list(models.users))
        return found

    assert rows_of(ADA_REGISTERED, ADA_RENAMED) == rows_of(
        UserRegistered(full_name=ERASED, sign_in_name=""),
        UserRenamed(full_name=ERASED, sign_in_name=""),
    )
