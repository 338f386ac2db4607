"""`firstline add-administrator` and `firstline end-sessions`."""

from contextlib import closing
from datetime import datetime

import click

from app import utc_now
from app.cli.common import (
    give_up,
    give_up_if_of_another_log,
    giving_up,
    opened_log,
    settings_of_kept_log,
)
from app.commands.bus import CommandBus, Origin
from app.commands.ids import new_id
from app.commands.user import AddAdministrator
from app.domain.access import THE_MACHINE
from app.domain.characters import without_direction
from app.domain.refused import Refused
from app.domain.user import User, UserEnabled
from app.event_store.address import SqliteStore, StoreAddress
from app.event_store.log import EventLog
from app.event_store.stores import open_private_store, prepare
from app.printable import printable
from app.private_store.sign_ins import What
from app.private_store.store import PrivateStore
from app.settings import Settings
from app.web.hosts import address_for_others
from app.web.invitations import make_link


@click.command()
@click.argument("full_name")
@click.argument("sign_in_name")
def add_administrator(full_name: str, sign_in_name: str) -> None:
    """Let somebody manage the people of the desk, and print a link for setting a password.

    Whoever has both names already is enabled, and gets a new link: so an administrator who is lost
    comes back. Desks can go on meanwhile.
    """
    chosen = settings_of_kept_log()
    with giving_up():
        if isinstance(chosen.store, SqliteStore):
            prepare(chosen.store)
    with (
        giving_up(),
        closing(open_private_store(chosen.store)) as private,
        opened_log() as log,
    ):
        give_up_if_of_another_log(chosen.store, log, private)
        user, was_disabled = _added(log, private, full_name, sign_in_name)
        give_up_if_of_another_log(chosen.store, log, private)  # known now, if it was empty
        token, until = make_link(private, user.id, by=THE_MACHINE, now=utc_now())
    name = printable(user.full_name)
    if was_disabled:
        click.echo(f"{name} was disabled, and is enabled again.")
    click.echo(
        f"{name}, who signs in as {printable(user.sign_in_name)}, may manage people, and sets a "
        f"password here, once, until {_moment(until, chosen)}:"
    )
    click.echo(f"{address_for_others(chosen)}/invitations/{token}")
    click.echo(
        f"The link works at a desk that runs there on this store ({_in_words(chosen.store)}); any "
        "other refuses it. If yours is at another address, give this command the settings that "
        "the desk has, such as FIRSTLINE_PORT."
    )


@click.command()
def end_sessions() -> None:
    """Sign everybody out, and void all links for setting a password.

    For when a backup was put back, in which people are signed in who have signed out since. Desks
    can go on meanwhile.
    """
    with giving_up(), closing(open_private_store(settings_of_kept_log().store)) as private:
        sessions, links = private.end_everything(utc_now())
        detail = f"everybody's ({sessions}), and all links ({links})"
        private.sign_ins.note(What.SESSION_ENDED, at=utc_now(), by=THE_MACHINE, detail=detail)
    click.echo(
        f"Sessions ended: {sessions}. Links voided: {links}. Everybody signs in again; who has "
        "not set a password yet needs another link."
    )


def _added(
    log: EventLog, private: PrivateStore, full_name: str, sign_in_name: str
) -> tuple[User, bool]:
    """The user who may manage people now, and whether they were disabled until then."""
    bus = CommandBus(log, utc_now, private.credentials.who_have)
    known = bus.access.now()
    user_id = known.signs_in_as(sign_in_name) or new_id("user")
    if user_id in known.users and known.users[user_id].is_made_up:
        give_up(
            f"{printable(sign_in_name)} is somebody who was made up to try the desk with, and "
            "cannot sign in. Choose another sign-in name."
        )
    command = AddAdministrator(user_id=user_id, full_name=full_name, sign_in_name=sign_in_name)
    origin = Origin(who=THE_MACHINE, source="/administration/people", command_id=new_id("command"))
    try:
        receipt = bus.run(command, origin)
    except Refused as refusal:
        give_up(printable(without_direction(str(refusal)), longest=None))
    user, stream = User(user_id), log.stream(user_id)
    user.replay((each.event for each in stream), version=len(stream))
    return user, any(isinstance(each.event, UserEnabled) for each in receipt.events)


def _in_words(store: StoreAddress) -> str:
    """As FIRSTLINE_STORE says it, but for a database: there may be a password in its address."""
    if isinstance(store, SqliteStore):
        return f"sqlite:///{printable(str(store.path), longest=None)}"
    return "the database that FIRSTLINE_STORE names"


def _moment(moment: datetime, chosen: Settings) -> str:
    return f"{moment.astimezone(chosen.timezone):%H:%M on %A, %d %B %Y} ({chosen.timezone.key})"
