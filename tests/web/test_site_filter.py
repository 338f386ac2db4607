"""Finding Sites in the middle of raising Work, without losing what is filled in."""

import pytest
from bs4 import BeautifulSoup

from app.settings import Settings
from tests.web.desk import Desk, closed_desk
from tests.web.page import words_of
from tests.web.visitor import Visitor

RESPONSE = "/response/"
SITES = "Sites"
TEXTS = {"Title": "Boiler leaks", "Description": "Since last night."}
BOILER: dict[str, str | bool] = {**TEXTS, "Urgent": True}


def test_up_to_six_sites_are_all_listed(empty_desk: Desk) -> None:
    page = _desk_with_sites(empty_desk, 6).open(RESPONSE)

    assert len(page.group("Sites").options) == 6


def test_of_more_nothing_is_listed_until_something_is_typed(empty_desk: Desk) -> None:
    visitor = _desk_with_sites(empty_desk, 13)

    page = visitor.open(RESPONSE)

    assert page.group("Sites").options == []
    assert page.soup.select("[autofocus]") == [page.field(SITES).element]


def test_those_called_about_lately_are_listed(empty_desk: Desk) -> None:
    visitor = _desk_with_sites(empty_desk, 13)
    for number in (1, 2, 3, 4, 5, 3):
        empty_desk.raise_work("Boiler leaks", f"{number} Long Road")

    page = visitor.open(RESPONSE)

    assert page.group("Sites").options == [_site(number) for number in (3, 5, 4)]
    assert "Called about lately:" in page.group("Sites").text


def test_those_called_about_lately_are_not_listed_once_a_site_is_chosen(empty_desk: Desk) -> None:
    visitor = _desk_with_sites(empty_desk, 13)
    empty_desk.raise_work("Boiler leaks", "1 Long Road")
    visitor.open(RESPONSE)

    page = visitor.press("Find", {SITES: "12 long"})

    assert page.group("Sites").options == [_site(12)]
    assert "Called about lately" not in page.text
    assert "Called about lately" not in visitor.open("/work/W-1001/amend").text


def test_sites_that_have_the_words_are_found(empty_desk: Desk) -> None:
    visitor = _desk_with_sites(empty_desk, 13)
    visitor.open(RESPONSE)

    page = visitor.press("Find", {SITES: "long yor"})

    assert page.group("Sites").options == [_site(number) for number in range(1, 14)]
    assert "13 Sites" in page.group("Sites").text
    assert page.field(SITES).value == "long yor"
    assert page.soup.select("[autofocus]") == [page.field(SITES).element]


def test_a_sole_one_is_ticked(empty_desk: Desk) -> None:
    visitor = _desk_with_sites(empty_desk, 13)
    visitor.open(RESPONSE)

    page = visitor.form("Raise Work").fill({SITES: "12 long"}).press_enter()

    assert page.group("Sites").ticked == [_site(12)]
    assert page.field(SITES).value == ""
    assert page.soup.select("[autofocus]") == [page.field("Caller's name").element]


def test_what_has_the_words_as_they_are_stands_first_and_is_taken_for_the_one(
    empty_desk: Desk,
) -> None:
    """All have a word that begins like 1: of a telephone number, the last digits are one."""
    visitor = _desk_with_sites(empty_desk, 13)

    part = visitor.client.get("/response/sites?q=1+long").text

    soup = BeautifulSoup(part, "html.parser")
    options = [words_of(each) for each in soup.select("[role=option]")]
    assert options[0] == _site(1)
    assert len(options) == 9  # of 13, eight; and to acquire another
    assert soup.select("[data-sole]") != []
    assert words_of(soup.select("p")[0]) == "8 of 13 Sites: more words leave fewer."
    visitor.open(RESPONSE)
    assert visitor.press("Find", {SITES: "1 long"}).group("Sites").ticked == [_site(1)]


@pytest.mark.parametrize("typed", ["loong road", "roadd york", "loong yorrk"])
def test_one_letter_may_be_wrong(empty_desk: Desk, typed: str) -> None:
    visitor = _desk_with_sites(empty_desk, 8)
    empty_desk.acquire("1 Quay", "Hull", "HU1 1AA")
    visitor.open(RESPONSE)

    page = visitor.press("Find", {SITES: typed})

    assert page.group("Sites").options == [_site(number) for number in range(1, 9)]
    assert "Nothing is written like that. With one letter wrong:" in page.group("Sites").text


def test_what_is_nearly_written_so_is_not_ticked_unseen(empty_desk: Desk) -> None:
    visitor = _desk_with_sites(empty_desk, 8)
    empty_desk.acquire("Quayside", "Hull", "HU1 1AA")
    visitor.open(RESPONSE)

    page = visitor.press("Find", {SITES: "quaisyde hull"})
    assert page.group("Sites").options == []
    page = visitor.press("Find", {SITES: "quaiside hull"})

    assert page.group("Sites").options == ["Quayside, Hull HU1 1AA · 0113 496 0182"]
    assert page.group("Sites").ticked == []


def test_what_is_written_so_is_found_alone(empty_desk: Desk) -> None:
    visitor = _desk_with_sites(empty_desk, 6)
    for street in ("Park Row", "Park Lane", "Bark Lane"):
        empty_desk.acquire(f"1 {street}", "Hull", "HU1 1AA")
    visitor.open(RESPONSE)

    page = visitor.press("Find", {SITES: "park"})

    assert page.group("Sites").options == [
        f"1 Park {each}, Hull HU1 1AA · 0113 496 0182" for each in ("Lane", "Row")
    ]


def test_finding_keeps_all_that_is_filled_in_and_raises_nothing(empty_desk: Desk) -> None:
    visitor = _found(empty_desk, 13)
    before = empty_desk.head
    ticks: dict[str, str | bool] = {_site(2): True, _site(7): True}

    page = visitor.press("Find", {**ticks, **BOILER, SITES: "12 long"})

    assert page.status == 200
    assert page.alert == ""
    assert page.field("Title").value == "Boiler leaks"
    assert page.field("Description").value == "Since last night."
    assert page.group("Priority").ticked == ["Urgent there within 8 hours"]
    assert page.group("Sites").ticked == [*ticks, _site(12)]
    assert empty_desk.head == before


def test_finding_complains_of_nothing_that_is_not_filled_in_yet(empty_desk: Desk) -> None:
    page = _found(empty_desk, 13).page

    assert page.alert == ""
    assert not page.field("Title").is_invalid


def test_after_finding_the_form_raises_work_for_what_is_ticked(empty_desk: Desk) -> None:
    visitor = _found(empty_desk, 13)
    visitor.press("Find", {_site(2): True, **BOILER, SITES: "12 long"})

    page = visitor.press("Raise Work")

    assert page.notices == ["W-1001 raised for 2 Long Road, York and 12 Long Road, York"]


def test_a_tick_can_be_taken_back(empty_desk: Desk) -> None:
    visitor = _found(empty_desk, 13)
    visitor.press("Find", {_site(2): True, **BOILER, SITES: "12 long"})

    page = visitor.press("Raise Work", {_site(2): False})

    assert page.notices == ["W-1001 raised for 12 Long Road, York"]


def test_what_was_ticked_is_shown_by_finding_again(empty_desk: Desk) -> None:
    """So that what the Site has called about before is seen without script."""
    visitor = _found(empty_desk, 13)
    before = empty_desk.head

    page = visitor.press("Find", {_site(2): True})

    assert page.group("Sites").ticked == [_site(2)]
    assert page.field(SITES).value == ""
    assert "Has not called in 90 days" in page.words("2 Long Road, York YO1 7PR")
    assert empty_desk.head == before


def test_enter_raises_when_nothing_else_is_looked_for(empty_desk: Desk) -> None:
    visitor = _found(empty_desk, 13)

    page = visitor.form("Raise Work").fill({_site(12): True, **BOILER}).press_enter()

    assert page.notices == ["W-1001 raised for 12 Long Road, York"]


def test_the_button_raises_even_after_something_else_was_typed(empty_desk: Desk) -> None:
    visitor = _found(empty_desk, 13)

    page = visitor.press("Raise Work", {_site(2): True, **BOILER, SITES: "12 long"})

    assert page.notices == ["W-1001 raised for 2 Long Road, York"]


def test_a_refused_form_keeps_words_and_ticks(empty_desk: Desk) -> None:
    visitor = _found(empty_desk, 13)

    page = visitor.press("Raise Work", {_site(2): True, "Title": "Boiler", SITES: "12 long"})

    assert page.status == 422
    assert page.group("Sites").options == [_site(2), _site(12)]
    assert page.group("Sites").ticked == [_site(2)]
    assert page.field(SITES).value == "12 long"


def test_what_no_site_has_is_said(empty_desk: Desk) -> None:
    visitor = _desk_with_sites(empty_desk, 13)
    visitor.open(RESPONSE)

    page = visitor.press("Find", {SITES: "nowhere"})

    assert page.group("Sites").options == []
    assert "No Site has that in its name, address or telephone number." in page.group("Sites").text


@pytest.mark.parametrize("typed", ["LONG road", "yo1 7pr", "0113 496"])
def test_sites_are_found_by_address_post_code_and_telephone(empty_desk: Desk, typed: str) -> None:
    visitor = _desk_with_sites(empty_desk, 13)
    visitor.open(RESPONSE)

    assert len(visitor.press("Find", {SITES: typed}).group("Sites").options) == 13


# The page with the Sites that were found can be opened again


def test_finding_leads_to_a_page_that_can_be_opened_again(empty_desk: Desk) -> None:
    visitor = _found(empty_desk, 13)
    page = visitor.press("Find", {_site(2): True, **BOILER, SITES: "12 long"})
    assert [status for status, _ in page.redirects] == [303]

    again = visitor.open(page.address)

    assert again.status == 200
    assert again.field("Title").value == "Boiler leaks"
    assert again.field("Description").value == "Since last night."
    assert again.group("Sites").ticked == [_site(2), _site(12)]


def test_nothing_that_was_typed_is_in_the_address_of_that_page(empty_desk: Desk) -> None:
    visitor = _desk_with_sites(empty_desk, 13)
    visitor.open(RESPONSE)
    sent = visitor.form("Find").fill({**BOILER, SITES: "12 long"}).submission()

    response = visitor.post(sent)

    assert response.location == f"{RESPONSE}?draft={sent['work_id']}"


def test_the_page_with_what_was_found_is_still_the_same_form(empty_desk: Desk) -> None:
    """So what is raised from it is raised once, also from the page before."""
    visitor = _desk_with_sites(empty_desk, 13)
    visitor.open(RESPONSE)
    sent = visitor.form("Find").fill({**BOILER, SITES: "12 long"}).submission()

    visitor.send(sent)

    filtered = visitor.form("Raise Work").submission()
    for name in ("work_id", "command_id"):
        assert filtered[name] == sent[name]


def test_of_two_open_pages_each_keeps_its_own(empty_desk: Desk) -> None:
    visitor = _desk_with_sites(empty_desk, 13)
    addresses = {}
    for title in ("Boiler leaks", "Lift stuck"):
        visitor.open(RESPONSE)
        sent = visitor.form("Find").fill({"Title": title, SITES: "12 long"}).submission()
        addresses[title] = visitor.post(sent).location or ""

    for title, address in addresses.items():
        assert visitor.open(address).field("Title").value == title


def test_once_the_work_is_raised_the_page_begins_afresh(empty_desk: Desk) -> None:
    visitor = _found(empty_desk, 13)
    address = visitor.press("Find", {_site(2): True, **BOILER, SITES: "12 long"}).address
    visitor.press("Raise Work")

    page = visitor.open(address)

    assert page.field("Title").value == ""
    assert page.group("Sites").ticked == []
    assert "What was filled in here is not kept any more" in page.text
    assert "not kept any more" not in visitor.open(RESPONSE).text
    assert _drafts(visitor) == []


def _hard_to_pack(length: int) -> str:
    return "".join(chr(0x4E00 + number * 7_919 % 20_000) for number in range(length))


@pytest.mark.parametrize(
    ("long", "is_carried"),
    [(_hard_to_pack(500), True), (_hard_to_pack(4_000), False), ("x" * 20_001, False)],
    ids=["short", "long", "very long, and easy to pack"],
)
def test_what_is_too_long_to_be_carried_there_is_not_lost(
    empty_desk: Desk, long: str, is_carried: bool
) -> None:
    visitor = _desk_with_sites(empty_desk, 13)
    visitor.open(RESPONSE)

    page = visitor.press("Find", {**BOILER, "Description": long, SITES: "12 long"})

    assert page.status == 200
    assert bool(page.redirects) is is_carried
    assert page.field("Description").value == long
    assert page.group("Sites").options == [_site(12)]


def test_the_drafts_of_a_long_day_do_not_outgrow_what_a_server_takes(empty_desk: Desk) -> None:
    visitor = _desk_with_sites(empty_desk, 13)
    for number in range(15):
        visitor.open(RESPONSE)
        words = " ".join(str(each) for each in range(number, number + 400))
        page = visitor.press("Find", {"Description": words, SITES: "12 long"})
        assert page.field("Description").value == words
        assert sum(map(len, _drafts(visitor))) < 5_000


def test_when_there_are_too_many_drafts_the_oldest_goes(empty_desk: Desk) -> None:
    visitor = _desk_with_sites(empty_desk, 13)
    addresses: list[str] = []
    most = 0
    while len(addresses) < most + 2:
        visitor.open(RESPONSE)
        words = " ".join(str(each) for each in range(len(addresses), len(addresses) + 200))
        page = visitor.press("Find", {"Description": words, SITES: "12 long"})
        addresses.append(page.address)
        most = max(most, len(_drafts(visitor)))
    gone = ["not kept any more" in visitor.open(address).text for address in addresses]
    assert most > 3
    assert gone == [True] * 2 + [False] * most


def test_where_others_leave_no_room_for_a_draft_the_form_is_answered_at_once(
    empty_desk: Desk,
) -> None:
    """Browsers send a desk the cookies of all programs at its address, whatever their ports."""
    visitor = _desk_with_sites(empty_desk, 13)
    for name in ("of-another-program", "of-a-third"):
        visitor.client.set_cookie(name, "x" * 2_495)
    visitor.open(RESPONSE)

    page = visitor.press("Find", {**BOILER, SITES: "12 long"})

    assert page.redirects == []
    assert page.field("Title").value == BOILER["Title"]
    assert _drafts(visitor) == []


def test_a_draft_that_somebody_has_made_up_is_none(empty_desk: Desk) -> None:
    visitor = _desk_with_sites(empty_desk, 13)
    visitor.open(RESPONSE)
    address = visitor.press("Find", {**BOILER, SITES: "12 long"}).address
    name = f"draft-{address.partition('=')[2]}"
    cookie = visitor.client.get_cookie(name, path=RESPONSE)
    assert cookie is not None
    visitor.client.set_cookie(name, f"{cookie.value}x", path=RESPONSE)

    assert visitor.open(address).field("Title").value == ""


def test_after_a_shift_a_draft_is_not_kept_any_more(empty_desk: Desk) -> None:
    visitor = _desk_with_sites(empty_desk, 13)
    visitor.open(RESPONSE)
    address = visitor.press("Find", {**BOILER, SITES: "12 long"}).address
    empty_desk.clock.move(12 * 60)
    assert visitor.open(address).field("Title").value == "Boiler leaks"
    empty_desk.clock.move(1)

    page = visitor.open(address)

    assert page.field("Title").value == ""
    assert "What was filled in here is not kept any more" in page.text


@pytest.mark.parametrize("https", [True, False])
def test_scripts_and_other_pages_do_not_see_what_was_typed(https: bool) -> None:
    desk = closed_desk(Settings(https=https))
    _desk_with_sites(desk, 13)
    address = f"{'https' if https else 'http'}://localhost"
    visitor = desk.signed_in_as_everybody(
        base_url=address, headers={"Referer": f"{address}/response/"}
    )
    visitor.open(RESPONSE)

    response = visitor.post(visitor.form("Find").fill({**BOILER, SITES: "12"}).submission())

    [draft] = [each for each in response.headers.getlist("Set-Cookie") if "draft-" in each]
    attributes = {each.strip() for each in draft.split(";")[1:]}
    assert attributes == {"HttpOnly", "Path=/response/", "SameSite=Lax"} | (
        {"Secure"} if https else set()
    )


# Very many


def test_of_many_that_are_found_the_first_are_listed(empty_desk: Desk) -> None:
    page = _found(empty_desk, 21).page

    assert len(page.group("Sites").options) == 20
    assert "20 of 21 Sites: more words leave fewer." in page.group("Sites").text


def test_ticked_ones_are_not_counted_among_those_that_are_found(empty_desk: Desk) -> None:
    visitor = _found(empty_desk, 21)

    page = visitor.press("Find", {_site(1): True, SITES: "york"})

    assert len(page.group("Sites").options) == 21
    assert "20 Sites" in page.group("Sites").text


def test_when_all_that_is_found_is_ticked_the_page_does_not_say_it_found_nothing(
    empty_desk: Desk,
) -> None:
    visitor = _found(empty_desk, 13)
    visitor.press("Find", {_site(12): True})

    page = visitor.press("Raise Work", {SITES: "12 long"})

    assert page.group("Sites").options == [_site(12)]
    assert "There is no other Site with that." in page.group("Sites").text


def test_when_only_ticked_sites_are_left_the_page_says_that_nothing_was_found(
    empty_desk: Desk,
) -> None:
    visitor = _found(empty_desk, 13)

    page = visitor.press("Find", {_site(12): True, SITES: "nowhere"})

    assert page.group("Sites").options == [_site(12)]
    assert "No Site has that in its name, address or telephone number." in page.group("Sites").text


def _desk_with_sites(desk: Desk, count: int) -> Visitor:
    for number in range(1, count + 1):
        desk.acquire(f"{number} Long Road", "York", "YO1 7PR")
    return desk.visitor()


def _site(number: int) -> str:
    return f"{number} Long Road, York YO1 7PR · 0113 496 0182"


def _found(desk: Desk, count: int) -> Visitor:
    """Somebody who has looked for all of them."""
    visitor = _desk_with_sites(desk, count)
    visitor.open(RESPONSE)
    visitor.press("Find", {SITES: "long"})
    return visitor


def _drafts(visitor: Visitor) -> list[str]:
    """What the browser keeps of forms that are not finished."""
    return [
        cookie.value
        for cookie in visitor.client._cookies.values()  # type: ignore[union-attr]
        if cookie.key.startswith("draft-")
    ]
