"""The desk as it is reached over HTTPS: `firstline serve` itself, and behind a real nginx with the
lines that docs/running.md has for it."""

import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from app.event_store.address import MemoryStore
from tests.conftest import missing
from tests.ports import free_port
from tests.processes.running import RunningDesk
from tests.processes.signing_in import ClosedDesk
from tests.processes.visiting import HIRING, Visitor
from tests.waiting import PATIENCE, until

DOCS = Path(__file__).parents[2] / "docs" / "running.md"
SELF_SIGNED = (
    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
    "-subj /CN=desk.example.org -addext subjectAltName=DNS:desk.example.org"
)
VISITOR = "127.0.0.2"
"""Another address of this machine than the proxy's."""
FOREIGN = "https://evil.example/administration/operatives"


# The server by itself, as a proxy asks it


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClosedDesk]:
    with ClosedDesk(tmp_path_factory.mktemp("desk")) as desk:
        yield desk


def test_what_leads_on_leads_on_over_https(desk: RunningDesk) -> None:
    with Visitor(desk) as visitor:
        answer = visitor.open("/control")

    assert answer.status == 308
    assert answer.headers["Location"] == f"https://127.0.0.1:{desk.port}/control/"


@pytest.mark.parametrize("address", ["/", "/health", "/nowhere", "/static/css/base.css"])
def test_browsers_are_told_to_come_over_https(desk: RunningDesk, address: str) -> None:
    with Visitor(desk) as visitor:
        answer = visitor.open(address)

    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_without_https_browsers_are_not_told_to_come_over_it() -> None:
    with RunningDesk(MemoryStore()) as desk, Visitor(desk) as visitor:
        assert "Strict-Transport-Security" not in visitor.open("/").headers


@pytest.mark.parametrize(
    ("page", "status"),
    [
        ("https://127.0.0.1:{port}/administration/operatives", 303),
        ("http://127.0.0.1:{port}/administration/operatives", 400),
        (FOREIGN, 400),
        ("", 400),
        ("https://127.0.0.1:{port}.evil.example/", 400),
        ("https://127.0.0.1:99999/", 400),
        ("https://[/", 400),
        ("nonsense", 400),
    ],
)
def test_a_form_is_taken_from_the_desks_own_page_only(
    desk: ClosedDesk, page: str, status: int
) -> None:
    with Visitor(desk, cookies=[desk.cookie]) as visitor:
        form = visitor.open(HIRING).form(HIRING).fill(forename="Ann", surname="Marsh")
        visitor.came_from(page.format(port=desk.port))

        answer = visitor.send(form)

    assert answer.status == status
    if status == 400:
        assert "takes forms from its own pages only" in answer.text
        assert "Ann" in answer.text, "what was typed is still there"
    assert "Traceback" not in desk.complaints


SAID = {
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "http",
}


def test_nobody_in_front_is_believed_unless_the_settings_say_so(desk: RunningDesk) -> None:
    with Visitor(desk, headers=SAID) as visitor:
        answer = visitor.open("/control")

    assert answer.headers["Location"] == f"https://127.0.0.1:{desk.port}/control/"
    assert "203.0.113.9" not in desk.complaints


# Behind nginx


class Proxy(msgspec.Struct, frozen=True):
    port: int
    certificate: Path
    cookie: tuple[str, str]
    """That of somebody who is signed in to the desk behind it."""


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClosedDesk]:
    folder = tmp_path_factory.mktemp("desk")
    settings = {"FIRSTLINE_HOSTS": "desk.example.org", "FIRSTLINE_PROXIES": "1"}
    with ClosedDesk(folder, **settings) as desk:
        yield desk


@pytest.fixture(scope="module")
def proxy(proxied: ClosedDesk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    with _nginx_before(proxied, tmp_path_factory.mktemp("nginx")) as proxy:
        yield proxy


@contextmanager
def _nginx_before(desk: ClosedDesk, folder: Path) -> Iterator[Proxy]:
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if nginx is None or shutil.which("openssl") is None:
        missing("nginx or openssl")
    proxy = Proxy(free_port(), folder / "desk.pem", desk.cookie)
    subprocess.run(
        [*SELF_SIGNED.split(), "-keyout", folder / "desk.key", "-out", proxy.certificate],
        check=True,
        capture_output=True,
    )
    (folder / "nginx.conf").write_text(_configuration(folder, proxy.port, desk.port))
    with subprocess.Popen(
        [str(nginx), "-p", folder, "-c", folder / "nginx.conf", "-e", folder / "errors.log"],
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            until(lambda: process.poll() is not None or _answers(proxy), "nginx")
            assert process.poll() is None, process.stderr and process.stderr.read()
            yield proxy
        finally:
            process.terminate()


def _configuration(folder: Path, port: int, desk_port: int) -> str:
    """That of the docs, at other places."""
    blocks = re.findall(r"^    server \{\n.*?^    \}\n", DOCS.read_text(), re.DOTALL | re.MULTILINE)
    (server,) = (textwrap.dedent(block) for block in blocks if "ssl_certificate" in block)
    for documented, here in (
        ("443", f"127.0.0.1:{port}"),
        ("/etc/ssl/", f"{folder}/"),
        ("127.0.0.1:8000", f"127.0.0.1:{desk_port}"),
    ):
        assert documented in server
        server = server.replace(documented, here)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    scratch = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    user = "user root;" if os.geteuid() == 0 else ""
    return (
        f"daemon off; {user} pid {folder}/pid; events {{}} "
        f"http {{ access_log off; {scratch}\n{server} }}"
    )


def _answers(proxy: Proxy) -> bool:
    try:
        with _through(proxy) as visitor:
            return visitor.open("/health").status == 200
    except OSError:
        return False


class _Connection(http.client.HTTPSConnection):
    """Comes under the name that the certificate is for, whichever machine has it."""

    def __init__(self, proxy: Proxy) -> None:
        context = ssl.create_default_context(cafile=str(proxy.certificate))
        super().__init__("desk.example.org", proxy.port, timeout=PATIENCE, context=context)
        here = ("127.0.0.1", proxy.port)
        self._create_connection = lambda _, timeout, source: socket.create_connection(
            here, timeout, source_address=(VISITOR, 0)
        )


@contextmanager
def _through(proxy: Proxy, **headers: str) -> Iterator[Visitor]:
    connection = _Connection(proxy)
    with Visitor(connection=connection, headers=headers, cookies=[proxy.cookie]) as visitor:
        yield visitor


def test_a_form_goes_through_the_proxy_and_leads_back_through_it(proxy: Proxy) -> None:
    address = f"https://desk.example.org:{proxy.port}{HIRING}"
    with _through(proxy) as visitor:
        page = visitor.open(HIRING)
        form = page.form(HIRING).fill(forename="Ann", surname="Marsh")
        visitor.came_from(address)
        answer = visitor.send(form)
        assert answer.status == 303
        assert "Ann Marsh hired" in visitor.open(answer.location).body

    (cookie,) = page.headers.get_all("Set-Cookie", [])
    assert cookie.startswith("__Host-firstline-")
    assert "Secure" in cookie


def test_a_form_from_another_site_is_refused_behind_the_proxy(proxy: Proxy) -> None:
    with _through(proxy) as visitor:
        form = visitor.open(HIRING).form(HIRING).fill(forename="Eve", surname="Marsh")
        visitor.came_from(FOREIGN)

        assert visitor.send(form).status == 400


def test_what_leads_on_leads_back_through_the_proxy(proxy: Proxy) -> None:
    with _through(proxy) as visitor:
        answer = visitor.open("/control")

    assert answer.headers["Location"] == f"https://desk.example.org:{proxy.port}/control/"


def test_whoever_comes_through_the_proxy_cannot_say_who_they_are(
    proxy: Proxy, proxied: RunningDesk
) -> None:
    with _through(proxy, **SAID) as visitor:
        answer = visitor.open("/events")
        name = answer.headers["X-Request-ID"]

    assert answer.status == 200
    assert f"request {name} from {VISITOR} by user-" in proxied.complaints
    assert "203.0.113.9" not in proxied.complaints
