"""Is this Site here already? Two are likely the same place when they have the same address line and
post code, or the same telephone number, however each is written; but not by the number of a
switchboard or a head office, which many places have."""

from app.read_models.words import digits_of_telephone_number, words_of

MOST_PLACES = 3
"""A telephone number that more of them have, the new one among them, is that of none of them."""

_TELLING = 9
"""So many of a telephone number's last digits count: what stands before them differs between those
who dial from abroad and at home."""

_SHORT = {
    "avenue": "ave",
    "close": "cl",
    "court": "ct",
    "drive": "dr",
    "gardens": "gdns",
    "lane": "ln",
    "place": "pl",
    "road": "rd",
    "saint": "st",
    "square": "sq",
    "street": "st",
    "terrace": "ter",
}
"""What people write in full or not."""


def place_key(address_line_1: str, post_code: str) -> str:
    """The same for addresses that are likely the same."""
    words = [_SHORT.get(word, word) for word in words_of(address_line_1)]
    code = "".join(words_of(post_code))
    return f"{' '.join(words)}, {code}" if words and code else ""


def telephone_key(number: str) -> str:
    """The same for numbers that ring at the same place. An extension counts: behind one number,
    each extension may be another place."""
    digits, extension = digits_of_telephone_number(number)
    return f"{digits[-_TELLING:]}x{extension}" if extension else digits[-_TELLING:]


def tells(telephone_key: str, places: int) -> bool:
    """Whether a number that so many places have says which place it is."""
    return bool(telephone_key) and places <= MOST_PLACES
