"""Telephone numbers as links."""

import re
import unicodedata

_EXTENSION = re.compile(r"(?:ext\.?|extension|x|#)\s*(\d+)\s*$", re.IGNORECASE)


def telephone_link(written: str) -> str:
    """The `tel:` address (RFC 3966) for a number as people write it: "+44 (0)113 496 0182 ext. 12"
    becomes "tel:+441134960182;ext=12"."""
    extension = _EXTENSION.search(written)
    # Of two numbers with a stroke between them, the first.
    number = (written[: extension.start()] if extension else written).partition("/")[0]
    if number.lstrip().startswith("+"):
        # The zero in brackets is for callers from inside the country, who leave out the +44.
        number = "+" + _digits(number.replace("(0)", ""))
    else:
        number = _digits(number)
    return f"tel:{number};ext={_digits(extension[1])}" if extension else f"tel:{number}"


def _digits(text: str) -> str:
    """The digits, of whichever script, as telephones know them."""
    return "".join(str(unicodedata.decimal(each)) for each in text if each.isdecimal())
