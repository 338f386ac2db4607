"""`firstline export` and `firstline import`."""

import sys
from pathlib import Path

import click

from app.cli.common import give_up, opened_log
from app.event_store.chain import FIRST
from app.event_store.log import Conflict, EventLog
from app.event_store.transfer import ImportRefused, importable, line_of
from app.event_store.verification import BATCH, checkpoint_at, follows, records_of, verify
from app.new_file import new_file
from app.read_models import ReadModels


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
def export(file: Path) -> None:
    """Write every event to FILE, one JSON object a line."""
    with opened_log() as log:
        head = log.head()
        count = 0
        previous, broken = FIRST, 0
        try:
            with (
                new_file(file) as unfinished,
                unfinished.open("wb") as lines,
                click.progressbar(length=head, label="Exporting", file=sys.stderr) as bar,
            ):
                for record in records_of(log, until=head):
                    lines.write(line_of(record))
                    count += 1
                    broken = broken or (0 if follows(record, previous) else record.position)
                    previous = record.hash
                    bar.update(record.position - bar.pos)
        except FileExistsError:
            give_up(f"{file} is there already, and an export replaces nothing.")
        except OSError as error:
            give_up(f"Cannot write {file}: {error.strerror or error}.")
        click.echo(f"{count:,} events, up to the checkpoint {_head(log, head)}")
        if broken:
            click.echo(
                f"Position {broken} is not what was written there, so this file cannot be imported "
                "as it is. firstline verify says more.",
                err=True,
            )
            sys.exit(1)


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
def import_(file: Path) -> None:
    """Take the events of an export into an empty log: all of them, or none."""
    with opened_log() as log:
        if log.head():
            give_up("The log is not empty. An import is for a new one: nothing has been done.")
        try:
            with (
                file.open("rb") as lines,
                click.progressbar(
                    length=file.stat().st_size, label="Checking", file=sys.stderr
                ) as bar,
            ):
                records = []
                models = ReadModels()
                with models.database.taking_in():
                    for record in importable(lines, told=models.hand_over):
                        records.append(record)
                        bar.update(len(line_of(record)))
                        if not len(records) % BATCH:
                            models.database.flush()
            click.echo("Importing ...", err=True)
            log.restore(records)
        except OSError as error:
            give_up(f"Cannot read {file}: {error.strerror or error}.")
        except ImportRefused as refusal:
            give_up(f"{refusal} Nothing has been imported.")
        except Conflict:
            give_up("Somebody has used the log meanwhile. Nothing has been imported.")
        verdict = verify(log)
        if verdict.fault or verdict.events != len(records):
            give_up(f"What was imported is not what was read. {verdict.fault}")
        click.echo(f"{verdict.events:,} events, up to the checkpoint {_head(log, log.head())}")


def _head(log: EventLog, position: int) -> str:
    return str(checkpoint_at(log, position)) if position else "of an empty log"
