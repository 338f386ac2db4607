"""Contacts: named once, and erased for good."""

import pytest

from app.domain.contact import Contact, ContactErased, ContactNamed, is_anybody
from tests.domain.scenario import given

JO = ContactNamed(name="Jo Hill", telephone="0113 496 0182")


class TestAContact:
    def test_has_a_name_and_a_telephone_number(self) -> None:
        given(Contact).when(lambda jo: jo.name_as(" Jo Hill ", " 0113 496 0182 ")).then(JO)

    def test_may_have_a_name_alone(self) -> None:
        given(Contact).when(lambda jo: jo.name_as("Jo Hill", " ")).then(
            ContactNamed(name="Jo Hill", telephone="")
        )

    def test_may_have_a_telephone_number_alone(self) -> None:
        given(Contact).when(lambda jo: jo.name_as("", "0113 496 0182")).then(
            ContactNamed(name="", telephone="0113 496 0182")
        )

    @pytest.mark.parametrize("nothing", ["", " ", "\u200b"])
    def test_has_one_of_the_two(self, nothing: str) -> None:
        given(Contact).when(lambda jo: jo.name_as(nothing, " ")).refused(
            "A contact has a name or a telephone number."
        )

    @pytest.mark.parametrize("number", ["ask at the desk", "0113", "1" * 16])
    def test_cannot_have_a_number_that_is_none(self, number: str) -> None:
        given(Contact).when(lambda jo: jo.name_as("Jo Hill", number)).refused(
            "Telephone number should have five to fifteen digits, such as 0113 496 0182, "
            "with ext. 12 after it if need be."
        )

    def test_cannot_have_an_endless_name(self) -> None:
        given(Contact).when(lambda jo: jo.name_as("x" * 121, "")).refused(
            "Name can have 120 characters at most; this has 121."
        )

    def test_never_changes(self) -> None:
        given(Contact, JO).when(lambda jo: jo.name_as("Jo Dale", "")).refused(
            "This contact has already been named."
        )

    def test_is_erased(self) -> None:
        given(Contact, JO).when(Contact.erase).then(ContactErased())

    def test_is_erased_once(self) -> None:
        given(Contact, JO, ContactErased()).when(Contact.erase).refused(
            "This contact was erased already."
        )

    def test_that_nobody_named_cannot_be_erased(self) -> None:
        given(Contact).when(Contact.erase).refused("There is no such contact on this desk.")

    def test_that_was_erased_is_named_no_more(self) -> None:
        given(Contact, JO, ContactErased()).when(lambda jo: jo.name_as("Jo", "")).refused(
            "This contact has already been named."
        )


@pytest.mark.parametrize(
    ("name", "telephone", "is_one"),
    [
        ("Jo", "", True),
        ("", "12345", True),
        ("Jo", "12345", True),
        ("", "", False),
        (" ", "\t", False),
    ],
)
def test_somebody_has_a_name_or_a_number(name: str, telephone: str, is_one: bool) -> None:
    assert is_anybody(name, telephone) is is_one
