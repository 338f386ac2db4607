"""What a list would come to, before anything is done: the data of the page that shows it."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

import msgspec

from app.web.importing.carried import Carried
from app.web.importing.checking import Entry, entries_in, has_lost_a_zero, missing_in
from app.web.importing.columns import REMARKS, Column, titled
from app.web.importing.kinds import Kind
from app.web.importing.likely import Likely

MOST_SHOWN = 20
"""Of lines with faults, and of likely duplicates. How many there are is said."""
MOST_SAMPLES = 5
"""Of lines that are as they should be: enough to see whether the columns are the right ones."""


class Doubtful(msgspec.Struct, frozen=True):
    """A line that somebody has to look at."""

    entry: Entry
    why: str
    """Its faults, or what it is like, in sentences."""
    newest: int = 0
    """As of `Likely`."""


class Preview(msgspec.Struct, frozen=True):
    """`missing` are columns that are needed and were not found: then lines are not checked."""

    total: int
    untaken: Sequence[str] = ()
    """Columns of the file that have something in them, and are none of ours."""
    missing: Sequence[Column] = ()
    faulty: Sequence[Doubtful] = ()
    likely: Sequence[Doubtful] = ()
    good: Sequence[Entry] = ()
    """All that can be begun, the likely duplicates among them."""
    without_zero: Sequence[Entry] = ()
    """Those of them whose telephone number seems to lack the 0 at its beginning."""

    @property
    def fresh(self) -> int:
        """How many of the good ones are not here already, as far as anybody can tell."""
        return len(self.good) - len(self.likely)

    @property
    def sample(self) -> Sequence[Entry]:
        """The first that the main button would begin: those that are fresh, if there are any."""
        likely = {each.entry.line for each in self.likely} if self.fresh else set()
        first = (entry for entry in self.good if entry.line not in likely)
        return list(islice(first, MOST_SAMPLES))

    def news(self, shown: Carried, *, with_likely: bool) -> int:
        """How many of those that are to be begun are likely duplicates of something that the page
        which `shown` was on could not name."""
        named = set(shown.likely)
        return sum(
            with_likely and each.newest > shown.seen if each.entry.line in named else True
            for each in self.likely
        )

    def rows(self, *, with_likely: bool) -> list[dict[str, str]]:
        """What the good ones say: all of them, or those that are not likely here already."""
        left_out = set() if with_likely else {each.entry.line for each in self.likely}
        return [entry.values for entry in self.good if entry.line not in left_out]


def preview_of(
    kind: Kind, carried: Carried, likely: Callable[[Sequence[Entry]], dict[int, Likely]]
) -> Preview:
    """`likely` says which of the entries are likely here already, by their lines, and what they
    are like."""
    missing = list(missing_in(kind.columns, carried.places))
    untaken = list(_untaken(carried))
    if missing:
        return Preview(total=len(carried.lines), untaken=untaken, missing=missing)
    entries = entries_in(carried.lines, kind.columns, carried.places)
    good = [entry for entry in entries if not entry.faults]
    alike = likely(good)
    return Preview(
        total=len(entries),
        untaken=untaken,
        faulty=[Doubtful(entry, " ".join(entry.faults)) for entry in entries if entry.faults],
        likely=[
            Doubtful(entry, found.why, found.newest)
            for entry in good
            if (found := alike.get(entry.line))
        ],
        good=good,
        without_zero=[entry for entry in good if has_lost_a_zero(entry)],
    )


def _untaken(carried: Carried) -> Iterator[str]:
    taken = set(carried.places.values())
    for place, heading in enumerate(carried.headings.cells):
        is_wanted = place not in taken and heading not in REMARKS
        if is_wanted and any(line.cells[place] for line in carried.lines):
            yield titled(carried.headings.cells, place)
