"""Makes text from elsewhere safe to print, on a terminal or in the server's log.

Whoever can write to the log's table, or send a request, decides what the text is. A line break in
it would forge a line of output, and an escape sequence could clear the screen.
"""

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
    r"""Returns the text on one line, with unsafe characters written as in JSON, such as \u000a.
    It is cut off after `longest` characters, unless that is None."""
    if longest is not None and len(text) > longest:
        text = text[:longest] + "…"
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
