"""Desks at which one signs in, which is what those are that can be reached from elsewhere."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from app.event_store.address import SqliteStore
from app.event_store.stores import open_log, open_private_store, prepare
from app.settings import Settings
from tests.processes.running import SECRET_KEY, RunningDesk
from tests.web.desk import Desk


class ClosedDesk(RunningDesk):
    """Serves over HTTPS, and has an administrator."""

    def __init__(self, folder: Path, **settings: str) -> None:
        store = SqliteStore(folder / "desk.db")
        prepare(store)
        with closing(open_log(store)) as log:
            Desk(log=log).add_administrator("Ada Novak")
        super().__init__(store, FIRSTLINE_HTTPS="on", FIRSTLINE_SECRET_KEY=SECRET_KEY, **settings)
        self.cookie = _cookie_of_everybody(store, self.port)
        """Name and value of that of somebody who may do everything, and has just signed in."""


def _cookie_of_everybody(store: SqliteStore, port: int) -> tuple[str, str]:
    settings = Settings(store=store, secret_key=SECRET_KEY, port=port, https=True)
    with closing(open_log(store)) as log, closing(open_private_store(store)) as private:
        desk = Desk(settings, datetime.now(UTC), log, private)
        visitor = desk.signed_in_as_everybody(base_url="https://localhost")
        name = desk.app.config["SESSION_COOKIE_NAME"]
        cookie = visitor.client.get_cookie(name)
        assert cookie
        return name, cookie.value
