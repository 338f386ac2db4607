"""Telephone numbers as links."""

import re

_EXTENSION = re.compile(r"(?:ext\.?|extension|x|#)\s*(\d+)\s*$", re.IGNORECASE)


def telephone_link(written: str) -> str:
    """The `tel:` address (RFC 3966) for a number as people write it: "+44 (0)113 496 0182 ext. 12"
    becomes "tel:+441134960182;ext=12"."""
    extension = _EXTENSION.search(written)
    number = written[: extension.start()] if extension else written
    if number.lstrip().startswith("+"):
        # The zero in brackets is for callers from inside the country, who leave out the +44.
        number = "+" + re.sub(r"\D", "", number.replace("(0)", ""))
    else:
        number = re.sub(r"\D", "", number)
    return f"tel:{number};ext={extension[1]}" if extension else f"tel:{number}"
