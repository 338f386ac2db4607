"""What is said of a list that was imported, or was not."""

from app.domain.characters import isolated
from app.web.importing.carried import Carried
from app.web.importing.kinds import Kind

COLUMNS_CHANGED = (
    "Nothing has been done: the columns are others than before, and this is what they come to."
)


def notice_of(kind: Kind, carried: Carried, number: int) -> str:
    left_out = len(carried.lines) - number
    lines = f"{left_out:,} lines were" if left_out > 1 else "1 line was"
    rest = f"; {lines} left out" if left_out else ""
    return f"{kind.counted(number)} {kind.done} from {isolated(carried.file)}{rest}"


def became_likely(number: int) -> str:
    lines = "1 of these lines has become a likely duplicate"
    if number > 1:
        lines = f"{number:,} of these lines have become likely duplicates"
    return (
        f"Nothing has been done: {lines} since this page was opened. Somebody else was faster, "
        "perhaps with the same list. This is what it comes to now."
    )
