"""To whom a Work that waits should be given: these people, this Work, so these three, for these
reasons. It is 10:00."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.domain.promise import Priority
from app.domain.suggesting import (
    STILL_THERE,
    Colleague,
    Colleagues,
    Suggestion,
    WaitingWork,
    suggestions,
)

NOW = datetime(2025, 6, 2, 10, tzinfo=UTC)


def after(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def free(name: str, **known: Any) -> Colleague:
    return Colleague(id=name, free_from=NOW, **known)


def busy(name: str, town: str, minutes: int, **known: Any) -> Colleague:
    """They are free in so many minutes."""
    return Colleague(id=name, free_from=after(minutes), current_town=town, **known)


def waiting(text: str = "Door jams", number: int = 1000, **known: Any) -> WaitingWork:
    return WaitingWork(number=number, text=text, **{"places": ("Leeds",), **known})


def suggested(work: WaitingWork, *people: Colleague) -> list[Suggestion]:
    return suggestions(work, Colleagues(people, NOW))


def names(work: WaitingWork, *people: Colleague) -> list[str]:
    return [each.operative_id for each in suggested(work, *people)]


def test_the_three_best_are_suggested_and_why() -> None:
    work = waiting("Lift stuck", there_last=frozenset({"Ben"}))
    assert suggested(
        work,
        busy("Ann", "Leeds", 20, skills=("lifts",)),
        busy("Ben", "York", 60),
        busy("Carys", "Hull", 5),
        free("Dilip", home_area="Leeds"),
    ) == [
        Suggestion(
            operative_id="Dilip", is_free=True, free_from=NOW, place="Leeds", is_from_there=True
        ),
        Suggestion(
            operative_id="Ann", is_free=False, free_from=after(20), place="Leeds", knows="lifts"
        ),
        Suggestion(operative_id="Ben", is_free=False, free_from=after(60), was_there_last=True),
    ]


def test_who_is_free_comes_before_whoever_has_something_to_do() -> None:
    for ann in (busy("Ann", "York", 5), busy("Ann", "Leeds", 5)):
        assert names(waiting(), ann, free("Ben", home_area="Hull")) == ["Ben", "Ann"]


def test_who_is_there_and_knows_it_need_not_be_free() -> None:
    """For a stranger, it would be a long way."""
    ann, ben = busy("Ann", "Leeds", 20, skills=("doors",)), free("Ben", home_area="Hull")
    assert names(waiting(), ann, ben) == ["Ann", "Ben"]
    for due in (after(10), after(-10)):
        assert names(waiting(due=due), ann, ben) == ["Ben", "Ann"], "Ann would be late, or later"
    assert names(waiting(priority=Priority.EMERGENCY), ann, ben) == ["Ben", "Ann"]


@pytest.mark.parametrize(
    "person",
    [
        free("Zoe", home_area="leeds"),
        free("Zoe", last_town="Leeds"),
        free("Zoe", skills=("locks", "doors and windows")),
    ],
)
def test_something_that_speaks_for_them_puts_them_before_others(person: Colleague) -> None:
    assert names(waiting(), free("Ann"), free("Ben"), person)[0] == "Zoe"


def test_two_things_count_for_more_than_one() -> None:
    work = waiting(there_last=frozenset({"Ben"}))
    ann, ben = free("Ann", home_area="Leeds"), free("Ben", skills=("doors",))
    assert names(work, ann, ben) == ["Ben", "Ann"]


def test_who_is_busy_counts_where_their_work_is_and_where_they_are_from() -> None:
    ann = busy("Ann", "Hull", 20, home_area="Leeds")
    ben = busy("Ben", "Leeds", 30, home_area="Hull")
    dev = busy("Dev", "York", 10)
    assert names(waiting(), ann, ben, dev) == ["Ann", "Ben", "Dev"]
    assert [each.is_from_there for each in suggested(waiting(), ann, ben, dev)] == [
        True,
        False,
        False,
    ]


def test_in_an_emergency_who_is_near_comes_first_of_those_free_in_the_same_half_hour() -> None:
    work = waiting(priority=Priority.EMERGENCY)
    ann, ben, dev = busy("Ann", "Hull", 5), busy("Ben", "Leeds", 29), busy("Dev", "Leeds", 31)
    assert names(work, ann, ben, dev) == ["Ben", "Ann", "Dev"]
    assert names(work, ann, ben, free("Fay")) == ["Fay", "Ben", "Ann"]


def test_a_home_area_can_be_the_area_of_the_site() -> None:
    work = waiting(places=("Leeds", "North"))
    assert suggested(work, free("Ben", home_area="North"))[0].place == "North"
    both = free("Ben", home_area="North", last_town="Leeds")
    assert suggested(work, both)[0].place == "Leeds", "the town says more"


def test_of_those_who_are_busy_who_can_be_there_in_time_comes_first() -> None:
    ann, ben = busy("Ann", "Leeds", 90), busy("Ben", "Hull", 45)
    assert names(waiting(due=after(60)), ann, ben) == ["Ben", "Ann"]
    assert names(waiting(due=after(100)), ann, ben) == ["Ann", "Ben"]
    assert names(waiting(due=after(-10)), ann, ben) == ["Ann", "Ben"], "nobody can any more"


def test_then_who_is_free_soonest() -> None:
    ann, ben = busy("Ann", "Hull", 45), busy("Ben", "York", 20)
    assert names(waiting(), ann, ben) == ["Ben", "Ann"]


def test_then_they_stand_by_their_names() -> None:
    people = [busy(name, "Hull", 45) for name in ("Ann", "Ben", "Carys", "Dilip")]
    assert names(waiting(), *people) == ["Ann", "Ben", "Carys"]


def test_in_an_emergency_who_is_free_soonest_comes_first() -> None:
    ann, ben = busy("Ann", "Leeds", 45), busy("Ben", "York", 20)
    carys, dilip = free("Carys"), free("Dilip", home_area="Leeds")
    work = waiting(priority=Priority.EMERGENCY)
    assert names(work, ann, ben, carys, dilip) == ["Dilip", "Carys", "Ben"]
    assert names(work, ann, ben) == ["Ben", "Ann"]


def test_nobody_who_is_off_duty_is_suggested_even_if_nobody_else_is_there() -> None:
    assert names(waiting(), free("Ann", is_on_duty=False), busy("Ben", "York", 60)) == ["Ben"]
    assert names(waiting(), free("Ann", is_on_duty=False)) == []


def test_who_handed_it_back_is_suggested_only_where_there_is_nobody_else() -> None:
    work = waiting(handed_back_by="Ann")
    assert names(work, free("Ann", home_area="Leeds"), busy("Ben", "York", 60)) == ["Ben"]
    assert names(work, free("Ann", home_area="Leeds")) == ["Ann"]
    assert names(work, free("Ann"), free("Ben", is_on_duty=False)) == ["Ann"]


def test_people_who_are_free_take_turns_from_work_to_work() -> None:
    people = [free("Ann"), busy("Ben", "York", 60), free("Carys"), free("Dilip")]
    assert [names(waiting(number=number), *people)[0] for number in range(1002, 1006)] == [
        "Ann",
        "Carys",
        "Dilip",
        "Ann",
    ]


@pytest.mark.parametrize(
    ("skill", "text"),
    [
        ("lifts", "Lift stuck between floors"),
        ("Lift", "Both LIFTS are stuck"),
        ("doors and locks", "Front door does not shut"),
        ("doors & locks", "Lock is stiff"),
        ("alarms/access", "No access to bay 4"),
        ("high voltage", "Voltage is too high"),
        ("batteries", "Battery flat"),
        ("gas", "Smell of gas"),
        ("switches", "Light switch broken"),
        ("IT", "Ask the IT people"),
        ("café machines", "The CAFÉ machine leaks"),
    ],
)
def test_a_skill_is_named_as_whole_words_in_the_singular_or_the_plural(
    skill: str, text: str
) -> None:
    assert suggested(waiting(text), free("Ann", skills=("roofs", skill)))[0].knows == skill


@pytest.mark.parametrize(
    ("skill", "text"),
    [
        ("lifts", "Forklifting is too heavy"),
        ("IT", "It stopped when it rained"),
        ("high voltage", "Water stands high"),
        ("high voltage", "The voltage is low"),
        ("doors and locks", "Water and mud in the hall"),
        ("glass", "Smell of gas"),
        ("&", "Mud & water"),
    ],
)
def test_other_words_name_no_skill(skill: str, text: str) -> None:
    assert suggested(waiting(text), free("Ann", skills=(skill,)))[0].knows == ""


def test_it_says_the_hours_that_it_goes_by() -> None:
    said = " ".join((suggestions.__doc__ or "").split())
    assert f"for {STILL_THERE // timedelta(hours=1)} hours, in the one where" in said


def test_nobody_at_all_is_an_empty_list() -> None:
    assert names(waiting()) == []
