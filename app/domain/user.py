"""Users: the people who work at the desk, and sign in to it."""

import re
import unicodedata

from app.domain.aggregate import Aggregate
from app.domain.characters import isolated
from app.domain.event import Event
from app.domain.operative import Operative
from app.domain.personal import ERASED
from app.domain.refused import Refused
from app.domain.role import HeldRoles, Role
from app.domain.text import MOST_COMPOSED, Text

FULL_NAME = Text("Full name", longest=121)
SIGN_IN_NAME = Text("Sign-in name", longest=60)

_NO_NAMES = frozenset({"the desk", "the machine", "nobody", ERASED})
_SIGN_IN_NAME = re.compile(r"[\w.@+-]+")


class UserRegistered(Event, frozen=True):
    full_name: str
    sign_in_name: str
    is_made_up: bool = False
    """Whether there is no such person: those of the demo cannot sign in."""


class UserRenamed(Event, frozen=True):
    full_name: str
    sign_in_name: str


class UserLinked(Event, frozen=True):
    """The user is this operative."""

    operative_id: str


class UserUnlinked(Event, frozen=True):
    pass


class UserDisabled(Event, frozen=True):
    pass


class UserEnabled(Event, frozen=True):
    pass


class SessionsEnded(Event, frozen=True):
    """Whoever was signed in as this user is not any more."""


class UserErased(Event, frozen=True):
    """Their name is gone for good. They are disabled, hold no role, and are no operative."""


def folded(typed: str) -> str:
    """The same for all ways to type a name: in capitals, in letters of double width, or with
    accents as signs of their own, as some keyboards send them. What is too long for a name stays
    too long, and is cut before it takes time."""
    typed = typed[: MOST_COMPOSED * SIGN_IN_NAME.longest + 1]
    small = unicodedata.normalize("NFKC", typed.strip()).casefold()
    return unicodedata.normalize("NFKC", small)


def accept_full_name(typed: str) -> str:
    """As it is kept. Raises Refused for what pages say where there is no name."""
    name = FULL_NAME.accept(typed)
    if name.casefold() in _NO_NAMES:
        raise Refused(f"{isolated(name)} stands for something else on the pages of the desk.")
    return name


def accept_sign_in_name(typed: str) -> str:
    """As it is kept: folded. Raises Refused for what has spaces or other signs in it."""
    text = folded(SIGN_IN_NAME.accept(typed))
    if not _SIGN_IN_NAME.fullmatch(text):
        raise Refused(
            "Sign-in name should be letters, digits and . _ - + @ without spaces, such as ada."
        )
    return text


class User(Aggregate):
    kind = "user"

    def __init__(self, id: str) -> None:
        super().__init__(id)
        self.full_name = ""
        self.sign_in_name = ""
        self.is_made_up = False
        self.is_enabled = False
        self.is_erased = False
        self.operative_id: str | None = None
        self.roles = HeldRoles()

    def register(self, full_name: str, sign_in_name: str, *, is_made_up: bool = False) -> None:
        """Raises Refused without names, and when registered already. Whether somebody else signs
        in under that name is for the caller to ask."""
        if self.full_name:
            raise Refused(f"{isolated(self.full_name)} has already been registered.")
        self.record(
            UserRegistered(
                full_name=accept_full_name(full_name),
                sign_in_name=accept_sign_in_name(sign_in_name),
                is_made_up=is_made_up,
            )
        )

    def rename(self, full_name: str, sign_in_name: str) -> None:
        """Raises Refused without names, and when both are as they were."""
        self.must_be_registered()
        renamed = UserRenamed(
            full_name=accept_full_name(full_name), sign_in_name=accept_sign_in_name(sign_in_name)
        )
        if (renamed.full_name, renamed.sign_in_name) == (self.full_name, self.sign_in_name):
            raise Refused("Both names are like that already.")
        self.record(renamed)

    def link(self, operative: Operative) -> None:
        """Raises Refused for an operative that nobody hired, or who has left, and when linked
        already."""
        self.must_be_registered()
        operative.must_be_here()
        if self.operative_id == operative.id:
            raise Refused(f"{isolated(self.full_name)} is that operative already.")
        self.record(UserLinked(operative_id=operative.id))

    def unlink(self) -> None:
        """Raises Refused when they are no operative."""
        self.must_be_registered()
        if self.operative_id is None:
            raise Refused(f"{isolated(self.full_name)} is no operative.")
        self.record(UserUnlinked())

    def disable(self) -> None:
        """Raises Refused when disabled already."""
        self.must_be_registered()
        if not self.is_enabled:
            raise Refused(f"{isolated(self.full_name)} is disabled already.")
        self.record(UserDisabled())

    def enable(self) -> None:
        """Raises Refused when enabled already."""
        self.must_be_registered()
        if self.is_enabled:
            raise Refused(f"{isolated(self.full_name)} is enabled already.")
        self.record(UserEnabled())

    def end_sessions(self) -> None:
        """Whoever is signed in as them has to sign in again."""
        self.must_be_registered()
        self.record(SessionsEnded())

    def erase(self) -> None:
        """Raises Refused when erased already."""
        self.must_be_registered()
        self.record(UserErased())

    def grant(self, role: Role) -> None:
        """Raises Refused when they hold it already."""
        self.must_be_registered()
        self.record(self.roles.granting(role))

    def revoke(self, role_id: str) -> None:
        """Raises Refused when they do not hold it themselves."""
        self.must_be_registered()
        self.record(self.roles.revoking(role_id))

    def must_be_called(self, full_name: str) -> None:
        """Raises Refused when that is not their name: somebody else is meant, perhaps."""
        self.must_be_registered()
        if folded(accept_full_name(full_name)) != folded(self.full_name):
            raise Refused(
                f"{isolated(self.full_name)} signs in as {isolated(self.sign_in_name)} already. "
                "Give that full name if they are meant, or another sign-in name if they are not."
            )

    def must_be_registered(self) -> None:
        """Raises Refused for a user that nobody registered, or whose name was erased."""
        if not self.full_name:
            raise Refused("There is no such user on this desk.")
        if self.is_erased:
            raise Refused("The name of this user was erased: nothing about them can be changed.")

    def apply(self, event: Event) -> None:
        self.roles.apply(event)
        match event:
            case UserRegistered():
                self.full_name, self.sign_in_name = event.full_name, event.sign_in_name
                self.is_made_up, self.is_enabled = event.is_made_up, True
            case UserRenamed():
                self.full_name, self.sign_in_name = event.full_name, event.sign_in_name
            case UserLinked(operative_id=operative_id):
                self.operative_id = operative_id
            case UserUnlinked():
                self.operative_id = None
            case UserDisabled():
                self.is_enabled = False
            case UserEnabled():
                self.is_enabled = True
            case UserErased():
                self.full_name, self.sign_in_name = ERASED, ""
                self.is_enabled, self.is_erased = False, True
                self.operative_id = None
                self.roles = HeldRoles()
