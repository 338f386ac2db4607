"""Finding things by words, and by beginnings of words."""

from collections.abc import Collection, Iterator, Mapping, Sequence

import msgspec

from app.read_models.database import NOW, THESE, Database
from app.read_models.words import words_of_search

TOKENIZER = "unicode61 remove_diacritics 2"
"""What takes texts apart into words, for FTS5. It has to see those that `words_of` sees."""
MOST_WORDS = 12
"""So many words of a search count. A thing that has all of these is the one that is meant."""
SOME = 64
"""So many things are looked at first, when few of them are wanted; then twice as many each time."""
MOST_TERMS = 40
"""Up to so many words that begin like the one looked for are looked for one by one."""
_LONG = 3
"""In letters: FTS5 keeps what begins with up to so many at hand, and puts longer ones together."""
_ENOUGH = 5
"""In letters: of what is shorter, none may be wrong, since very many words begin nearly so."""
_TEXTS_OF_ONE = 2**16
"""How many texts a thing can have had, one after the other."""


class _Text(msgspec.Struct):
    number: int
    of: int
    since: int
    words: Sequence[str]


class TextIndex:
    """The words of numbered things, and from and to which position of the log they had them.

    A thing's texts have its number times 65,536 and their own count as their number, so that those
    of the newest thing come last.

    Of words of letters it knows each that there is. With longer ones it spares time: FTS5 would
    gather all things that have a word which begins like the one looked for, before it gives the
    first; of a word that is spelled out it does not. And what is written with one letter wrong can
    be compared with them.
    """

    def __init__(self, database: Database, name: str) -> None:
        self._database = database
        self._name = name
        self._words = f"{name}_words"
        self._new: list[_Text] = []
        self._ended: list[tuple[int, int]] = []
        self._rewritten: dict[int, Sequence[str]] = {}
        """The words of texts that are to be written anew."""
        self._last: dict[int, int] = {}
        """The number of the last text of each thing that got one in this transaction."""
        self._terms: set[str] = set()
        """Words of letters that are known already, or will be."""
        database.gather(self)

    def create(self) -> list[str]:
        """The statements that make the index. The texts themselves are not kept in it."""
        return [
            f"CREATE TABLE {self._name} (text INTEGER PRIMARY KEY, of INTEGER NOT NULL, "
            "from_position INTEGER NOT NULL, to_position INTEGER NOT NULL)",
            f"CREATE TABLE {self._name}_terms (term TEXT PRIMARY KEY) WITHOUT ROWID",
            f"CREATE VIRTUAL TABLE {self._words} USING fts5 (words, content='', detail=none, "
            f"columnsize=0, prefix='1 2 3', tokenize='{TOKENIZER}')",
            # In bytes: how much is gathered before it is written. It takes half the time of less.
            f"INSERT INTO {self._words} ({self._words}, rank) VALUES ('hashsize', 16000000)",  # noqa: S608
        ]

    def add(self, number: int, words: Sequence[str]) -> None:
        """Let a thing that is new be found by these words, from the position that is being taken
        in."""
        self._put(number * _TEXTS_OF_ONE, number, words)

    def replace(self, number: int, words: Sequence[str]) -> None:
        """Let it be found by these words, and no longer by those before.

        Raises LookupError when it had none.
        """
        last = self._last_text(number)
        self._ended.append((self._database.position, last))
        self._put(last + 1, number, words)

    def rewrite(self, number: int, words: Sequence[str]) -> None:
        """Let it be found by these words at every moment of the past, too, as if it had never had
        others. Those are not to be found in the file any more, once the transaction has ended.

        Raises LookupError when it had none.
        """
        first, last = number * _TEXTS_OF_ONE, self._last_text(number)
        self._rewritten.update(dict.fromkeys(range(first, last + 1), words))
        self._database.at_the_end(self._write_anew)

    def _write_anew(self) -> None:
        """Empty the index, and fill it again.

        FTS5 could take out single texts. But it only notes that beside what was there, until all is
        put together; and when that has been done a thousand times, the one of SQLite 3.40 cannot
        read the index any more.
        """
        database, instances = self._database, f"temp.{self._words}_instances"
        database.execute(
            f"CREATE VIRTUAL TABLE IF NOT EXISTS {instances} "
            f"USING fts5vocab(main, {self._words}, instance)"
        )
        # It keeps no texts here: what there is are the words that it took them apart into.
        database.execute(
            "CREATE TEMP TABLE kept AS SELECT doc, group_concat(term, ' ') AS words "  # noqa: S608
            f"FROM {instances} WHERE doc NOT IN ({THESE}) GROUP BY doc",
            (msgspec.json.encode(list(self._rewritten)).decode(),),
        )
        database.execute(f"INSERT INTO {self._words} ({self._words}) VALUES ('delete-all')")  # noqa: S608
        database.execute(f"INSERT INTO {self._words} (rowid, words) SELECT * FROM temp.kept")  # noqa: S608
        database.execute("DROP TABLE temp.kept")
        self._terms = set()
        self._write(self._rewritten)
        self._rewritten = {}
        database.execute(
            f"DELETE FROM {self._name}_terms "  # noqa: S608
            f"WHERE term NOT IN (SELECT term FROM {instances})"
        )
        database.write_anew(f"{self._name}_terms")

    def _put(self, text: int, number: int, words: Sequence[str]) -> None:
        self._new.append(_Text(text, number, self._database.position, words))
        self._last[number] = text
        self._database.is_flushed = False

    def _last_text(self, number: int) -> int:
        if number in self._last:
            return self._last[number]
        first = number * _TEXTS_OF_ONE
        [(last,)] = self._database.execute(
            f"SELECT max(text) FROM {self._name} WHERE text BETWEEN ? AND ?",  # noqa: S608
            (first, first + _TEXTS_OF_ONE - 1),
        )
        if last is None:
            raise LookupError(f"There is no text of {number} in {self._name}")
        return int(last)

    def flush(self) -> None:
        if not self._new:
            return
        database = self._database
        database.insert(
            f"INSERT INTO {self._name}",
            [(text.number, text.of, text.since, NOW) for text in self._new],
        )
        database.execute_many(
            f"UPDATE {self._name} SET to_position = ? WHERE text = ?",  # noqa: S608
            self._ended,
        )
        self._write({text.number: text.words for text in self._new})
        self._new, self._ended, self._last = [], [], {}

    def _write(self, words: Mapping[int, Sequence[str]]) -> None:
        """Hand the words of these texts to FTS5."""
        database = self._database
        # One by one: FTS5 writes down what it has gathered before a statement that inserts several.
        database.execute_many(
            f"INSERT INTO {self._words} (rowid, words) VALUES (?, ?)",  # noqa: S608
            [(text, " ".join(each)) for text, each in words.items()],
        )
        terms = set(filter(_is_letters, set[str]().union(*words.values())))
        database.insert(
            f"INSERT OR IGNORE INTO {self._name}_terms",
            [(term,) for term in sorted(terms - self._terms)],
        )
        self._terms = terms | self._terms if len(self._terms) < database.most_known else terms

    def forget(self) -> None:
        self._new, self._ended, self._last, self._terms = [], [], {}, set()
        self._rewritten = {}

    def found(
        self, words: Sequence[str], whole: Collection[str] = (), otherwise: Sequence[str] = ()
    ) -> tuple[str, list[object]]:
        """SQL, and its values, that selects the numbers (`of`) of the things which have all of the
        words, or words that begin like them, except for those which are to be found `whole`; or
        likewise all of those that stand for them `otherwise`, if any do."""
        sought = self._sought(words, whole)
        if otherwise:
            sought = f"({sought}) OR ({self._sought(otherwise, whole)})"
        at = self._database.moment
        return (
            f"SELECT of FROM {self._words} CROSS JOIN {self._name} "  # noqa: S608
            f"ON text = {self._words}.rowid "
            f"WHERE {self._words} MATCH ? AND from_position <= ? AND to_position > ?",
            [sought, at, at],
        )

    def nearly_found(self, words: Sequence[str]) -> tuple[str, list[object]] | None:
        """The same for what has one letter wrong: words that nothing has stand for those that are
        nearly written so; if there are none, any one of the words does. None where no word is
        nearly written so."""
        unknown = [word for word in words if not self._is_known(word)]
        # Where each word is there, but nothing has all of them, one of them is wrong.
        wrong = [unknown] if unknown else [[word] for word in words]
        near = {word: self._near(word) for each in wrong for word in each}
        sought = [
            " AND ".join(
                f"({_spelled_out(near[word]) if word in each else self._beginnings(word)})"
                for word in words
            )
            for each in wrong
            if all(near[word] for word in each)
        ]
        if not sought:
            return None
        sql, [_, *moments] = self.found(words)
        return sql, [" OR ".join(f"({each})" for each in sought), *moments]

    def _is_known(self, word: str) -> bool:
        """Whether there is a word that begins like it; of numbers and codes, it is not asked."""
        return not _is_letters(word) or bool(self._terms_beginning(word, limit=1))

    def _near(self, word: str) -> list[str]:
        """Words that are nearly written so: up to so many, and those first that are no longer."""
        if not (_is_letters(word) and len(word) >= _ENOUGH):
            return []
        terms = self._database.select(f"SELECT term FROM {self._name}_terms")  # noqa: S608
        near = [term for (term,) in terms if is_near(word, term)]
        return sorted(near, key=lambda term: (len(term), term))[:MOST_TERMS]

    def newest(self, words: Sequence[str], below: int, size: int = SOME) -> Iterator[Sequence[int]]:
        """The same numbers, the highest first: up to `size` at a time, and ever more. Only those
        `below` that one."""
        sql, values = self.found(words)
        sql = sql.replace("SELECT of", "SELECT of, text", 1)
        before = below * _TEXTS_OF_ONE
        while True:
            found = self._database.select(
                f"{sql} AND {self._words}.rowid < ? ORDER BY {self._words}.rowid DESC LIMIT ?",
                *values,
                before,
                size,
            )
            if found:
                yield [number for number, _ in found]
            if len(found) < size:
                return
            before, size = found[-1][1], size * 2

    def _sought(self, words: Sequence[str], whole: Collection[str]) -> str:
        """The words as FTS5 looks for them."""
        return " AND ".join(
            f'"{word}"' if word in whole else f"({self._beginnings(word)})" for word in words
        )

    def _beginnings(self, word: str) -> str:
        prefix = f'"{word}"*'
        if not _is_long(word):
            return prefix
        terms = self._terms_beginning(word, MOST_TERMS + 1)
        if not 0 < len(terms) <= MOST_TERMS:
            return prefix
        return _spelled_out(terms)

    def _terms_beginning(self, word: str, limit: int) -> list[str]:
        found = self._database.select(
            f"SELECT term FROM {self._name}_terms WHERE term >= ? AND term < ? LIMIT ?",  # noqa: S608
            word,
            f"{word}\U0010ffff",
            limit,
        )
        return [term for (term,) in found]


def _spelled_out(terms: Sequence[str]) -> str:
    return " OR ".join(f'"{term}"' for term in terms)


def has_words(words: Sequence[str], sought: Sequence[str]) -> bool:
    """Whether these words have all that is sought, or begin like it, as the index finds it."""
    text = " ".join(["", *words])
    return all(f" {beginning}" in text for beginning in sought)


def is_near(word: str, term: str) -> bool:
    """Whether they differ by one letter: another one, one too many, one left out, or two that have
    changed places. Of what was meant, the beginning will do."""
    same = 0
    for each, other in zip(word, term, strict=False):
        if each != other:
            break
        same += 1
    typed, meant = word[same:], term[same:]
    swapped = f"{typed[1:2]}{typed[:1]}{typed[2:]}"
    return meant.startswith((typed[1:], swapped)) or meant[1:].startswith((typed, typed[1:]))


def _is_long(word: str) -> bool:
    return len(word) > _LONG and word.isalpha()


def _is_letters(word: str) -> bool:
    """Whether it is no number or code, and not so short that many words are nearly written so."""
    return len(word) >= _LONG and word.isalpha()


def telling_words(typed: str) -> list[str]:
    """The words that somebody looks for, without those that others begin with: what has those has
    these too."""
    telling: list[str] = []
    for word in sorted(set(words_of_search(typed)), key=len, reverse=True):
        if not any(longer.startswith(word) for longer in telling):
            telling.append(word)
    return telling[:MOST_WORDS]
