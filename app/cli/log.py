"""`firstline events`, `firstline checkpoint` and `firstline verify`: looking at the log."""

import sys
import time
from collections.abc import Callable
from zoneinfo import ZoneInfo

import click
import msgspec

from app.cli.common import give_up, opened_log, settings, verdict_and_damage
from app.domain.history.impossible import is_on_every_clock
from app.domain.work_events import WorkRaised
from app.event_store.event_types import EVENT_TYPES, STORED_NAMES
from app.event_store.log import Checkpoint, EventLog, Metadata, Record, Unavailable
from app.event_store.mapper import EventMapper
from app.event_store.transfer import line_of
from app.event_store.verification import BATCH, Verdict, records_of
from app.event_store.verification import checkpoint as checkpoint_from
from app.event_store.verification import verify as verified
from app.printable import printable
from app.read_models.work_rows import FIRST_NUMBER, work_number

WORK_RAISED = STORED_NAMES[WorkRaised]
POLL = 0.5
"""In seconds: how often `--follow` looks whether there is more."""

Wanted = Callable[[Record], bool]
Writer = Callable[[Record], str]


class _Body(msgspec.Struct):
    metadata: Metadata
    event: msgspec.Raw


_BODIES = msgspec.json.Decoder(_Body)


@click.command()
@click.option("-n", "--last", default=20, show_default=True, help="How many to begin with.")
@click.option("--type", "type_name", type=click.Choice(list(EVENT_TYPES)), help="Only this type.")
@click.option("--of", "aggregate", help="Only those of this Work (W-1004), or aggregate by its id.")
@click.option("--who", help="Only what this person did: a user's id, as it stands after by.")
@click.option("--json", "as_json", is_flag=True, help="As firstline export writes them.")
@click.option("-f", "--follow", is_flag=True, help="Go on with what is appended, until Ctrl-C.")
def events(
    last: int,
    type_name: str | None,
    aggregate: str | None,
    who: str | None,
    as_json: bool,
    follow: bool,
) -> None:
    """Show the newest events of the log, oldest first."""
    with opened_log(sealed=True) as log:
        write = _json_line if as_json else _human_line(settings().timezone)
        wanted = _filter(log, type_name, aggregate, who)
        head = log.head()
        for record in _last(log, head, max(last, 0), wanted):
            click.echo(write(record))
        try:
            while follow:
                time.sleep(POLL)
                head = _show_past(log, head, wanted, write)
        except KeyboardInterrupt:
            click.echo(err=True)


def _show_past(log: EventLog, position: int, wanted: Wanted, write: Writer) -> int:
    """Show what is past that position. Returns the position of the last event shown."""
    try:
        while batch := log.records(after=position, limit=BATCH):
            for record in filter(wanted, batch):
                click.echo(write(record))
            position = batch[-1].position
    except Unavailable as error:
        click.echo(f"The log does not answer, trying again: {error}", err=True)
        time.sleep(POLL)
    return position


def _filter(log: EventLog, type_name: str | None, aggregate: str | None, who: str | None) -> Wanted:
    names = EventMapper().stored_names([type_name] if type_name else [])
    id = _aggregate_id(log, aggregate) if aggregate else None

    def wanted(record: Record) -> bool:
        if (names and record.type_name not in names) or (id and record.aggregate_id != id):
            return False
        body = _body(record)
        return who is None or body is None or body.metadata.who == who

    return wanted


def _aggregate_id(log: EventLog, text: str) -> str:
    """The id of the Work of that number; the text itself when it is no number of a Work."""
    number = work_number(text)
    if number is None:
        return text
    missing = number - FIRST_NUMBER
    position = 0
    while missing >= 0 and (raised := log.read(position, BATCH, types=[WORK_RAISED])):
        if missing < len(raised):
            return raised[missing].aggregate_id
        missing -= len(raised)
        position = raised[-1].position
    return give_up(f"There is no Work {text}.")


def _last(log: EventLog, head: int, count: int, wanted: Wanted) -> list[Record]:
    """The last so many that are wanted, found from the end in ever longer steps."""
    found: list[Record] = []
    end, step = head, BATCH
    while end > 0 and len(found) < count:
        start = max(0, end - step)
        found[:0] = filter(wanted, records_of(log, after=start, until=end))
        end, step = start, step * 2
    return found[-count:] if count else []


def _body(record: Record) -> _Body | None:
    """None where it is damaged."""
    try:
        return _BODIES.decode(record.body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def _human_line(zone: ZoneInfo) -> Writer:
    def line(record: Record) -> str:
        what = (
            f"{printable(record.type_name):<17}  {printable(record.aggregate_id)} v{record.version}"
        )
        body = _body(record)
        if body is None or not is_on_every_clock(body.metadata.when):
            return f"{record.position:>7}  {'damaged':<19}  {what}  {record.body!r}"
        moment = body.metadata.when.astimezone(zone)
        return (
            f"{record.position:>7}  {moment:%Y-%m-%d %H:%M:%S}  {what}  "
            f"by {printable(body.metadata.who)}  "
            f"{printable(bytes(body.event).decode(errors='replace'), longest=None)}"
        )

    return line


def _json_line(record: Record) -> str:
    return line_of(record).decode(errors="replace").rstrip("\n")


@click.command()
def checkpoint() -> None:
    """Print a checkpoint: the position of the newest event, and its hash.

    Kept where nobody who can write to the log can write, it lets `firstline verify --since` show
    that nothing up to there has been changed.
    """
    with opened_log(sealed=True) as log:
        newest = log.newest()
        if not newest.position:
            give_up("The log is empty: there is nothing to stand for yet.")
        if not newest.hash:
            give_up(
                f"The event at position {newest.position} has lost its hash: see firstline verify."
            )
        click.echo(newest)


def _checkpoints(
    context: click.Context, parameter: click.Parameter, texts: tuple[str, ...]
) -> list[Checkpoint]:
    try:
        return [checkpoint_from(text) for text in texts]
    except ValueError as error:
        raise click.BadParameter(
            f"{error} is no checkpoint: they look like 1234:9f86…, with 64 letters and digits."
        ) from None


@click.command()
@click.option(
    "--since",
    multiple=True,
    metavar="CHECKPOINT",
    callback=_checkpoints,
    help="Show also that nothing was changed since this was printed. Can be given several times.",
)
def verify(since: list[Checkpoint]) -> None:
    """Check that every event is what was written, and follows the one before it; and that an
    SQLite file is sound.

    Ends with status 1 when something is wrong, and says what.
    """
    with opened_log(sealed=True) as log:

        def look() -> Verdict:
            with click.progressbar(length=log.head(), label="Verifying", file=sys.stderr) as bar:
                return verified(log, since, lambda position: bar.update(position - bar.pos))

        verdict, damage = verdict_and_damage(log, look)
        wrong = [each for each in (verdict.fault, damage) if each]
        if wrong and not verdict.fault:
            wrong.append(f"The {verdict.events:,} events themselves are unbroken.")
        for each in wrong:
            click.echo(each)
        if wrong:
            sys.exit(1)
        click.echo(
            f"{verdict.events:,} events, unbroken"
            + (f", up to the checkpoint {verdict.head}" if verdict.head else "")
        )
