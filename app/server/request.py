"""What is refused before the desk sees it: requests whose meaning is in doubt, or which take long
to read."""

import re

from waitress.parser import HTTPRequestParser, ParsingError
from waitress.receiver import ChunkedReceiver
from waitress.utilities import BadRequest

MOST_HEADERS = 8 * 1024
"""In bytes, with the first line. Browsers send one or two kB, and up to four of a cookie."""
LARGEST_BODY = 1_000_000
"""In bytes. The desk itself takes less, and says so on a page; this is for what is no form."""

LONGEST_CHUNK_LINE = 256
"""In bytes: what may stand between two chunks of a body, and after the last one."""

_FIRST_LINE = re.compile(rb"[A-Z]{1,20} [^ ]+ HTTP/1\.[01]")
_ENCODING = re.compile(rb"^transfer-encoding:([^\r\n]*)", re.IGNORECASE | re.MULTILINE)
_WIDE_SPACE = re.compile(rb"[ \t]{33}|\r\n[ \t]")


class Request(HTTPRequestParser):
    """Waitress's parser, kept from what it reads slowly, or in one of two ways.

    Its patterns take time that grows with the square of a run of spaces, or of an address that no
    version follows: 25 seconds for 64 kB. So neither reaches them.
    """

    headers: dict[str, str]
    proxy_netloc: str
    path = ""
    """Waitress names it in its log, even of a request of which it could read none."""

    def received(self, data: bytes) -> int:
        """Read on; returns how many bytes belong to this request."""
        length = super().received(data)
        if self._has_long_chunk_line and not self.completed:
            self.error = BadRequest("What stands between two chunks is too long.")
            self.completed = True
        return length

    @property
    def _has_long_chunk_line(self) -> bool:
        """Waitress looks at such a line from its beginning whenever a byte comes in."""
        body = self.body_rcv
        if not isinstance(body, ChunkedReceiver):
            return False
        return max(len(body.control_line), len(body.trailer)) > LONGEST_CHUNK_LINE

    def parse_header(self, header_plus: bytes) -> None:
        """Take in the first line and the headers. Raises ParsingError."""
        first_line = header_plus.partition(b"\r\n")[0].rstrip()
        if not _FIRST_LINE.fullmatch(first_line):
            raise ParsingError("The first line is not a method, an address and HTTP/1.1.")
        if _WIDE_SPACE.search(header_plus):
            raise ParsingError("A header is continued on another line, or has a wide gap in it.")
        try:
            super().parse_header(header_plus)
        except ValueError as error:  # numbers of thousands of digits, brackets that do not match
            raise ParsingError("The address or the length makes no sense.") from error
        self._refuse_doubtful_length(_ENCODING.findall(header_plus))
        if self.proxy_netloc:  # an address with a host counts (RFC 9112, section 3.2.2)
            self.headers["HOST"] = self.proxy_netloc

    def _refuse_doubtful_length(self, encodings: list[bytes]) -> None:
        """Where two lengths are given, a proxy in front may go by the other one, and see another
        request begin where this one ends (RFC 9112, section 6.1)."""
        if not encodings:
            return
        is_plain = [each.strip().lower() for each in encodings] == [b"chunked"]
        if not is_plain or "CONTENT_LENGTH" in self.headers or self.version != "1.1":
            raise ParsingError("It says in two ways where it ends, or in none that is clear.")
