"""Requests as no browser makes them, down to the bytes."""

import json
from collections.abc import Callable
from urllib.parse import quote_from_bytes

from hypothesis import strategies as st
from werkzeug.test import TestResponse

from tests.web.visitor import Visitor

Fields = list[tuple[bytes, bytes]]

NASTY = [
    b"",
    b" ",
    b"\0",
    b"An\0n",
    b"\xed\xa0\x80",  # a lone surrogate
    b"\xff\xfe",
    b"x" * 10_000,
    "\u202egnp.exe".encode(),  # is read from right to left
    "\u200f\u200b".encode(),
    "👩🏽‍🚒".encode(),
    "e\u0301".encode() * 60,
    b"9" * 400,
    b"9" * 5_000,
    b"-1",
    b"1e400",
    "٣".encode(),
    b"None",
    b"../../etc/passwd",
    b"%00%zz&a=b;c",
    b"<script>alert(1)</script>",
    b"{{ 7 * 7 }}",
    b"command-00000000-0000-7000-8000-000000000000",
    b"work-00000000-0000-7000-8000-000000000000",
    b"operative-00000000-0000-7000-8000-000000000000",
    b"site-00000000-0000-7000-8000-000000000000",
    b"W-1001",
    b"w-01001",
    b"W-99999999999999999999",
    b"today",
    b"AWAITING_CONTROL",
    b"filter",
]

nasty = st.sampled_from(NASTY) | st.binary(max_size=30)
"""Bytes in place of whatever is expected."""


def urlencoded(fields: Fields) -> tuple[bytes, str]:
    return _query(fields), "application/x-www-form-urlencoded"


def in_another_charset(fields: Fields) -> tuple[bytes, str]:
    return _query(fields), "application/x-www-form-urlencoded; charset=utf-16"


def multipart(fields: Fields) -> tuple[bytes, str]:
    return _parts(fields), "multipart/form-data; boundary=---cut"


def multipart_with_files(fields: Fields) -> tuple[bytes, str]:
    """Every second field is sent as a file."""
    return _parts(fields, b'; filename="a.txt"'), "multipart/form-data; boundary=---cut"


def multipart_cut_off(fields: Fields) -> tuple[bytes, str]:
    body = _parts(fields)
    return body[: len(body) * 2 // 3], "multipart/form-data; boundary=---cut"


def multipart_without_names(fields: Fields) -> tuple[bytes, str]:
    """Every second part is one of which nobody can tell what it is."""
    parts = [
        b"-----cut\r\nContent-Disposition: form-data%s\r\n\r\n%s\r\n"
        % (b"" if number % 2 else b'; name="%s"' % name, value)
        for number, (name, value) in enumerate([(b"first", b""), *fields])
    ]
    return b"".join([*parts, b"-----cut--\r\n"]), "multipart/form-data; boundary=---cut"


def many_fields(fields: Fields) -> tuple[bytes, str]:
    return _query(fields) + b"&a" * 5_000, "application/x-www-form-urlencoded"


def multipart_without_boundary(fields: Fields) -> tuple[bytes, str]:
    return _parts(fields), "multipart/form-data"


def json_object(fields: Fields) -> tuple[bytes, str]:
    decoded = {name.decode("latin-1"): value.decode("latin-1") for name, value in fields}
    return json.dumps(decoded).encode(), "application/json"


def json_of_another_shape(fields: Fields) -> tuple[bytes, str]:
    decoded = {name.decode("latin-1"): [{"number": 7}, None] for name, _ in fields}
    return json.dumps(decoded).encode(), "application/json"


def json_list(fields: Fields) -> tuple[bytes, str]:
    return b'["forename", "\\ud800", 7]', "application/json"


def no_json(fields: Fields) -> tuple[bytes, str]:
    return b"{" * 500, "application/json"


def plain(fields: Fields) -> tuple[bytes, str]:
    return _query(fields), "text/plain"


def untyped(fields: Fields) -> tuple[bytes, str]:
    return _query(fields), ""


Encoding = Callable[[Fields], tuple[bytes, str]]

USUAL: list[Encoding] = [urlencoded, multipart]
UNUSUAL: list[Encoding] = [
    in_another_charset,
    multipart_with_files,
    multipart_cut_off,
    multipart_without_names,
    many_fields,
    multipart_without_boundary,
    json_object,
    json_of_another_shape,
    json_list,
    no_json,
    plain,
    untyped,
]

HOSTS = [
    "localhost",
    "localhost",
    "localhost:8000",
    "",
    ".",
    "a..b",
    "a" * 64,
    "[::1",
    "\xff",
    "a\tb",
]

encodings = st.sampled_from(USUAL) | st.sampled_from(UNUSUAL)


def send(
    visitor: Visitor,
    method: str,
    path: bytes,
    query: Fields,
    body: tuple[bytes, str] = (b"", ""),
    headers: dict[str, str] | None = None,
    host: str | None = None,
) -> TestResponse:
    """Send these bytes, as a server would hand them to the desk."""
    return visitor.client.open(
        method=method,
        data=body[0],
        content_type=body[1],
        headers=headers,
        buffered=True,
        environ_overrides={
            "PATH_INFO": path.decode("latin-1"),
            "QUERY_STRING": _query(query).decode("latin-1"),
            **({"HTTP_HOST": host} if host is not None else {}),
        },
    )


def _query(fields: Fields) -> bytes:
    return b"&".join(_quoted(name) + b"=" + _quoted(value) for name, value in fields)


def _quoted(text: bytes) -> bytes:
    return quote_from_bytes(text).encode()


def _parts(fields: Fields, every_second: bytes = b"") -> bytes:
    parts = [
        b'-----cut\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
        % (name, every_second if number % 2 else b"", value)
        for number, (name, value) in enumerate(fields)
    ]
    return b"".join([*parts, b"-----cut--\r\n"])
