"""Tokens: whoever has one, has what it stands for. Only a hash of each is kept, so a copy of the
store lets nobody in. A plain one is enough, since nobody can guess 256 random bits."""

import hashlib
import secrets


def new_token() -> str:
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    # A token that was altered can hold anything.
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
