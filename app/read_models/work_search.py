"""Finding works by words: in their own text, and in the names of operatives who have had them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING

import msgspec

from app.read_models.database import Database
from app.read_models.found import Found
from app.read_models.text_index import SOME, TextIndex, has_words

if TYPE_CHECKING:
    from app.read_models.works import WorkRow

FEW = 1_000
"""Fewer works than these are all looked at, one by one."""
MOST_LOOKED_AT = 2_000
"""So many works that can have words in names are looked at, the newest first. It takes some 50
ms."""

THESE = "SELECT value FROM json_each(?)"

Find = Callable[[str, Sequence[object]], "list[WorkRow]"]
Names = Mapping[str, Sequence[str]]
"""The words of operatives' names, by their ids."""


class WorkSearch:
    """What has all of the words in its own text is found by the index of texts. What has some of
    them in names is looked for among the newest works that can have them."""

    def __init__(
        self,
        database: Database,
        texts: TextIndex,
        find: Find,
        words_of: "Callable[[WorkRow], list[str]]",
        names: Callable[[], Names],
    ) -> None:
        """`find` returns the works for which a condition (SQL and its values) holds, the newest
        first; `words_of` those of a Work's own text; `names` those of all operatives."""
        self._database = database
        self._texts = texts
        self._find = find
        self._words_of = words_of
        self._names = names

    def newest(
        self,
        words: Sequence[str],
        condition: str,
        values: Sequence[object],
        before: int,
    ) -> "Found[WorkRow]":
        """Works for which the condition holds and that have all of the words, with numbers below
        `before`, the last raised first."""
        all_meant = f"{condition} AND number < ?", [*values, before]

        def fetch(limit: int, offset: int) -> "list[WorkRow]":
            end = limit + offset if limit >= 0 else None
            if self._is_for_few(*all_meant):
                works = self._find(*all_meant)
                return self._having(words, works, self._names())[offset:end]
            found: dict[int, WorkRow] = {}
            for rows in (
                self._by_text(words, condition, values, before, end),
                self._by_name(words, condition, values, before, end),
            ):
                found |= {row.number: row for row in rows}
            return [found[number] for number in sorted(found, reverse=True)][offset:end]

        return Found(count=lambda: len(fetch(-1, 0)), fetch=fetch)

    def _is_for_few(self, condition: str, values: Sequence[object]) -> bool:
        """Whether so few works are meant that it is quicker to look at each."""
        [(count,)] = self._database.select(
            f"SELECT count(*) FROM (SELECT 1 FROM standings WHERE {condition} LIMIT ?)",  # noqa: S608
            *values,
            FEW,
        )
        return int(count) < FEW

    def _by_text(
        self,
        words: Sequence[str],
        condition: str,
        values: Sequence[object],
        before: int,
        end: int | None,
    ) -> "list[WorkRow]":
        found: list[WorkRow] = []
        for numbers in self._texts.newest(words, before):
            found += self._among(numbers, condition, values)
            if end is not None and len(found) >= end:
                break
        return found

    def _by_name(
        self,
        words: Sequence[str],
        condition: str,
        values: Sequence[object],
        before: int,
        end: int | None,
    ) -> "list[WorkRow]":
        found: dict[int, WorkRow] = {}
        names = self._names()
        candidates = islice(self._candidates(words, names, before), MOST_LOOKED_AT)
        size = SOME
        while numbers := list(islice(candidates, size)):
            rows = self._among(numbers, condition, values)
            found |= {row.number: row for row in self._having(words, rows, names)}
            if end is not None and len(found) >= end:
                break
            size *= 2
        return list(found.values())

    def _candidates(self, words: Sequence[str], names: Names, before: int) -> Iterator[int]:
        """The numbers of works that can have some of the words in a name, the highest first."""
        # A letter names nobody: too many begin with it.
        naming = {
            word: {id for id, name in names.items() if has_words(name, [word])}
            for word in words
            if len(word) > 1
        }
        named = {word: ids for word, ids in naming.items() if ids}
        if not named:
            return
        others = [word for word in words if word not in named]
        # First those of whoever has all the names: most searches for names mean one person.
        if whole := set.intersection(*named.values()):
            yield from self._had_by([whole], others, before)
        # What no text has, has to be in a name.
        needed = [ids for word, ids in named.items() if not any(self._texts.newest([word], before))]
        yield from self._had_by(needed or [set.union(*named.values())], others, before)

    def _had_by(
        self, groups: Sequence[set[str]], words: Sequence[str], before: int
    ) -> Iterator[int]:
        """The numbers of works that somebody of each group of operatives has had, and that have
        the words in their text, the highest first."""
        for numbers in self._texts.newest(words, before) if words else self._all(before):
            had = set(numbers)
            for group in groups:
                found = self._database.select(
                    "SELECT number FROM assignments "  # noqa: S608
                    f"WHERE operative_id IN ({THESE}) AND number BETWEEN ? AND ?",
                    msgspec.json.encode(sorted(group)).decode(),
                    min(had, default=0),
                    max(had, default=0),
                )
                had &= {number for (number,) in found}
            yield from sorted(had, reverse=True)

    def _all(self, before: int) -> Iterator[Sequence[int]]:
        number, size = before - 1, SOME
        while number > 0:
            yield range(number, max(number - size, 0), -1)
            number, size = number - size, size * 2

    def _among(
        self, numbers: Sequence[int], condition: str, values: Sequence[object]
    ) -> "list[WorkRow]":
        wanted = msgspec.json.encode(numbers).decode()
        return self._find(f"number IN ({THESE}) AND {condition}", [wanted, *values])

    def _having(
        self, words: Sequence[str], rows: "Sequence[WorkRow]", names: Names
    ) -> "list[WorkRow]":
        """Those of the works that have all of the words, be it in text or in names."""
        had_by: dict[str, list[str]] = {}
        for work_id, operative_id in self._database.select(
            f"SELECT work_id, operative_id FROM visits WHERE work_id IN ({THESE})",  # noqa: S608
            msgspec.json.encode([row.id for row in rows]).decode(),
        ):
            had_by.setdefault(work_id, []).extend(names.get(operative_id, ()))
        return [
            row for row in rows if has_words(self._words_of(row) + had_by.get(row.id, []), words)
        ]
