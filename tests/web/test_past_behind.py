"""The past, while another program keeps what pages are read from locked: what has been taken in is
shown, and what has not is said to be away, or not to be there."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import quote

import pytest

from app.web.services import Services
from tests.web.desk import Desk, staffed_desk
from tests.web.test_past import band, steps


@pytest.fixture
def locked_desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """On its clocks four events were taken in at 10:42; one at 10:52 and one at 11:02 cannot be."""
    for name in ("database", "read_side"):
        monkeypatch.setattr(f"app.read_models.{name}.LOCK_TIMEOUT", 0.1)
    desk = staffed_desk()
    assert desk.visitor().open("/").status == 200
    served: Services = desk.app.extensions["firstline"]
    file = served.read_side._place.current()
    assert file
    with closing(sqlite3.connect(file, isolation_level=None)) as somebody:
        somebody.execute("BEGIN IMMEDIATE")
        for name in ("Carys Lloyd", "Dora Pugh"):
            desk.clock.move(10)
            desk.hire(name)
        assert desk.visitor().open("/").status == 503
        yield desk


@pytest.mark.parametrize(
    ("moment", "leads_to"),
    [
        ("2", ["Back to now", "Event before", "Event after"]),
        ("4", ["Back to now", "Event before"]),
        ("2025-06-02T10:40", None),
    ],
)
def test_what_was_taken_in_is_shown(
    locked_desk: Desk, moment: str, leads_to: list[str] | None
) -> None:
    page = locked_desk.visitor().open(f"/administration/operatives?as_of={quote(moment)}")
    assert page.status == 200
    if leads_to:
        assert list(steps(page)) == leads_to
    else:
        assert "before anything happened" in band(page)


@pytest.mark.parametrize("moment", ["5", "6", "2025-06-02T10:50", "2025-06-02T11:00"])
def test_what_was_not_taken_in_is_away(locked_desk: Desk, moment: str) -> None:
    """Nor is it known which event is the last at a time when more may have happened."""
    page = locked_desk.visitor().open(f"/?as_of={quote(moment)}")
    assert page.status == 503
    assert "cannot bring its pages up to date just now" in page.text


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("7", "There is no event at position 7 yet: the log ends at 6."),
        ("x", "A moment is written as"),
        ("2025-06-02T12:00", "That time has not come yet."),
    ],
)
def test_what_is_not_there_gets_its_sentence(locked_desk: Desk, moment: str, said: str) -> None:
    page = locked_desk.visitor().open(f"/?as_of={quote(moment)}")
    assert page.status == 400
    assert said in page.text
