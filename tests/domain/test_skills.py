"""What an operative can do, in a few words each."""

import pytest

from app.domain.refused import Refused
from app.domain.skills import accept_skills, in_words, skills_in


@pytest.mark.parametrize(
    ("typed", "skills"),
    [
        ("", ()),
        (" , ;\n", ()),
        ("gas", ("gas",)),
        ("Gas, lifts;  high voltage\nfirst aid", ("Gas", "lifts", "high voltage", "first aid")),
    ],
)
def test_skills_are_typed_one_after_the_other(typed: str, skills: tuple[str, ...]) -> None:
    assert skills_in(typed) == skills
    assert accept_skills(skills) == skills
    assert skills_in(in_words(skills)) == skills


def test_each_is_kept_once_however_it_is_written() -> None:
    assert accept_skills([" Gas ", "lifts", "gas", "GAS", "", "Lifts"]) == ("Gas", "lifts")


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        (["x" * 41], "Skill can have 40 characters at most; this has 41."),
        (["gas, lifts"], "“gas, lifts” is more than one skill: name each by itself."),
        (["a;b"], "“a;b” is more than one skill: name each by itself."),
        (
            [str(number) for number in range(21)],
            "An operative can have 20 skills at most; these are 21.",
        ),
    ],
)
def test_what_is_no_skill_is_refused(typed: list[str], refusal: str) -> None:
    with pytest.raises(Refused) as refused:
        accept_skills(typed)
    assert str(refused.value) == refusal


def test_twenty_that_are_written_twice_are_twenty() -> None:
    twenty = [f"skill {number}" for number in range(20)]
    assert accept_skills([*twenty, *twenty]) == tuple(twenty)
