"""Finding works by words: in their own text, and in the names of operatives who have had them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from app.read_models.database import Database
from app.read_models.found import Found
from app.read_models.text_index import SOME, TextIndex, has_words

if TYPE_CHECKING:
    from app.read_models.works import WorkRow

FEW_NAMES = 10
"""So many people have had few of all works."""
MOST_LOOKED_AT = 2_000
"""So many works are looked at one by one, the newest first. It takes some 0.1 s."""

THESE = "SELECT value FROM json_each(?)"
_HAD_BY = f"SELECT work_id FROM visits WHERE operative_id IN ({THESE})"  # noqa: S608

Find = Callable[[str, Sequence[object]], "list[WorkRow]"]


class WorkSearch:
    """What has all of the words in its own text is found by the index of texts. What has some of
    them in names is looked for among the newest works that can have them."""

    def __init__(
        self,
        database: Database,
        texts: TextIndex,
        find: Find,
        words_of: "Callable[[WorkRow], list[str]]",
        names: Callable[[], dict[str, tuple[str, ...]]],
    ) -> None:
        """`find` returns the works for which a condition (SQL and its values) holds, the newest
        first; `words_of` those of a Work's own text; `names` those of each operative, by ids."""
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
        before: int | None,
    ) -> "Found[WorkRow]":
        """Works for which the condition holds and that have all of the words, the last raised
        first. `before` is the number that the condition wants theirs to be below, if it does."""

        def fetch(limit: int, offset: int) -> "list[WorkRow]":
            end = limit + offset if limit >= 0 else None
            if self._is_for_few(condition, values):
                return self._having(words, self._find(condition, values))[offset:end]
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
            MOST_LOOKED_AT,
        )
        return int(count) < MOST_LOOKED_AT

    def _by_text(
        self,
        words: Sequence[str],
        condition: str,
        values: Sequence[object],
        before: int | None,
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
        before: int | None,
        end: int | None,
    ) -> "list[WorkRow]":
        found: dict[int, WorkRow] = {}
        looked_at = 0
        for numbers in self._candidates(words, before):
            rows = self._among(numbers, condition, values)
            found |= {row.number: row for row in self._having(words, rows)}
            looked_at += len(numbers)
            if looked_at >= MOST_LOOKED_AT or (end is not None and len(found) >= end):
                break
        return list(found.values())

    def _candidates(self, words: Sequence[str], before: int | None) -> Iterator[Sequence[int]]:
        """The numbers of works that can have some of the words in a name, the highest first, some
        at a time."""
        # A letter names nobody: too many begin with it.
        naming = {
            word: [id for id, name in self._names().items() if has_words(name, [word])]
            for word in words
            if len(word) > 1
        }
        named = [set(ids) for ids in naming.values() if ids]
        if not named:
            return
        # First those of whoever has all the names: most searches for names mean one person.
        if whole := set.intersection(*named):
            yield from self._candidates_of(whole, words, naming, before)
        yield from self._candidates_of(set.union(*named), words, naming, before)

    def _candidates_of(
        self,
        ids: set[str],
        words: Sequence[str],
        naming: Mapping[str, Sequence[str]],
        before: int | None,
    ) -> Iterator[Sequence[int]]:
        others = [word for word in words if not naming.get(word)]
        numbers = self._texts.newest(others, before) if others else self._all(before)
        if len(ids) > FEW_NAMES:
            yield from numbers
            return
        theirs = self._had_by(ids, before)
        if len(theirs) <= MOST_LOOKED_AT:
            for start in range(0, len(theirs), SOME):
                yield theirs[start : start + SOME]
            return
        known = set(theirs)
        for some in numbers:
            yield [number for number in some if number in known]

    def _had_by(self, operative_ids: set[str], before: int | None) -> Sequence[int]:
        below = "" if before is None else f"AND number < {before}"
        found = self._database.select(
            f"SELECT number FROM standings WHERE id IN ({_HAD_BY}) {below} ORDER BY number DESC",  # noqa: S608
            msgspec.json.encode(sorted(operative_ids)).decode(),
        )
        return [number for (number,) in found]

    def _all(self, before: int | None) -> Iterator[Sequence[int]]:
        newest = self._database.select("SELECT number FROM standings ORDER BY number DESC LIMIT 1")
        number = newest[0][0] if newest else 0
        if before is not None:
            number = min(number, before - 1)
        size = SOME
        while number > 0:
            yield list(range(number, max(number - size, 0), -1))
            number, size = number - size, size * 2

    def _among(
        self, numbers: Sequence[int], condition: str, values: Sequence[object]
    ) -> "list[WorkRow]":
        wanted = msgspec.json.encode(numbers).decode()
        return self._find(f"number IN ({THESE}) AND {condition}", [wanted, *values])

    def _having(self, words: Sequence[str], rows: "Sequence[WorkRow]") -> "list[WorkRow]":
        """Those of the works that have all of the words, be it in text or in names."""
        names = self._names()
        had_by: dict[str, list[str]] = {}
        for work_id, operative_id in self._database.select(
            f"SELECT work_id, operative_id FROM visits WHERE work_id IN ({THESE})",  # noqa: S608
            msgspec.json.encode([row.id for row in rows]).decode(),
        ):
            had_by.setdefault(work_id, []).extend(names.get(operative_id, ()))
        return [
            row for row in rows if has_words(self._words_of(row) + had_by.get(row.id, []), words)
        ]
