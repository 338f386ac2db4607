"""The words that a filter looks for."""

import sqlite3
import sys
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.read_models.text_index import TOKENIZER, has_words, telling_words
from app.read_models.words import (
    LOOKED_AT,
    dialled_at_home,
    plain,
    words_found_by,
    words_of,
    words_of_code,
    words_of_place,
    words_of_search,
)


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
    assert [*words_of(text), "\u0436"] == words_of(f"{text} \u0436")


def test_a_code_has_those_of_its_parts_closed_up_too() -> None:
    assert words_of_code("0113 496-0182") == [
        "0113",
        "496",
        "0182",
        "01134960182",
        "4960182",
    ]
    assert words_of_code("LS1 5HD") == ["ls1", "5hd", "ls15hd"]


def test_they_are_written_as_those_do_who_lack_a_letter() -> None:
    assert words_of("\u0141om\u017ca \u00d8sterg\u00e5rd \u00c6r\u00f8 \u0110or\u0111e") == [
        "lomza",
        "ostergard",
        "aero",
        "dorde",
    ]


@pytest.mark.parametrize(
    "typed", ["eglise", "\u00e9glise", "l'eglise", "leglise", "L\u2019\u00c9gl"]
)
def test_a_word_is_found_with_and_without_what_stands_before_its_apostrophe(typed: str) -> None:
    assert has_words(words_found_by("Rue de l'\u00c9glise"), telling_words(typed))


TELEPHONE_NUMBERS = {
    "0113 496 0188": [
        "01134960188",
        "0113 4960188",
        "(0113) 496-0188",
        "+44 (0)113 496 0188",
        "+441134960188",
        "00441134960188",
        "0044 113 496 0188 ext. 12",
        "\u0660\u0661\u0661\u0663 496 0188",
    ],
    "0113 496": ["01134960188", "+441134960188", "0044 113 496 0188"],
    "0188": ["01134960188", "0113 4960188", "+44 (0)113 4960188", "00441134960188"],
    "496 0188": ["01134960188", "0113 496 0188", "+441134960188"],
    "7946 0958": ["02079460958", "020 7946 0958", "+44 20 7946 0958"],
    "01482 496 206": ["01482496206", "01482 496206", "+441482 496 206"],
    "+441134960188": ["+44 (0)113 496 0188", "0044 113 4960188", "+44 113 496-0188 x12"],
    "0044 113 496 0188": ["+44 113 496 0188", "0044 (0)113 496 0188"],
    "ext 12": ["0113 496 0188 ext. 12"],
}


@pytest.mark.parametrize(
    ("typed", "written"),
    [(typed, written) for typed, numbers in TELEPHONE_NUMBERS.items() for written in numbers],
)
def test_a_telephone_number_is_found_in_other_ways_of_writing_it(typed: str, written: str) -> None:
    assert has_words(words_of_place("", "", written), telling_words(typed))


FROM_ABROAD = {
    "0115 496 0742": [
        "+44 115 496 0742",
        "+441154960742",
        "00441154960742",
        "+44 (0)115 496-0742",
        "+44 115 49",
    ],
    "+44 115 496 0742": ["+441154960742", "00441154960742"],
    "(555) 012-3456": ["+1 555 012 3456", "0015550123456"],
    "12 34 56 78": ["+45 12 34 56 78"],  # Denmark has no zero in front,
    "06 698 1234": ["+39 06 698 1234"],  # and Italy keeps it.
    "+39 06 698 1234": ["+390669", "+39 06 698 1234"],
    "555 1234": ["+354 555 1234"],
    "0115 496 0742 ext. 12": ["+44 115 496 0742 ext 12"],
}


@pytest.mark.parametrize(
    ("written", "typed"), [(kept, typed) for kept, all_ in FROM_ABROAD.items() for typed in all_]
)
def test_a_telephone_number_is_found_as_a_telephone_displays_it(written: str, typed: str) -> None:
    assert has_words(words_of_place("", "", written), telling_words(dialled_at_home(typed)))


@pytest.mark.parametrize(
    "typed", ["", "+", "00", "+44", "+44 1", "C++ 12345", "a+44115496", "x 01"]
)
def test_what_tells_no_number_from_abroad_stays_as_it_is(typed: str) -> None:
    assert dialled_at_home(typed) == typed


def test_the_number_of_a_house_finds_no_telephone_number_by_its_middle() -> None:
    for number in ("0117 496 0233", "+441174960233", "01174960233"):
        assert not has_words(words_of_place("8 Park Row", "", number), telling_words("17 Park"))


@given(st.text("0123456789 ()+-./al'\u0663", max_size=40), st.data())
def test_a_text_is_found_by_any_of_its_words(text: str, data: st.DataObject) -> None:
    words = text.split(" ")
    some = data.draw(st.lists(st.sampled_from(words), max_size=4))
    assert has_words(words_found_by(text), telling_words(" ".join(some)))
    assert has_words(words_of_place("", "", text), telling_words(" ".join(some)))


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
