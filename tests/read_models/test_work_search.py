"""A search finds what somebody would find who looks at every Work, however many there are."""

import string
from collections.abc import Iterator, Sequence
from itertools import product

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.lifecycle import Stage
from app.domain.operative import OperativeHired, OperativeRenamed
from app.domain.work_events import WorkRecalled
from app.read_models import ReadModels, text_index, work_search
from app.read_models.work_rows import FIRST_NUMBER
from app.read_models.works import Works
from tests.cast import ANN, BOILER
from tests.read_models.story import ANN_HIRED, Story, as_of, assigned, raised

ANN_RENAMED = OperativeRenamed(forename="Ann", surname="Field")

WORDS = ["ann", "anna", "brown", "bo", "boiler", "lift", "b", "leaks"]
"""Some are names as well as words, and some begin like others."""


class Person(msgspec.Struct, frozen=True):
    forename: str
    surname: str


class Call(msgspec.Struct, frozen=True):
    """What was raised, and which of the people had it, one after the other."""

    text: list[str]
    had_by: list[int]


words = st.sampled_from(WORDS)
people = st.lists(st.builds(Person, words, words), min_size=1, max_size=4)
calls = st.lists(
    st.builds(Call, st.lists(words, min_size=1, max_size=3), st.lists(st.integers(0, 3))),
    max_size=10,
)


@pytest.fixture(scope="module", autouse=True)
def _few_at_a_time() -> Iterator[None]:
    """As if there were many works: the indexes tell which to look at, a few at a time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(work_search, "FEW", 0)
        for module in (work_search, text_index):
            patch.setattr(module, "SOME", 2)
        yield


searches = st.lists(st.lists(words, min_size=1, max_size=3), min_size=1, max_size=4)


@given(people, calls, searches)
@settings(deadline=None, max_examples=40)
def test_it_finds_them_all_page_by_page(
    people: list[Person], calls: list[Call], searches: list[list[str]]
) -> None:
    works = _told(people, calls)
    for sought, many in product(searches, (1, 3, 10_000)):
        expected = [
            FIRST_NUMBER + place
            for place, call in enumerate(calls)
            if _has(call, [people[each % len(people)] for each in call.had_by], sought)
        ]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(work_search, "MANY", many)
            assert _page_by_page(works, " ".join(sought)) == sorted(expected, reverse=True)


def _told(people: Sequence[Person], calls: Sequence[Call]) -> Works:
    story = Story()
    for place, person in enumerate(people):
        hired = OperativeHired(forename=person.forename, surname=person.surname)
        story.at("09:00", f"operative-{place}", hired)
    for place, call in enumerate(calls):
        work_id = f"work-{place}"
        story.at("09:10", work_id, raised(" ".join(call.text), description=""))
        for each in call.had_by:
            operative_id = f"operative-{each % len(people)}"
            story.at("09:20", work_id, assigned(operative_id))
            story.at("09:30", work_id, WorkRecalled(operative_id=operative_id, reason="Ill."))
    return story.told_to(ReadModels()).works


def _has(call: Call, people: Sequence[Person], sought: Sequence[str]) -> bool:
    names = [name for person in people for name in (person.forename, person.surname)]
    return all(any(word.startswith(each) for word in [*call.text, *names]) for each in sought)


def _page_by_page(works: Works, words: str) -> list[int]:
    numbers: list[int] = []
    before = None
    while page := works.newest(words=words, before=before).first(2):
        numbers += [row.number for row in page]
        before = page[-1].number
    return numbers


def test_at_a_stage_it_finds_those_that_are_at_it() -> None:
    story = Story().at("09:00", ANN, ANN_HIRED)
    for place in range(6):
        story.at("09:10", f"work-{place}", raised("Boiler leaks"))
        story.at("09:20", f"work-{place}", assigned(ANN))
    story.at("09:30", "work-1", WorkRecalled(operative_id=ANN, reason="Ill."))
    works = story.told_to(ReadModels()).works
    for words in ("ann", "boiler", "ann boiler"):
        found = works.newest(words=words, stage=Stage.AWAITING_CONTROL)
        assert [row.number for row in found] == [FIRST_NUMBER + 1]


def test_each_moment_has_the_name_of_then() -> None:
    story = Story().at("09:00", ANN, ANN_HIRED).at("09:01", BOILER, raised("Lift"))
    story.at("09:02", BOILER, assigned()).at("09:03", ANN, ANN_RENAMED)
    models = story.told_to(ReadModels())
    models.database.can_look_at_the_past()
    for position, found, lost in ((30, "marsh", "field"), (40, "field", "marsh")):
        with as_of(models, position):
            assert [row.id for row in models.works.newest(words=f"{found} lift")] == [BOILER]
            assert list(models.works.newest(words=lost)) == []


def test_so_many_works_at_most_are_looked_at_for_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work_search, "MOST_LOOKED_AT", 4)
    calls = [Call(["boiler"], [0])] + [Call(["lift"], [0])] * 4
    works = _told([Person("ann", "brown")], calls)
    assert list(works.newest(words="ann lift")) != []
    assert not works.looks_at_the_newest("ann boiler", "1", []), "few have the other word"
    assert not works.looks_at_the_newest("boiler", "1", [])
    assert works.looks_at_the_newest("ann", "1", [])
    monkeypatch.setattr(work_search, "MANY", 1)
    assert list(works.newest(words="ann boiler")) == []
    assert works.looks_at_the_newest("ann boiler", "1", [])
    monkeypatch.setattr(work_search, "MOST_LOOKED_AT", 5)
    assert not works.looks_at_the_newest("ann", "1", []), "there are just so many"


def test_only_those_that_can_be_meant_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work_search, "MOST_LOOKED_AT", 1)
    both, anns, bos = Call(["lift"], [0, 1]), Call(["leaks"], [0]), Call(["leaks"], [1])
    works = _told([Person("ann", "brown"), Person("bo", "smith")], [both, anns, bos])
    assert [row.number for row in works.newest(words="ann bo")] == [FIRST_NUMBER]
    assert [row.number for row in works.newest(words="ann lift")] == [FIRST_NUMBER]


@pytest.mark.parametrize("letter", [*string.ascii_lowercase[:2]])
def test_an_initial_is_enough_of_a_name(letter: str) -> None:
    works = _told([Person("ann", "brown")], [Call(["lift"], [0])])
    assert [row.number for row in works.newest(words=f"lift {letter}")] == [FIRST_NUMBER]
