"""Characters that nobody sees, where they are needed and where they are not."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.characters import (
    INVISIBLE,
    MOST_MARKS,
    isolated,
    out_of_place,
    too_many_marks,
    without_direction,
    without_invisible,
)

NEEDED = [
    pytest.param("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", id="Persian, not joined"),
    pytest.param("\u0639\u0644\u064a\u0651\u200c\u0631\u0636\u0627", id="after an Arabic mark"),
    pytest.param("\u0647\u200d\u0640", id="Arabic, joined"),
    pytest.param("\u05d0\u05b8\u200e-\u200f\u05d1", id="Hebrew with points and marks"),
    pytest.param("\u061c\u0627\u0644\u0628\u064a\u062a 7", id="Arabic with a mark"),
    pytest.param("\u07d8\u07eb\u200c\u07d9\u200d\u07fa", id="N'Ko, with a tone"),
    pytest.param("\u0840\u200c\u0841\u0859\u200d\u0842", id="Mandaic"),
    pytest.param("\U0001e900\U0001e944\u200c\U0001e922\U0001e94b\u200d\U0001e943", id="Adlam"),
    pytest.param("\u0915\u094d\u200d\u0937", id="Hindi, joined"),
    pytest.param("\u0915\u094d\u200c\u0937", id="Hindi, not joined"),
    pytest.param("\u09b0\u200d\u09cd\u09af", id="Bengali"),
    pytest.param("\u179f\u17bb\u1781\u17b6\u200b\u179c\u178e\u17d2\u178e\u17b6", id="Khmer"),
    pytest.param("\u1795\u17d2\u179b\u17bc\u179c\u200b\u17e2\u17e7", id="Khmer word and number"),
    pytest.param("\u101e\u1014\u103a\u200b\u1005\u102f", id="Burmese words"),
    pytest.param("\u0e17\u0e35\u0e48\u200b\u0e40\u0e14\u0e34\u0e19", id="Thai words"),
    pytest.param("\u0e9a\u0ec9\u0eb2\u0e99\u200b\u0e99\u0eb2", id="Lao words"),
    pytest.param("\uaa60\u200b\ua9e0\u200b\uaa61", id="words in other Burmese letters"),
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
    ("\U0001f3f4" + "\U000e0061" * 2 + "\U000e007f", 1),
    ("\U0001f3f4" + "\U000e0061" * 7 + "\U000e007f", 1),
    ("\U0001f3f4" + "\U000e0041" * 5 + "\U000e007f", 1),
    ("A\U000e0067\U000e0062\U000e0065\U000e007f", 1),
    ("A\U000e0100", 1),
    ("A\u2800B", 1),
    ("A\ufffcB", 1),
    ("\ufffc\ufe0f", 0),
    ("\u0645\u200c\u062e A\u200b", 5),
    ("\u0645\u200b\u0645", 1),
    ("\u0915\u094d\u200b\u0915", 2),
    ("\u0e01\u200b", 1),
    ("\u200b\u0e01", 0),
    ("\u0e01\u200b\u200b\u0e01", 1),
    ("\u0e01\u200bA", 1),
    ("A\u200b\u0e01", 1),
    ("\u0e01\u200b \u0e01", 1),
    ("\u0e01\u200c\u0e01", 1),
    ("\u05d0\u200d\u05d1", 1),
    ("\u07d8\u200c", 1),
    ("\u07c1\u200c\u07c2", 1),
]

MARKED = [
    pytest.param("E\u0302\u0323", id="Vietnamese, not composed"),
    pytest.param("\u05e9\u05c1\u05bc\u05b8\u05bd\u0591", id="Hebrew: shin with all it can have"),
    pytest.param("\u05dc\u05b7\u05b4\u0594\u05bd", id="Hebrew: lamed of Jerusalem"),
    pytest.param("\u0627\u0654\u0651\u064e\u0670", id="Arabic"),
    pytest.param("\u0f66\u0f92\u0fb2\u0f74\u0f56\u0f66", id="Tibetan"),
    pytest.param("\u0f40\u0fb5\u0fa8\u0fb1\u0f71\u0f74\u0f83", id="Sanskrit in Tibetan"),
    pytest.param("\u0e17\u0e35\u0e48", id="Thai"),
    pytest.param("\u179f\u17ca\u17b8\u17c6", id="Khmer"),
    pytest.param("\u101c\u103b\u103e\u102d\u102f\u1037", id="Burmese"),
    pytest.param("\u0921\u093c\u0947\u0902\u0951", id="Devanagari"),
    pytest.param("1\ufe0f\u20e3", id="keycap"),
]


@pytest.mark.parametrize("text", NEEDED)
def test_what_writing_needs_is_in_its_place(text: str) -> None:
    assert not INVISIBLE.isdisjoint(text)
    assert out_of_place(text) is None
    assert out_of_place(f"A {text} {text}, Leeds") is None


@pytest.mark.parametrize(("text", "place"), NOT_NEEDED)
def test_what_writing_does_not_need_is_out_of_place(text: str, place: int) -> None:
    assert out_of_place(text) == place


latin = st.text(st.characters(categories=["L", "N", "P", "Z"], max_codepoint=0x24F))


@given(latin, st.sampled_from(sorted(INVISIBLE)), st.data())
def test_in_latin_writing_all_are_out_of_place(
    text: str, invisible: str, data: st.DataObject
) -> None:
    text = without_invisible(text)
    place = data.draw(st.integers(0, len(text)))
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


@pytest.mark.parametrize("text", MARKED)
def test_no_writing_has_too_many_marks(text: str) -> None:
    assert too_many_marks(f"{text}{text} {text}") is None
    assert too_many_marks(unicodedata.normalize("NFD", text)) is None


@pytest.mark.parametrize("mark", ["\u0489", "\u0301", "\u0e34", "\u0fb2", "\U0001e944"])
def test_marks_are_too_many_when_they_paint_over_other_lines(mark: str) -> None:
    most = "Z" + mark * MOST_MARKS
    assert too_many_marks(most * 20) is None
    assert too_many_marks(f"Ann {most}{mark}") == 5
    assert too_many_marks(mark * (MOST_MARKS + 1)) == 0


@pytest.mark.parametrize(
    "text",
    [
        "\u0645" + "\u0651" * 4 + "\u200c" + "\u0651" * 4 + "\u0645",
        "\u0915" + "\u094d\u200d" * 7,
        "\u05d0" + "\u05b8\u200f" * 7,
        "\u0e01" + "\u0e34" * 6 + "\u200b\u0e34",
    ],
)
def test_what_nobody_sees_between_marks_does_not_make_them_fewer(text: str) -> None:
    assert out_of_place(text) is None
    assert too_many_marks(text) == 1


@pytest.mark.timeout(5)
@pytest.mark.parametrize(
    "text",
    [
        *("\u0645\u200c" * 200_000, "\u0645" + "\u0651" * 400_000, "\U0001f468\u200d" * 200_000),
        *("\u0e01\u200b" * 200_000, "\u0e01" + "\u200b" * 400_000, "\u0645" + "\u200c" * 400_000),
    ],
)
def test_long_texts_take_no_longer_than_they_are(text: str) -> None:
    assert out_of_place(text) != 0
    assert too_many_marks(text) != 0


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
