"""`firstline end-sessions`: after a backup was put back, nobody is signed in as they were then."""

from contextlib import closing

from app import utc_now
from app.event_store.address import store_address
from app.event_store.stores import open_private_store
from app.private_store.sign_ins import What
from app.web.invitations import make_link
from tests.cli.command import done, refused, run
from tests.cli.logs import opened
from tests.postgresql import new_database
from tests.web.desk import Desk
from tests.web.signing_in import let_sign_in, sign_in


def assert_everybody_is_signed_out(store: str) -> None:
    with opened(store) as log, closing(open_private_store(store_address(store))) as private:
        desk = Desk(log=log, private=private, now=utc_now())
        desk.add_administrator("Ada Novak")
        desk.register("Cleo Park", "Control")
        let_sign_in(desk, "Ada Novak", "Cleo Park")
        cleo, ada = desk.signed_in("Cleo Park"), desk.signed_in("Ada Novak")
        assert cleo.open("/you").heading == "Cleo Park"
        for name in ("Ada Novak", "Cleo Park"):
            link, _ = make_link(private, desk.user_id(name), by="", now=desk.clock.now)

        said = done(run(store, "end-sessions"))

        assert said.startswith("Sessions ended: 2. Links voided: 2. Everybody signs in again")
        [note, *_] = private.sign_ins.page(now=utc_now())
        assert (note.what, note.by) == (What.SESSION_ENDED, "the machine")
        assert cleo.open("/you").path == "/sign-in"
        assert ada.open("/you").path == "/sign-in"
        assert desk.visitor().open(f"/invitations/{link}").status == 410
        assert sign_in(cleo, "Cleo Park").status == 200


def test_everybody_is_signed_out_and_no_link_counts(empty_store: str) -> None:
    assert_everybody_is_signed_out(empty_store)


def test_it_works_on_postgresql() -> None:
    store = new_database()
    done(run(store, "init-db"))

    assert_everybody_is_signed_out(store)


def test_where_nobody_is_signed_in_it_says_so(empty_store: str) -> None:
    assert done(run(empty_store, "end-sessions")).startswith("Sessions ended: 0. Links voided: 0.")


def test_it_refuses_a_log_in_memory() -> None:
    assert "A log in memory" in refused(run("", "end-sessions"))
