"""`firstline init-db` and `firstline backup`."""

import sys
from contextlib import closing
from functools import partial
from pathlib import Path

import click

from app.cli.common import give_up, giving_up, settings_of_kept_log, verdict_and_damage
from app.event_store.address import SqliteStore
from app.event_store.sqlite import back_up_sqlite
from app.event_store.stores import open_log, prepare
from app.event_store.verification import verify
from app.new_file import unfinished_files
from app.private_store.sqlite import back_up_private_file, private_file


@click.command()
def init_db() -> None:
    """Prepare the database. Safe to do again, and by several machines at once."""
    with giving_up():
        made = prepare(settings_of_kept_log().store)
    click.echo("The database is prepared." if made else "The database was prepared already.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """Copy an SQLite log to FILE, and what is private to FILE.private, while desks use them."""
    store = settings_of_kept_log().store
    if not isinstance(store, SqliteStore):
        give_up(
            "This command is for SQLite. Back PostgreSQL up with its own pg_dump, or write every "
            "event to a file with firstline export."
        )
    private = private_file(file)
    if private.exists() and not file.exists():
        if not unfinished_files(file):
            give_up(f"{private} is there already, and a backup replaces nothing.")
        private.unlink()  # of a backup that was killed before the log was there
    with giving_up():
        with click.progressbar(length=1, label="Copying", file=sys.stderr) as bar:

            def show(copied: int, all: int) -> None:
                bar.length = max(all, 1)
                bar.update(copied - bar.pos)

            # A key is kept before what is sealed with it: with the log copied first, none is
            # missing.
            back_up_sqlite(
                store.path,
                file,
                show,
                put_beside=lambda: back_up_private_file(private_file(store.path), private),
            )
        with closing(open_log(SqliteStore(file))) as copy:
            verdict, damage = verdict_and_damage(copy, partial(verify, copy))
    if verdict.fault:
        click.echo(f"{file} is a copy of the log, which is not what was written. {verdict.fault}")
    if damage:
        click.echo(f"{file} is a copy of the log, damage and all. {damage}")
    if verdict.fault or damage:
        sys.exit(1)
    click.echo(
        f"{verdict.events:,} events, unbroken. Beside them, in {private}, are passwords and the "
        f"keys to people's names: keep both files safe. To use {file}, stop the desks, move the "
        "log away with its -wal, -shm, .private and .private-journal, and put both copies in their "
        "place."
    )
