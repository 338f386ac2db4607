"""Reads requests, and refuses those that can be understood in two ways or that take long to parse,
before the desk sees them."""

import re
from copy import copy

from waitress.parser import HTTPRequestParser, ParsingError
from waitress.receiver import ChunkedReceiver
from waitress.utilities import BadRequest, Error

from app.server.buffers import Body

MOST_HEADERS = 8 * 1024
"""In bytes, with the first line. Browsers send one or two kB, and up to four kB of cookies."""
LARGEST_BODY = 1_000_000
"""In bytes. The desk's own limit is lower and is explained on a page; what exceeds this one cannot
be a form."""
LARGEST_IMPORT = 3_000_000
"""In bytes: what a spreadsheet of 5,000 lines can have, which is sent to the addresses below
`IMPORTS` alone."""
IMPORTS = "/administration/import/"

LONGEST_CHUNK_LINE = 256
"""In bytes: what may stand between two chunks of a body, and after the last one."""

_FIRST_LINE = re.compile(rb"[A-Z]{1,20} [^ ]+ HTTP/1\.[01]")
_ENCODING = re.compile(rb"^transfer-encoding:([^\r\n]*)", re.IGNORECASE | re.MULTILINE)
_WIDE_SPACE = re.compile(rb"[ \t]{33}|\r\n[ \t]")


class NoRoom(Error):
    code = 503
    reason = "Service Unavailable"


class Request(HTTPRequestParser):
    """Waitress's parser, which sees only what it can parse fast and in one way.

    Its regular expressions take quadratic time on a run of spaces, and on an address without an
    HTTP version after it: 25 seconds for 64 kB. Both are refused first.
    """

    headers: dict[str, str]
    proxy_netloc: str
    _body: Body | None = None
    path = ""
    """Set here, because waitress logs the path even of a request that it could not parse."""

    def received(self, data: bytes) -> int:
        """Parse some more. Returns how many of these bytes belong to this request."""
        length = super().received(data)
        if self._has_long_chunk_line and not self.completed:
            self.error = BadRequest("What stands between two chunks is too long.")
            self.completed = True
        if self.completed and self._body is not None and self._body.has_no_room:
            self.error = self.error or NoRoom("there is no room for it on disk")
        return length

    @property
    def _has_long_chunk_line(self) -> bool:
        """Waitress scans such a line from its start whenever more of it arrives, so a long one
        would cost quadratic time."""
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
        if self.body_rcv is not None:
            self._body = self.body_rcv.buf = Body(self.adj.inbuf_overflow)
        if self.path.startswith(IMPORTS):
            # The limit is looked up in these, which are the server's own.
            self.adj = copy(self.adj)
            self.adj.max_request_body_size = LARGEST_IMPORT
        self._refuse_doubtful_length(_ENCODING.findall(header_plus))
        if self.proxy_netloc:  # a host in the address overrides the header (RFC 9112, 3.2.2)
            self.headers["HOST"] = self.proxy_netloc

    def _refuse_doubtful_length(self, encodings: list[bytes]) -> None:
        """Refuse a request that gives its length in two ways. A proxy in front could go by the
        other one, and see the next request begin elsewhere (RFC 9112, section 6.1)."""
        if not encodings:
            return
        is_plain = [each.strip().lower() for each in encodings] == [b"chunked"]
        if not is_plain or "CONTENT_LENGTH" in self.headers or self.version != "1.1":
            raise ParsingError("It says in two ways where it ends, or in none that is clear.")
