"""Every setting of the desk, typed, read once from the environment. The README explains each."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec


class SettingError(Exception):
    """A setting has a value that means nothing. Its text says which, and what would do."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    host: str = "127.0.0.1"
    port: int = 8000
    hosts: tuple[str, ...] = ()
    """Further names that the desk answers to, besides `host` and this machine itself."""
    https: bool = False
    demo: bool = True
    """Whether `firstline serve` plays a morning first; `create_app` takes the log as it is."""
    timezone: ZoneInfo = ZoneInfo("Europe/London")

    @property
    def trusted_hosts(self) -> list[str]:
        """All the names that the desk answers to."""
        return ["localhost", "127.0.0.1", "[::1]", *_host_as_named(self.host), *self.hosts]


def settings_from(environment: Mapping[str, str]) -> Settings:
    """The settings that these variables ask for; the default where one is missing or empty.

    Raises SettingError.
    """
    default = Settings()
    return Settings(
        host=environment.get("FIRSTLINE_HOST") or default.host,
        port=_port(environment.get("FIRSTLINE_PORT") or str(default.port)),
        hosts=tuple(environment.get("FIRSTLINE_HOSTS", "").replace(",", " ").split()),
        https=_choice(environment, "FIRSTLINE_HTTPS", {"off": False, "on": True}),
        demo=_choice(environment, "FIRSTLINE_DEMO", {"morning": True, "none": False}),
        timezone=_timezone(environment.get("FIRSTLINE_TIMEZONE") or default.timezone.key),
    )


def _host_as_named(host: str) -> list[str]:
    if host in ("0.0.0.0", "::"):  # noqa: S104 (compared with, not bound to)
        return []
    return [f"[{host}]" if ":" in host else host]


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and 1 <= int(text) <= 65535):
        raise SettingError(f"FIRSTLINE_PORT should be a number from 1 to 65535, not {text!r}.")
    return int(text)


def _choice(environment: Mapping[str, str], name: str, choices: dict[str, bool]) -> bool:
    text = environment.get(name) or next(iter(choices))
    if text not in choices:
        raise SettingError(f"{name} should be {' or '.join(choices)}, not {text!r}.")
    return choices[text]


def _timezone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SettingError(
            f"FIRSTLINE_TIMEZONE should be a name such as Europe/London, not {name!r}."
        ) from None
