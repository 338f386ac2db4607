"""The words that a filter looks for."""

import pytest

from app.read_models.words import LOOKED_AT, words_of


def test_they_are_what_stands_between_blanks() -> None:
    assert words_of(" ann  marsh\u3000W-1001,\n") == ["ann", "marsh", "w-1001,"]
    assert words_of("") == words_of(" \t\n") == []


def test_they_are_casefolded() -> None:
    assert words_of("Strau\u00df STRAUSS") == ["strauss", "strauss"]


def test_they_are_composed() -> None:
    assert words_of("Cafe\u0301 CAFE\u0301") == ["caf\u00e9", "caf\u00e9"]


@pytest.mark.parametrize("letter", ["\u01f0", "\u1e96", "\u0390", "\ufb03", "\u0130"])
def test_they_are_written_as_the_text_that_they_are_looked_for_in(letter: str) -> None:
    # Some letters come apart when casefolded, there as here.
    assert words_of(letter) == [letter.casefold()]


@pytest.mark.timeout(5)
def test_of_an_endless_filter_only_the_beginning_counts() -> None:
    # Composing takes time that grows with the square of such a run of marks.
    assert words_of("leak " + "\u0300\u0316" * 200_000)[0] == "leak"
    assert words_of("x" * LOOKED_AT + " leak") == ["x" * LOOKED_AT]
