"""The private store in PostgreSQL: beside older logs, not prepared, forbidden, away."""

from contextlib import closing
from urllib.parse import urlsplit

import psycopg
import pytest

from app.event_store.address import PostgresqlStore, StoreError
from app.event_store.stores import open_log, open_private_store, prepare
from app.postgresql import SCHEMA
from app.private_store.tables import TABLES
from app.store_errors import Busy, Unavailable
from tests.postgresql import new_database


@pytest.fixture
def address() -> PostgresqlStore:
    address = PostgresqlStore(new_database())
    prepare(address)
    return address


def run(address: PostgresqlStore, *statements: str) -> None:
    with closing(psycopg.connect(address.uri, autocommit=True)) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def test_the_database_of_an_older_firstline_gets_its_tables(address: PostgresqlStore) -> None:
    run(address, *(f"DROP TABLE {SCHEMA}.{table}" for table in TABLES))
    with pytest.raises(StoreError, match="not prepared yet: run firstline init-db"):
        open_private_store(address)

    assert prepare(address)
    assert not prepare(address)

    open_log(address).close()
    with closing(open_private_store(address)) as store:
        assert store.keys.make("user-1")


def test_tables_that_it_may_not_use_are_told_when_it_is_opened(address: PostgresqlStore) -> None:
    name = "somebody_" + urlsplit(address.uri).path[1:]
    run(
        address,
        f"CREATE ROLE {name} LOGIN PASSWORD 'secret'",
        f"GRANT USAGE ON SCHEMA {SCHEMA} TO {name}",
    )
    theirs = PostgresqlStore(address.uri.replace("postgres:@", f"{name}:secret@"))
    with pytest.raises(StoreError, match="permission denied") as refused:
        open_private_store(theirs)
    assert "secret" not in str(refused.value)

    # What docs/running.md says is enough.
    tables = ", ".join(f"{SCHEMA}.{table}" for table in TABLES)
    run(address, f"GRANT SELECT, INSERT, UPDATE, DELETE ON {tables} TO {name}")
    with closing(open_private_store(theirs)) as store:
        store.keys.make("user-1")


def test_a_connection_that_breaks_is_replaced(address: PostgresqlStore) -> None:
    with closing(open_private_store(address)) as store:
        key = store.keys.make("user-1")
        run(
            address,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()",
        )
        assert store.keys.of(["user-1"]) == {"user-1": key}
        store.throw_away(["user-1"])


def test_a_lock_held_elsewhere_is_not_waited_for_for_ever(
    address: PostgresqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.postgresql.READ_LOCK_TIMEOUT", 1)
    with closing(open_private_store(address)) as store:
        with psycopg.connect(address.uri) as somebody:
            somebody.execute(f"LOCK TABLE {SCHEMA}.private_keys".encode())
            with pytest.raises(Busy):
                store.keys.make("user-1")
        store.keys.make("user-1")


def test_an_error_does_not_tell_what_is_in_a_row(address: PostgresqlStore) -> None:
    with closing(open_private_store(address)) as store:
        store.keys.make("user-1")
        run(address, f"ALTER TABLE {SCHEMA}.private_keys ADD CHECK (key = '') NOT VALID")
        with pytest.raises(Unavailable, match="violates check constraint") as refused:
            store.keys.make("user-2")
        assert "row contains" not in str(refused.value)


def test_of_many_rows_none_is_lost_on_the_way(address: PostgresqlStore) -> None:
    """More than a driver takes as single values in a statement."""
    many = {f"user-{number}": number.to_bytes(32) for number in range(66_000)}
    with closing(open_private_store(address)) as store:
        store.keys.restore(many)
        assert store.keys.of(many.keys()) == many
