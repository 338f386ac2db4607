"""How an address comes in: the name in it, whom the desk believes about that, and the query."""

import logging
import time

import pytest

from app.settings import Settings
from tests.web.desk import Desk, closed_desk, staffed_desk
from tests.web.page import Page
from tests.web.visitor import Visitor

UNREADABLE = [
    "a..b",
    ".",
    "..",
    "x" * 64,
    f"{'x' * 64}.example",
    f"{'a.' * 150}example",
    "[::1",
    "::1",
    "[nonsense]",
    "a b",
    "a/b",
    "user@localhost",
    "localhost, evil.example",
    "localhost:port",
    "localhost:123456",
    "b\xfcro.example",
    "\xff",
    "%00",
]


@pytest.mark.parametrize("host", UNREADABLE)
def test_a_name_that_cannot_be_one_is_refused_on_a_page(
    visitor: Visitor, host: str, caplog: pytest.LogCaptureFixture
) -> None:
    visitor.environment = {"environ_overrides": {"HTTP_HOST": host}}
    with caplog.at_level(logging.INFO):
        page = visitor.open("/control/")

    assert page.status == 400
    assert "This desk does not answer to the name in the address." in page.text
    assert page.response.headers["X-Frame-Options"] == "DENY"
    assert "Traceback" not in caplog.text
    assert len(caplog.text) < 300


@pytest.mark.parametrize("host", UNREADABLE)
def test_health_answers_even_under_a_name_that_cannot_be_one(desk: Desk, host: str) -> None:
    answer = desk.app.test_client().get("/health", environ_overrides={"HTTP_HOST": host})

    assert answer.status_code == 200
    assert answer.headers["X-Frame-Options"] == "DENY"


def test_a_long_name_is_looked_at_quickly(desk: Desk) -> None:
    began = time.thread_time()

    answer = desk.app.test_client().get("/", headers={"Host": "a." * 100_000})

    assert answer.status_code == 400
    assert time.thread_time() - began < 1


@pytest.mark.parametrize(
    "host", ["LOCALHOST", "localhost.", "localhost:80", "127.0.0.1", "[::1]", "[::1]:9000"]
)
def test_the_desks_own_names_pass(desk: Desk, host: str) -> None:
    assert desk.app.test_client().get("/", headers={"Host": host}).status_code == 200


def test_a_name_with_hyphens_and_a_dot_at_its_end_passes_where_it_is_set() -> None:
    desk = closed_desk(Settings(hosts=("my-desk.example.",)))

    answer = desk.app.test_client().get("/sign-in", headers={"Host": "my-desk.example."})

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("query", "typed"),
    [
        (b"filter=\xff\xfe", "%FF%FE"),
        ("filter=café".encode(), "café"),
        ("filter=café".encode("latin-1"), "caf%E9"),
        (b"filter=caf%C3%A9", "café"),
        (b"filter=a b", "a b"),
        (b"\xff=\xff", ""),
    ],
)
@pytest.mark.parametrize("page", ["/work/", "/operatives/"])
def test_bytes_that_no_address_can_hold_are_read_as_well_as_can_be(
    page: str, query: bytes, typed: str
) -> None:
    desk = staffed_desk()
    for number in range(30):
        desk.hire(f"Ann {number}")

    answer = desk.app.test_client().get(
        page, environ_overrides={"QUERY_STRING": query.decode("latin-1")}
    )

    assert answer.status_code == 200
    assert f'name="filter" value="{typed}"' in answer.text


FORWARDED = {
    "X-Forwarded-For": "198.51.100.9, 192.0.2.7",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "desk.example",
}


def test_nobody_in_front_is_believed_unless_the_settings_say_so(
    caplog: pytest.LogCaptureFixture,
) -> None:
    desk = closed_desk(Settings(hosts=("desk.example",)))
    with caplog.at_level(logging.INFO):
        answer = desk.app.test_client().get("/control", headers=FORWARDED)

    assert answer.location == "http://localhost/control/"
    assert caplog.messages[-1].endswith("from 127.0.0.1")


def test_one_proxy_is_believed_about_address_scheme_and_host(
    caplog: pytest.LogCaptureFixture,
) -> None:
    desk = closed_desk(Settings(hosts=("desk.example",), proxies=1))
    with caplog.at_level(logging.INFO):
        answer = desk.app.test_client().get("/control", headers=FORWARDED)

    assert answer.location == "https://desk.example/control/"
    assert caplog.messages[-1].endswith("from 192.0.2.7")


def test_of_two_proxies_the_first_is_believed_about_the_client(
    caplog: pytest.LogCaptureFixture,
) -> None:
    desk = closed_desk(Settings(proxies=2))
    with caplog.at_level(logging.INFO):
        desk.app.test_client().get("/", headers={"X-Forwarded-For": "203.0.113.1, 198.51.100.9, 7"})

    assert caplog.messages[-1].endswith("from 198.51.100.9")


def test_a_proxy_is_not_believed_about_a_name_that_the_desk_does_not_answer_to() -> None:
    desk = closed_desk(Settings(proxies=1))

    page = Page(desk.app.test_client().get("/", headers={"X-Forwarded-Host": "evil.example"}))

    assert page.status == 400
    assert "evil" not in page.html


@pytest.mark.parametrize("scheme", ["javascript", "ftp", "https\r\nX: y", "", "x" * 5_000])
def test_what_is_no_scheme_counts_as_http(scheme: str) -> None:
    desk = closed_desk(Settings(proxies=1))

    answer = desk.app.test_client().get(
        "/control", environ_overrides={"HTTP_X_FORWARDED_PROTO": scheme}
    )

    assert answer.location == "http://localhost/control/"


def test_what_a_proxy_says_of_the_address_is_a_short_part_of_one_line(
    caplog: pytest.LogCaptureFixture,
) -> None:
    desk = closed_desk(Settings(proxies=1))
    with caplog.at_level(logging.INFO):
        desk.app.test_client().get(
            "/", environ_overrides={"HTTP_X_FORWARDED_FOR": "1\nGET /forged" + "x" * 5_000}
        )

    (message,) = caplog.messages
    assert len(message.splitlines()) == 1
    assert len(message) < 200


@pytest.mark.parametrize("address", ["192.0.2.7", "2001:db8::7", "::ffff:192.0.2.7", "nonsense"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_open_desk_lets_nobody_in_from_another_machine(
    desk: Desk, method: str, address: str
) -> None:
    answer = desk.visitor().client.open(
        "/sign-in", method=method, environ_overrides={"REMOTE_ADDR": address}
    )

    assert answer.status_code == 503
    assert "it is open to this machine alone" in Page(answer).text


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.1", "::1", ""])
def test_an_open_desk_lets_in_whoever_is_at_its_machine(desk: Desk, address: str) -> None:
    page = Page(desk.app.test_client().get("/work/", environ_overrides={"REMOTE_ADDR": address}))

    assert page.status == 200


def test_a_closed_desk_lets_everybody_come_as_far_as_signing_in() -> None:
    answer = (
        closed_desk()
        .app.test_client()
        .get("/sign-in", environ_overrides={"REMOTE_ADDR": "192.0.2.7"})
    )

    assert answer.status_code == 200
