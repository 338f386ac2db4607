"""Administration: hiring, acquiring, and the lists of both."""

import pytest

from tests.web.desk import Desk
from tests.web.visitor import Visitor

OPERATIVES = "/administration/operatives"
SITES = "/administration/sites"

ELM_HOUSE: dict[str, str | bool] = {
    "Address line 1": "Elm House, 4 Park Row",
    "Town": "Leeds",
    "Post code": "LS1 5HD",
    "Telephone number": "0113 496 0182 ext. 7",
}


# Hiring


def test_an_operative_who_is_hired_is_named_in_a_notice_and_stands_in_the_list(
    empty_desk: Desk,
) -> None:
    visitor = empty_desk.visitor()
    visitor.open(OPERATIVES)

    page = visitor.press("Hire", {"Forename": "Ann", "Surname": "Marsh"})

    assert page.redirects == [(303, OPERATIVES)]
    assert page.notices == ["Ann Marsh hired"]
    assert page.items("Operatives") == ["Ann Marsh hired 10:42"]
    assert empty_desk.types() == ["OperativeHired"]


def test_a_notice_is_shown_once(visitor: Visitor) -> None:
    visitor.open(OPERATIVES)
    visitor.press("Hire", {"Forename": "Carys", "Surname": "Lloyd"})

    assert visitor.open(OPERATIVES).notices == []


def test_after_hiring_the_form_is_empty_again(visitor: Visitor) -> None:
    visitor.open(OPERATIVES)
    page = visitor.press("Hire", {"Forename": "Carys", "Surname": "Lloyd"})

    assert [page.field(label).value for label in ("Forename", "Surname")] == ["", ""]


def test_operatives_are_listed_by_surname_then_forename(empty_desk: Desk) -> None:
    for name in ("Zoë Adams", "bo adams", "Ann Marsh", "Carys Lloyd"):
        empty_desk.hire(name)

    items = empty_desk.visitor().open(OPERATIVES).items("Operatives")

    names = [item.partition(" hired")[0] for item in items]
    assert names == ["bo adams", "Zoë Adams", "Carys Lloyd", "Ann Marsh"]


def test_a_list_without_operatives_says_what_to_do(empty_desk: Desk) -> None:
    page = empty_desk.visitor().open(OPERATIVES)

    assert "Nobody works here yet. Hire the first operative." in page.text


def test_two_operatives_may_have_the_same_name(visitor: Visitor, desk: Desk) -> None:
    visitor.open(OPERATIVES)

    page = visitor.press("Hire", {"Forename": "Ann", "Surname": "Marsh"})

    assert page.items("Operatives")[:2] == ["Ann Marsh (hired 10:42) hired 10:42"] * 2
    assert page.notices == [
        "Ann Marsh hired",
        "There is another operative of that name: Ann Marsh (hired 10:42).",
    ]


def test_names_are_trimmed(visitor: Visitor) -> None:
    visitor.open(OPERATIVES)

    page = visitor.press("Hire", {"Forename": "  Carys ", "Surname": "\tLloyd  "})

    assert page.notices == ["Carys Lloyd hired"]


def test_names_are_shown_as_written_whatever_mark_up_they_hold(visitor: Visitor) -> None:
    visitor.open(OPERATIVES)

    page = visitor.press("Hire", {"Forename": "<b>Bo</b>", "Surname": "O'Neil & {{ 7 * 7 }}"})

    assert page.notices == ["<b>Bo</b> O'Neil & {{ 7 * 7 }} hired"]
    assert page.main.select_one("b") is None


# Hiring refused

UNKEEPABLE = "{} contains a character that cannot be kept"
BAD_NAMES = [
    pytest.param("", "{} is required.", id="missing"),
    pytest.param(" \t ", "{} is required.", id="blank"),
    pytest.param("\u200b\u200f", "{} is required.", id="nothing visible"),
    pytest.param("x" * 61, "{} can have 60 characters at most; this has 61.", id="too long"),
    pytest.param(
        "x" * 10_000, "{} can have 60 characters at most; this has 10,000.", id="far too long"
    ),
    pytest.param("An\x00n", f"{UNKEEPABLE}: U+0000 after “An”.", id="NUL"),
    pytest.param("An\nn", f"{UNKEEPABLE}: a line break after “An”.", id="line break"),
    pytest.param("An\u2028n", f"{UNKEEPABLE}: a line break (U+2028) after “An”.", id="separator"),
]


@pytest.mark.parametrize("label", ["Forename", "Surname"])
@pytest.mark.parametrize(("typed", "complaint"), BAD_NAMES)
def test_a_bad_name_is_refused_beside_its_field_and_everything_typed_is_kept(
    visitor: Visitor, desk: Desk, label: str, typed: str, complaint: str
) -> None:
    before = desk.head
    good = {"Forename": "Carys", "Surname": "Lloyd"}
    visitor.open(OPERATIVES)

    page = visitor.press("Hire", {**good, label: typed})

    assert page.status == 422
    assert page.field(label).error == complaint.format(label)
    assert page.field(label).is_invalid
    assert page.field(label).value == typed
    (other,) = {"Forename", "Surname"} - {label}
    assert page.field(other).value == good[other]
    assert not page.field(other).is_invalid
    assert page.field(other).error == ""
    assert desk.head == before


def test_a_refusal_lists_all_that_is_to_be_mended_with_links_to_the_fields(
    visitor: Visitor,
) -> None:
    visitor.open(OPERATIVES)

    page = visitor.press("Hire")

    assert page.status == 422
    assert page.alert == (
        "Nothing has been done yet. Please put this right: "
        "Forename is required. Surname is required."
    )
    assert page.link("Forename is required.") == "#forename"
    assert page.link("Surname is required.") == "#surname"


def test_a_refused_form_can_be_mended_and_sent_again(visitor: Visitor) -> None:
    visitor.open(OPERATIVES)
    visitor.press("Hire", {"Forename": "Carys"})

    page = visitor.press("Hire", {"Surname": "Lloyd"})

    assert page.notices == ["Carys Lloyd hired"]


def test_the_longest_names_pass(visitor: Visitor) -> None:
    visitor.open(OPERATIVES)

    page = visitor.press("Hire", {"Forename": "é" * 60, "Surname": "🦊" * 60})

    assert page.notices == [f"{'é' * 60} {'🦊' * 60} hired"]


# Acquiring


def test_a_site_that_is_acquired_is_named_in_a_notice_and_stands_in_the_list(
    empty_desk: Desk,
) -> None:
    visitor = empty_desk.visitor()
    visitor.open(SITES)

    page = visitor.press("Acquire", ELM_HOUSE)

    assert page.redirects == [(303, SITES)]
    assert page.notices == ["Elm House, 4 Park Row, Leeds acquired"]
    assert page.items("Sites") == ["Elm House, 4 Park Row, Leeds LS1 5HD 0113 496 0182 ext. 7"]
    assert empty_desk.types() == ["SiteAcquired"]


def test_a_telephone_number_is_a_link_that_dials(empty_desk: Desk) -> None:
    empty_desk.acquire("Elm House", "Leeds", "LS1 4AP", "+44 (0)113 496 0182 ext. 12")

    page = empty_desk.visitor().open(SITES)

    assert page.link("+44 (0)113 496 0182 ext. 12") == "tel:+441134960182;ext=12"


def test_sites_are_listed_by_town_then_address(empty_desk: Desk) -> None:
    for address, town in (("9 A Road", "York"), ("b Yard", "Leeds"), ("A House", "Leeds")):
        empty_desk.acquire(address, town)

    items = empty_desk.visitor().open(SITES).items("Sites")

    assert [item.partition(" LS1")[0] for item in items] == [
        "A House, Leeds",
        "b Yard, Leeds",
        "9 A Road, York",
    ]


def test_a_list_without_sites_says_what_to_do(empty_desk: Desk) -> None:
    page = empty_desk.visitor().open(SITES)

    assert "There is no Site yet. Acquire the first one." in page.text


@pytest.mark.parametrize("label", ELM_HOUSE)
@pytest.mark.parametrize("blank", ["", "   "])
def test_every_part_of_a_site_is_required(
    visitor: Visitor, desk: Desk, label: str, blank: str
) -> None:
    before = desk.head
    visitor.open(SITES)

    page = visitor.press("Acquire", {**ELM_HOUSE, label: blank})

    assert page.status == 422
    assert page.field(label).error == f"{label} is required."
    assert page.field(label).is_invalid
    for other, typed in ELM_HOUSE.items():
        assert page.field(other).value == (blank if other == label else typed)
        assert page.field(other).is_invalid is (other == label)
    assert desk.head == before


@pytest.mark.parametrize(
    ("label", "longest"),
    [("Address line 1", 100), ("Town", 60), ("Post code", 12), ("Telephone number", 30)],
)
def test_a_part_of_a_site_that_is_too_long_is_refused(
    visitor: Visitor, label: str, longest: int
) -> None:
    visitor.open(SITES)

    page = visitor.press("Acquire", {**ELM_HOUSE, label: "1" * (longest + 1)})

    assert page.status == 422
    assert page.field(label).error == (
        f"{label} can have {longest} characters at most; this has {longest + 1}."
    )


@pytest.mark.parametrize("typed", ["Leeds", "LS1_4AP", "LS1/4AP", "-1", "№ 5"])
def test_an_implausible_post_code_is_refused(visitor: Visitor, typed: str) -> None:
    visitor.open(SITES)

    page = visitor.press("Acquire", {**ELM_HOUSE, "Post code": typed})

    assert page.status == 422
    assert page.field("Post code").error == (
        "Post code should be letters and digits, with at least one digit, such as LS1 4AP."
    )
    assert page.field("Post code").value == typed


@pytest.mark.parametrize("typed", ["none", "1234", "1" * 16, "0113 496 0182 or 3", "ext. 12345"])
def test_an_implausible_telephone_number_is_refused(visitor: Visitor, typed: str) -> None:
    visitor.open(SITES)

    page = visitor.press("Acquire", {**ELM_HOUSE, "Telephone number": typed})

    assert page.status == 422
    assert page.field("Telephone number").error == (
        "Telephone number should have five to fifteen digits, such as 0113 496 0182, "
        "with ext. 12 after it if need be."
    )
    assert page.field("Telephone number").value == typed


# The tabs


def test_the_tabs_lead_to_all_parts_of_administration(visitor: Visitor) -> None:
    page = visitor.open("/administration/")

    assert page.address == OPERATIVES
    assert page.link("Operatives") == OPERATIVES
    assert page.link("Sites") == SITES
    for name in ("People", "Teams", "Permissions", "Audit"):
        assert page.link(name) == f"/administration/{name.lower()}"
        assert visitor.open(page.link(name)).heading == "Administration"
