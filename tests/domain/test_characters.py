"""Characters that nobody sees, where they are needed and where they are not."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.characters import (
    INVISIBLE,
    isolated,
    out_of_place,
    without_direction,
    without_invisible,
)

NEEDED = [
    pytest.param("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", id="Persian, not joined"),
    pytest.param("\u0639\u0644\u064a\u0651\u200c\u0631\u0636\u0627", id="after an Arabic mark"),
    pytest.param("\u0647\u200d\u0640", id="Arabic, joined"),
    pytest.param("\u05d0\u05b8\u200e-\u200f\u05d1", id="Hebrew with points and marks"),
    pytest.param("\u061c\u0627\u0644\u0628\u064a\u062a 7", id="Arabic with a mark"),
    pytest.param("\u0915\u094d\u200d\u0937", id="Hindi, joined"),
    pytest.param("\u0915\u094d\u200c\u0937", id="Hindi, not joined"),
    pytest.param("\u09b0\u200d\u09cd\u09af", id="Bengali"),
    pytest.param("\U0001f469\U0001f3fd\u200d\U0001f692", id="emoji with a skin tone"),
    pytest.param("\U0001f468\u200d\U0001f469\u200d\U0001f467", id="emoji of three"),
    pytest.param("\u2764\ufe0f\u200d\U0001f525", id="emoji of two, shown as such"),
    pytest.param("\U0001f642\u200d\u2194\ufe0f", id="emoji with an arrow"),
    pytest.param("\U0001f3f4\u200d\u2620\ufe0f", id="emoji of a flag"),
    pytest.param("\U0001fae9\u200d\U0001fae9", id="emoji that Python does not know"),
    pytest.param("\u2764\ufe0e \u2139\ufe0f \u2122\ufe0f", id="symbols"),
    pytest.param("1\ufe0f\u20e3 #\ufe0f\u20e3", id="keycaps"),
    pytest.param(
        "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", id="England"
    ),
    pytest.param("\u845b\U000e0100\u57ce", id="variant of an ideograph"),
    pytest.param("\u1820\u180b\u1821", id="variant of a Mongolian letter"),
]

NOT_NEEDED = [
    ("Ann\u200b", 3),
    ("A\u200bnn", 1),
    ("An\u200cn", 2),
    ("Ann\u200d", 3),
    ("\u00adAnn", 0),
    ("Ann\ufe0f", 3),
    ("1\ufe0f", 1),
    ("Ann\u200f", 3),
    ("\u05d0\u202e\u05d1", 1),
    ("\u0645\u200c", 1),
    ("\u0645\u200cA", 1),
    ("\u0645\u200c\u200c\u0645", 1),
    ("\U0001f468\u200d", 1),
    ("\U0001f468\u200dA", 1),
    ("\u2764\ufe0f\ufe0f", 2),
    ("\U0001f3f4\U000e0067", 1),
    ("\U0001f3f4" + "\U000e0061" * 8 + "\U000e007f", 1),
    ("A\U000e0067\U000e0062\U000e0065\U000e007f", 1),
    ("A\U000e0100", 1),
    ("A\u2800B", 1),
    ("\u0645\u200c\u062e A\u200b", 5),
]


@pytest.mark.parametrize("text", NEEDED)
def test_what_writing_needs_is_in_its_place(text: str) -> None:
    assert not INVISIBLE.isdisjoint(text)
    assert out_of_place(text) is None
    assert out_of_place(f"A {text} {text}, Leeds") is None


@pytest.mark.parametrize(("text", "place"), NOT_NEEDED)
def test_what_writing_does_not_need_is_out_of_place(text: str, place: int) -> None:
    assert out_of_place(text) == place


@given(st.text(st.characters(categories=["L", "N", "P", "Z"], max_codepoint=0x24F)), st.data())
def test_in_latin_writing_all_are_out_of_place(text: str, data: st.DataObject) -> None:
    text = without_invisible(text)
    place = data.draw(st.integers(0, len(text)))
    invisible = data.draw(st.sampled_from(sorted(INVISIBLE)))
    assert out_of_place(text) is None
    assert out_of_place(text[:place] + invisible + text[place:]) == place


def test_all_format_characters_without_a_sign_of_their_own_are_known() -> None:
    signs = "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
    hieroglyphs = range(0x13430, 0x13460)
    known = INVISIBLE.union(signs, map(chr, hieroglyphs))
    assert [
        each
        for each in map(chr, range(0x110000))
        if unicodedata.category(each) == "Cf" and each not in known
    ] == []


@pytest.mark.timeout(5)
@pytest.mark.parametrize(
    "text", ["\u0645\u200c" * 200_000, "\u0645" + "\u0651" * 400_000, "\U0001f468\u200d" * 200_000]
)
def test_long_texts_take_no_longer_than_they_are(text: str) -> None:
    assert out_of_place(text) != 0


class TestIsolatedText:
    @pytest.mark.parametrize(
        "text", ["", "Ann Marsh", "4 \u0141\u00f3d\u017a", "\u5c71\u7530", "\U0001f525"]
    )
    def test_is_left_as_it_is_when_it_runs_from_left_to_right(self, text: str) -> None:
        assert isolated(text) == text

    @pytest.mark.parametrize(
        "text", ["\u05d0\u05d1\u05d9", "Ann \u0639\u0644\u064a", "7\u0663", "A\u200f", "\U00010d4a"]
    )
    def test_is_held_together_when_it_may_run_the_other_way(self, text: str) -> None:
        assert isolated(text) == f"\u2068{text}\u2069"

    def test_controls_no_direction(self) -> None:
        assert isolated("\u202a\u202b\u202c\u202d\u202eevil") == "evil"
        assert isolated("\u2066\u2067\u2068\u2069\u05d0\u2069") == "\u2068\u05d0\u2069"

    @given(st.text(st.sampled_from("A\u05d0 \u200f\u202a\u202c\u202e\u2066\u2067\u2068\u2069")))
    def test_can_be_isolated_again(self, text: str) -> None:
        assert isolated(isolated(text)) == isolated(text)
        assert without_direction(isolated(text)) == without_direction(text)
