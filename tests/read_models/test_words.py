"""The words that a filter looks for."""

import sqlite3
import sys
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.read_models.text_index import TOKENIZER
from app.read_models.words import LOOKED_AT, plain, words_of, words_of_code, words_of_search


def test_they_are_letters_and_digits_with_anything_else_between_them() -> None:
    assert words_of(" ann  marsh\u3000W-1001,\n") == ["ann", "marsh", "w", "1001"]
    assert words_of("(0113) 496-0182; a_b") == ["0113", "496", "0182", "a", "b"]
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
def test_taken_apart_once_they_stay_as_they_are(text: str) -> None:
    words = words_of(text)
    assert words_of(" ".join(words)) == words


@given(st.text(st.characters(max_codepoint=127)))
def test_an_ascii_text_has_the_same_words_as_in_a_text_that_is_not(text: str) -> None:
    assert [*words_of(text), "\u00e6"] == words_of(f"{text} \u00e6")


def test_a_code_has_those_of_its_parts_closed_up_too() -> None:
    assert words_of_code("0113 496-0182") == [
        "0113",
        "496",
        "0182",
        "01134960182",
        "4960182",
    ]
    assert words_of_code("LS1 5HD") == ["ls1", "5hd", "ls15hd"]


@pytest.mark.timeout(5)
def test_of_an_endless_filter_only_the_beginning_counts() -> None:
    # Composing takes time that grows with the square of such a run of marks.
    assert words_of_search("leak " + "\u0300\u0316" * 200_000)[0] == "leak"
    assert words_of_search("x" * LOOKED_AT + " leak") == ["x" * LOOKED_AT]


def test_they_are_the_words_that_the_index_knows() -> None:
    """A letter that FTS5 takes for something between words would make two of one."""
    letters = [chr(code) for code in range(sys.maxunicode + 1) if chr(code).isalnum()]
    texts = [" ".join(words_of(f"a{letter}b")) for letter in letters]
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(f"CREATE VIRTUAL TABLE texts USING fts5 (text, tokenize='{TOKENIZER}')")
        connection.executemany(
            "INSERT INTO texts VALUES (?)", [(text,) for text in texts if " " not in text]
        )
        connection.execute("CREATE VIRTUAL TABLE terms USING fts5vocab (texts, row)")
        found = {term for (term,) in connection.execute("SELECT term FROM terms")}
    assert len(found) > 100_000
    assert found.isdisjoint({"a", "b"})
