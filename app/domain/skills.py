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
_ALTERNATIVES = re.compile(r"\band\b|[&/]", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_SHORTEST_COMPARED = 2
_WITH_ES = ("ches", "shes", "sses", "xes")
"""How the plural of a switch, a brush, a press and a box ends."""


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


def words_in(text: str) -> frozenset[str]:
    """The words of a text that says what is to be done, to look for skills in."""
    return frozenset(map(_as_compared, _WORD.findall(text)))


def words_of(skill: str) -> list[frozenset[str]]:
    """The words that name a skill where a text has all of them: "high voltage" has two. Each part
    of "doors and locks" names it by itself."""
    parts = (words_in(part) for part in _ALTERNATIVES.split(skill))
    return [words for words in parts if words]


def _as_compared(word: str) -> str:
    """Without case, and in the singular. Two letters stay as they are: IT is a skill, and "it"
    stands in every other sentence."""
    if len(word) <= _SHORTEST_COMPARED:
        return word
    word = word.casefold()
    if len(word) == _SHORTEST_COMPARED + 1 or not word.endswith("s") or word.endswith("ss"):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith(_WITH_ES) else word[:-1]


def _accept(typed: str) -> str:
    skill = SKILL.accept(typed)
    # Otherwise it would read as two.
    if _BETWEEN.search(skill):
        raise Refused(f"“{isolated(skill)}” is more than one skill: name each by itself.")
    return skill
