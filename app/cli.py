"""The `firstline` command."""

import logging
import os
import signal
import sys
from types import FrameType

import click
from waitress.server import create_server

from app import create_app, demo, utc_now
from app.event_store.eventsourcing_log import memory_log
from app.settings import SettingError, Settings, settings_from


@click.group()
def main() -> None:
    """Firstline: a desk for first-line support."""


@main.command()
def serve() -> None:
    """Serve the desk, until Ctrl-C."""
    try:
        settings = settings_from(os.environ)
    except SettingError as error:
        _give_up(str(error))
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    # It warns of every request that waits for a thread, which costs more than the wait.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    log = memory_log()
    if settings.demo:
        demo.play_morning(log, now=utc_now())
    application = create_app(settings, log)
    try:
        server = create_server(
            application,
            host=settings.host,
            port=settings.port,
            threads=8,
            connection_limit=1000,
            asyncore_use_poll=True,
            max_request_body_size=1_000_000,
            ident=None,
        )
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        _give_up(
            f"Cannot serve at {address(settings)} ({reason}). "
            "Choose another place with PORT= or HOST=."
        )
    signal.signal(signal.SIGTERM, _stop)
    click.echo(f"Firstline is at {address(settings)} (Ctrl-C ends it)")
    server.run()
    log.close()
    click.echo("\nFirstline has stopped.")


def address(settings: Settings) -> str:
    """Where a browser on this machine finds the desk."""
    host = settings.host
    if host in ("0.0.0.0", "::"):  # noqa: S104 (compared with, not bound to)
        host = "localhost"
    return f"http://[{host}]:{settings.port}" if ":" in host else f"http://{host}:{settings.port}"


def _stop(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)


def _give_up(reason: str) -> None:
    click.echo(reason, err=True)
    sys.exit(2)
