"""Finding works by words: in their own text, and in the names of operatives who have had them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice

import msgspec

from app.read_models.database import THESE, Database
from app.read_models.found import Found
from app.read_models.text_index import SOME, TextIndex, has_words
from app.read_models.work_rows import WorkRow

FEW = 1_000
"""Fewer works than these are all looked at, one by one."""
MANY = 10_000
"""Words that so many works have in their text say less than a name does."""
MOST_LOOKED_AT = 2_000
"""So many works that can have words in names are looked at, the newest first. It takes up to
some 0.1 s."""

Find = Callable[[str, Sequence[object]], list[WorkRow]]
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
        words_of: Callable[[WorkRow], list[str]],
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
    ) -> Found[WorkRow]:
        """Works for which the condition holds and that have all of the words, with numbers below
        `before`, the last raised first."""
        all_meant = f"{condition} AND number < ?", [*values, before]

        def fetch(limit: int, offset: int) -> list[WorkRow]:
            end = limit + offset if limit >= 0 else None
            names = self._names()
            if self._is_for_few(*all_meant):
                return self._having(words, self._find(*all_meant), names)[offset:end]
            named = _named(words, names)
            needed = self._needed(named, before)
            found: dict[int, WorkRow] = {}
            if not needed:
                rows = self._by_text(words, condition, values, before, end)
                found |= {row.number: row for row in rows}
            for candidates in self._candidates(words, named, needed, before):
                rows = self._by_name(words, names, candidates, condition, values, end)
                found |= {row.number: row for row in rows}
            return [found[number] for number in sorted(found, reverse=True)][offset:end]

        return Found(count=lambda: len(fetch(-1, 0)), fetch=fetch)

    def looks_at_the_newest(
        self, words: Sequence[str], condition: str, values: Sequence[object], before: int
    ) -> bool:
        """Whether there are more works that can have some of the words in names than are looked
        at, so that older ones may have them as well and are not found."""
        named = _named(words, self._names())
        if not named or self._is_for_few(f"{condition} AND number < ?", [*values, before]):
            return False
        needed = self._needed(named, before)
        return any(
            next(islice(candidates, MOST_LOOKED_AT, None), None) is not None
            for candidates in self._candidates(words, named, needed, before)
        )

    def _needed(self, named: Mapping[str, set[str]], before: int) -> list[set[str]]:
        """What no text has, has to be in a name: in those of one of these, for each such word."""
        return [ids for word, ids in named.items() if not self._is_in_texts(word, before)]

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
    ) -> list[WorkRow]:
        found: list[WorkRow] = []
        for numbers in self._texts.newest(words, before):
            found += self._among(numbers, condition, values)
            if end is not None and len(found) >= end:
                break
        return found

    def _by_name(
        self,
        words: Sequence[str],
        names: Names,
        candidates: Iterator[int],
        condition: str,
        values: Sequence[object],
        end: int | None,
    ) -> list[WorkRow]:
        found: dict[int, WorkRow] = {}
        candidates = islice(candidates, MOST_LOOKED_AT)
        size = SOME
        while numbers := list(islice(candidates, size)):
            rows = self._among(numbers, condition, values)
            found |= {row.number: row for row in self._having(words, rows, names)}
            if end is not None and len(found) >= end:
                break
            size *= 2
        return list(found.values())

    def _is_in_texts(self, word: str, before: int) -> bool:
        return any(self._texts.newest([word], before))

    def _candidates(
        self,
        words: Sequence[str],
        named: Mapping[str, set[str]],
        needed: Sequence[set[str]],
        before: int,
    ) -> list[Iterator[int]]:
        """The numbers of works that can have some of the words in a name, each time the highest
        first. `named` are those who have each word in their names; `needed`, one group for each
        word that is nowhere else, have somebody who has had the Work."""
        if not named:
            return []
        others = [word for word in words if word not in named]
        few = self._few_with(others, before) if others else None
        groups = list(needed) or [set.union(*named.values())]
        # Most searches for names mean one person, whose works can be few of all that are looked at.
        whole = set.intersection(*named.values())
        wanted = [groups] if groups == [whole] or not whole else [[whole], groups]
        return [self._had_by(each, before, few) for each in wanted]

    def _few_with(self, words: Sequence[str], before: int) -> Sequence[int] | None:
        """The numbers of the works that have the words in their text, the highest first; None when
        these are many."""
        found = next(self._texts.newest(words, before, MANY), [])
        return found if len(found) < MANY else None

    def _had_by(
        self, groups: Sequence[set[str]], before: int, few: Sequence[int] | None
    ) -> Iterator[int]:
        """The numbers of works that somebody of each group of operatives has had, the highest
        first; only of the `few`, if given."""
        spans = _spans(before) if few is None else [(few[-1], few[0])] if few else []
        for low, high in spans:
            had = set.intersection(*(self._had_within(group, low, high) for group in groups))
            yield from sorted(had if few is None else had.intersection(few), reverse=True)

    def _had_within(self, operative_ids: set[str], low: int, high: int) -> set[int]:
        found = self._database.select(
            "SELECT number FROM assignments "  # noqa: S608
            f"WHERE operative_id IN ({THESE}) AND number BETWEEN ? AND ?",
            msgspec.json.encode(sorted(operative_ids)).decode(),
            low,
            high,
        )
        return {number for (number,) in found}

    def _among(
        self, numbers: Sequence[int], condition: str, values: Sequence[object]
    ) -> list[WorkRow]:
        wanted = msgspec.json.encode(numbers).decode()
        return self._find(f"number IN ({THESE}) AND {condition}", [wanted, *values])

    def _having(self, words: Sequence[str], rows: Sequence[WorkRow], names: Names) -> list[WorkRow]:
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


def _spans(before: int) -> Iterator[tuple[int, int]]:
    """The lowest and the highest number of ever more works, from the newest below that one."""
    high, size = before - 1, SOME
    while high > 0:
        low = max(high - size, 0) + 1
        yield low, high
        high, size = low - 1, size * 2


def _named(words: Sequence[str], names: Names) -> dict[str, set[str]]:
    """By each word that is in somebody's name, the ids of those."""
    naming = {word: {id for id, name in names.items() if has_words(name, [word])} for word in words}
    return {word: ids for word, ids in naming.items() if ids}
