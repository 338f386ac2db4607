"""`firstline add-administrator`: the first administrator, and the way back for one who is lost."""

import re
from contextlib import closing
from pathlib import Path

import pytest

from app import utc_now
from app.commands.access_keeper import AccessKeeper
from app.commands.bus import CommandBus, Origin
from app.commands.ids import new_id
from app.commands.user import DisableUser, RegisterUser
from app.domain.access import THE_MACHINE, Access
from app.event_store.address import store_address
from app.event_store.stores import open_private_store
from tests.cli.command import done, refused, run, serving
from tests.cli.logs import address_of, opened
from tests.postgresql import new_database
from tests.web.desk import Clock, Desk
from tests.web.signing_in import make_up, sign_in

LINK = re.compile(r"^(https?://[^/]+)(/invitations/[\w-]{43})$", re.MULTILINE)
NEW_PASSWORD = "seven herons ate the ladder"


def access_of(store: str) -> Access:
    with opened(store) as log:
        return AccessKeeper(log).now()


def link_in(said: str) -> tuple[str, str]:
    """Where the desk is reached, and the rest of the link's address."""
    found = LINK.search(said)
    assert found, said
    return found[1], found[2]


def test_it_registers_the_first_administrator_and_prints_a_link(empty_store: str) -> None:
    said = done(run(empty_store, "add-administrator", "Ada Novak", "ada"))

    assert (
        "Ada Novak, who signs in as ada, may manage people, and sets a password here, once, "
        in said
    )
    assert link_in(said)[0] == "http://127.0.0.1:8000"
    access = access_of(empty_store)
    assert not access.is_open
    assert access.administrators == {access.signs_in_as("ada")}


def test_the_link_that_it_prints_sets_the_password(empty_store: str) -> None:
    _, link = link_in(done(run(empty_store, "add-administrator", "Ada Novak", "ada")))
    store = store_address(empty_store)
    with opened(empty_store) as log, closing(open_private_store(store)) as private:
        desk = Desk(log=log, private=private, now=utc_now())
        visitor = desk.visitor()
        visitor.open(link)
        visitor.press("Set password", {"New password": NEW_PASSWORD})
        assert visitor.open("/you").heading == "Ada Novak"
        assert sign_in(desk.visitor(), "Ada Novak", NEW_PASSWORD).status == 200


def test_the_machine_did_it(empty_store: str) -> None:
    done(run(empty_store, "add-administrator", "Ada Novak", "ada"))

    with opened(empty_store) as log:
        assert {each.metadata.who for each in log.read(0, 100)} == {THE_MACHINE}


def test_an_administrator_who_is_lost_comes_back(empty_store: str) -> None:
    done(run(empty_store, "add-administrator", "Ada Novak", "ada"))
    done(run(empty_store, "add-administrator", "Bea Lind", "bea"))
    ada = access_of(empty_store).signs_in_as("ada")
    assert ada
    with opened(empty_store) as log:
        bus = CommandBus(log, Clock())
        bus.run(DisableUser(user_id=ada), _by_the_machine())

    said = done(run(empty_store, "add-administrator", "ada  novak", "ADA"))

    assert link_in(said)
    assert "Ada Novak was disabled, and is enabled again.\n" in said
    access = access_of(empty_store)
    assert access.signs_in_as("ada") == ada
    assert ada in access.administrators
    assert len(access.users) == 2


def test_names_are_said_as_they_are_kept(empty_store: str) -> None:
    for typed in (("Ada  Novak", "ADA"), ("ada novak", "Ada")):
        said = done(run(empty_store, "add-administrator", *typed))
        assert said.startswith("Ada Novak, who signs in as ada, may manage people")
        assert "enabled" not in said


def test_somebody_who_is_there_becomes_an_administrator(empty_store: str) -> None:
    done(run(empty_store, "add-administrator", "Ada Novak", "ada"))
    with opened(empty_store) as log:
        CommandBus(log, Clock()).run(
            RegisterUser(user_id=new_id("user"), full_name="Cleo Park", sign_in_name="cleo"),
            _by_the_machine(),
        )

    done(run(empty_store, "add-administrator", "Cleo Park", "cleo"))

    access = access_of(empty_store)
    assert access.signs_in_as("cleo") in access.administrators


def test_nobody_becomes_an_administrator_for_somebody_elses_name(empty_store: str) -> None:
    done(run(empty_store, "add-administrator", "Ada Novak", "ada"))
    with opened(empty_store) as log:
        CommandBus(log, Clock()).run(
            RegisterUser(user_id=new_id("user"), full_name="Cleo Park", sign_in_name="cleo"),
            _by_the_machine(),
        )

    reason = refused(run(empty_store, "add-administrator", "Celia Brand", "Cleo"))

    assert reason.startswith("Cleo Park signs in as cleo already.")
    access = access_of(empty_store)
    assert access.signs_in_as("cleo") not in access.administrators
    assert len(access.users) == 2


def test_it_makes_the_database_where_there_is_none(tmp_path: Path) -> None:
    said = done(run(address_of(tmp_path / "desk.db"), "add-administrator", "Ada Novak", "ada"))

    assert link_in(said)


def test_it_works_on_postgresql() -> None:
    store = new_database()
    done(run(store, "init-db"))

    said = done(run(store, "add-administrator", "Ada Novak", "ada"))

    assert link_in(said)
    assert not access_of(store).is_open
    # Its address is not repeated: there may be a password in it.
    assert "a desk that runs there on this store (the database that FIRSTLINE_STORE names)" in said
    assert store not in said


def test_it_can_be_used_while_a_desk_serves(empty_store: str) -> None:
    with serving(empty_store):
        done(run(empty_store, "add-administrator", "Ada Novak", "ada"))
    assert not access_of(empty_store).is_open


@pytest.mark.parametrize(
    ("settings", "reached_at"),
    [
        ({"FIRSTLINE_PORT": "8123"}, "http://127.0.0.1:8123"),
        ({"FIRSTLINE_HOST": "0.0.0.0"}, "http://localhost:8000"),  # noqa: S104
        ({"FIRSTLINE_HOSTS": "desk.example.org"}, "http://desk.example.org:8000"),
        ({"FIRSTLINE_HOSTS": "desk.example.org:81"}, "http://desk.example.org:81"),
        (
            {"FIRSTLINE_HOSTS": "desk.example.org", "FIRSTLINE_PROXIES": "1"},
            "http://desk.example.org",
        ),
        (
            {
                "FIRSTLINE_HOSTS": "desk.example.org other.example",
                "FIRSTLINE_PROXIES": "1",
                "FIRSTLINE_HTTPS": "on",
            },
            "https://desk.example.org",
        ),
    ],
)
def test_the_link_has_the_name_that_people_reach_the_desk_by(
    empty_store: str, settings: dict[str, str], reached_at: str
) -> None:
    said = done(run(empty_store, "add-administrator", "Ada Novak", "ada", **settings))

    assert link_in(said)[0] == reached_at


def test_it_says_on_which_store_the_desk_has_to_run_for_the_link_to_work(tmp_path: Path) -> None:
    store = address_of(tmp_path / "desk.db")

    said = done(run(store, "add-administrator", "Ada Novak", "ada"))

    assert f"a desk that runs there on this store ({store})" in said
    assert "FIRSTLINE_PORT" in said


@pytest.mark.parametrize(
    ("full_name", "sign_in_name", "reason"),
    [
        ("", "ada", "Full name is required."),
        ("Ada Novak", "", "Sign-in name is required."),
        ("Ada Novak", "ada novak", "without spaces"),
    ],
)
def test_names_that_will_not_do_are_refused(
    empty_store: str, full_name: str, sign_in_name: str, reason: str
) -> None:
    assert reason in refused(run(empty_store, "add-administrator", full_name, sign_in_name))
    assert access_of(empty_store).is_open


def test_made_up_people_do_not_become_administrators(empty_store: str) -> None:
    with opened(empty_store) as log:
        make_up(Desk(log=log), "Molly Made", "Control")

    assert "made up" in refused(run(empty_store, "add-administrator", "Molly Made", "molly"))
    assert access_of(empty_store).is_open


def test_it_refuses_a_log_in_memory() -> None:
    assert "A log in memory" in refused(run("", "add-administrator", "Ada Novak", "ada"))


def _by_the_machine() -> Origin:
    return Origin(who=THE_MACHINE, source="/", command_id=new_id("command"))
