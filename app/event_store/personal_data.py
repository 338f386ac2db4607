"""Personal data in the log, which can be erased although the log is never changed: it is written
sealed, with a key for each aggregate that is kept outside the log. Whoever throws the key away has
erased what it sealed, in every copy of the log.

What is personal in an event is one text in the log, in the field `sealed`. It is Base64 of

    which key (8 bytes: how the key's SHA-256 begins), a nonce (12 bytes), and the JSON of the
    personal fields under AES-GCM, which also proves that they were sealed for that aggregate and
    that version of it

A key that is another one than that is no key to it: the right one was thrown away or never came
along, and another was made since. What the right key does not open was changed.
"""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from typing import Any

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.domain.contact import Contact
from app.domain.duty import Duty
from app.domain.event import Event
from app.domain.operative import Operative
from app.domain.personal import ERASED
from app.domain.user import User
from app.event_store.event_types import STORED_NAMES
from app.event_store.log import Record

Data = dict[str, Any]

PERSONAL: Mapping[str, tuple[str, ...]] = {
    "OperativeHired": ("forename", "surname", "home_area"),
    "OperativeRenamed": ("forename", "surname"),
    "OperativeHomeAreaChanged": ("after", "before"),
    "OperativeWentOffDuty": ("reason",),
    "OperativeLeft": ("reason",),
    "ContactNamed": ("name", "telephone"),
    "UserRegistered": ("full_name", "sign_in_name"),
    "UserRenamed": ("full_name", "sign_in_name"),
}
"""Which fields are personal, by the stored name of the event. The first is where it says that they
were erased."""
ERASING = frozenset({"ContactErased", "DutyErased", "OperativeErased", "UserErased"})
"""The stored names of the events after which nobody shall read the personal data of their
aggregate."""
ERASABLE_KINDS = (Contact.kind, Duty.kind, Operative.kind, User.kind)
"""The kinds of these aggregates."""
SEALED = "sealed"
"""The field that has the personal ones."""
_MARK = 8
_NONCE = 12
_PADDED_TO = 64
"""In bytes. Otherwise one could tell from an erased name how long it was."""


class NotAsSealed(Exception):
    """What is sealed was changed, or was sealed for another event. Its text is part of a
    sentence."""


def is_sealed(record: Record) -> bool:
    """Whether there is personal data in it that is sealed."""
    return record.type_name in PERSONAL and b'"sealed":"' in record.body


def sealed(data: Data, type_name: str, aggregate_id: str, version: int, key: bytes) -> Data:
    """The data of an event with its personal fields sealed."""
    fields = PERSONAL[type_name]
    text = msgspec.json.encode({name: data[name] for name in fields})
    text = text.ljust(len(text) + -len(text) % _PADDED_TO)
    nonce = secrets.token_bytes(_NONCE)
    box = AESGCM(key).encrypt(nonce, text, _bound_to(aggregate_id, version))
    whole = base64.b64encode(_mark(key) + nonce + box).decode()
    return {name: data[name] for name in data if name not in fields} | {SEALED: whole}


def opened(data: Data, type_name: str, aggregate_id: str, version: int, key: bytes | None) -> Data:
    """The data of an event as it was before it was sealed; where there is no key to it, with
    "(erased)" in the first of the personal fields, and nothing in the others. What is not sealed
    stays as it is.

    Raises NotAsSealed.
    """
    if SEALED not in data:
        return data
    plain = {name: value for name, value in data.items() if name != SEALED}
    try:
        whole = base64.b64decode(data[SEALED], validate=True)
        mark, nonce, box = whole[:_MARK], whole[_MARK : _MARK + _NONCE], whole[_MARK + _NONCE :]
        if key is None or mark != _mark(key):
            return erased(plain, type_name)
        text = AESGCM(key).decrypt(nonce, box, _bound_to(aggregate_id, version))
    except (InvalidTag, ValueError, TypeError):
        raise NotAsSealed("what is sealed in it was changed, or belongs to another event") from None
    fields: Data = msgspec.json.decode(text)
    return plain | fields


def erased(data: Data, type_name: str) -> Data:
    """The data of an event as it is read when it has been erased, also if it was never sealed."""
    first, *others = PERSONAL[type_name]
    return data | dict.fromkeys(others, "") | {first: ERASED}


def as_erased(event: Event) -> Event:
    """The same, of an event that has been read."""
    type_name = STORED_NAMES[type(event)]
    return (
        msgspec.structs.replace(event, **erased({}, type_name)) if type_name in PERSONAL else event
    )


def is_erased(event: Event) -> bool:
    """Whether that is how it was read."""
    return STORED_NAMES[type(event)] in PERSONAL and event == as_erased(event)


def _bound_to(aggregate_id: str, version: int) -> bytes:
    return f"{version} {aggregate_id}".encode()


def _mark(key: bytes) -> bytes:
    return hashlib.sha256(key).digest()[:_MARK]
