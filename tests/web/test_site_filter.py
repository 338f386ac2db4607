"""Choosing among many Sites in the middle of raising Work, without losing what is filled in."""

import pytest

from app.settings import Settings
from tests.web.desk import Desk, closed_desk
from tests.web.page import Page
from tests.web.visitor import Visitor

RESPONSE = "/response/"
FILTER = "Filter Sites"
BOILER: dict[str, str | bool] = {"Title": "Boiler leaks", "Description": "Since last night."}


def test_up_to_twelve_sites_there_is_no_filter(empty_desk: Desk) -> None:
    page = _desk_with_sites(empty_desk, 12).open(RESPONSE)

    assert page.buttons == ["Raise Work"]
    assert len(page.group("Sites").options) == 12


def test_from_thirteen_sites_on_they_can_be_filtered(empty_desk: Desk) -> None:
    visitor = _desk_with_sites(empty_desk, 13)
    visitor.open(RESPONSE)

    page = visitor.press("Filter", {FILTER: "12 long york"})

    assert page.group("Sites").options == [_site(12)]
    assert page.field(FILTER).value == "12 long york"


def test_filtering_keeps_all_that_is_filled_in_and_raises_nothing(empty_desk: Desk) -> None:
    visitor = _desk_with_sites(empty_desk, 13)
    before = empty_desk.head
    visitor.open(RESPONSE)
    ticks: dict[str, str | bool] = {_site(2): True, _site(7): True}

    page = visitor.press("Filter", {**ticks, **BOILER, FILTER: "12 long"})

    assert page.status == 200
    assert page.alert == ""
    assert page.field("Title").value == "Boiler leaks"
    assert page.field("Description").value == "Since last night."
    assert page.group("Sites").ticked == list(ticks)
    assert page.group("Sites").options == [*ticks, _site(12)]
    assert empty_desk.head == before


def test_filtering_complains_of_nothing_that_is_not_filled_in_yet(empty_desk: Desk) -> None:
    visitor = _desk_with_sites(empty_desk, 13)
    visitor.open(RESPONSE)

    page = visitor.press("Filter", {FILTER: "york"})

    assert page.alert == ""
    assert not page.field("Title").is_invalid


def test_after_filtering_the_form_raises_work_for_what_is_ticked(empty_desk: Desk) -> None:
    visitor = _desk_with_sites(empty_desk, 13)
    visitor.open(RESPONSE)
    visitor.press("Filter", {_site(2): True, **BOILER, FILTER: "12 long"})

    page = visitor.press("Raise Work", {_site(12): True})

    assert page.notices == ["W-1001 raised for 2 Long Road, York and 12 Long Road, York"]


def test_a_tick_can_be_taken_back_after_filtering(empty_desk: Desk) -> None:
    visitor = _desk_with_sites(empty_desk, 13)
    visitor.open(RESPONSE)
    visitor.press("Filter", {_site(2): True, **BOILER, FILTER: "12 long"})

    page = visitor.press("Raise Work", {_site(2): False, _site(12): True})

    assert page.notices == ["W-1001 raised for 12 Long Road, York"]


def test_the_button_filters_again_although_the_filter_is_the_same(empty_desk: Desk) -> None:
    visitor = _desk_with_sites(empty_desk, 13)
    before = empty_desk.head
    visitor.open(RESPONSE)
    visitor.press("Filter", {_site(2): True, **BOILER, FILTER: "12 long"})

    page = visitor.press("Filter")

    assert page.status == 200
    assert empty_desk.head == before


def test_enter_filters_after_a_new_filter_was_typed(empty_desk: Desk) -> None:
    visitor = _desk_with_sites(empty_desk, 13)
    before = empty_desk.head
    visitor.open(RESPONSE)

    page = (
        visitor.form("Raise Work").fill({_site(2): True, **BOILER, FILTER: "12 long"}).press_enter()
    )

    assert page.status == 200
    assert page.group("Sites").options == [_site(2), _site(12)]
    assert empty_desk.head == before


def test_enter_raises_when_the_filter_is_as_it_was(empty_desk: Desk) -> None:
    visitor = _desk_with_sites(empty_desk, 13)
    visitor.open(RESPONSE)
    visitor.press("Filter", {FILTER: "12 long"})

    page = visitor.form("Raise Work").fill({_site(12): True, **BOILER}).press_enter()

    assert page.notices == ["W-1001 raised for 12 Long Road, York"]


def test_enter_raises_where_there_is_no_filter(visitor: Visitor) -> None:
    visitor.open(RESPONSE)

    page = (
        visitor.form("Raise Work")
        .fill({"Elm House, Leeds LS1 4AP · 0113 496 0182": True, **BOILER})
        .press_enter()
    )

    assert page.notices == ["W-1001 raised for Elm House, Leeds"]


def test_the_button_raises_even_after_a_new_filter_was_typed(empty_desk: Desk) -> None:
    visitor = _desk_with_sites(empty_desk, 13)
    visitor.open(RESPONSE)

    page = visitor.press("Raise Work", {_site(2): True, **BOILER, FILTER: "12 long"})

    assert page.notices == ["W-1001 raised for 2 Long Road, York"]


def test_a_refused_form_keeps_filter_and_ticks(empty_desk: Desk) -> None:
    visitor = _desk_with_sites(empty_desk, 13)
    visitor.open(RESPONSE)

    page = visitor.press("Raise Work", {_site(2): True, "Title": "Boiler", FILTER: "12 long"})

    assert page.status == 422
    assert page.group("Sites").options == [_site(2), _site(12)]
    assert page.group("Sites").ticked == [_site(2)]
    assert page.field(FILTER).value == "12 long"


def test_a_filter_that_no_site_passes_says_so(empty_desk: Desk) -> None:
    visitor = _desk_with_sites(empty_desk, 13)
    visitor.open(RESPONSE)

    page = visitor.press("Filter", {FILTER: "nowhere"})

    assert page.group("Sites").options == []
    assert "No Site has that in its address or telephone number." in page.group("Sites").text


@pytest.mark.parametrize("typed", ["LONG road", "yo1 7pr", "0113 496"])
def test_sites_are_found_by_address_post_code_and_telephone(empty_desk: Desk, typed: str) -> None:
    visitor = _desk_with_sites(empty_desk, 13)
    visitor.open(RESPONSE)

    assert len(visitor.press("Filter", {FILTER: typed}).group("Sites").options) == 13


# The page with fewer Sites can be opened again


def test_filtering_leads_to_a_page_that_can_be_opened_again(empty_desk: Desk) -> None:
    visitor = _desk_with_sites(empty_desk, 13)
    visitor.open(RESPONSE)
    page = visitor.press("Filter", {_site(2): True, **BOILER, FILTER: "12 long"})
    assert [status for status, _ in page.redirects] == [303]

    again = visitor.open(page.address)

    assert again.status == 200
    assert again.field("Title").value == "Boiler leaks"
    assert again.field("Description").value == "Since last night."
    assert again.field(FILTER).value == "12 long"
    assert again.group("Sites").ticked == [_site(2)]


def test_nothing_that_was_typed_is_in_the_address_of_that_page(empty_desk: Desk) -> None:
    visitor = _desk_with_sites(empty_desk, 13)
    visitor.open(RESPONSE)
    sent = visitor.form("Filter").fill({**BOILER, FILTER: "12 long"}).submission()

    response = visitor.post(sent)

    assert response.location == f"{RESPONSE}?draft={sent['work_id']}"


def test_the_page_with_fewer_sites_is_still_the_same_form(empty_desk: Desk) -> None:
    """So what is raised from it is raised once, also from the page before."""
    visitor = _desk_with_sites(empty_desk, 13)
    visitor.open(RESPONSE)
    sent = visitor.form("Filter").fill({**BOILER, FILTER: "12 long"}).submission()

    visitor.send(sent)

    filtered = visitor.form("Raise Work").submission()
    for name in ("work_id", "command_id"):
        assert filtered[name] == sent[name]


def test_of_two_open_pages_each_keeps_its_own(empty_desk: Desk) -> None:
    visitor = _desk_with_sites(empty_desk, 13)
    addresses = {}
    for title in ("Boiler leaks", "Lift stuck"):
        visitor.open(RESPONSE)
        sent = visitor.form("Filter").fill({"Title": title, FILTER: "12 long"}).submission()
        addresses[title] = visitor.post(sent).location or ""

    for title, address in addresses.items():
        assert visitor.open(address).field("Title").value == title


def test_once_the_work_is_raised_the_page_begins_afresh(empty_desk: Desk) -> None:
    visitor = _desk_with_sites(empty_desk, 13)
    visitor.open(RESPONSE)
    address = visitor.press("Filter", {_site(2): True, **BOILER, FILTER: "12 long"}).address
    visitor.press("Raise Work")

    page = visitor.open(address)

    assert page.field("Title").value == ""
    assert page.group("Sites").ticked == []
    assert "What was filled in here is not kept any more" in page.text
    assert "not kept any more" not in visitor.open(RESPONSE).text
    assert _drafts(visitor) == []


@pytest.mark.parametrize(("length", "is_carried"), [(500, True), (4_000, False)])
def test_what_is_too_long_to_be_carried_there_is_not_lost(
    empty_desk: Desk, length: int, is_carried: bool
) -> None:
    long = "".join(chr(0x4E00 + number * 7_919 % 20_000) for number in range(length))
    visitor = _desk_with_sites(empty_desk, 13)
    visitor.open(RESPONSE)

    page = visitor.press("Filter", {**BOILER, "Description": long, FILTER: "12 long"})

    assert page.status == 200
    assert bool(page.redirects) is is_carried
    assert page.field("Description").value == long
    assert page.group("Sites").options == [_site(12)]


def test_the_drafts_of_a_long_day_do_not_outgrow_what_a_server_takes(empty_desk: Desk) -> None:
    visitor = _desk_with_sites(empty_desk, 13)
    for number in range(30):
        visitor.open(RESPONSE)
        words = " ".join(str(each) for each in range(number, number + 400))
        page = visitor.press("Filter", {"Description": words, FILTER: "12 long"})
        assert page.field("Description").value == words
        assert sum(map(len, _drafts(visitor))) < 5_000


def test_when_there_are_too_many_drafts_the_oldest_goes(empty_desk: Desk) -> None:
    visitor = _desk_with_sites(empty_desk, 13)
    addresses: list[str] = []
    most = 0
    while len(addresses) < most + 2:
        visitor.open(RESPONSE)
        words = " ".join(str(each) for each in range(len(addresses), len(addresses) + 200))
        page = visitor.press("Filter", {"Description": words, FILTER: "12 long"})
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

    page = visitor.press("Filter", {**BOILER, FILTER: "12 long"})

    assert page.redirects == []
    assert page.field("Title").value == BOILER["Title"]
    assert _drafts(visitor) == []


def test_a_draft_that_somebody_has_made_up_is_none(empty_desk: Desk) -> None:
    visitor = _desk_with_sites(empty_desk, 13)
    visitor.open(RESPONSE)
    address = visitor.press("Filter", {**BOILER, FILTER: "12 long"}).address
    name = f"draft-{address.partition('=')[2]}"
    cookie = visitor.client.get_cookie(name, path=RESPONSE)
    assert cookie is not None
    visitor.client.set_cookie(name, f"{cookie.value}x", path=RESPONSE)

    assert visitor.open(address).field("Title").value == ""


@pytest.mark.parametrize("https", [True, False])
def test_scripts_and_other_pages_do_not_see_what_was_typed(https: bool) -> None:
    desk = closed_desk(Settings(https=https))
    _desk_with_sites(desk, 13)
    address = f"{'https' if https else 'http'}://localhost"
    visitor = desk.signed_in_as_everybody(
        base_url=address, headers={"Referer": f"{address}/response/"}
    )
    visitor.open(RESPONSE)

    response = visitor.post(visitor.form("Filter").fill({**BOILER, FILTER: "12"}).submission())

    [draft] = [each for each in response.headers.getlist("Set-Cookie") if "draft-" in each]
    attributes = {each.strip() for each in draft.split(";")[1:]}
    assert attributes == {"HttpOnly", "Path=/response/", "SameSite=Lax"} | (
        {"Secure"} if https else set()
    )


# Very many


def test_sixty_sites_are_all_shown(empty_desk: Desk) -> None:
    page = _desk_with_sites(empty_desk, 60).open(RESPONSE)

    assert len(page.group("Sites").options) == 60
    assert "Filter to see others" not in page.text


def test_beyond_sixty_sites_the_page_says_that_there_are_more(empty_desk: Desk) -> None:
    page = _desk_with_sites(empty_desk, 61).open(RESPONSE)

    assert len(page.group("Sites").options) == 60
    assert _hint(page) == (
        "60 of 61 Sites are shown. Filter to see others; what you have ticked stays."
    )


def test_ticked_sites_that_the_filter_hides_are_not_taken_for_those_it_finds(
    empty_desk: Desk,
) -> None:
    """60 of the 70 found are shown; above them stand 12 ticked ones from elsewhere."""
    visitor = _desk_with_sites(empty_desk, 70)
    for number in range(12):
        empty_desk.acquire(f"{number} Quay", "Hull", "HU1 1AA")
    visitor.open(RESPONSE)
    visitor.press("Filter", {FILTER: "quay"})
    ticks: dict[str, str | bool] = {
        f"{n} Quay, Hull HU1 1AA · 0113 496 0182": True for n in range(12)
    }

    page = visitor.press("Filter", {**ticks, FILTER: "york"})

    assert len(page.group("Sites").options) == 72
    assert _hint(page) == (
        "60 of 70 Sites are shown. Filter to see others; what you have ticked stays."
    )


def test_when_all_that_the_filter_finds_is_ticked_the_page_does_not_say_it_found_nothing(
    empty_desk: Desk,
) -> None:
    visitor = _desk_with_sites(empty_desk, 13)
    visitor.open(RESPONSE)

    page = visitor.press("Filter", {_site(12): True, FILTER: "12 long"})

    assert page.group("Sites").options == [_site(12)]
    assert "No Site has that" not in page.text


def test_when_only_ticked_sites_are_left_the_page_says_that_the_filter_found_none(
    empty_desk: Desk,
) -> None:
    visitor = _desk_with_sites(empty_desk, 13)
    visitor.open(RESPONSE)

    page = visitor.press("Filter", {_site(12): True, FILTER: "nowhere"})

    assert page.group("Sites").options == [_site(12)]
    assert "No Site has that in its address or telephone number." in page.group("Sites").text


def _desk_with_sites(desk: Desk, count: int) -> Visitor:
    for number in range(1, count + 1):
        desk.acquire(f"{number} Long Road", "York", "YO1 7PR")
    return desk.visitor()


def _site(number: int) -> str:
    return f"{number} Long Road, York YO1 7PR · 0113 496 0182"


def _hint(page: Page) -> str:
    return page.group("Sites").text.rpartition("0182 ")[2]


def _drafts(visitor: Visitor) -> list[str]:
    """What the browser keeps of forms that are not finished."""
    return [
        cookie.value
        for cookie in visitor.client._cookies.values()  # type: ignore[union-attr]
        if cookie.key.startswith("draft-")
    ]
