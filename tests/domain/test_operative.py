"""Who can be hired, and has left."""

import pytest

from app.domain.operative import (
    Operative,
    OperativeCameBack,
    OperativeErased,
    OperativeHired,
    OperativeHomeAreaChanged,
    OperativeLeft,
    OperativeRenamed,
    OperativeSkillsChanged,
)
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

    def test_has_a_home_area_and_skills_where_these_are_known(self) -> None:
        given(Operative).when(
            lambda operative: operative.hire("Ann", "Marsh", " Leeds ", ["gas", "Gas", "lifts"])
        ).then(
            OperativeHired(
                forename="Ann", surname="Marsh", home_area="Leeds", skills=("gas", "lifts")
            )
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


LEFT = OperativeLeft(reason="Moved to Spain.")
BACK = OperativeCameBack()
HAS_LEFT = "Ann Marsh has left: take them back first."


class TestHomeAreaAndSkills:
    def test_are_changed_from_what_they_were(self) -> None:
        hired = OperativeHired(forename="Ann", surname="Marsh", home_area="York", skills=("gas",))
        given(Operative, hired).when(lambda ann: ann.change_home_area(" Leeds ")).then(
            OperativeHomeAreaChanged(before="York", after="Leeds")
        )
        given(Operative, hired).when(lambda ann: ann.change_skills(["lifts", "gas"])).then(
            OperativeSkillsChanged(before=("gas",), after=("lifts", "gas"))
        )

    def test_can_be_left_empty(self) -> None:
        leeds = OperativeHomeAreaChanged(before="", after="Leeds")
        gas = OperativeSkillsChanged(before=(), after=("gas",))
        given(Operative, HIRED, leeds).when(lambda ann: ann.change_home_area("")).then(
            OperativeHomeAreaChanged(before="Leeds", after="")
        )
        given(Operative, HIRED, gas).when(lambda ann: ann.change_skills([])).then(
            OperativeSkillsChanged(before=("gas",), after=())
        )

    def test_are_not_changed_to_what_they_are(self) -> None:
        leeds = OperativeHomeAreaChanged(before="", after="Leeds")
        gas = OperativeSkillsChanged(before=(), after=("gas",))
        given(Operative, HIRED, leeds).when(lambda ann: ann.change_home_area("Leeds ")).then()
        given(Operative, HIRED, gas).when(lambda ann: ann.change_skills([" gas"])).then()

    def test_are_those_of_somebody(self) -> None:
        for act in (lambda ann: ann.change_home_area("Leeds"), lambda ann: ann.change_skills([])):
            given(Operative).when(act).refused("There is no such operative on this desk.")
            given(Operative, HIRED, OperativeErased()).when(act).refused(GONE)

    def test_can_be_corrected_of_somebody_who_has_left(self) -> None:
        given(Operative, HIRED, LEFT).when(lambda ann: ann.change_home_area("York")).then(
            OperativeHomeAreaChanged(before="", after="York")
        )


class TestLeaving:
    def test_needs_no_reason(self) -> None:
        given(Operative, HIRED).when(lambda ann: ann.leave(" Moved to Spain.")).then(LEFT)
        given(Operative, HIRED).when(lambda ann: ann.leave("")).then(OperativeLeft(reason=""))

    def test_is_done_once(self) -> None:
        given(Operative, HIRED, LEFT).when(lambda ann: ann.leave("")).refused(HAS_LEFT)
        given(Operative).when(lambda ann: ann.leave("")).refused(
            "There is no such operative on this desk."
        )
        given(Operative, HIRED, OperativeErased()).when(lambda ann: ann.leave("")).refused(GONE)

    def test_is_not_for_ever(self) -> None:
        given(Operative, HIRED, LEFT).when(Operative.come_back).then(BACK)
        given(Operative, HIRED, LEFT, BACK).when(Operative.must_be_here).then()
        given(Operative, HIRED, LEFT, BACK).when(lambda ann: ann.leave("")).then(
            OperativeLeft(reason="")
        )

    def test_comes_before_coming_back(self) -> None:
        for events in ((HIRED,), (HIRED, LEFT, BACK)):
            given(Operative, *events).when(Operative.come_back).refused("Ann Marsh has not left.")
        given(Operative).when(Operative.come_back).refused(
            "There is no such operative on this desk."
        )

    def test_leaves_nobody_to_assign_to(self) -> None:
        given(Operative, HIRED, LEFT).when(Operative.must_be_here).refused(HAS_LEFT)

    def test_leaves_a_name_that_can_be_corrected_and_erased(self) -> None:
        given(Operative, HIRED, LEFT).when(lambda ann: ann.rename("Ann", "Field")).then(RENAMED)
        given(Operative, HIRED, LEFT).when(Operative.erase).then(OperativeErased())
