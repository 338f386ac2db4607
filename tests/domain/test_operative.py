"""Who can be hired, is on duty, and has left."""

from datetime import datetime, timedelta

import pytest

from app.domain.event import Event
from app.domain.operative import (
    Operative,
    OperativeCameBack,
    OperativeCameOnDuty,
    OperativeErased,
    OperativeHired,
    OperativeHomeAreaChanged,
    OperativeLeft,
    OperativeRenamed,
    OperativeSkillsChanged,
    OperativeWentOffDuty,
)
from tests.domain.scenario import NOW, SOON, given, rebuilt

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


TRAINING = OperativeWentOffDuty(reason="Training", until=SOON)
ILL = OperativeWentOffDuty(reason="Ill", until=None)
ON_DUTY = OperativeCameOnDuty()
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


class TestDuty:
    def test_ends_with_a_reason_and_perhaps_a_moment(self) -> None:
        given(Operative, HIRED).when(lambda ann: ann.go_off_duty(" Training", SOON, NOW)).then(
            TRAINING
        )
        given(Operative, HIRED).when(lambda ann: ann.go_off_duty("Ill", None, NOW)).then(ILL)

    def test_needs_a_reason_to_end(self) -> None:
        given(Operative, HIRED).when(lambda ann: ann.go_off_duty(" ", None, NOW)).refused(
            "Reason is required."
        )

    @pytest.mark.parametrize("until", [NOW, NOW - timedelta(minutes=1)])
    def test_does_not_end_until_a_moment_that_is_past(self, until: datetime) -> None:
        given(Operative, HIRED).when(lambda ann: ann.go_off_duty("Ill", until, NOW)).refused(
            "They are off duty until a moment that is past: choose one to come."
        )

    def test_does_not_end_for_a_decade(self) -> None:
        later = NOW + timedelta(days=733)
        given(Operative, HIRED).when(lambda ann: ann.go_off_duty("Ill", later, NOW)).refused(
            "That is more than two years away: leave the moment empty, and say when they are back."
        )

    def test_can_end_otherwise_than_was_said(self) -> None:
        given(Operative, HIRED, ILL).when(lambda ann: ann.go_off_duty("Training", SOON, NOW)).then(
            TRAINING
        )
        given(Operative, HIRED, TRAINING).when(
            lambda ann: ann.go_off_duty("Training", SOON, NOW)
        ).refused("That is how it stands already.")

    def test_begins_again_when_somebody_says_so(self) -> None:
        given(Operative, HIRED, ILL).when(lambda ann: ann.come_on_duty(NOW)).then(ON_DUTY)
        given(Operative, HIRED, TRAINING).when(lambda ann: ann.come_on_duty(NOW)).then(ON_DUTY)

    def test_begins_again_by_itself_at_the_moment_that_was_said(self) -> None:
        ann = rebuilt(Operative, "operative-1", HIRED, TRAINING)
        assert ann.is_off_duty(SOON - timedelta.resolution)
        assert not ann.is_off_duty(SOON)
        given(Operative, HIRED, TRAINING).when(lambda ann: ann.come_on_duty(SOON)).refused(
            "Ann Marsh is on duty already."
        )

    def test_does_not_begin_twice(self) -> None:
        for events in ((HIRED,), (HIRED, ILL, ON_DUTY), (HIRED, ILL, LEFT, BACK)):
            given(Operative, *events).when(lambda ann: ann.come_on_duty(NOW)).refused(
                "Ann Marsh is on duty already."
            )

    @pytest.mark.parametrize(
        ("events", "refusal"),
        [
            ((), "There is no such operative on this desk."),
            ((HIRED, LEFT), HAS_LEFT),
            ((HIRED, ILL, LEFT), HAS_LEFT),
            ((HIRED, OperativeErased()), GONE),
        ],
    )
    def test_is_of_somebody_who_is_here(self, events: tuple[Event, ...], refusal: str) -> None:
        given(Operative, *events).when(lambda ann: ann.go_off_duty("Ill", None, NOW)).refused(
            refusal
        )
        given(Operative, *events).when(lambda ann: ann.come_on_duty(NOW)).refused(refusal)


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
