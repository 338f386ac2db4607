"""A desk without an administrator is open to those at its own machine, and to nobody else."""

from typing import Any

import pytest

from app.settings import Settings
from tests.server.serving import Client, request, serving
from tests.web.desk import Desk, closed_desk, staffed_desk
from tests.web.signing_in import make_up

OF_PROXIES = [
    "Forwarded: for=203.0.113.9",
    "Via: 1.1 nginx",
    "X-Forwarded-For: 203.0.113.9",
    "X-Forwarded-Host: desk.example.org",
    "X-Forwarded-Proto: https",
    "X-Real-IP: 203.0.113.9",
]
REFUSED = "it is open to this machine alone"


@pytest.mark.parametrize("address", ["127.0.0.1", "127.9.9.9", "::1", ""])
def test_it_is_open_to_its_own_machine(desk: Desk, address: str) -> None:
    answer = desk.app.test_client().get("/control/", environ_base={"REMOTE_ADDR": address})

    assert answer.status_code == 200


@pytest.mark.parametrize("address", ["192.0.2.7", "2001:db8::1", "nonsense"])
def test_it_is_not_open_to_others(desk: Desk, address: str) -> None:
    answer = desk.app.test_client().get("/control/", environ_base={"REMOTE_ADDR": address})

    assert answer.status_code == 503
    assert REFUSED in answer.text


@pytest.mark.parametrize("address", ["/", "/no/such/page"])
@pytest.mark.parametrize(
    "asked",
    [
        {"environ_base": {"REMOTE_ADDR": "192.0.2.7"}},
        {"headers": {"X-Forwarded-For": "192.0.2.7"}},
        {"headers": {"Host": "evil.example"}},
    ],
)
def test_others_are_not_told_who_is_there(desk: Desk, asked: dict[str, Any], address: str) -> None:
    """A page elsewhere can give itself a name that leads to this machine."""
    make_up(desk, "Zed Real", "Control")
    assert "Zed Real" in desk.app.test_client().get(address).text

    answer = desk.app.test_client().get(address, **asked)

    assert answer.status_code >= 400
    assert "Zed Real" not in answer.text


@pytest.mark.parametrize("settings", [Settings(hosts=("desk.example",)), Settings(proxies=1)])
def test_it_is_open_to_nobody_where_it_is_served_to_others(settings: Settings) -> None:
    desk = staffed_desk(settings)

    assert desk.app.test_client().get("/control/").status_code == 503


@pytest.mark.parametrize("address", ["127.0.0.1", ""])
@pytest.mark.parametrize("header", OF_PROXIES)
def test_it_is_not_open_to_what_came_through_a_proxy(desk: Desk, header: str, address: str) -> None:
    name, _, text = header.partition(": ")

    answer = desk.app.test_client().get(
        "/control/", headers={name: text}, environ_base={"REMOTE_ADDR": address}
    )

    assert answer.status_code == 503
    assert REFUSED in answer.text


def test_nor_is_it_behind_the_desks_own_server(desk: Desk) -> None:
    with serving(desk.app) as port:
        for header in OF_PROXIES:
            with Client(port) as client:
                client.send(request("/control/", header))
                assert client.answer().status == 503, header
        with Client(port) as client:
            assert client.get("/control/").status == 200


@pytest.mark.parametrize("header", OF_PROXIES)
def test_where_people_sign_in_a_proxy_does_not_matter(header: str) -> None:
    name, _, text = header.partition(": ")

    answer = closed_desk().app.test_client().get("/sign-in", headers={name: text})

    assert answer.status_code == 200
