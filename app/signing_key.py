"""The key that signs sessions: whoever has it can make forms and cookies that the desk trusts."""

import secrets
import stat
from contextlib import suppress
from pathlib import Path

from app.event_store.address import MemoryStore, SqliteStore
from app.new_file import new_file
from app.settings import LEAST_KEY, SettingError, Settings


def signing_key(settings: Settings) -> str:
    """Returns the key that is set. When none is set, it is a new one for a log in memory; for
    SQLite it is read from a file beside the database, which is made when it is missing.

    Raises SettingError when none is set for PostgreSQL, because desks that share a database must
    share a key; and when other people can read the file.
    """
    if settings.secret_key:
        return settings.secret_key
    if isinstance(settings.store, MemoryStore):
        return secrets.token_hex(32)
    if isinstance(settings.store, SqliteStore):
        path = settings.store.path
        return _kept_in(path.with_name(f"{path.name}.key"))
    raise SettingError(
        "With PostgreSQL, FIRSTLINE_SECRET_KEY has to be set, to the same for all that share the "
        "database: to what `openssl rand -hex 32` prints, say."
    )


def _kept_in(file: Path) -> str:
    try:
        if not file.exists():
            _make(file)
        if file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise SettingError(
                f"{file} can be read by others, and signs sessions. Remove it, and a new one is "
                f"made; or trust them, and say: chmod 600 {file}"
            )
        key = file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(
            f"Cannot keep the key that signs sessions in {file} ({error})."
        ) from error
    if len(key) < LEAST_KEY:
        raise SettingError(f"{file} holds no key. Remove it, and a new one is made.")
    return key


def _make(file: Path) -> None:
    """Make the file, unless another process that starts at the same moment has just made it: then
    its key is used by both."""
    with suppress(FileExistsError), new_file(file) as unfinished:
        unfinished.touch(mode=0o600)
        unfinished.write_text(secrets.token_hex(32) + "\n", encoding="ascii")
