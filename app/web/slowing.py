"""Whoever guesses passwords is slowed down.

Attempts are counted by address and by the name that somebody wants to sign in as, whether there is
such a user or not. Those from a browser in which the user has signed in before are counted apart:
others cannot use them up. Attempts that turn out well do not count.
"""

import hmac
import ipaddress
import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import BoundedSemaphore

from flask import current_app, request

from app.domain.user import folded
from app.private_store.attempts import Bucket, Full
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
MINUTE = 60
_WITH_PORT = re.compile(r"\[([^\]]*)\](?::\d*)?|([^:]*):\d*")
PATIENCE = 2.0
"""In seconds: how long somebody waits for a place. One is free again some thirty times a second."""

_TOO_MANY = {
    "address": "from one address",
    "account": "under one sign-in name",
    "browser": "in one browser",
    "password": "to change the password",
}
"""For the audit, by the kind of bucket: what there were too many attempts of."""

_places = BoundedSemaphore(STRANGERS)


def buckets_for_sign_in(sign_in_name: str, user_id: str | None) -> list[Bucket]:
    """Those that an attempt to sign in under that name takes from. `user_id` is whose name it is,
    if there is such a user."""
    browser = this_browser()
    if browser.knows(user_id):
        return [Bucket("browser", f"{browser.id} {user_id}", capacity=10)]
    # A whole office can have one address. One name can be typed in thousands of ways.
    return [
        Bucket("address", _secret(network_of(request.remote_addr or "")), capacity=30),
        Bucket("account", _secret(user_id or folded(sign_in_name)), capacity=10),
    ]


def _secret(key: str) -> str:
    """What the key is counted under. Keys share buckets: whoever could tell which address has the
    same bucket as an office's could fill it from there, and keep the office out."""
    secret = str(current_app.secret_key).encode()
    return hmac.new(secret, key.encode("utf-8", "surrogatepass"), "sha256").hexdigest()


def buckets_for_password(user_id: str) -> list[Bucket]:
    """Those that somebody takes from who is signed in and shows that they know their password."""
    return [Bucket("password", user_id, capacity=10)]


def seconds_to_wait(buckets: list[Bucket], user_id: str | None, name: str = "") -> int:
    """How long the attempt has to wait; with 0 it may go on, and is counted. `name` is the one that
    was typed."""
    try:
        desk().private.attempts.take(*buckets, now=now())
    except Full as full:
        kind, key = full.bucket.kind, full.bucket.key
        unknown = "" if user_id else name
        detail = _TOO_MANY[kind]
        note_now_and_then(What.SLOWED_DOWN, kind, key, user_id or "", name=unknown, detail=detail)
        return as_told(full.seconds)
    return 0


@contextmanager
def place_to_be_looked_at(user_id: str | None) -> Iterator[bool]:
    """Whether the password can be looked at now. Where the user is known there always is a place;
    others wait their turn, since to send them away would take as long as to look at them."""
    if this_browser().knows(user_id):
        yield True
        return
    has_one = _places.acquire(timeout=PATIENCE)
    try:
        yield has_one
    finally:
        if has_one:
            _places.release()


def went_well(buckets: list[Bucket]) -> None:
    desk().private.attempts.give_back(buckets)


def network_of(address: str) -> str:
    """The address; of IPv6, the network that it is in. Without the port that some proxies add."""
    if found := _WITH_PORT.fullmatch(address):
        address = found[1] or found[2]
    try:
        read = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(read, ipaddress.IPv4Address):
        return str(read)
    if read.ipv4_mapped:
        return str(read.ipv4_mapped)
    return str(ipaddress.ip_network((read, IPV6_NETWORK), strict=False))


def as_told(seconds: float) -> int:
    """In whole seconds, and from two minutes on in whole minutes: people and programs are told the
    same."""
    whole = math.ceil(seconds)
    return whole if whole < 2 * MINUTE else math.ceil(whole / MINUTE) * MINUTE


def in_words(seconds: int) -> str:
    if seconds >= 2 * MINUTE:
        return f"{seconds // MINUTE} minutes"
    return "a second" if seconds == 1 else f"{seconds} seconds"


def note_now_and_then(
    what: What, kind: str, key: str, user_id: str = "", *, name: str = "", detail: str = ""
) -> None:
    """Note what anybody can cause as often as they like: a hail of it would push out the older
    notes of its kind."""
    first = Bucket(f"noted {kind}", key, capacity=1, per=NOTED_EVERY)
    note(what, user_id, name=name, detail=detail, unless=first)
