"""Where a log is kept, as the setting says it."""

from pathlib import Path

import pytest

from app.event_store.address import (
    MemoryStore,
    PostgresqlStore,
    SqliteStore,
    StoreAddress,
    store_address,
)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("memory:", MemoryStore()),
        ("sqlite:///desk.db", SqliteStore(Path("desk.db"))),
        ("sqlite:////var/lib/firstline/desk.db", SqliteStore(Path("/var/lib/firstline/desk.db"))),
        ("sqlite:///logs/desk.db", SqliteStore(Path("logs/desk.db"))),
        ("sqlite:///../desk.db", SqliteStore(Path("../desk.db"))),
        ("sqlite:///my desk?#%41.db", SqliteStore(Path("my desk?#%41.db"))),
        ("sqlite:///memory:", SqliteStore(Path("memory:"))),
        ("postgresql://desk@db.example/firstline", None),
        ("postgres://desk@db.example/firstline", None),
        ("postgresql://desk:secret@db.example:5433/firstline?sslmode=require", None),
        ("postgresql://", None),
    ],
)
def test_an_address_says_which_kind_of_store_it_is(text: str, address: StoreAddress | None) -> None:
    assert store_address(text) == (address or PostgresqlStore(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "memory",
        "memory: ",
        "memory:desk",
        "MEMORY:",
        ":memory:",
        "desk.db",
        "/var/desk.db",
        "file:///desk.db",
        "mysql://desk@db.example/firstline",
        "postgresql:desk",
        "postgresql+psycopg://desk@db.example/firstline",
        "http://db.example/",
    ],
)
def test_an_address_that_means_nothing_is_answered_with_all_that_would_do(text: str) -> None:
    with pytest.raises(ValueError, match=r"^memory:, sqlite:///desk.db or postgresql://user@host"):
        store_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "sqlite:",
        "sqlite:desk.db",
        "sqlite:/desk.db",
        "sqlite://desk.db",
        "sqlite:///",
        "sqlite:////",
    ],
)
def test_an_sqlite_address_that_names_no_file_is_answered_with_one_that_does(text: str) -> None:
    with pytest.raises(ValueError, match=r"^sqlite:///desk.db for a file here, sqlite:////var"):
        store_address(text)


def test_an_address_that_is_wrong_is_not_repeated() -> None:
    """There may be a password in it."""
    with pytest.raises(ValueError, match="postgresql") as error:
        store_address("postgressql://desk:secret@db.example/firstline")
    assert "secret" not in str(error.value)
