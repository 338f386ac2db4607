"""`firstline rebuild`."""

import sys

import click

from app.cli.common import give_up, opened_log, settings_of_kept_log
from app.read_models.away import CannotTakeIn, ReadSideAway
from app.read_models.place import place_for
from app.read_models.read_side import ReadSide


@click.command()
def rebuild() -> None:
    """Make what the pages are read from again, beside the one in use, and use it instead.

    Desks can go on meanwhile. Says what was different.
    """
    chosen = settings_of_kept_log()
    place = place_for(chosen.store, chosen.projections)
    if place.is_temporary:
        give_up(
            "What the pages are read from is in a temporary folder of each process that serves, "
            "made when that starts. Set FIRSTLINE_PROJECTIONS to a folder to keep it."
        )
    with opened_log() as log:
        read_side = ReadSide(log, place)
        try:
            with click.progressbar(length=1, label="Reading the log", file=sys.stderr) as bar:

                def told(position: int, head: int) -> None:
                    bar.length = max(head, 1)
                    bar.update(position - bar.pos)

                differences = read_side.rebuild(told)
        except CannotTakeIn as fault:
            give_up(
                f"Made, but the pages cannot be made of this log: {fault}. firstline verify tells "
                "whether it is as it was written."
            )
        except ReadSideAway as error:
            give_up(f"It cannot be made: {error}. What was in use is still there.")
        finally:
            read_side.close()
    if differences is None:
        click.echo("Made. There was none before that it could be compared with.")
    elif not differences:
        click.echo("Made, and the same as the one before.")
    else:
        click.echo("Made. The one before was not the same:")
        for each in differences:
            click.echo(
                f"{each.table}: rows that should not have been there {each.only_here:,}, "
                f"rows that were missing {each.only_there:,}"
            )
