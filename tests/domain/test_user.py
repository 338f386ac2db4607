"""Who works at the desk, and what becomes of them."""

from collections.abc import Callable
from functools import partial

import pytest

from app.domain.characters import isolated
from app.domain.operative import Operative, OperativeErased, OperativeHired, OperativeLeft
from app.domain.personal import ERASED
from app.domain.role import Role, RoleGranted, RoleMade, RoleRemoved, RoleRevoked
from app.domain.user import (
    SessionsEnded,
    User,
    UserDisabled,
    UserEnabled,
    UserErased,
    UserLinked,
    UserRegistered,
    UserRenamed,
    UserUnlinked,
    folded,
)
from tests.cast import ANN
from tests.domain.scenario import ann, given, rebuilt

ADA = UserRegistered(full_name="Ada Novak", sign_in_name="ada")
CREW = rebuilt(Role, "role-crew", RoleMade(name="Crew", features=()))
CREW_GRANTED = RoleGranted(role_id="role-crew")


class TestSomebodyNotYetRegistered:
    def test_is_registered_with_both_names(self) -> None:
        given(User).when(lambda user: user.register(" Ada  Novak ", "ada")).then(ADA)

    def test_can_be_made_up(self) -> None:
        given(User).when(lambda user: user.register("Ada Novak", "ada", is_made_up=True)).then(
            UserRegistered(full_name="Ada Novak", sign_in_name="ada", is_made_up=True)
        )

    def test_needs_a_full_name(self) -> None:
        given(User).when(lambda user: user.register(" ", "ada")).refused("Full name is required.")

    def test_needs_a_sign_in_name(self) -> None:
        given(User).when(lambda user: user.register("Ada Novak", "")).refused(
            "Sign-in name is required."
        )

    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("Ada", "ada"),
            (" ADA.Novak@example.org ", "ada.novak@example.org"),
            ("ada_n-1+x", "ada_n-1+x"),
            ("ＡＤＡ", "ada"),
            ("Rene\u0301", "ren\u00e9"),
            ("STRAßE", "strasse"),
            ("Зоя", "зоя"),
            ("\u01f0", "\u01f0"),
        ],
    )
    def test_signs_in_however_the_name_is_typed(self, typed: str, kept: str) -> None:
        given(User).when(lambda user: user.register("Ada Novak", typed)).then(
            UserRegistered(full_name="Ada Novak", sign_in_name=kept)
        )

    @pytest.mark.parametrize("typed", ["ada novak", "ada/novak", "<ada>", "a,b", "a:b", "½a"])
    def test_cannot_have_spaces_and_other_signs_in_that_name(self, typed: str) -> None:
        given(User).when(lambda user: user.register("Ada Novak", typed)).refused(
            "Sign-in name should be letters, digits and . _ - + @ without spaces, such as ada."
        )

    @pytest.mark.parametrize(
        "act",
        [
            lambda user: user.rename("Ada Novak", "ada"),
            lambda user: user.link(ann()),
            User.unlink,
            User.disable,
            User.enable,
            User.end_sessions,
            User.erase,
            lambda user: user.grant(CREW),
            lambda user: user.revoke("role-crew"),
        ],
    )
    def test_is_no_user_of_this_desk(self, act: Callable[[User], None]) -> None:
        given(User).when(act).refused("There is no such user on this desk.")


class TestAUser:
    def test_is_registered_once(self) -> None:
        given(User, ADA).when(lambda user: user.register("Eve", "eve")).refused(
            "Ada Novak has already been registered."
        )

    def test_is_renamed(self) -> None:
        given(User, ADA).when(lambda user: user.rename("Ada Blum", "Ada.Blum")).then(
            UserRenamed(full_name="Ada Blum", sign_in_name="ada.blum")
        )

    def test_is_not_renamed_to_what_they_are_called(self) -> None:
        given(User, ADA).when(lambda user: user.rename("Ada Novak", "ADA")).refused(
            "Both names are like that already."
        )

    def test_can_be_an_operative(self) -> None:
        given(User, ADA).when(lambda user: user.link(ann())).then(UserLinked(operative_id=ANN))

    def test_is_that_operative_once(self) -> None:
        given(User, ADA, UserLinked(operative_id=ANN)).when(lambda user: user.link(ann())).refused(
            "Ada Novak is that operative already."
        )

    def test_cannot_be_an_operative_whose_name_was_erased(self) -> None:
        erased = rebuilt(
            Operative, ANN, OperativeHired(forename="Ann", surname="Marsh"), OperativeErased()
        )
        given(User, ADA).when(lambda user: user.link(erased)).refused(
            "The name of this operative was erased: nothing can be assigned to them."
        )

    def test_cannot_be_an_operative_who_has_left(self) -> None:
        left = rebuilt(
            Operative,
            ANN,
            OperativeHired(forename="Ann", surname="Marsh"),
            OperativeLeft(reason=""),
        )
        given(User, ADA).when(lambda user: user.link(left)).refused(
            "Ann Marsh has left: take them back first."
        )

    def test_can_stop_being_an_operative(self) -> None:
        given(User, ADA, UserLinked(operative_id=ANN)).when(User.unlink).then(UserUnlinked())

    def test_cannot_stop_being_what_they_are_not(self) -> None:
        given(User, ADA).when(User.unlink).refused("Ada Novak is no operative.")

    def test_is_disabled_once(self) -> None:
        given(User, ADA).when(User.disable).then(UserDisabled())
        given(User, ADA, UserDisabled()).when(User.disable).refused(
            "Ada Novak is disabled already."
        )

    def test_is_enabled_again_once(self) -> None:
        given(User, ADA, UserDisabled()).when(User.enable).then(UserEnabled())
        given(User, ADA).when(User.enable).refused("Ada Novak is enabled already.")

    def test_can_be_signed_out_everywhere_time_and_again(self) -> None:
        given(User, ADA, SessionsEnded()).when(User.end_sessions).then(SessionsEnded())

    def test_is_granted_a_role_once(self) -> None:
        given(User, ADA).when(lambda user: user.grant(CREW)).then(CREW_GRANTED)
        given(User, ADA, CREW_GRANTED).when(lambda user: user.grant(CREW)).refused(
            "The role Crew has been granted already."
        )

    def test_is_not_granted_a_role_that_is_not_there(self) -> None:
        removed = rebuilt(Role, "role-1", RoleMade(name="Crew", features=()), RoleRemoved())
        for role in (removed, Role("role-2")):
            given(User, ADA).when(partial(User.grant, role=role)).refused(
                "There is no such role on this desk."
            )

    def test_loses_a_role_that_they_hold(self) -> None:
        revoked = RoleRevoked(role_id="role-crew")
        given(User, ADA, CREW_GRANTED).when(lambda user: user.revoke("role-crew")).then(revoked)
        given(User, ADA, CREW_GRANTED, revoked).when(lambda user: user.revoke("role-crew")).refused(
            "This role is not held, so it cannot be revoked."
        )


class TestAUserWhoWasErased:
    GONE = (ADA, CREW_GRANTED, UserLinked(operative_id=ANN), UserErased())

    def test_has_nothing_left(self) -> None:
        user = rebuilt(User, "user-1", *self.GONE)
        assert (user.full_name, user.sign_in_name, user.is_enabled) == (ERASED, "", False)
        assert (user.operative_id, user.roles.ids) == (None, frozenset())

    @pytest.mark.parametrize(
        "act", [User.enable, User.erase, User.end_sessions, lambda user: user.grant(CREW)]
    )
    def test_stays_as_they_are(self, act: Callable[[User], None]) -> None:
        given(User, *self.GONE).when(act).refused(
            "The name of this user was erased: nothing about them can be changed."
        )

    def test_is_not_registered_again(self) -> None:
        given(User, *self.GONE).when(lambda user: user.register("Eve", "eve")).refused(
            "(erased) has already been registered."
        )


class TestAName:
    def test_of_sixty_characters_is_folded_however_a_keyboard_composes_them(self) -> None:
        four_as_one = "\u03b1\u0313\u0301\u0345"

        assert folded(four_as_one * 60) == folded("\u1f84" * 60)

    def test_that_is_too_long_is_folded_without_a_look_at_the_end_of_it(self) -> None:
        """The time that it takes to compose marks grows with the square of their number, and
        strangers can send a great many."""
        marks = "\u0301\u0323" * 1_000

        assert 60 < len(folded(f"a{marks}")) < 1_000

    @pytest.mark.parametrize("name", ["the desk", "The Machine", "(erased)", "nobody"])
    def test_cannot_be_what_stands_for_nobody(self, name: str) -> None:
        given(User).when(lambda user: user.register(name, "ada")).refused(
            f"{isolated(name)} stands for something else on the pages of the desk."
        )
        given(User, ADA).when(lambda user: user.rename(name, "ada")).refused(
            f"{isolated(name)} stands for something else on the pages of the desk."
        )
