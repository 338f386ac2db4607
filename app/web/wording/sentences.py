"""What all sentences about events have in common."""

import msgspec

from app.domain.characters import isolated


class Sentence(msgspec.Struct, frozen=True):
    """What happened to something: "assigned to Ann Marsh". The remark is what a person wrote
    about it, in their own words: it is not isolated."""

    text: str
    remark: str = ""


def from_to(before: str, after: str) -> str:
    """What was changed; either may be empty."""
    return f"{f'from {isolated(before)} ' if before else ''}to {isolated(after) or 'nothing'}"
