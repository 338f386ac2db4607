"""Search from every page: one field at its top."""

import pytest

from app.domain.feature import Feature
from tests.web.desk import Desk, desk_at_every_stage
from tests.web.page import Page, words_of
from tests.web.visitor import Visitor

FIELD = "Number of a Work, or words"


@pytest.fixture
def called() -> Desk:
    """Mary Bell has called twice about W-1007 and W-1008."""
    desk = desk_at_every_stage()
    for title in ("Alarm is mute", "Alarm hums"):
        desk.raise_work(title, "31 Queen Square", caller="Mary Bell", telephone="07700 900123")
    return desk


def search(visitor: Visitor, words: str) -> Page:
    visitor.open("/search")
    return visitor.press("Search", {FIELD: words})


def sections(page: Page) -> list[str]:
    return [str(each["aria-label"]) for each in page.main.select("section")]


@pytest.mark.parametrize("typed", ["W-1002", "w1002", "1002", " W 1002 "])
def test_a_number_leads_straight_to_the_work(called: Desk, typed: str) -> None:
    page = search(called.visitor(), typed)
    assert (page.address, page.heading) == ("/work/W-1002", "Lift stuck")


def test_every_page_has_the_field(called: Desk) -> None:
    visitor = called.visitor()
    for address in ("/", "/control/", "/work/W-1001", "/search", "/nowhere", "/?as_of=12"):
        page = visitor.open(address)
        [form] = page.soup.select("header form[role=search]")
        assert form["action"] == ("/search?as_of=12" if "as_of" in address else "/search")
        assert len(page.soup.select("header a.everywhere-link")) == 1


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("alarm", ["Work"]),
        ("queen", ["Work", "Sites"]),
        ("qeuen sqare", ["Sites"]),
        ("quean", ["Sites"]),
        ("0113 496", ["Work", "Sites"]),
        ("okafor", ["Work", "Operatives"]),
        ("mary", ["Callers"]),
        ("900123", ["Callers"]),
        ("+44 7700 900123", ["Callers"]),
        ("0044 113 496 0182", ["Work", "Sites"]),
        ("W-9999", []),
        ("nothing", []),
    ],
)
def test_it_finds_works_sites_operatives_and_callers(
    called: Desk, typed: str, expected: list[str]
) -> None:
    page = search(called.visitor(), typed)

    assert sections(page) == expected
    assert page.field(FIELD).value == typed
    assert ("Nothing has these words." in page.text) is (expected == [])


def test_what_is_found_leads_on(called: Desk) -> None:
    visitor = called.visitor()

    page = search(visitor, "queen")
    assert page.link("W-1008") == "/work/W-1008"
    assert page.link("31 Queen Square, Bristol BS1") == f"/sites/{called.id('31 Queen Square')}"
    assert page.link("Works there") == f"/work/?site={called.id('31 Queen Square')}"
    page = search(visitor, "okafor")
    assert page.link("Ben Okafor") == called.page_of("Ben Okafor")
    page = search(visitor, "mary")
    assert page.items("Callers") == ["Mary Bell 07700 900123 · What they rang about"]
    page = visitor.follow("What they rang about")
    assert [each.get_text() for each in page.main.select(".number")] == ["W-1008", "W-1007"]


def test_a_few_of_each_are_shown_and_the_lists_have_all(visitor: Visitor, desk: Desk) -> None:
    for number in range(7):
        desk.acquire(f"{number} Long Lane", "York")
        desk.hire(f"Lane{number} Long")
        desk.raise_work(f"Long call {number}")

    page = search(visitor, "long")

    assert [len(page.items(each)) for each in ("Work", "Sites", "Operatives")] == [5, 5, 5]
    assert page.link("All works with these words") == "/work/?filter=long"
    links = [each["href"] for each in page.main.select(".found-all a")]
    assert links[1:] == ["/administration/sites?filter=long", "/operatives/?filter=long"]
    headings = [words_of(each) for each in page.main.select("section h2")]
    assert headings == ["Work 7", "Sites 7", "Operatives 7"]


def test_who_has_a_work_or_had_it_stands_beside_it(visitor: Visitor, desk: Desk) -> None:
    desk.raise_work("Boiler leaks")
    desk.assign("W-1001", "Ann Marsh")
    assert search(visitor, "ann").items("Work")[0].endswith("raised 10:42 · with Ann Marsh")

    desk.recall("W-1001")
    assert search(visitor, "ann").items("Work")[0].endswith("raised 10:42 · Ann Marsh had it")
    desk.assign("W-1001", "Ben Okafor")
    found = search(visitor, "ann").items("Work")[0]
    assert found.endswith("· with Ben Okafor · Ann Marsh had it before")
    assert search(visitor, "boiler").items("Work")[0].endswith("· with Ben Okafor")


def test_a_short_word_finds_no_other_that_is_nearly_written_so(
    visitor: Visitor, desk: Desk
) -> None:
    desk.acquire("Cash and Carry", "York")
    assert sections(search(visitor, "ann")) == ["Operatives"]
    assert sections(search(visitor, "carri")) == ["Sites"]


def test_nothing_is_found_before_anything_is_asked(called: Desk) -> None:
    visitor = called.visitor()
    for address in ("/search", "/search?q=", "/search?q=%25"):
        page = visitor.open(address)
        assert (page.status, sections(page)) == (200, [])
        assert "Nothing" not in page.main.get_text()
    assert visitor.open(f"/search?q={'x' * 300}").status == 400


def test_of_a_moment_it_finds_what_there_was(called: Desk) -> None:
    visitor = called.visitor()
    page = visitor.open("/search?q=boiler&as_of=6")
    assert sections(page) == ["Work"]
    assert page.link("W-1001") == "/work/W-1001?as_of=6"
    page = visitor.open("/search?q=lift&as_of=6")
    assert "Nothing had these words." in page.text


# Who may see what


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("Administration", ["Work", "Operatives", "Callers"]),
        ("Response", ["Work", "Callers"]),
        ("Control", ["Work", "Operatives", "Callers"]),
        ("Management", ["Work", "Callers"]),
    ],
)
def test_each_role_finds_what_it_may_see(called: Desk, role: str, expected: list[str]) -> None:
    called.hire("Mary Okafor")
    called.add_administrator("Ada Novak")
    called.register("Somebody Else", role)
    visitor = called.signed_in("Somebody Else")

    found = sections(visitor.open("/search?q=mary")) + sections(visitor.open("/search?q=okafor"))

    assert sorted(set(found)) == sorted({*expected})


def test_an_operative_finds_what_they_have_or_had(called: Desk) -> None:
    called.add_administrator("Ada Novak")
    called.register("Carys Lloyd", "Operative", operative="Carys Lloyd")
    visitor = called.signed_in("Carys Lloyd")

    page = visitor.open("/search?q=elm")

    assert sections(page) == ["Work"]
    assert [each.get_text() for each in page.main.select(".number")] == ["W-1005", "W-1004"]
    assert visitor.open("/search?q=W-1005").heading == "Till dead"
    assert "Nothing has these words." in visitor.open("/search?q=W-1001").text


def test_whoever_may_see_nothing_of_it_is_not_offered_it(called: Desk) -> None:
    called.add_administrator("Ada Novak")
    called.register_with("Nia Holm", Feature.SEE_FIGURES)
    visitor = called.signed_in("Nia Holm")

    page = visitor.open("/search?q=elm")

    assert "There is nothing on this desk that you may look for." in page.text
    assert sections(page) == []
    assert page.soup.select("form[role=search]") == []
    assert called.visitor().open("/sign-in").soup.select("form[role=search]") == []
