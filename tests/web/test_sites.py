"""The page of a Site: what is known about it, the Work there is and was; amending, disposing of and
restoring it; and erasing whom to ask for there."""

import pytest

from app.commands.contact import EraseContact
from app.domain.feature import Feature
from tests.web.desk import Desk, staffed_desk
from tests.web.page import Page, words_of
from tests.web.visitor import Visitor

SITES = "/administration/sites"


@pytest.fixture
def desk() -> Desk:
    """Besides, a school that people know more about."""
    desk = staffed_desk()
    desk.acquire(
        "4 Park Row",
        "Leeds",
        "LS1 5HD",
        "0113 496 0999",
        name="Elm School",
        area="Centre",
        notes="Ring twice.\nBeware of the dog.",
        contact_name="Ivy Hall",
        contact_telephone="0113 496 0777",
    )
    return desk


@pytest.fixture
def visitor(desk: Desk) -> Visitor:
    return desk.visitor()


def open_site(visitor: Visitor, desk: Desk, name: str = "4 Park Row", query: str = "") -> Page:
    return visitor.open(f"/sites/{desk.id(name)}{query}")


def facts(page: Page) -> dict[str, str]:
    terms, said = page.main.select("dl dt"), page.main.select("dl dd")
    return {words_of(dt): words_of(dd) for dt, dd in zip(terms, said, strict=True)}


# What the page says


def test_a_site_has_a_page_with_all_that_is_known_about_it(visitor: Visitor, desk: Desk) -> None:
    visitor.open(SITES)

    page = visitor.follow("Elm School, 4 Park Row, Leeds LS1 5HD")

    assert (page.heading, page.address) == ("Elm School", f"/sites/{desk.id('4 Park Row')}")
    assert "4 Park Row, Leeds LS1 5HD" in page.text
    assert page.link("0113 496 0999") == "tel:01134960999"
    assert "Ask for: Ivy Hall" in page.text
    assert page.link("0113 496 0777") == "tel:01134960777"
    assert "Ring twice. Beware of the dog." in page.text
    assert facts(page) == {
        "Area": "Centre",
        "Called in 90 days": "not at all",
        "Acquired": "10:42",
    }
    assert page.items("What happened") == ["Acquired 10:42 by the desk The desk at this moment"]
    assert "No Work is open here." in page.text
    assert "No Work has ended here yet." in page.text


def test_one_without_a_name_is_headed_by_its_address(visitor: Visitor, desk: Desk) -> None:
    page = open_site(visitor, desk, "Elm House")

    assert page.heading == "Elm House"
    assert "Ask for:" not in page.text
    assert "Area" not in facts(page)


def test_its_open_work_says_who_comes_and_what_is_late(visitor: Visitor, desk: Desk) -> None:
    for title in ("Boiler leaks", "Lift stuck"):
        desk.raise_work(title, "4 Park Row")
    desk.raise_work("Tap drips", "Elm House")
    desk.assign("W-1001", "Ann Marsh")
    desk.dispatch("W-1001", "Ann Marsh")
    desk.clock.move(3 * 24 * 60)

    page = open_site(visitor, desk)

    boiler, lift = page.items("Open Work")
    assert boiler.startswith("Boiler leaks W-1001 en route")
    assert "with Ann Marsh" in boiler
    assert lift == (
        "Lift stuck W-1002 awaiting Control routine should have been there by Wed 4 Jun 10:42, "
        "1 day ago raised Mon 2 Jun 10:42"
    )
    assert page.link("Ann Marsh") == desk.page_of("Ann Marsh")


def test_its_past_work_says_who_was_there_and_what_came_of_it(visitor: Visitor, desk: Desk) -> None:
    desk.raise_work("Boiler leaks", "4 Park Row")
    for name in ("Ben Okafor", "Ann Marsh"):
        desk.assign("W-1001", name)
        desk.dispatch("W-1001", name)
        desk.arrive("W-1001", name)
        if name == "Ben Okafor":
            desk.abandon("W-1001", name, "No valve.")
    desk.complete("W-1001", "Ann Marsh", "New valve.")

    page = open_site(visitor, desk)

    assert page.items("Past Work and visits") == [
        "Boiler leaks W-1001 routine "
        "abandoned 10:42, Ben Okafor: No valve. "
        "mended 10:42, Ann Marsh: New valve."
    ]
    assert page.link("W-1001") == "/work/W-1001"
    assert facts(page)["Called in 90 days"] == "once"


def test_past_work_comes_page_by_page_the_newest_first(visitor: Visitor, desk: Desk) -> None:
    for _ in range(12):
        desk.close(desk.raise_work("Boiler leaks", "4 Park Row"))

    page = open_site(visitor, desk)

    assert page.numbers("Past Work and visits") == [f"W-{n}" for n in range(1012, 1002, -1)]
    assert visitor.follow("Next").numbers("Past Work and visits") == ["W-1002", "W-1001"]


def test_it_counts_calls_of_the_last_90_days(visitor: Visitor, desk: Desk) -> None:
    desk.raise_work("Boiler leaks", "4 Park Row")
    desk.clock.move(80 * 24 * 60)
    desk.add_call("W-1001")
    desk.raise_work("Lift stuck", "4 Park Row")

    assert facts(open_site(visitor, desk))["Called in 90 days"] == "3 times"
    desk.clock.move(20 * 24 * 60)
    assert facts(open_site(visitor, desk))["Called in 90 days"] == "2 times"


def test_it_can_be_seen_as_it_was(visitor: Visitor, desk: Desk) -> None:
    desk.raise_work("Boiler leaks", "4 Park Row")
    head = desk.head
    desk.close("W-1001")
    desk.dispose_of("4 Park Row")

    page = open_site(visitor, desk, query=f"?as_of={head}")

    assert page.numbers("Open Work") == ["W-1001"]
    assert "disposed of" not in page.text
    assert page.buttons == []


def test_whoever_attends_reads_whom_to_ask_for_and_what_to_know(
    visitor: Visitor, desk: Desk
) -> None:
    desk.assign(desk.raise_work("Boiler leaks", "4 Park Row"), "Ann Marsh")

    for address in (desk.page_of("Ann Marsh"), "/work/W-1001"):
        text = visitor.open(address).text
        assert "Ask for: Ivy Hall" in text
        assert "Ring twice. Beware of the dog." in text


def test_links_to_it_are_drawn_for_those_who_may_follow_them(desk: Desk) -> None:
    desk.assign(desk.raise_work("Boiler leaks", "4 Park Row"), "Ann Marsh")
    desk.add_administrator("Ada Novak")
    desk.register("Ann Marsh", "Operative", operative="Ann Marsh")
    desk.register("Cleo Park", "Control")
    called = "Elm School, 4 Park Row, Leeds LS1 5HD"

    own = desk.signed_in("Ann Marsh").open("/work/W-1001")
    assert called in own.text
    assert called not in own.links
    of_control = desk.signed_in("Cleo Park")
    of_control.open("/work/W-1001")
    assert of_control.follow(called).buttons == []


# Amending


def test_it_can_be_amended(visitor: Visitor, desk: Desk) -> None:
    open_site(visitor, desk)
    visitor.follow("Amend")

    page = visitor.press("Amend", {"Town": "York", "Notes for whoever attends": ""})

    assert page.redirects == [(303, f"/sites/{desk.id('4 Park Row')}")]
    assert page.notices == [
        "Elm School, 4 Park Row, York: the town was amended from Leeds to York; "
        "the notes were amended"
    ]
    assert "4 Park Row, York LS1 5HD" in page.text
    assert "Beware" not in page.main.select("section.job")[0].text
    assert desk.types()[-2:] == ["SiteAmended", "SiteAmended"]


def test_whom_to_ask_for_can_be_amended(visitor: Visitor, desk: Desk) -> None:
    open_site(visitor, desk)
    visitor.follow("Amend")

    page = visitor.press("Amend", {"Contact’s name": "Ida Hall"})

    assert page.notices == [
        "Elm School, 4 Park Row, Leeds: the contact was amended from Ivy Hall to Ida Hall"
    ]
    assert "Ask for: Ida Hall" in page.text
    assert desk.types()[-2:] == ["SiteContactAmended", "ContactNamed"]


def test_nothing_amended_is_refused_and_nothing_typed_is_lost(visitor: Visitor, desk: Desk) -> None:
    before = desk.head
    open_site(visitor, desk)
    visitor.follow("Amend")

    page = visitor.press("Amend")
    assert (page.status, page.alert) == (422, "Nothing has been changed.")
    page = visitor.press("Amend", {"Post code": "none", "Area": "North"})

    assert page.status == 422
    assert page.field("Post code").is_invalid
    assert page.field("Area").value == "North"
    assert desk.head == before


def test_what_somebody_amended_meanwhile_is_told(visitor: Visitor, desk: Desk) -> None:
    open_site(visitor, desk)
    visitor.follow("Amend")
    other = desk.visitor()
    open_site(other, desk)
    other.follow("Amend")
    other.press("Amend", {"Area": "North", "Contact’s name": "Ida Hall"})

    page = visitor.press("Amend", {"Town": "York"})

    assert page.status == 409
    assert "the area was amended from Centre to North" in page.alert
    assert page.field("Town").value == "York"
    assert page.field("Area").value == "North"
    before = desk.head
    visitor.press("Amend")
    assert desk.types(before) == ["SiteAmended"]


# Disposing, restoring


def test_it_can_be_disposed_of_and_restored(visitor: Visitor, desk: Desk) -> None:
    open_site(visitor, desk)
    visitor.follow("Dispose of it")
    assert visitor.press("Dispose of it").status == 422

    page = visitor.press("Dispose of it", {"Reason": "Sold."})

    assert page.notices == ["Elm School, 4 Park Row, Leeds disposed of"]
    assert page.items("What happened")[-1].startswith("Disposed of Sold. 10:42 by the desk")
    assert "Elm School" not in visitor.open(SITES).text
    assert "4 Park Row" not in visitor.client.get("/response/sites?q=school").text
    visitor.open(SITES)
    page = visitor.follow("Sites disposed of")
    assert page.items("Sites disposed of") == [
        "Elm School, 4 Park Row, Leeds LS1 5HD 0113 496 0999"
    ]
    visitor.follow("Elm School, 4 Park Row, Leeds LS1 5HD")

    page = visitor.press("Restore")

    assert page.notices == ["Elm School, 4 Park Row, Leeds restored"]
    assert "Elm School" in visitor.open(SITES).text
    assert "4 Park Row" in visitor.client.get("/response/sites?q=school").text


def test_it_is_not_disposed_of_while_there_is_work(visitor: Visitor, desk: Desk) -> None:
    open_site(visitor, desk)
    visitor.follow("Dispose of it")
    form = visitor.form("Dispose of it").fill({"Reason": "Sold."})
    desk.raise_work("Boiler leaks", "4 Park Row")

    page = form.press()

    assert page.status == 422
    assert page.alert.startswith("There is open Work for Elm School, 4 Park Row, Leeds (1)")
    assert "Sold." in page.alert
    said = "A Site is disposed of when all its Work has ended; 1 Work is open here."
    assert said in visitor.open(f"/sites/{desk.id('4 Park Row')}/dispose").text
    assert visitor.page.buttons == []
    page = visitor.follow("Back to the Site")
    assert "It can be disposed of when all its Work has ended." in page.text
    assert "Dispose of it" not in page.links


def test_a_form_about_one_that_was_disposed_of_meanwhile_leads_back(
    visitor: Visitor, desk: Desk
) -> None:
    open_site(visitor, desk)
    visitor.follow("Amend")
    desk.dispose_of("4 Park Row")

    page = visitor.press("Amend", {"Town": "York"})

    assert page.status == 409
    assert "disposed of: Sold." in page.alert
    assert "York" in page.alert
    assert visitor.follow("Back to the Site").heading == "Elm School"


def test_work_cannot_be_raised_for_one_that_was_disposed_of_meanwhile(
    visitor: Visitor, desk: Desk
) -> None:
    visitor.open("/response/")
    form = visitor.form("Raise Work").fill(
        {"Title": "Boiler leaks", "Description": "Wet.", "Routine": True}
    )
    desk.dispose_of("4 Park Row")

    page = visitor.send(form.submission().but(site_ids=desk.id("4 Park Row")))

    assert page.status == 422
    assert "Elm School, 4 Park Row, Leeds was disposed of" in page.alert


# Erasing whom to ask for


def test_whom_to_ask_for_can_be_erased(visitor: Visitor, desk: Desk) -> None:
    open_site(visitor, desk)
    visitor.follow("Erase the contact")
    assert visitor.press("Erase for good").status == 422

    page = visitor.press("Erase for good", {"I understand that this cannot be undone": True})

    assert page.address == f"/sites/{desk.id('4 Park Row')}"
    assert "Ask for: (erased)" in page.text
    assert "Ivy" not in page.text
    assert "Erase the contact" not in page.text
    visitor.follow("Amend")
    assert visitor.page.field("Contact’s name").value == ""
    page = visitor.press("Amend", {"Area": "North"})
    assert "Ask for: (erased)" in page.text


def test_who_was_erased_meanwhile_does_not_come_back(visitor: Visitor, desk: Desk) -> None:
    open_site(visitor, desk)
    visitor.follow("Amend")
    contact = next(each for each in desk.events() if each.type_name == "ContactNamed")
    desk.give(EraseContact(contact_id=contact.aggregate_id))

    page = visitor.press("Amend", {"Area": "North"})

    assert page.status == 409
    assert "Ivy" not in page.text
    assert page.field("Area").value == "North"
    visitor.press("Amend")
    assert "Ask for: (erased)" in open_site(visitor, desk).text
    assert desk.types()[-1] == "SiteAmended"


def test_erasing_is_for_those_who_manage_people(desk: Desk) -> None:
    desk.add_administrator("Ada Novak")
    desk.register_with("Ray Quist", Feature.ACQUIRE)

    page = open_site(desk.signed_in("Ray Quist"), desk)

    assert "Ask for: Ivy Hall" in page.text
    assert "Erase the contact" not in page.text
