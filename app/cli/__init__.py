"""The `firstline` command: a file for each kind of thing that it does."""

import click

from app.cli import database, log, people, rebuild, serve, transfer


@click.group()
@click.version_option(package_name="firstline")
def main() -> None:
    """Firstline: a desk for first-line support.

    The settings are environment variables; FIRSTLINE_STORE says where the log is kept.
    """


for command in (
    serve.serve,
    database.init_db,
    database.backup,
    people.add_administrator,
    people.end_sessions,
    rebuild.rebuild,
    transfer.export,
    transfer.import_,
    log.events,
    log.checkpoint,
    log.verify,
):
    main.add_command(command)
