"""What an operative can do, in a few words each: "gas", "lifts"."""

import re
from collections.abc import Iterable, Sequence

from app.domain.characters import isolated
from app.domain.refused import Refused
from app.domain.text import Text

SKILL = Text("Skill", longest=40, required=False)
MOST_SKILLS = 20
"""How many an operative can have: a line or two on a page."""
SKILLS = Text("Skills", longest=MOST_SKILLS * 42, required=False)
"""All of them, as they are typed."""
_BETWEEN = re.compile(r"[,;\n]")


def skills_in(typed: str) -> tuple[str, ...]:
    """The skills that somebody typed one after the other, with commas, semicolons or line ends
    between them."""
    return tuple(skill for each in _BETWEEN.split(typed) if (skill := each.strip()))


def accept_typed_skills(typed: str) -> str:
    """The same, as text. Raises Refused as `accept_skills` does."""
    return in_words(accept_skills(skills_in(SKILLS.accept(typed))))


def accept_skills(typed: Iterable[str]) -> tuple[str, ...]:
    """Each once, however it is written, in the order in which they were named. Raises Refused for
    too many, and for one that cannot be kept."""
    skills = {skill.casefold(): skill for each in reversed([*typed]) if (skill := _accept(each))}
    if len(skills) > MOST_SKILLS:
        raise Refused(
            f"An operative can have {MOST_SKILLS} skills at most; these are {len(skills):,}."
        )
    return tuple(reversed(skills.values()))


def in_words(skills: Sequence[str]) -> str:
    """As people read and type them: "gas, lifts"."""
    return ", ".join(skills)


def _accept(typed: str) -> str:
    skill = SKILL.accept(typed)
    # Otherwise it would read as two.
    if _BETWEEN.search(skill):
        raise Refused(f"“{isolated(skill)}” is more than one skill: name each by itself.")
    return skill
