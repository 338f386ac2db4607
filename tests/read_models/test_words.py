"""The words that a filter looks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.read_models.words import LOOKED_AT, closed_up, holds, plain, words_of

SEPARATORS = str.maketrans(dict.fromkeys(",;()", " "))


def test_they_are_what_stands_between_blanks() -> None:
    assert words_of(" ann  marsh\u3000W-1001,\n") == ["ann", "marsh", "w-1001"]
    assert words_of("") == words_of(" \t\n") == []


def test_they_are_casefolded() -> None:
    assert words_of("Strau\u00df STRAUSS") == ["strauss", "strauss"]


def test_they_have_no_accents_and_no_apostrophes() -> None:
    assert words_of("Cafe\u0301 CAF\u00c9 O'Hara O\u2019Hara") == ["cafe", "cafe", "ohara", "ohara"]


@pytest.mark.parametrize(
    "typed",
    ["A\u200bnn", "Ann\u00ad", "\u202eAnn", "\ufeffA\u2060n\u3164n\ufe0f", "\u2068Ann\u2069"],
)
def test_they_have_nothing_that_nobody_sees(typed: str) -> None:
    assert plain(typed) == "ann"


def test_they_stand_one_space_apart() -> None:
    assert plain("Mary \u2003 Ann") == "mary ann"


@given(st.text())
def test_they_are_written_as_the_text_that_they_are_looked_for_in(text: str) -> None:
    # Some letters come apart when casefolded or composed, there as here.
    assert holds(plain(text), words_of(text.replace(",", " ")[:LOOKED_AT].translate(SEPARATORS)))


def test_a_number_is_closed_up() -> None:
    assert closed_up("+44 (0)113 496-0182") == "+4401134960182"
    assert closed_up("LS1 5HD") == "LS15HD"


@pytest.mark.timeout(5)
def test_of_an_endless_filter_only_the_beginning_counts() -> None:
    # Composing takes time that grows with the square of such a run of marks.
    assert words_of("leak " + "\u0300\u0316" * 200_000)[0] == "leak"
    assert words_of("x" * LOOKED_AT + " leak") == ["x" * LOOKED_AT]
