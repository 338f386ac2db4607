"""What becomes of a password: whether it will do, and the hash that is kept of it."""

import os
import re
import unicodedata
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

SHORTEST = 12
LONGEST = 128
_MOST_COMPOSED = 4
"""So many characters at most are composed into one: with more than these, it is too long."""
SALT = 16
LENGTH = 32
"""In bytes."""
MEMORY, ITERATIONS, LANES = 19_456, 2, 1
"""The least that OWASP advises for Argon2id; memory in KiB. Read at each use: tests of pages, which
sign in many times, have cheaper ones."""
AT_ONCE = 2
"""How many are worked out at a time by a process: each takes its memory."""

_WHOLE, _PIECE = 40, 20
"""In characters: a password that is longer is judged in pieces. zxcvbn takes seconds for more of
signs that can stand for letters (0 for o), and refuses more than 72."""
_HARD = 4
"""Of 4, by zxcvbn. Two well known words and a year, such as Summer2026London, get 3."""
_PHRASES = ["correcthorsebatterystaple", "correct horse battery staple"]
"""Many words, but those that everybody knows from advice about passwords."""
_WORD = re.compile(r"[^\W\d_]{3,}")


def _begins_with() -> str:
    """What a hash by today's parameters begins with."""
    return f"$argon2id$v=19$m={MEMORY},t={ITERATIONS},p={LANES}$"


def _base64(value: bytes) -> str:
    return b64encode(value).decode("ascii").rstrip("=")


def _nobodys() -> str:
    """Looks like a hash; no password is known that has it."""
    return f"{_begins_with()}{_base64(bytes(SALT))}${_base64(bytes(LENGTH))}"


@cache
def _workers() -> ThreadPoolExecutor:
    """Threads of their own, and not just a lock: the memory that a thread has used stays with it,
    and eight that sign people in would each keep that of a hash."""
    return ThreadPoolExecutor(AT_ONCE)


os.register_at_fork(after_in_child=_workers.cache_clear)


def hashed(password: str) -> str:
    """By Argon2id, with the parameters and a new salt in it."""
    by = Argon2id(
        salt=os.urandom(SALT),
        length=LENGTH,
        iterations=ITERATIONS,
        lanes=LANES,
        memory_cost=MEMORY,
    )
    return _workers().submit(by.derive_phc_encoded, _as_bytes(password)).result()


def matches(password: str, hash: str | None) -> bool:
    """Without a hash it is False, and takes as long: otherwise the time would tell who is known."""
    verify = Argon2id.verify_phc_encoded
    try:
        _workers().submit(verify, _as_bytes(password), hash or _nobodys()).result()
    except (InvalidKey, ValueError):
        return False
    return hash is not None


def is_outdated(hash: str) -> bool:
    """Whether it was made by other parameters than today's."""
    return not hash.startswith(_begins_with())


def fault_of(password: str, sign_in_name: str, full_name: str) -> str | None:
    """Why the password will not do, as a sentence; None if it will."""
    typed, password = password, _normal(password)
    if len(password) < SHORTEST:
        return (
            f"Use at least {SHORTEST} characters: three or four words that do not belong together "
            "are easy to keep in mind."
        )
    if len(password) > LONGEST:
        return f"Use no more than {LONGEST} characters: these are {len(typed):,}."
    name = _normal(sign_in_name).casefold()
    if name and name in password.casefold():
        return "Leave your sign-in name out of the password: it is what others try first."
    theirs = [sign_in_name, *full_name.split(), "firstline"]
    if not any(_is_hard_to_guess(piece, theirs) for piece in _pieces(password)):
        return (
            "That is too easy to guess. Use words that do not belong together, and no names, dates "
            "or rows of keys."
        )
    return None


def _pieces(password: str) -> Iterator[str]:
    """Whoever guesses the whole has to guess each of them. A short one is not cut up: where a cut
    goes through a word, what is left of it looks harder than it is."""
    once = _without_repeats(password)
    size = _PIECE if len(once) > _WHOLE else _WHOLE
    for start in range(0, len(once), size):
        yield once[start : start + size]


def _without_repeats(password: str) -> str:
    """Each word once: zxcvbn takes the second London in London2026!London for one more to guess."""
    seen: set[str] = set()

    def once(match: re.Match[str]) -> str:
        word = match[0].casefold()
        is_new = word not in seen
        seen.add(word)
        return match[0] if is_new else ""

    return _WORD.sub(once, password)


def _is_hard_to_guess(text: str, theirs: list[str]) -> bool:
    # Its lists of words take a tenth of a second to read, which no start should wait for.
    from zxcvbn import zxcvbn

    score: int = zxcvbn(text, user_inputs=theirs + _PHRASES)["score"]
    return score >= _HARD


def _normal(password: str) -> str:
    """The same characters, however a keyboard has composed them. What is too long for a password
    stays too long, and is cut before it takes time."""
    return unicodedata.normalize("NFKC", password[: _MOST_COMPOSED * LONGEST + 1])


def _as_bytes(password: str) -> bytes:
    return _normal(password).encode("utf-8", "surrogatepass")
