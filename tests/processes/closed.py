"""Desks that people sign in to."""

from contextlib import closing
from pathlib import Path

from app import utc_now
from app.commands.bus import CommandBus, Origin
from app.commands.ids import new_id
from app.commands.user import AddAdministrator
from app.domain.access import THE_MACHINE
from app.event_store.address import SqliteStore
from app.event_store.stores import open_log, open_private_store, prepare
from app.private_store.passwords import hashed
from tests.web.signing_in import PASSWORD


def closed_store(folder: Path) -> SqliteStore:
    """A log with an administrator, who signs in as ada."""
    store = SqliteStore(folder / "desk.db")
    prepare(store)
    command = AddAdministrator(user_id=new_id("user"), full_name="Ada Novak", sign_in_name="ada")
    with closing(open_private_store(store)) as private, closing(open_log(store)) as log:
        origin = Origin(who=THE_MACHINE, source="/", command_id=new_id("command"))
        CommandBus(log, utc_now).run(command, origin)
        private.credentials.keep(command.user_id, hashed(PASSWORD), utc_now())
    return store
