"""What roles say, and the ones that every desk has."""

import pytest

from app.domain.feature import DESCRIPTIONS, Feature
from app.domain.role import (
    ADMINISTRATION,
    READY_MADE,
    Role,
    RoleChanged,
    RoleMade,
    RoleRemoved,
    RoleTerms,
)
from tests.domain.scenario import given

CREW = RoleTerms(name="Crew", features=(Feature.RAISE_WORK, Feature.HIRE))
MADE = RoleMade(name="Crew", features=(Feature.RAISE_WORK, Feature.HIRE))


class TestARoleNotYetMade:
    def test_is_made(self) -> None:
        given(Role).when(lambda role: role.make(CREW)).then(MADE)

    def test_keeps_its_features_in_the_order_of_the_list_each_once(self) -> None:
        terms = RoleTerms(name=" Crew ", features=(Feature.HIRE, Feature.RAISE_WORK, Feature.HIRE))
        given(Role).when(lambda role: role.make(terms)).then(MADE)

    def test_can_let_nobody_do_anything(self) -> None:
        given(Role).when(lambda role: role.make(RoleTerms(name="Guest", features=()))).then(
            RoleMade(name="Guest", features=())
        )

    def test_needs_a_name(self) -> None:
        given(Role).when(lambda role: role.make(RoleTerms(name="", features=()))).refused(
            "Name is required."
        )

    def test_is_neither_changed_nor_removed(self) -> None:
        nowhere = "There is no such role on this desk."
        given(Role).when(lambda role: role.change(CREW)).refused(nowhere)
        given(Role).when(Role.remove).refused(nowhere)


class TestARole:
    def test_is_made_once(self) -> None:
        given(Role, MADE).when(lambda role: role.make(CREW)).refused(
            "This role has already been made."
        )

    def test_is_changed(self) -> None:
        terms = RoleTerms(name="Crew", features=(Feature.HIRE,), stays_signed_in=True)
        given(Role, MADE).when(lambda role: role.change(terms)).then(
            RoleChanged(name="Crew", features=(Feature.HIRE,), stays_signed_in=True)
        )

    def test_is_not_changed_to_what_it_says(self) -> None:
        given(Role, MADE).when(lambda role: role.change(CREW)).refused("Nothing has been changed.")

    def test_is_removed_for_good(self) -> None:
        given(Role, MADE).when(Role.remove).then(RoleRemoved())
        given(Role, MADE, RoleRemoved()).when(Role.remove).refused(
            "There is no such role on this desk."
        )
        given(Role, MADE, RoleRemoved()).when(lambda role: role.make(CREW)).refused(
            "This role has already been made."
        )


def test_the_ids_of_ready_made_roles_are_for_ever() -> None:
    assert {
        id.removeprefix("role-00000000-0000-7000-8000-"): terms.name
        for id, terms in READY_MADE.items()
    } == {
        "000000000001": "Administration",
        "000000000002": "Response",
        "000000000003": "Control",
        "000000000004": "Operative",
        "000000000005": "Management",
    }


def test_administration_is_made_first() -> None:
    assert next(iter(READY_MADE)) == ADMINISTRATION


@pytest.mark.parametrize("terms", READY_MADE.values(), ids=lambda terms: terms.name)
def test_a_ready_made_role_is_as_it_would_be_kept(terms: RoleTerms) -> None:
    assert terms.accepted() == terms


def test_every_feature_is_in_a_ready_made_role() -> None:
    assert {each for terms in READY_MADE.values() for each in terms.features} == set(Feature)


def test_every_feature_is_described_in_a_sentence() -> None:
    assert list(DESCRIPTIONS) == list(Feature)
    assert all(each[0].isupper() and each.endswith(".") for each in DESCRIPTIONS.values())
