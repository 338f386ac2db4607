"""Telephone numbers as links."""

import re
import unicodedata

from markupsafe import Markup, escape

from app.domain.characters import isolated
from app.read_models.contacts import ContactRow

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


def with_number(sentence: str, contact: ContactRow | None) -> Markup:
    """A sentence about a contact, with their number as a link: where the sentence says it, since
    nothing else is known of them; otherwise after it."""
    said = escape(sentence)
    if contact is None or not contact.telephone:
        return said
    link = Markup('<a class="telephone" href="{}"><bdi>{}</bdi></a>').format(
        telephone_link(contact.telephone), contact.telephone
    )
    in_words = escape(isolated(contact.telephone))
    if not contact.own_name and in_words in said:
        return said.replace(in_words, link, 1)
    return Markup("{} {}").format(said, link)


def _digits(text: str) -> str:
    """The digits, of whichever script, as telephones know them."""
    return "".join(str(unicodedata.decimal(each)) for each in text if each.isdecimal())
