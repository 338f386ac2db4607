"""The gate before every view: who is asking, and whether they may have what they ask for.

Each view says with `needs` what it takes, or with `open_to_all` that it takes nothing; `check`
refuses to start a desk where one has forgotten to. Commands are checked again where they are run.
"""

import ipaddress
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import msgspec
from flask import Flask, abort, current_app, redirect, request
from flask.typing import ResponseReturnValue

from app.domain.access import Person
from app.domain.feature import Feature
from app.web.asking import NOBODY, access, person
from app.web.services import desk
from app.web.way_back import sign_in_address

View = TypeVar("View", bound=Callable[..., Any])

OF_PROXIES = frozenset(
    {"Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP"}
)
"""Headers that a request has which came through a proxy."""
FILES = frozenset({"static", "bootstrap.static", "style_sheet"})
"""Endpoints of what is the same for everybody. Nobody is looked up for these."""


class NotAllowed(Exception):
    """Whoever asks may not have this. `missing` are features each of which would do."""

    def __init__(self, missing: tuple[Feature, ...]) -> None:
        super().__init__(", ".join(missing))
        self.missing = missing


class NotSignedIn(Exception):
    """A form came from somebody who is not, or no longer, signed in."""


class Needed(msgspec.Struct, frozen=True):
    """What a view takes of whoever asks."""

    features: tuple[Feature, ...] = ()
    """One of them; none of them where it does to be signed in."""
    is_own: Callable[..., bool] | None = None
    """Whether what these parts of an address name is of the operative's own visits."""
    is_for_all: bool = False


def needs(*features: Feature, own: Callable[..., bool] | None = None) -> Callable[[View], View]:
    """Say of a view that it is for those who have one of these features; with none given, for
    whoever is signed in. Operatives who may work on their own visits may also have what is `own`:
    it is asked with what the address names."""
    return _noting(Needed(features, own))


def open_to_all(view: View) -> View:
    """Say of a view that it is for everybody, signed in or not."""
    return _noting(Needed(is_for_all=True))(view)


def _noting(needed: Needed) -> Callable[[View], View]:
    def note(view: View) -> View:
        vars(view)["needed"] = needed
        return view

    return note


def needed_by(endpoint: str) -> Needed | None:
    """What the view of that endpoint takes; None when it has not said so."""
    if endpoint in FILES:
        return Needed(is_for_all=True)
    needed: Needed | None = vars(current_app.view_functions[endpoint]).get("needed")
    return needed


def init_app(app: Flask) -> None:
    app.before_request(_let_in)


def check(app: Flask) -> None:
    """Raises NotImplementedError where a view has not said who it is for."""
    with app.app_context():
        forgotten = [name for name in app.view_functions if needed_by(name) is None]
    if forgotten:
        raise NotImplementedError(f"Say with @needs who may have {', '.join(sorted(forgotten))}")


def may_open(endpoint: str, **named: Any) -> bool:
    """Whether whoever is asking may have what is at that endpoint, with what its address names;
    when that is not said, whatever it names."""
    needed = needed_by(endpoint)
    return needed is not None and _meets(person(), needed, named)


def must(*features: Feature) -> None:
    """Raises NotAllowed unless whoever is asking has one of these features."""
    if not person().may(*features):
        raise NotAllowed(features)


def _let_in() -> ResponseReturnValue | None:
    endpoint = request.endpoint
    if endpoint is None or endpoint in FILES or endpoint == "health.index":
        return None
    _must_be_at_home()
    asking = person()
    needed = needed_by(endpoint)
    if needed is None:
        raise NotAllowed(())
    if _meets(asking, needed, request.view_args or {}):
        return None
    if asking is not NOBODY:
        raise NotAllowed(needed.features)
    if request.method == "POST":
        raise NotSignedIn
    return redirect(sign_in_address(), 303)


def _meets(asking: Person, needed: Needed, named: Mapping[str, Any]) -> bool:
    if needed.is_for_all:
        return True
    if not needed.features:
        return asking is not NOBODY
    if asking.may(*needed.features):
        return True
    if needed.is_own is None or not named or not asking.may(Feature.WORK_ON_OWN_VISITS):
        return False
    return needed.is_own(**named)


def _must_be_at_home() -> None:
    """End the request (503) where others than those at this machine can reach an open desk: also
    where another server than the desk's own let them in."""
    if not access().is_open:
        return
    if not is_at_home():
        abort(
            503,
            "This desk has no administrator yet, so it is open to this machine alone. Whoever "
            'looks after it can run: firstline add-administrator "Ada Novak" ada',
        )


def is_at_home() -> bool:
    """Whether nobody but those at this machine can have asked."""
    return desk().settings.is_at_home and _is_from_this_machine()


def _is_from_this_machine() -> bool:
    """A proxy on this machine has its address, whoever asks it from elsewhere, and can hide the
    name that it was asked by."""
    if any(name in request.headers for name in OF_PROXIES):
        return False
    try:
        # Through a socket in the file system, there is no address.
        return not request.remote_addr or ipaddress.ip_address(request.remote_addr).is_loopback
    except ValueError:
        return False
