"""Text from elsewhere, in a line for a terminal or the server's log. Whoever can write to the log's
table, or send a request, can put in anything: a line break would make up a line of our own, an
escape sequence would clear the screen."""

import re

_UNSAFE = re.compile(
    "["
    "\x00-\x1f\x7f-\x9f"  # control characters, and with them line breaks and escapes
    "\u2028\u2029"  # the line breaks of Unicode
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # what turns the direction of writing
    "\ud800-\udfff"  # halves of characters, which no terminal takes
    "]"
)


def printable(text: str, longest: int | None = 200) -> str:
    r"""The text on one line: what is not safe to print is written as in JSON, such as \u000a. All
    else stays as it is, up to so many characters if `longest` is given."""
    if longest is not None and len(text) > longest:
        text = text[:longest] + "…"
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
