"""To whom Work can be given: the operatives, told from each other, with what each has to do."""

from collections import Counter

import msgspec

from app.read_models.operatives import OperativeRow
from app.read_models.words import plain
from app.web.desk import read_models
from app.web.gone import gone
from app.web.namesakes import additions


class Candidate(msgspec.Struct, frozen=True):
    """Somebody to assign to, by names that, with the addition, tell them from everybody else."""

    operative: OperativeRow
    short_name: str
    addition: str
    queued: int
    """How many works they have."""
    gone: str
    """Why nothing can be assigned to them, in a word, if that is so."""


def candidates() -> list[Candidate]:
    """In alphabetical order of surname, as everywhere."""
    models = read_models()
    queued = models.queues.lengths()
    left = gone()
    # What somebody has who has left meanwhile has to be seen, to be recalled.
    rows = [
        row
        for row in models.operatives
        if row.id in queued or not (row.is_erased or row.id in left)
    ]
    forenames = Counter(plain(row.forename) for row in rows)
    more = additions(rows, among=rows)
    found = []
    for row in rows:
        short_name = row.forename if forenames[plain(row.forename)] == 1 else row.name
        found.append(
            Candidate(
                operative=row,
                short_name=short_name,
                addition=more[row.id],
                queued=queued.get(row.id, 0),
                gone="erased" if row.is_erased else left.get(row.id, ""),
            )
        )
    return found
