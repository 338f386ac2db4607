"""Where a list is not all that there is, because to find all would take too long, it says so."""

import re

import pytest

from app.read_models import register as read_models_register
from app.read_models import work_search
from app.web import register
from tests.web.desk import Desk
from tests.web.test_register import WORK
from tests.web.visitor import Visitor


def test_where_only_the_newest_are_sorted_the_page_says_so_and_the_files_have_all(
    visitor: Visitor, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read_models_register, "MANY", 3)
    monkeypatch.setattr(register, "MANY", 3)
    for number in range(1, 6):
        desk.raise_work(f"Call {number}")

    page = visitor.open(f"{WORK}?filter=call&sort=title")

    [table] = page.main.select("table")
    assert re.findall(r"W-\d+", table.get_text()) == ["W-1003", "W-1004", "W-1005"]
    assert (
        "Only the newest 3 works with these words are listed in this order · "
        "all that have them as CSV or XLSX"
    ) in page.text
    file = visitor.client.get(page.link("CSV"), buffered=True).text
    assert re.findall(r"W-\d+", file) == ["W-1001", "W-1002", "W-1003", "W-1004", "W-1005"]
    assert "Only the newest" not in visitor.open(f"{WORK}?filter=call").text
    for module in (read_models_register, register):
        monkeypatch.setattr(module, "MANY", 5)
    desk.clock.move(1)  # until then, the page is not made again
    assert "Only the newest" not in visitor.open(f"{WORK}?filter=call&sort=title").text, "just 5"
    for module in (read_models_register, register):
        monkeypatch.setattr(module, "MANY", 3)
    assert "Only the newest" not in visitor.open(f"{WORK}?filter=5&sort=title").text


def test_where_names_are_looked_for_among_the_newest_works_the_pages_say_so(
    visitor: Visitor, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.assign(desk.raise_work("Boiler leaks"), "Ann Marsh")
    said = "What stands only in operatives’ names was looked for in the newest"
    for address in (f"{WORK}?filter=ann", "/search?q=ann"):
        assert said not in visitor.open(address).text
    monkeypatch.setattr(work_search, "FEW", 0)
    monkeypatch.setattr(work_search, "MOST_LOOKED_AT", 0)
    desk.clock.move(1)  # until then, the page is not made again

    for address in (f"{WORK}?filter=ann", "/search?q=ann"):
        assert said in visitor.open(address).text
    assert said not in visitor.open(f"{WORK}?filter=boiler").text
