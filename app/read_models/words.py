"""What people look for, and where: the same plain writing on both sides, so that a caller's words
find what somebody else wrote down."""

import re
import unicodedata

from app.domain.characters import without_invisible

LOOKED_AT = 1_000
"""So many characters of a search count: the time to take more apart can grow with the square."""

_WORDS = re.compile(r"[^\W_\u19b0-\u19c9\u1cf2\u1cf3]+")
"""Letters and digits as FTS5 knows them: by Unicode 6.1, in which those few were neither."""
_APOSTROPHES = "'\u2019\u2018`"
_APOSTROPHE = re.compile(f"[{_APOSTROPHES}]")
_ASCII_WORDS = str.maketrans(
    {
        letter: letter.lower() if letter.isalnum() else "" if letter in _APOSTROPHES else " "
        for letter in map(chr, range(128))
    }
)
"""Leaves nothing but words and spaces of a text that is ASCII, as most are: in a quarter of the
time."""

_LETTERS = str.maketrans(
    {
        "\u00e6": "ae",
        "\u00f0": "d",
        "\u00f8": "o",
        "\u00fe": "th",
        "\u0111": "d",
        "\u0127": "h",
        "\u0131": "i",
        "\u0142": "l",
        "\u0153": "oe",
        "\u0167": "t",
    }
)
"""How those write \u00e6, \u0111 or \u0142 who have no such key. Unicode does not take these apart
into a plain letter and a mark, as it does \u00e9."""

_TRUNK_PREFIX = re.compile(r"\(0\)")
"""In "+44 (0)113 496 0182": it is left out by those who call from abroad."""
_EXTENSION = re.compile(r"[^\W\d_]|#")
"""With a letter or this sign an extension begins."""
_GROUPS = (3, 4, 6, 7, 8)
"""How many digits can stand behind a space in a telephone number."""
_COUNTRY_CODES = (1, 2, 3)
"""How many digits the code of a country has."""
_COUNTRY_CODE = re.compile(
    "[17]|20|27|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|[0-9]{3}", re.ASCII
)
"""Which it is, of the digits that one dials from abroad: none begins like another (ITU, E.164)."""
_FROM_ABROAD = re.compile(r"(?<![\w+])(?:\+|00)\d[\d\s()./-]*")
_TELLS_HOME = 3
"""So many digits behind the country's code tell enough of a number to look for it."""


def plain(text: str) -> str:
    """The text without case, accents, apostrophes and invisible characters, with single spaces:
    "Café O'Hara" becomes "cafe ohara"."""
    if not text.isascii():
        parted = unicodedata.normalize("NFKD", without_invisible(text))
        text = "".join(each for each in parted if not unicodedata.combining(each))
    return " ".join(_APOSTROPHE.sub("", text.casefold().translate(_LETTERS)).split())


def words_of(text: str) -> list[str]:
    """The words that a text is made of, in plain writing: "(0113) 496-0182" has three."""
    if text.isascii():
        return text.translate(_ASCII_WORDS).split()
    return _WORDS.findall(plain(text))


def words_of_search(typed: str) -> list[str]:
    """The words that somebody looks for."""
    return words_of(typed[:LOOKED_AT])


def words_found_by(text: str) -> list[str]:
    """The words that a text can be found by: "l'\u00c9glise" by leglise and by eglise."""
    words = words_of(text)
    if any(apostrophe in text for apostrophe in _APOSTROPHES):
        words += words_of(_APOSTROPHE.sub(" ", text))
    return words


def words_of_code(code: str) -> list[str]:
    """The words of a telephone number or a post code, and what they look like where spaces are
    left out: "0113 496 0182" can be found by 01134960182 and 4960182 as well."""
    words = words_of(code)
    closed_up = ["".join(words[start:]) for start in range(len(words))]
    return list(dict.fromkeys([*words, *closed_up]))


def words_of_telephone_number(written: str) -> list[str]:
    """Those of any code; what its groups of digits would be, had it been written with spaces; and
    how it is dialled from abroad and at home, if it has the code of a country."""
    number, _ = _parts_of_telephone_number(written)
    digits = _digits_in(number)
    words = [*words_of_code(written), digits]
    words += [digits[-length:] for length in _GROUPS if length < len(digits)]
    if number.lstrip().startswith("+") or digits.startswith("00"):
        abroad = digits.removeprefix("00")
        words += [abroad, f"00{abroad}"]
        words += [_with_trunk_prefix(abroad[length:]) for length in _COUNTRY_CODES]
    else:
        words.append(_with_trunk_prefix(digits))
    return words


def dialled_at_home(typed: str) -> str:
    """The same search, for those who write down a number as people in its country dial it: a
    telephone shows "+44 113 496 0182" of "0113 496 0182"."""
    return _FROM_ABROAD.sub(_at_home, typed[:LOOKED_AT])


def _at_home(written: re.Match[str]) -> str:
    digits = _digits_in(_TRUNK_PREFIX.sub("", written[0])).removeprefix("00")
    code = _COUNTRY_CODE.match(digits)
    if code is None or len(digits) < code.end() + _TELLS_HOME:
        return written[0]
    return f"{_with_trunk_prefix(digits[code.end() :])} "


def _with_trunk_prefix(digits: str) -> str:
    """Whether people in a country dial a zero first, or keep it from abroad as well, differs."""
    return f"0{digits.lstrip('0')}"


def digits_of_telephone_number(written: str) -> tuple[str, str]:
    """Those of the number itself, and those of the extension; each may be empty."""
    number, extension = _parts_of_telephone_number(written)
    return _digits_in(number), _digits_in(extension)


def _parts_of_telephone_number(written: str) -> tuple[str, str]:
    number, *extension = _EXTENSION.split(written, maxsplit=1)
    return _TRUNK_PREFIX.sub("", number), "".join(extension)


def _digits_in(text: str) -> str:
    return "".join(str(unicodedata.decimal(each)) for each in text if each.isdecimal())


def words_of_place(address: str, post_code: str, telephone_number: str) -> list[str]:
    """The words that a Site, and the works for it, are found by."""
    return list(
        dict.fromkeys(
            [
                *words_found_by(address),
                *words_of_code(post_code),
                *words_of_telephone_number(telephone_number),
            ]
        )
    )
