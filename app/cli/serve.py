"""`firstline serve`."""

import socket
from contextlib import closing

import click

from app import create_app, demo, utc_now
from app.cli.common import give_up, giving_up, settings
from app.cli.server import listen, serve_in_processes, write_log
from app.cli.server import serve as serve_here
from app.event_store.address import SqliteStore
from app.event_store.stores import open_log, prepare
from app.settings import Settings
from app.web.desk import catch_up


@click.command()
def serve() -> None:
    """Serve the desk, until Ctrl-C."""
    chosen = settings()
    write_log(chosen)
    with giving_up():
        if isinstance(chosen.store, SqliteStore):
            prepare(chosen.store)
        with closing(open_log(chosen.store)) as log:
            if chosen.plays_morning and not log.head():
                demo.play_morning(log, now=utc_now())
            application = create_app(chosen, log)
            # What cannot be read in the log is told before anybody is let in.
            catch_up(application)
            listener = _listener(chosen)
            click.echo(f"Firstline is at {address(chosen)} (Ctrl-C ends it)")
            if chosen.workers == 1:
                serve_here(application, listener)
        # Closed before there are other processes: each opens the log for itself.
        if chosen.workers > 1:
            serve_in_processes(chosen, listener)
    click.echo("\nFirstline has stopped.")


def _listener(chosen: Settings) -> socket.socket:
    try:
        return listen(chosen)
    except (OSError, OverflowError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        give_up(
            f"Cannot serve at {address(chosen)} ({reason}). "
            "Choose another place with PORT= or HOST=."
        )


def address(chosen: Settings) -> str:
    """Where a browser on this machine finds the desk."""
    host = chosen.host
    if host in ("0.0.0.0", "::"):  # noqa: S104 (compared with, not bound to)
        host = "localhost"
    return f"http://[{host}]:{chosen.port}" if ":" in host else f"http://{host}:{chosen.port}"
