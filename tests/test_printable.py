"""Text from elsewhere, in a line for a terminal or the server's log."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.printable import printable


@pytest.mark.parametrize(
    "text", ["WorkRaised", "work-01932c07", "", "Łukasz O’Hara", "a\\b 'c' \"d\"", "👩🏽‍🔧"]
)
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert printable(text) == text


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("WorkRaised\n1,234 events, unbroken", "WorkRaised\\u000a1,234 events, unbroken"),
        ("\x1b[2J", "\\u001b[2J"),
        ("a\rb\tc\x00\x7f\x9b", "a\\u000db\\u0009c\\u0000\\u007f\\u009b"),
        ("a\u2028b\u2029c\x85", "a\\u2028b\\u2029c\\u0085"),
        ("\u202egnp.exe\u2066", "\\u202egnp.exe\\u2066"),
        ("\ud800", "\\ud800"),
    ],
)
def test_what_a_terminal_would_obey_is_written_out(text: str, printed: str) -> None:
    assert printable(text) == printed


@given(st.text(st.characters()))
def test_whatever_it_was_it_is_one_line_and_moves_nothing(text: str) -> None:
    printed = printable(text, longest=None)

    assert len(printed.splitlines()) <= 1
    assert {unicodedata.category(each) for each in printed}.isdisjoint({"Cc", "Cs", "Zl", "Zp"})
    directions = {unicodedata.bidirectional(each) for each in printed}
    assert directions.isdisjoint({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
    printed.encode()


def test_long_text_is_cut_off() -> None:
    assert printable("x" * 201) == "x" * 200 + "…"
    assert printable("x" * 200) == "x" * 200
    assert printable("x" * 1_000, longest=None) == "x" * 1_000
