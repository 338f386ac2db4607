"""Every setting of the desk, typed, read once from the environment. The README explains each."""

import enum
import ipaddress
import re
from collections.abc import Mapping
from datetime import time
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from app.domain.promise import DAY, Length, Priority, Promises, Target, WorkingHours
from app.event_store.address import MemoryStore, StoreAddress, store_address

T = TypeVar("T")

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MOST_OF_A_UNIT = 1_000
"""So many days, hours or minutes can be promised."""
_LENGTH = re.compile(r"(\d{1,4}) *(d|days?|h|hours?|min|minutes?)", re.ASCII)
_WORKING_HOURS = re.compile(
    rf"(?P<first>{'|'.join(DAYS)})(?: *- *(?P<last>{'|'.join(DAYS)}))? +"
    r"(?P<begin>[01]\d|2[0-3]):(?P<begin_min>[0-5]\d) *- *"
    r"(?P<end>[01]\d|2[0-4]):(?P<end_min>[0-5]\d)",
    re.ASCII,
)
LEAST_KEY = 32
"""In characters: the shortest key for signing that is accepted."""


class Demo(enum.StrEnum):
    """What an empty log starts with."""

    MORNING = "morning"
    BUSY = "busy"
    NONE = "none"


class SettingError(Exception):
    """A setting has a value that is not allowed. Its text says which one, and what is allowed."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    store: StoreAddress = MemoryStore()
    """Where the log is kept."""
    projections: Path | None = None
    """The folder for what the pages are read from; None for the one that fits the store."""
    secret_key: str = ""
    """Signs sessions. When it is empty, where the log is kept decides (see `signing_key`)."""
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    """How many processes serve."""
    hosts: tuple[str, ...] = ()
    """Further names that the desk answers to, besides `host` and this machine itself."""
    https: bool = False
    """Whether people reach the desk over HTTPS, which a proxy in front takes care of."""
    proxies: int = 0
    """How many proxies in front are believed about a client's address, scheme and host."""
    demo: Demo | None = None
    """What `firstline serve` plays into an empty log; None: a morning, if it is in memory."""
    session_hours: int = 12
    """How long somebody stays signed in at most."""
    idle_hours: int = 2
    """How long somebody stays signed in without doing anything."""
    telephone_days: int = 30
    """How long somebody may stay signed in on their telephone, where a role lets them; 0: as
    everybody."""
    emergency: Target = Promises().emergency
    """How soon somebody is there, and how soon it is done, when it is an emergency."""
    urgent: Target = Promises().urgent
    routine: Target = Promises().routine
    working_hours: tuple[frozenset[int], time, time] | None = None
    """The days (0 is Monday), from when and until when, in which these lengths of time count; None
    for around the clock."""
    timezone: ZoneInfo = ZoneInfo("Europe/London")
    log_format: str = "human"
    """How the server's own log is written: human or json."""

    @property
    def trusted_hosts(self) -> list[str]:
        """All the names that the desk answers to."""
        return ["localhost", "127.0.0.1", "[::1]", *_host_as_named(self.host), *self.hosts]

    @property
    def is_at_home(self) -> bool:
        """Whether nobody but those at this machine can reach the desk. Through a proxy, others
        can, and HTTPS takes one."""
        return _is_loopback(self.host) and not self.hosts and not self.proxies and not self.https

    @property
    def promises(self) -> Promises:
        """What is promised to callers."""
        if self.working_hours is None:
            return Promises(self.emergency, self.urgent, self.routine)
        days, begin, end = self.working_hours
        hours = WorkingHours(days, begin, end, self.timezone)
        return Promises(self.emergency, self.urgent, self.routine, hours)

    @property
    def plays(self) -> Demo:
        if self.demo is not None:
            return self.demo
        return Demo.MORNING if isinstance(self.store, MemoryStore) else Demo.NONE


def settings_from(environment: Mapping[str, str]) -> Settings:
    """Returns the settings in these variables; the default where one is missing or empty.

    Raises SettingError.
    """
    _refuse_unknown(environment)
    default = Settings()
    settings = Settings(
        store=_store(environment.get("FIRSTLINE_STORE") or "memory:"),
        projections=Path(folder) if (folder := environment.get("FIRSTLINE_PROJECTIONS")) else None,
        secret_key=_secret_key(environment.get("FIRSTLINE_SECRET_KEY") or ""),
        host=environment.get("FIRSTLINE_HOST") or default.host,
        port=_number(environment, "FIRSTLINE_PORT", default.port, 1, 65535),
        workers=_number(environment, "FIRSTLINE_WORKERS", default.workers, 1, 64),
        hosts=tuple(environment.get("FIRSTLINE_HOSTS", "").replace(",", " ").split()),
        https=_choice(environment, "FIRSTLINE_HTTPS", {"off": False, "on": True}),
        proxies=_number(environment, "FIRSTLINE_PROXIES", default.proxies, 0, 9),
        demo=_choice(environment, "FIRSTLINE_DEMO", {"": None, **{each: each for each in Demo}}),
        session_hours=_number(
            environment, "FIRSTLINE_SESSION_HOURS", default.session_hours, 1, 168
        ),
        idle_hours=_number(environment, "FIRSTLINE_IDLE_HOURS", default.idle_hours, 1, 168),
        telephone_days=_number(
            environment, "FIRSTLINE_TELEPHONE_DAYS", default.telephone_days, 0, 365
        ),
        emergency=_target(environment, "FIRSTLINE_EMERGENCY", default.emergency),
        urgent=_target(environment, "FIRSTLINE_URGENT", default.urgent),
        routine=_target(environment, "FIRSTLINE_ROUTINE", default.routine),
        working_hours=_working_hours(environment.get("FIRSTLINE_WORKING_HOURS") or ""),
        timezone=_timezone(environment.get("FIRSTLINE_TIMEZONE") or default.timezone.key),
        log_format=_choice(environment, "FIRSTLINE_LOG_FORMAT", {"human": "human", "json": "json"}),
    )
    _refuse_done_before_there(settings.promises)
    if settings.workers > 1 and isinstance(settings.store, MemoryStore):
        raise SettingError(
            "FIRSTLINE_WORKERS can be more than 1 only when they can share the log: set "
            "FIRSTLINE_STORE to sqlite:///desk.db, say."
        )
    return settings


def _refuse_unknown(environment: Mapping[str, str]) -> None:
    """Refuse a variable that is no setting. Otherwise, somebody who mistypes FIRSTLINE_STORE would
    find out when the log in memory is gone."""
    known = [field.upper() for field in Settings.__struct_fields__]
    for name in sorted(environment):
        own = name.removeprefix("FIRSTLINE_")
        if own != name and own not in known:
            close = get_close_matches(own, known, n=1)
            all_of_them = "The README lists those that there are."
            meant = f"Is FIRSTLINE_{close[0]} meant?" if close else all_of_them
            raise SettingError(f"There is no setting {name}. {meant}")


def _store(text: str) -> StoreAddress:
    try:
        return store_address(text)
    except ValueError as error:
        # What it holds is not repeated: there may be a password in it.
        raise SettingError(f"FIRSTLINE_STORE should be {error}.") from None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _secret_key(text: str) -> str:
    if text and (len(text) < LEAST_KEY or text.split() != [text]):
        raise SettingError(
            f"FIRSTLINE_SECRET_KEY should have at least {LEAST_KEY} characters that nobody can "
            "guess, and no spaces, such as those that `openssl rand -hex 32` prints."
        )
    return text


def _host_as_named(host: str) -> list[str]:
    if host in ("0.0.0.0", "::"):  # noqa: S104 (compared with, not bound to)
        return []
    return [f"[{host}]" if ":" in host else host]


def _number(environment: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    text = environment.get(name) or str(default)
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and least <= int(text) <= most):
        raise SettingError(f"{name} should be a number from {least} to {most}, not {text!r}.")
    return int(text)


def _choice(environment: Mapping[str, str], name: str, choices: dict[str, T]) -> T:
    """Returns what the variable stands for; the first choice when it is missing or empty."""
    text = environment.get(name) or next(iter(choices))
    if text not in choices:
        *others, last = (choice for choice in choices if choice)
        raise SettingError(f"{name} should be {', '.join(others)} or {last}, not {text!r}.")
    return choices[text]


def _target(environment: Mapping[str, str], name: str, default: Target) -> Target:
    text = environment.get(name)
    if not text:
        return default
    arrive, _, complete = text.partition("/")
    if (arrives := _length(arrive)) and (completes := _length(complete)):
        return Target(arrives, completes)
    raise SettingError(
        f"{name} should say how soon somebody is there, and how soon it is done, such as "
        f"“2 h / 8 h” or “90 min / 2 days”; not {text!r}."
    )


def _refuse_done_before_there(promises: Promises) -> None:
    """A day can be shorter than the hours beside it, where only working hours count."""
    day = promises.hours.day if promises.hours else DAY
    for priority in Priority:
        target = promises.target(priority)
        if target.complete.lasts(day) < target.arrive.lasts(day):
            because = " A day is as long as FIRSTLINE_WORKING_HOURS says." if promises.hours else ""
            raise SettingError(
                f"FIRSTLINE_{priority.name} promises that it is done ({target.complete}) before "
                f"somebody is there ({target.arrive}).{because}"
            )


def _length(text: str) -> Length | None:
    written = _LENGTH.fullmatch(text.strip().lower())
    if written is None or not 0 < int(written[1]) <= MOST_OF_A_UNIT:
        return None
    number, unit = int(written[1]), written[2]
    if unit.startswith("d"):
        return Length(days=number)
    return Length(hours=number) if unit.startswith("h") else Length(minutes=number)


def _working_hours(text: str) -> tuple[frozenset[int], time, time] | None:
    if not text:
        return None
    written = _WORKING_HOURS.fullmatch(text.strip().lower())
    if written:
        first = DAYS.index(written["first"])
        last = DAYS.index(written["last"] or written["first"])
        days = frozenset((first + ahead) % 7 for ahead in range((last - first) % 7 + 1))
        begin = int(written["begin"]) * 60 + int(written["begin_min"])
        end = int(written["end"]) * 60 + int(written["end_min"])
        if begin < end <= 24 * 60:
            return days, time(*divmod(begin, 60)), time(*divmod(end % (24 * 60), 60))
    raise SettingError(
        "FIRSTLINE_WORKING_HOURS should be days and the hours of a day, such as “Mon-Fri "
        f"08:00-18:00” (24:00 is the end of a day); not {text!r}."
    )


def _timezone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SettingError(
            f"FIRSTLINE_TIMEZONE should be a name such as Europe/London, not {name!r}."
        ) from None
