"""What people may type, and what is kept of it."""

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.domain.characters import isolated, out_of_place, too_many_marks
from app.domain.refused import Refused
from app.domain.text import Text, digits_in

TITLE = Text("Title", longest=120)
DESCRIPTION = Text("Description", longest=4_000, several_lines=True)
OUTCOME = Text("Outcome", longest=2_000, several_lines=True, required=False)

UNKEEPABLE = "contains a character that cannot be kept:"


def refusal_of(text: Text, typed: str) -> str:
    with pytest.raises(Refused) as refusal:
        text.accept(typed)
    return str(refusal.value)


class TestAnyText:
    def test_is_kept_as_typed(self) -> None:
        assert TITLE.accept("Boiler leaks, 2nd floor") == "Boiler leaks, 2nd floor"

    def test_is_trimmed(self) -> None:
        assert TITLE.accept(" \t\r\n\u00a0\u3000Boiler leaks\u2003\n") == "Boiler leaks"

    def test_is_composed(self) -> None:
        assert TITLE.accept("Cafe\u0301") == "Caf\u00e9"

    def test_may_be_of_any_script(self) -> None:
        assert TITLE.accept("دارالسلام, Łódź, 東京") == "دارالسلام, Łódź, 東京"

    @pytest.mark.parametrize("emoji", ["🔥", "👩🏽‍🔧", "🏴󠁧󠁢󠁷󠁬󠁳󠁿", "❤️"])
    def test_may_be_an_emoji(self, emoji: str) -> None:
        assert TITLE.accept(emoji) == emoji

    @pytest.mark.parametrize(
        ("character", "called"),
        [
            ("\x00", "U+0000"),
            ("\x07", "U+0007"),
            ("\x1b", "U+001B"),
            ("\x7f", "U+007F"),
            ("\x0b", "U+000B"),
            ("\x85", "U+0085"),
            ("\ud800", "U+D800"),
            ("\u2028", "a line break (U+2028)"),
            ("\u2029", "U+2029"),
        ],
    )
    def test_cannot_hold_what_cannot_be_kept_or_shown(self, character: str, called: str) -> None:
        """And says what to look for, which nobody can see, and where."""
        said = f"{UNKEEPABLE} {called} after “Boiler”."
        assert refusal_of(TITLE, f"A Boiler{character}leaks") == f"Title {said}"
        assert refusal_of(OUTCOME, f"A Boiler{character}leaks") == f"Outcome {said}"

    def test_may_be_as_long_as_it_may_be(self) -> None:
        assert TITLE.accept("x" * 120) == "x" * 120

    def test_cannot_be_longer(self) -> None:
        assert (
            refusal_of(TITLE, "x" * 121) == "Title can have 120 characters at most; this has 121."
        )

    def test_says_large_numbers_readably(self) -> None:
        assert (
            refusal_of(DESCRIPTION, "x" * 10_000)
            == "Description can have 4,000 characters at most; this has 10,000."
        )

    def test_is_counted_after_trimming(self) -> None:
        assert TITLE.accept(" " * 10_000 + "x" * 120) == "x" * 120

    def test_is_counted_after_composing(self) -> None:
        assert TITLE.accept("e\u0301" * 120) == "\u00e9" * 120

    @pytest.mark.timeout(5)
    def test_is_refused_at_once_when_it_would_take_long_to_compose(self) -> None:
        # Composing takes time that grows with the square of such a run of marks.
        assert refusal_of(TITLE, "a" + "\u0300\u0316" * 100_000) == (
            "Title can have 120 characters at most; this has 200,001."
        )


class TestTextThatIsRequired:
    @pytest.mark.parametrize(
        "nothing",
        ["", " ", "\n\t", "\u00a0", "\u200b", "\u200f\u200e", "\ufeff", "\u0301", "\u2060"],
    )
    @pytest.mark.parametrize(
        "more", ["", "\u3164", "\ufffc", "\u2800", "\u202e", "\U000e0067\U000e007f"]
    )
    def test_must_have_something_to_see(self, nothing: str, more: str) -> None:
        assert refusal_of(TITLE, nothing + more) == "Title is required."


class TestTextThatIsOptional:
    @pytest.mark.parametrize("nothing", ["", " ", "\r\n", "\u200b"])
    def test_is_empty_when_there_is_nothing_to_see(self, nothing: str) -> None:
        assert OUTCOME.accept(nothing) == ""


class TestTextOnOneLine:
    @pytest.mark.parametrize("character", ["\n", "\r", "\r\n", "\t"])
    def test_has_no_line_ends_or_tabs_inside(self, character: str) -> None:
        called = "a tab" if character == "\t" else "a line break"
        said = f"Title {UNKEEPABLE} {called} after “Boiler”."
        assert refusal_of(TITLE, f"Boiler{character}leaks") == said

    @pytest.mark.parametrize(
        "name",
        [
            "O'Hara",
            "Stra\u00dfe",
            "Caf\u00e9",
            "\u5c71\u7530",
            "\u0645\u062d\u0645\u062f",
            "\u062f\u06a9\u062a\u0631 \u0639\u0644\u06cc\u200c\u0631\u0636\u0627",
            "\u05e2\u05b4\u05d1\u05b0\u05e8\u05b4\u05d9\u05ea",
            "\u0915\u094d\u200d\u0937",
            "\u179f\u17bb\u1781\u17b6\u200b\u179c\u178e\u17d2\u178e\u17b6",
            "\u1021\u1031\u102c\u1004\u103a\u1006\u1014\u103a\u1038\u200b"
            "\u1005\u102f\u1000\u103c\u100a\u103a",
            "\u2764\ufe0f \U0001f468\u200d\U0001f469\u200d\U0001f467",
        ],
    )
    def test_may_hold_what_writing_needs(self, name: str) -> None:
        assert TITLE.accept(name) == name

    @pytest.mark.parametrize(
        ("typed", "where"),
        [
            ("A\u200bnn", "(U+200B, zero width space) after “A”"),
            ("Mary Ann\u00ad", "(U+00AD, soft hyphen) after “Ann”"),
            ("\u202egnp", "(U+202E, right-to-left override) at its beginning"),
            ("\u05d0\u2066A", "(U+2066, left-to-right isolate) after “\u2068\u05d0\u2069”"),
            ("x" * 30 + "\ufff0", f"(U+FFF0, without a name) after “{'x' * 20}”"),
        ],
    )
    def test_holds_nothing_that_nobody_sees(self, typed: str, where: str) -> None:
        assert refusal_of(TITLE, typed) == (
            f"Title contains an invisible character {where}: type it again without it."
        )

    @pytest.mark.parametrize(
        ("typed", "where"),
        [
            ("Ann Z" + "\u0489" * 99, "after “Z”"),
            ("Boile" + ("r" + "\u0316" * 16) * 5, "after “Boiler”"),
            ("\u0316" * 7 + "Ann", "at its beginning"),
            ("\u05d0" + "\u05b8" * 7 + "\u200b", "after “\u2068\u05d0\u2069”"),
        ],
    )
    def test_does_not_paint_over_the_lines_around_it(self, typed: str, where: str) -> None:
        assert refusal_of(TITLE, typed) == (
            f"Title has more than 6 accents or other marks in a row {where}: "
            "type it again with fewer."
        )

    def test_has_plain_spaces_one_at_a_time(self) -> None:
        assert TITLE.accept("Boiler \u00a0 leaks\u3000again") == "Boiler leaks again"

    def test_may_be_copied_from_a_sentence_of_the_desk(self) -> None:
        assert TITLE.accept(isolated("\u05d0\u05d1\u05d9")) == "\u05d0\u05d1\u05d9"


class TestTextOfSeveralLines:
    def test_keeps_what_nobody_sees(self) -> None:
        assert DESCRIPTION.accept("See\u202ethis\u200b\u00ad") == "See\u202ethis\u200b\u00ad"

    def test_keeps_any_number_of_marks_that_need_no_order(self) -> None:
        assert DESCRIPTION.accept("Z" + "\u0489" * 99) == "Z" + "\u0489" * 99

    def test_has_no_more_marks_than_can_be_put_in_order_at_once(self) -> None:
        """The time it takes grows with the square of such a run, and an import has thousands."""
        kept = "Zq" + "\u0316" * 30
        assert DESCRIPTION.accept(kept) == kept
        for marks in ("\u0316\u0301" * 16, "\u0344" * 16):
            assert refusal_of(DESCRIPTION, f"Ann Zq{marks} leaks") == (
                "Description has more than 30 accents or other marks in a row after “Zq”: "
                "type it again with fewer."
            )

    def test_keeps_line_ends_and_tabs(self) -> None:
        assert DESCRIPTION.accept("Boiler\n\n\tleaks") == "Boiler\n\n\tleaks"

    @pytest.mark.parametrize("line_end", ["\r\n", "\r", "\n"])
    def test_has_plain_line_ends(self, line_end: str) -> None:
        assert DESCRIPTION.accept(f"Boiler{line_end}leaks") == "Boiler\nleaks"

    def test_counts_a_line_end_as_one_character(self) -> None:
        assert len(DESCRIPTION.accept("x\r\n" * 1_999 + "xx")) == 4_000


ODDITIES = (
    "\x00\r\n\t\x0b \u00a0\u200b\u200d\u200f\u202e\u2028\u2068\u2069\u3164\ufeff"
    "\ud800\udfff\u0301e\uac00🔥"
)


@given(
    text=st.sampled_from(
        [
            Text("Note", longest=8),
            Text("Note", longest=8, several_lines=True),
            Text("Note", longest=8, required=False),
            Text("Note", longest=8, required=False, several_lines=True),
        ]
    ),
    typed=st.text(st.one_of(st.characters(exclude_categories=()), st.sampled_from(ODDITIES))),
)
@example(text=Text("Note", longest=8), typed="\ud800")
@settings(deadline=None)
def test_whatever_is_typed_is_refused_in_words_or_fit_to_be_kept(text: Text, typed: str) -> None:
    try:
        kept = text.accept(typed)
    except Refused:
        assert refusal_of(text, typed).startswith("Note ")
        return
    assert kept == kept.strip()
    assert len(kept) <= text.longest
    assert kept or not text.required
    assert kept.encode("utf-8").decode("utf-8") == kept
    assert unicodedata.is_normalized("NFC", kept)
    assert "\r" not in kept
    assert text.several_lines or "\n" not in kept
    assert text.several_lines or out_of_place(kept) is too_many_marks(kept) is None
    assert text.accept(kept) == kept


def test_digits_of_every_script_count() -> None:
    assert digits_in("W-1004, ٣ visits") == 5
