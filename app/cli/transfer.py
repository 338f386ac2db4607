"""`firstline export` and `firstline import`."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from app.cli.common import give_up, opened_log
from app.event_store.chain import FIRST
from app.event_store.log import Conflict, EventLog, Record
from app.event_store.mapper import EventMapper
from app.event_store.personal_data import ERASING, PERSONAL, as_erased, is_sealed
from app.event_store.transfer import ImportRefused, importable, keys_in, line_of, line_of_key
from app.event_store.verification import BATCH, checkpoint_at, follows, records_of, verify
from app.new_file import new_file
from app.read_models import ReadModels


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--with-personal-data",
    is_flag=True,
    help="Write the keys to it as well. Whoever has FILE can then read every name in it, also "
    "after somebody is erased.",
)
def export(file: Path, with_personal_data: bool) -> None:
    """Write every event to FILE, one JSON object a line. Names of people stay sealed."""
    with opened_log(sealed=not with_personal_data) as log:
        head = log.head()
        count = 0
        personal: dict[str, Record] = {}
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
                    if with_personal_data and record.type_name in PERSONAL:
                        personal[record.aggregate_id] = record
                keys = log.keys(list(personal.values()))
                lines.writelines(line_of_key(id, keys[id]) for id in sorted(keys))
        except FileExistsError:
            give_up(f"{file} is there already, and an export replaces nothing.")
        except OSError as error:
            give_up(f"Cannot write {file}: {error.strerror or error}.")
        click.echo(f"{count:,} events, up to the checkpoint {_head(log, head)}")
        if with_personal_data:
            click.echo(f"{len(keys):,} keys to personal data, for which {file} has to be kept safe")
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
            with file.open("rb") as lines:
                keys = keys_in(lines)
            with (
                file.open("rb") as lines,
                click.progressbar(
                    length=file.stat().st_size, label="Checking", file=sys.stderr
                ) as bar,
            ):
                records = []
                models = ReadModels()
                with models.database.taking_in():
                    for record in importable(lines, told=models.hand_over, keys=keys):
                        records.append(record)
                        bar.update(len(line_of(record)))
                        if not len(records) % BATCH:
                            models.database.flush()
            click.echo("Importing ...", err=True)
            log.restore(records, keys)
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
        if lacking := _still_sealed(records, log):
            click.echo(
                f"Names that are sealed, and read as erased: {len(lacking):,}. Neither the file "
                "nor the private store has keys that open them. firstline export "
                "--with-personal-data writes these as well.",
                err=True,
            )


def _still_sealed(records: Sequence[Record], log: EventLog) -> set[str]:
    """Whose personal data cannot be read, and has not been erased. The private store can have had
    their keys before the import."""
    erased = {record.aggregate_id for record in records if record.type_name in ERASING}
    mapper, found = EventMapper(), set()
    keys = log.keys([record for record in records if is_sealed(record)])
    for record in records:
        if is_sealed(record) and record.aggregate_id not in erased:
            _, events = mapper.read(record, keys.get(record.aggregate_id))
            if any(event == as_erased(event) for event in events):
                found.add(record.aggregate_id)
    return found


def _head(log: EventLog, position: int) -> str:
    return str(checkpoint_at(log, position)) if position else "of an empty log"
