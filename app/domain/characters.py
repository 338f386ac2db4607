"""Characters that trick the eye: those that nobody sees and where writing needs them, marks that
pile up, and how what people typed is kept from turning the text around it."""

import re
import unicodedata

_RANGES = (
    # Unicode's Default_Ignorable_Code_Point, which Python's unicodedata does not know.
    *((0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x17B4, 0x17B5)),
    *((0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164)),
    *((0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8)),
    *((0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF)),
    # Marks of annotations and of an embedded object, a braille cell without dots, and a note
    # without a head.
    *((0xFFF9, 0xFFFC), (0x2800, 0x2800), (0x1D159, 0x1D159)),
)
INVISIBLE = frozenset(chr(code) for first, last in _RANGES for code in range(first, last + 1))
"""All characters that leave no trace on a page, or only change those around them."""

_WITHOUT_INVISIBLE = dict.fromkeys(map(ord, INVISIBLE))
_WITHOUT_DIRECTION = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_LEAVES_DIRECTION_ALONE = frozenset(["L", "EN", "ES", "ET", "CS", "NSM", "BN", "S", "WS", "ON"])

MOST_MARKS = 6
"""So many marks in a row at most, in composed text. More of them are drawn over the lines above and
below. Real writing needs no more: Sanskrit in Tibetan letters up to six, Hebrew with points and
accents five, Arabic with all its signs, Burmese and Devanagari four, Khmer three, Thai and Lao two,
Vietnamese two where it is not composed."""

MOST_TO_ORDER = 30
"""So many marks in a row at most, which composing puts in order: in any text, as in Unicode's
Stream-Safe Text Format. The time that takes grows with the square of their number."""

ISOLATE, END_OF_ISOLATE = "\u2068", "\u2069"
"""First strong isolate and pop directional isolate: what stands between them has a direction of
its own, and does not change that of the text around it."""


def without_invisible(text: str) -> str:
    """The text without its invisible characters, so that what looks the same is the same."""
    return text if text.isascii() else text.translate(_WITHOUT_INVISIBLE)


def without_direction(text: str) -> str:
    """The text without the characters that embed, override or isolate. An unpaired one of them
    has an effect beyond the text, whatever is put around it: an HTML element does not stop it."""
    return text if text.isascii() else text.translate(_WITHOUT_DIRECTION)


def isolated(text: str) -> str:
    """The text, to stand in a sentence where no HTML element can: whichever way it runs, the rest
    of the sentence keeps its place. Text that runs from left to right needs nothing for that, and
    is left as it is, for people copy names from pages."""
    if text.isascii():
        return text
    text = without_direction(text)
    if all(unicodedata.bidirectional(each) in _LEAVES_DIRECTION_ALONE for each in text):
        return text
    return f"{ISOLATE}{text}{END_OF_ISOLATE}"


def out_of_place(text: str) -> int | None:
    """Where the first invisible character stands that the writing around it does not need."""
    if INVISIBLE.isdisjoint(text):
        return None
    text = _SPACE_WITHOUT_WIDTH.sub("-", text)
    kinds = "".join(map(_kind, text))
    if re.search("[ar]", kinds):
        # Right-to-left writing may use marks of direction to put signs and numbers in order.
        kinds = kinds.replace("D", "-")
    others = _NEEDED.sub(lambda needed: "-" * len(needed[0]), kinds)
    found = re.search("[A-Z]", others)
    return found.start() if found else None


def too_many_marks(text: str) -> int | None:
    """Where the first run of more than `MOST_MARKS` marks begins. An invisible character does not
    end a run, for the marks after it may be drawn on the same letter."""
    begin = marks = 0
    for place, character in enumerate(text):
        if character in INVISIBLE:
            continue
        if unicodedata.category(character) not in ("Mn", "Me"):
            begin, marks = place + 1, 0
            continue
        marks += 1
        if marks > MOST_MARKS:
            return begin
    return None


def takes_long_to_compose(text: str) -> int | None:
    """Where the first run of more than `MOST_TO_ORDER` marks begins that are put in order."""
    marks = 0
    for place, character in enumerate(text):
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks > MOST_TO_ORDER:
            return place - MOST_TO_ORDER
    return None


# Thai, Lao, Burmese and Khmer have no spaces between words. A space without width stands there, so
# that a browser knows where a line may end.
_WITHOUT_SPACES = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\ua9e0-\ua9ff\uaa60-\uaa7f"
_SPACE_WITHOUT_WIDTH = re.compile(f"(?<=[{_WITHOUT_SPACES}])\u200b(?=[{_WITHOUT_SPACES}])")

# To see what an invisible character is needed for, text is written with a letter for each kind of
# character, a capital for those that are invisible.
_NEEDED = re.compile(
    r"""
      [am]t*[JN](?=t*[am])  # between letters of a script whose letters join
    | v[JN] | J(?=v)        # beside a virama, in the scripts of India
    | [ef][Ss]?J(?=[ef])    # in an emoji that is made of several
    | [ef]S | kS(?=q)       # after a symbol, or in a keycap
    | fT{3,6}E              # in the flag of a part of a country
    | hV                    # after an ideograph
    | mM                    # after a Mongolian letter
    """,
    re.VERBOSE,
)


def _kinds(kind: str, *ranges: tuple[int, int]) -> dict[str, str]:
    return {chr(code): kind for first, last in ranges for code in range(first, last + 1)}


_KINDS = {
    **dict.fromkeys(INVISIBLE, "X"),
    **_kinds("J", (0x200D, 0x200D)),  # zero width joiner
    **_kinds("N", (0x200C, 0x200C)),  # zero width non-joiner
    **_kinds("D", (0x200E, 0x200F), (0x061C, 0x061C)),  # marks of direction
    **_kinds("S", (0xFE0E, 0xFE0F)),  # drawn as text, or as an emoji
    **_kinds("V", (0xFE00, 0xFE02), (0xE0100, 0xE01EF)),  # variants of an ideograph
    **_kinds("M", (0x180B, 0x180F)),  # variants of a Mongolian letter
    **_kinds("T", (0xE0030, 0xE0039), (0xE0061, 0xE007A)),  # digits and letters that are tags
    **_kinds("E", (0xE007F, 0xE007F)),  # the end of tags
    # N'Ko, Mandaic and Adlam: their letters join, which Unicode's directions do not tell.
    **_kinds("a", (0x07CA, 0x07EA), (0x07FA, 0x07FA), (0x0840, 0x0858)),
    **_kinds("a", (0x1E900, 0x1E943), (0x1E94B, 0x1E94B)),
    **_kinds("f", (0x1F3F4, 0x1F3F4)),  # a black flag, the base of tags
    **_kinds("s", (0x1F3FB, 0x1F3FF)),  # skin tones
    **_kinds("q", (0x20E3, 0x20E3)),  # draws a key around a digit
    **dict.fromkeys("0123456789#*", "k"),
    **dict.fromkeys("\u203c\u2049\u2139\u3030", "e"),  # emoji that Unicode counts as no symbols
}


def _kind(character: str) -> str:
    if kind := _KINDS.get(character):
        return kind
    if combining := unicodedata.combining(character):
        is_virama = combining == 9
        return "v" if is_virama else "t"
    if (direction := unicodedata.bidirectional(character)) in ("AL", "R"):
        return "a" if direction == "AL" else "r"
    if "\u1820" <= character <= "\u18aa":
        return "m"
    if "\u3400" <= character <= "\u9fff" or "\U00020000" <= character <= "\U0003ffff":
        return "h"
    # By their place, since some emoji are younger than what this Python knows of Unicode.
    is_emoji = "\U0001f000" <= character <= "\U0001faff"
    return "e" if is_emoji or unicodedata.category(character) in ("So", "Sm") else "-"
