"""Who can be hired."""

import pytest

from app.domain.operative import Operative, OperativeErased, OperativeHired, OperativeRenamed
from tests.domain.scenario import given

HIRED = OperativeHired(forename="Ann", surname="Marsh")
RENAMED = OperativeRenamed(forename="Ann", surname="Field")
GONE = "The name of this operative was erased: nothing can be assigned to them."


class TestSomebodyNotYetHired:
    def test_is_hired_with_both_names(self) -> None:
        given(Operative).when(lambda operative: operative.hire("Ann", "Marsh")).then(HIRED)

    def test_is_hired_under_names_that_are_trimmed(self) -> None:
        given(Operative).when(lambda operative: operative.hire("  Ann ", "\tMarsh\n")).then(HIRED)

    @pytest.mark.parametrize("forename", ["", "   ", "\u200b"])
    def test_needs_a_forename(self, forename: str) -> None:
        given(Operative).when(lambda operative: operative.hire(forename, "Marsh")).refused(
            "Forename is required."
        )

    @pytest.mark.parametrize("surname", ["", "   ", "\u200b"])
    def test_needs_a_surname(self, surname: str) -> None:
        given(Operative).when(lambda operative: operative.hire("Ann", surname)).refused(
            "Surname is required."
        )

    def test_can_have_long_names(self) -> None:
        given(Operative).when(lambda operative: operative.hire("A" * 60, "M" * 60)).then(
            OperativeHired(forename="A" * 60, surname="M" * 60)
        )

    def test_cannot_have_an_endless_forename(self) -> None:
        given(Operative).when(lambda operative: operative.hire("A" * 61, "Marsh")).refused(
            "Forename can have 60 characters at most; this has 61."
        )

    def test_cannot_have_an_endless_surname(self) -> None:
        given(Operative).when(lambda operative: operative.hire("Ann", "M" * 61)).refused(
            "Surname can have 60 characters at most; this has 61."
        )

    def test_is_no_operative_of_this_desk(self) -> None:
        given(Operative).when(Operative.must_be_hired).refused(
            "There is no such operative on this desk."
        )


class TestSomebodyHired:
    def test_is_hired_once(self) -> None:
        given(Operative, HIRED).when(lambda operative: operative.hire("Ann", "Marsh")).refused(
            "Ann Marsh has already been hired."
        )

    def test_is_an_operative_of_this_desk(self) -> None:
        given(Operative, HIRED).when(Operative.must_be_hired).then()

    def test_can_be_renamed(self) -> None:
        given(Operative, HIRED).when(lambda ann: ann.rename(" Ann", "Field")).then(RENAMED)

    def test_is_not_renamed_to_what_they_are_called(self) -> None:
        given(Operative, HIRED, RENAMED).when(lambda ann: ann.rename("Ann", "Field ")).refused(
            "The name is like that already."
        )

    def test_goes_by_the_new_name(self) -> None:
        given(Operative, HIRED, RENAMED).when(lambda ann: ann.hire("Ann", "Marsh")).refused(
            "Ann Field has already been hired."
        )

    def test_needs_both_names_also_later(self) -> None:
        given(Operative, HIRED).when(lambda ann: ann.rename("", "Field")).refused(
            "Forename is required."
        )

    def test_has_to_be_there_to_be_renamed(self) -> None:
        given(Operative).when(lambda ann: ann.rename("Ann", "Field")).refused(
            "There is no such operative on this desk."
        )
        given(Operative, HIRED, OperativeErased()).when(
            lambda ann: ann.rename("Ann", "Field")
        ).refused(GONE)

    def test_can_be_erased_once(self) -> None:
        given(Operative, HIRED).when(Operative.erase).then(OperativeErased())
        given(Operative, HIRED, OperativeErased()).when(Operative.erase).refused(GONE)

    def test_is_nobody_to_assign_to_once_erased(self) -> None:
        given(Operative, HIRED, OperativeErased()).when(Operative.must_be_hired).refused(GONE)
        given(Operative).when(Operative.erase).refused("There is no such operative on this desk.")
