"""`firstline serve`."""

import os
import shlex
import shutil
import socket
import sys
from contextlib import closing, suppress
from pathlib import Path

import click
from click._termui_impl import ProgressBar

from app import create_app, demo, utc_now
from app.cli.common import (
    damage_of,
    give_up,
    give_up_if_of_another_log,
    giving_up,
    giving_up_if_damaged,
    settings,
)
from app.cli.processes import serve_in_processes
from app.commands.access_keeper import AccessKeeper
from app.domain.access import THE_DESK
from app.event_store.address import MemoryStore, SqliteStore, StoreAddress
from app.event_store.log import EventLog, Metadata, Unavailable
from app.event_store.memory import memory_log
from app.event_store.stores import open_log, open_private_store, prepare
from app.printable import printable
from app.private_store.store import PrivateStore
from app.read_models.away import CannotTakeIn, ReadSideAway
from app.read_models.place import place_for
from app.read_models.read_side import ReadSide
from app.server.log import write_log
from app.server.server import FEWEST_CONNECTIONS, connections, listen
from app.server.server import serve as serve_here
from app.settings import Demo, Settings
from app.signing_key import signing_key
from app.web.about import WHEREABOUTS
from app.web.hosts import address_for_others, address_here

LONG_LOG = 20_000
"""In events: to read more than these takes a second or longer."""
CHECKED_AT_START = 64 * 2**20
"""In bytes. The bigger the file, the longer it takes to look for damage, and a desk should start in
a second. Up to this size the check takes about 0.1 s; bigger files are checked only by `firstline
verify` and `firstline backup`."""


@click.command()
def serve() -> None:
    """Serve the desk, until Ctrl-C."""
    chosen = settings()
    write_log(chosen)
    with giving_up():
        if isinstance(chosen.store, SqliteStore):
            prepare(chosen.store)
        with (
            closing(open_private_store(chosen.store)) as private,
            closing(open_log(chosen.store, private)) as log,
            giving_up_if_damaged(log),
        ):
            if _is_checked(chosen.store) and (damage := damage_of(log)):
                give_up(damage)
            give_up_if_of_another_log(chosen.store, log, private)
            _warn_if_read_only(log)
            _finish_erasures(log)
            _end_sessions_of_another_log(log, private)
            _warn_of_damaged_keys(private)
            _warn_if_keys_are_lost(log, private)
            _must_be_at_home_or_closed(chosen, log)
            if not log.head():
                _play(chosen, log)
            place = place_for(chosen.store, chosen.projections)
            with closing(ReadSide(log, place)) as read_side:
                if chosen.workers == 1:
                    application = create_app(chosen, log, read_side=read_side, private=private)
                    _take_in(read_side)
                    serve_here(application, _listener(chosen), chosen)
                else:
                    signing_key(chosen)
                    _take_in(read_side)
                    listener = _listener(chosen)
        # Closed before there are other processes: each opens them for itself.
        if chosen.workers > 1:
            serve_in_processes(chosen, listener, place)
        place.close()
    click.echo("\nFirstline has stopped.")


def _play(chosen: Settings, log: EventLog) -> None:
    """What an empty log is to start with."""
    if chosen.plays is Demo.NONE:
        return
    now, promises = utc_now(), chosen.promises
    # In memory first: a disk would be waited for thousands of times.
    with closing(memory_log()) as played:
        if chosen.plays is Demo.MORNING:
            demo.play_morning(played, now, promises=promises)
        else:
            click.echo("Making up three weeks of a busy desk; this takes some seconds ...")
            demo.play_busy(played, now, zone=chosen.timezone, promises=promises)
        records = played.records(0, played.head())
        log.restore(records, played.keys(records))


def _is_checked(store: StoreAddress) -> bool:
    return isinstance(store, SqliteStore) and store.path.stat().st_size <= CHECKED_AT_START


def _take_in(read_side: ReadSide) -> None:
    """Bring what the pages are read from to the log's head, before anybody is let in."""
    bar: ProgressBar[int] | None = None
    tenths = 0

    def told(position: int, head: int) -> None:
        nonlocal bar, tenths
        if bar is None and head - position > LONG_LOG:
            bar = click.progressbar(length=head, label="Reading the log", file=sys.stderr)
        if bar:
            bar.update(position - bar.pos)
            if not sys.stderr.isatty() and position * 10 // head > tenths:
                # Where there is no terminal for the bar, such as in a service's journal.
                tenths = position * 10 // head
                click.echo(f"Read {tenths * 10} % of the log", err=True)

    try:
        read_side.catch_up(told)
    except CannotTakeIn as fault:
        give_up(
            f"The pages cannot be made of this log: {fault}. firstline verify tells whether it is "
            "as it was written."
        )
    except ReadSideAway as error:
        give_up(
            f"What the pages are read from cannot be kept: {error}. FIRSTLINE_PROJECTIONS can name "
            "another folder for it."
        )
    finally:
        if bar:
            bar.render_finish()


def _warn_if_read_only(log: EventLog) -> None:
    """A desk whose log is read-only is served all the same: its pages can still be looked at."""
    nothing = Metadata(who=THE_DESK, when=utc_now(), command_id="", source="")
    try:
        log.append([], nothing)
    except Unavailable as error:
        click.echo(
            f"The log can be read but not written to; no command will be carried out: {error}",
            err=True,
        )


def _finish_erasures(log: EventLog) -> None:
    try:
        log.finish_erasures()
    except Unavailable as error:
        click.echo(f"What there is of those who are erased may still be kept: {error}", err=True)


def _end_sessions_of_another_log(log: EventLog, private: PrivateStore) -> None:
    """An older copy of the log was put back, and not what was beside it: later, when the log is
    longer, these sessions would look as if they had begun in it."""
    with suppress(Unavailable):  # a store that is read-only is looked at all the same
        private.sessions.end_past(log.head())


def _warn_of_damaged_keys(private: PrivateStore) -> None:
    if damaged := ", ".join(map(printable, private.keys.damaged())):
        click.echo(
            f"The private store is damaged: the keys of {damaged} cannot be read. Their names read "
            "as erased, though nobody has erased them, and cannot be changed. Put the private "
            "store back from the newest backup.",
            err=True,
        )


def _warn_if_keys_are_lost(log: EventLog, private: PrivateStore) -> None:
    """Such as when the log was put back from a backup, and the private store was not."""
    users = AccessKeeper(log).now().users
    living = {id for id, user in users.items() if not user.is_erased}
    lacking = living - private.keys.kept_of(living)
    if not lacking:
        return
    if lacking != living:
        click.echo(
            f"Of {len(living):,} people in the log, {len(lacking):,} have no key to their names, "
            "which read as erased: the private store is older than the log, or the log was "
            "imported without keys.",
            err=True,
        )
        return
    click.echo(
        "There are people in the log, and not one key to their names: the private store that "
        "belongs to this log is not here. Names read as erased, and nobody can sign in. Put the "
        "right one back, from the backup that was made with the log (of a file: FILE.private). If "
        'it is lost for good, firstline add-administrator "Ada Novak" ada lets somebody in.',
        err=True,
    )


def _must_be_at_home_or_closed(chosen: Settings, log: EventLog) -> None:
    """Until somebody looks after who may do what, nobody but those at this machine is let in."""
    if chosen.is_at_home or not AccessKeeper(log).now().is_open:
        return
    give_up(
        "This desk has no administrator yet, so it is open to whoever reaches it, and is not "
        "served to others than this machine: not at another FIRSTLINE_HOST, nor with "
        "FIRSTLINE_HOSTS, FIRSTLINE_PROXIES or FIRSTLINE_HTTPS. "
        + (
            "A log in memory cannot have one before it is served: let FIRSTLINE_STORE name a file, "
            "such as sqlite:///desk.db. "
            if isinstance(chosen.store, MemoryStore)
            else ""
        )
        + f'First run: {_this_program()} add-administrator "Ada Novak" ada'
    )


def _this_program() -> str:
    """What to type for it: as it was started, unless its name alone does."""
    name = Path(sys.argv[0]).name
    return name if shutil.which(name) == sys.argv[0] else shlex.quote(sys.argv[0])


def _listener(chosen: Settings) -> socket.socket:
    if connections() < FEWEST_CONNECTIONS:
        give_up(
            "The system allows this process too few open files to serve anybody. Let it have some "
            "thousand: ulimit -n 4096, or LimitNOFILE=4096 in a systemd unit."
        )
    try:
        listener = listen(chosen)
    except (OSError, OverflowError) as error:
        number = error.errno if isinstance(error, OSError) else None
        reason = os.strerror(number) if number and number > 0 else error
        give_up(
            f"Cannot serve at {address_here(chosen)} ({reason}). Choose another place with "
            "FIRSTLINE_PORT or FIRSTLINE_HOST; for make run, PORT= or HOST=."
        )
    click.echo(f"Firstline is at {address_here(chosen)} (Ctrl-C ends it)")
    if chosen.hosts:
        click.echo(f"Others reach it at {address_for_others(chosen)}")
    click.echo(WHEREABOUTS[type(chosen.store)])
    return listener
