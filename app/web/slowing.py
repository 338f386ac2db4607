"""Whoever guesses passwords is slowed down.

Attempts are counted by address and by the name that somebody wants to sign in as, whether there is
such a user or not. Those from a browser in which the user has signed in before are counted apart:
others cannot use them up. Attempts that turn out well do not count.
"""

import ipaddress
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import BoundedSemaphore

import msgspec
from flask import request

from app.private_store.sign_ins import What
from app.threads import STRANGERS
from app.web.desk import now
from app.web.entering import note
from app.web.known_browsers import this_browser
from app.web.services import desk

IPV6_NETWORK = 64
"""In bits: whoever has one address of such a network has all of them."""
NOTED_EVERY = timedelta(minutes=10)
"""How often at most the same is noted of the same address or account."""


_places = BoundedSemaphore(STRANGERS)


class Bucket(msgspec.Struct, frozen=True):
    kind: str
    key: str
    capacity: int
    per: timedelta = timedelta(minutes=15)

    def take(self) -> float:
        """For how many seconds an attempt has to wait; with 0 it is counted."""
        return desk().private.attempts.take(
            self.kind, self.key, now=now(), capacity=self.capacity, per=self.per
        )

    def give_back(self) -> None:
        desk().private.attempts.give_back(self.kind, self.key, capacity=self.capacity, per=self.per)


def buckets_for_sign_in(sign_in_name: str, user_id: str | None) -> list[Bucket]:
    """Those that an attempt to sign in under that name takes from. `user_id` is whose name it is,
    if there is such a user."""
    browser = this_browser()
    if browser.knows(user_id):
        return [Bucket("browser", f"{browser.id} {user_id}", capacity=10)]
    # A whole office can have one address.
    return [
        Bucket("address", network_of(request.remote_addr or ""), capacity=30),
        Bucket("account", sign_in_name.strip().casefold(), capacity=10),
    ]


def buckets_for_password(user_id: str) -> list[Bucket]:
    """Those that somebody takes from who is signed in and shows that they know their password."""
    return [Bucket("password", user_id, capacity=10)]


def seconds_to_wait(buckets: list[Bucket], user_id: str | None) -> float:
    """How long the attempt has to wait; with 0 it may go on, and is counted."""
    for bucket in buckets:
        if waits := bucket.take():
            detail = f"by {bucket.kind}"
            note_now_and_then(What.SLOWED_DOWN, bucket.kind, bucket.key, user_id or "", detail)
            return waits
    return 0.0


@contextmanager
def place_to_be_looked_at(user_id: str | None) -> Iterator[bool]:
    """Whether the password can be looked at now. Where the user is known there always is a place;
    the few others are soon free again."""
    if this_browser().knows(user_id):
        yield True
        return
    has_one = _places.acquire(blocking=False)
    try:
        yield has_one
    finally:
        if has_one:
            _places.release()


def went_well(buckets: list[Bucket]) -> None:
    for bucket in buckets:
        bucket.give_back()


def network_of(address: str) -> str:
    """The address; of IPv6, the network that it is in."""
    try:
        read = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(read, ipaddress.IPv4Address):
        return str(read)
    if read.ipv4_mapped:
        return str(read.ipv4_mapped)
    return str(ipaddress.ip_network((read, IPV6_NETWORK), strict=False))


def in_words(seconds: float) -> str:
    minutes = -(-int(seconds + 0.999) // 60)
    return "a minute" if minutes <= 1 else f"{minutes} minutes"


def note_now_and_then(what: What, kind: str, key: str, user_id: str = "", detail: str = "") -> None:
    """Note what anybody can cause as often as they like: a hail of it would push out of the notes
    what else is there."""
    first = Bucket(f"noted {kind}", key, capacity=1, per=NOTED_EVERY)
    if not first.take():
        note(what, user_id, detail=detail)
